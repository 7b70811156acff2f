"""The funnel, one claim at a time; `test_golden.py` has the figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import duckdb
import pytest

from pipelines import measure
from pipelines.vocabulary import PUBLISHED
from tests.charts import empty_chart_store
from tests.worlds import World

LAST_WEEK = date(2024, 12, 30)


@pytest.fixture
def store() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty store with what the funnel reads."""
    connection = empty_chart_store()
    connection.execute(
        "create table service_weeks as select 'repairs' as service, null::date as first_week, ?::date as last_week",
        [LAST_WEEK],
    )
    yield connection
    connection.close()


def add_week(store: duckdb.DuckDBPyConnection, weeks_ago: int = 0, **teams: tuple[int, int]) -> None:
    """Add (hits, n) of each team in a week, and of all of them together."""
    whole = tuple(sum(pair) for pair in zip(*teams.values(), strict=True))
    store.executemany(
        "insert into weekly values ('repairs', $1, 'first_time', $2, 100.0 * $3 / $4, $4, $3, false)",
        [[team, LAST_WEEK - timedelta(weeks=weeks_ago), hits, n] for team, (hits, n) in {**teams, "*": whole}.items()],
    )


def funnel(store: duckdb.DuckDBPyConnection, columns: str, period: str = "52 weeks") -> list[tuple[object, ...]]:
    if not store.execute("select 1 from duckdb_tables() where table_name = 'funnel'").fetchall():
        measure.build(store, measure.FUNNEL)
    return store.execute(f"select {columns} from funnel where period = ?", [period]).fetchall()


def test_a_team_with_fewer_than_five_has_no_row_but_counts_in_the_whole(store: duckdb.DuckDBPyConnection) -> None:
    add_week(store, North=(40, 50), South=(30, 46), Tiny=(0, 4))

    assert funnel(store, "team, hits, n, target") == [("North", 40, 50, 70.0), ("South", 30, 46, 70.0)]


def test_teams_come_by_name_and_nothing_ranks_them(store: duckdb.DuckDBPyConnection) -> None:
    add_week(store, South=(50, 50), Middle=(10, 50), North=(30, 50))

    assert [team for (team,) in funnel(store, "team")] == ["Middle", "North", "South"]
    assert not any("rank" in column for column in PUBLISHED["funnel"].names)


def test_a_period_is_the_last_whole_weeks_of_the_service(store: duckdb.DuckDBPyConnection) -> None:
    for weeks_ago in (-1, 0, 11, 12, 51, 52):
        add_week(store, weeks_ago, North=(1, 10))

    assert funnel(store, "n, first_week, last_week", "12 weeks") == [(20, date(2024, 10, 14), LAST_WEEK)]
    assert funnel(store, "n") == [(40,)]


def test_a_limit_does_not_turn_back_beyond_nothing_or_all(store: duckdb.DuckDBPyConnection) -> None:
    add_week(store, North=(460, 500), Small=(5, 5), South=(480, 500))

    ((lower, upper),) = [limits for team, *limits in funnel(store, "team, lower_998, upper_998") if team == "Small"]
    assert isinstance(lower, float)
    assert lower < 60
    assert upper == 100


def test_teams_that_all_hit_everything_are_all_within(store: duckdb.DuckDBPyConnection) -> None:
    add_week(store, North=(60, 60), Small=(5, 5))

    assert (
        funnel(store, "share, target, upper_998, tau2, is_outside, is_outside_plain")
        == [(100, 100, 100, 0, False, False)] * 2
    )


def test_what_lies_between_all_teams_widens_the_limits_and_is_not_called_chance(
    store: duckdb.DuckDBPyConnection,
) -> None:
    add_week(store, **{f"T{number:02}": (500 + 40 * number, 1000) for number in range(11)})

    said = funnel(store, "sentence, is_outside_plain")
    assert set(said) == {
        ("Further from the whole than chance alone gives, but no further than teams lie from one another here.", True),
        ("Within what chance alone gives.", False),
    }
    assert sum(bool(is_outside) for _, is_outside in said) == 8


def test_a_team_far_from_the_others_is_a_question_and_not_a_verdict(store: duckdb.DuckDBPyConnection) -> None:
    add_week(store, **{f"T{number:02}": (800 + number, 1000) for number in range(20)}, Far=(500, 1000))

    assert [team for team, is_outside in funnel(store, "team, is_outside") if is_outside] == ["Far"]
    assert (
        "Far",
        "Further from the whole than teams lie from one another here: a question to study, not a verdict.",
    ) in funnel(store, "team, sentence")


def test_items_of_a_store_come_into_the_funnel_of_their_team() -> None:
    heading = "service | item_id | customer_id | team | status | opened_at | target_first_at | reported_done_at"
    done = [
        f"toy | {team}{number} | P{team}{number} | {team} | done | 2024-01-0{number} | 2024-01-14 | 2024-01-{day}"
        for team, day in (("South", 16), ("North", 12))
        for number in range(1, 8)
    ]
    still_open = "toy | N9 | PN9 | North | open | 2024-02-05 | |"

    rows = (
        World("\n".join((heading, *done, still_open)))
        .measured("funnel")
        .rows("select team, hits, n, target from funnel where measure = 'on_target_reported' and period = '12 weeks'")
    )

    assert rows == [
        {"team": "North", "hits": 7, "n": 7, "target": 50},
        {"team": "South", "hits": 0, "n": 7, "target": 50},
    ]
