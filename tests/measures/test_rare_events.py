"""Charts of what hardly ever happens, one claim at a time; `test_golden.py` has the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import duckdb
import pytest

from pipelines import measure
from tests.charts import empty_chart_store
from tests.worlds import World

START = datetime.fromisoformat("2024-01-01 08:00")
RELATIONS = (*measure.CHART, *measure.ATTRIBUTE, *measure.RARE)


@pytest.fixture
def store() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = empty_chart_store()
    connection.execute("""
        create table counted (
            service varchar, team varchar, measure varchar, "at" timestamp, record_id varchar, hit boolean, amount double
        )
    """)
    yield connection
    connection.close()


def add_needs(
    store: duckdb.DuckDBPyConnection, days: Sequence[float], hits: Sequence[int], team: str = "North"
) -> None:
    """Add needs that first looked done after so many days; those numbered in `hits` came back."""
    store.executemany(
        "insert into counted values ('repairs', $1, 'came_back', $2, $1 || $3, $4, null)",
        [[team, START + timedelta(days=day), f"{number:03}", number in hits] for number, day in enumerate(days)],
    )


def rows(store: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[object, ...]]:
    """The rows of a query on the charts of what was counted."""
    store.execute("""
        insert into weekly
        select
            service, coalesce(team, '*'), measure, date_trunc('week', "at")::date as week,
            100.0 * count(*) filter (hit) / count(*), count(*), count(*) filter (hit), false
        from counted
        group by grouping sets ((service, measure, week), (service, team, measure, week))
    """)
    measure.build(store, RELATIONS)
    return store.execute(sql).fetchall()


def test_g_counts_the_needs_between_two_hits_and_t_the_days(store: duckdb.DuckDBPyConnection) -> None:
    add_needs(store, [*range(0, 100, 2)], hits=[3, 20, 21, 40])

    assert rows(store, "select chart, number, record_id, value from rare_events where team = 'North' order by all") == [
        ("g", 1, "North003", None),
        ("g", 2, "North020", 16),
        ("g", 3, "North021", 0),
        ("g", 4, "North040", 18),
        ("t", 1, "North003", None),
        ("t", 2, "North020", 34),
        ("t", 3, "North021", 2),
        ("t", 4, "North040", 38),
    ]


def test_all_teams_together_have_rare_events_of_their_own(store: duckdb.DuckDBPyConnection) -> None:
    add_needs(store, [*range(0, 300, 7)], hits=[3, 20])
    add_needs(store, [*range(1, 300, 7)], hits=[10], team="South")

    assert rows(
        store, "select team, list(value order by number) from rare_events where chart = 'g' group by team order by 1"
    ) == [
        ("*", [None, 14, 18]),
        ("North", [None, 16]),
        ("South", [None]),
    ]


def test_a_measure_that_hits_in_most_weeks_has_no_rare_events(store: duckdb.DuckDBPyConnection) -> None:
    add_needs(store, [*range(0, 100, 2)], hits=[*range(0, 50, 3)])

    assert rows(store, "select count(*) from rare_events") == [(0,)]


def test_two_hits_at_one_moment_are_no_time_between(store: duckdb.DuckDBPyConnection) -> None:
    add_needs(store, [0, 30, 30, 60, 100, 150], hits=[0, 1, 2, 3, 4])
    add_needs(store, [*range(0, 150, 3)], hits=[], team="South")

    found = rows(
        store,
        "select value, centre_line > 0, is_outside from rare_events where chart = 't' and team = '*' order by number",
    )
    assert found == [
        (None, True, False), (30, True, False), (0, True, False), (30, True, False), (40, True, False),
    ]  # fmt: skip


def test_a_phase_begins_without_what_lies_before_it(store: duckdb.DuckDBPyConnection) -> None:
    add_needs(store, [*range(0, 200, 2)], hits=[10, 30, 60, 90])
    store.execute(
        "insert into phases values ('repairs', '*', '*', date '2024-04-01', 'new planning', 'Ann', timestamp '2024-06-01')"
    )

    assert rows(store, "select phase, value from rare_events where chart = 'g' and team = 'North' order by number") == [
        (1, None),
        (1, 19),
        (2, None),
        (2, 29),
    ]


def test_a_hit_much_later_than_chance_gives_is_above_the_limit(store: duckdb.DuckDBPyConnection) -> None:
    hits = [*range(10, 310, 20), 700]
    add_needs(store, [*range(0, 1500, 2)], hits=hits)

    found = rows(store, "select chart, number from rare_events where team = 'North' and is_outside")
    assert found == [("g", len(hits)), ("t", len(hits))]


def test_needs_that_came_back_now_and_then_have_their_days_between() -> None:
    heading = "service | item_id | customer_id | place_id | team | category | status | opened_at | reported_done_at"
    done = [
        f"toy | I{number:02} | P{number} | H{number} | North | roof | done | {opened:%Y-%m-%d %H:%M} | {opened + timedelta(days=1):%Y-%m-%d %H:%M}"
        for number in range(40)
        for opened in [START + timedelta(days=7 * number)]
    ]
    back = [
        f"toy | J{number:02} | P{number} | H{number} | North | roof | done | {opened:%Y-%m-%d %H:%M} | {opened + timedelta(days=1):%Y-%m-%d %H:%M}"
        for number in (5, 12, 30)
        for opened in [START + timedelta(days=7 * number + 4)]
    ]

    found = (
        World("\n".join((heading, *done, *back)))
        .measured("rare_events")
        .rows(
            "select number, record_id, value from rare_events where measure = 'came_back' and team = 'North' and chart = 't'"
        )
    )

    assert found == [
        {"number": 1, "record_id": "I05", "value": None},
        {"number": 2, "record_id": "I12", "value": 49},
        {"number": 3, "record_id": "I30", "value": 126},
    ]
