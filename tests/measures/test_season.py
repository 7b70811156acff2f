"""The season of the year: what it is learnt from, and what is left of a chart without it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import date, timedelta

import duckdb
import pytest

from pipelines import measure
from pipelines.season import lay_season
from tests.charts import empty_chart_store

FIRST = date(2021, 1, 4)  # the first week of its year
WEEKS = 5 * 52 + 26


def wave(week: date) -> float:
    """A winter twice as long as the summer."""
    return 30 + 10 * math.cos(2 * math.pi * (min(week.isocalendar().week, 52) - 1) / 52)


def chance(at: int) -> float:
    return random.Random(at).uniform(-0.5, 0.5)


def charts(
    figure: Callable[[date, int], float | None], weeks: int = WEEKS, hits: int | None = None
) -> duckdb.DuckDBPyConnection:
    """A store of one service of which the weeks of all teams, and of team North at half of it, have these figures."""
    connection = empty_chart_store()
    connection.execute("set search_path = 'memory'")
    found = [(FIRST + timedelta(weeks=at), figure(FIRST + timedelta(weeks=at), at)) for at in range(weeks)]
    connection.executemany(
        "insert into weekly values ('repairs', ?, 'days_end_to_end', ?, ?, 40, ?, false)",
        [
            (team, week, None if value is None else value * share, hits)
            for team, share in (("*", 1.0), ("North", 0.5))
            for week, value in found
        ],
    )
    last = FIRST + timedelta(weeks=weeks, days=-1)
    connection.execute(f"create table service_clock as select 'repairs' as service, timestamp '{last}' as as_of")
    measure.build(connection, ["season_factors", *measure.CHART])
    lay_season(connection)
    measure.build(connection, ["season_chart"])
    return connection


def flagged(connection: duckdb.DuckDBPyConnection, relation: str, team: str = "*") -> int:
    [[count]] = connection.execute(
        f"select count(*) from {relation} where team = ? and rule is not null and week >= '2025-01-01'", [team]
    ).fetchall()
    return int(count)


def test_a_wave_that_comes_back_each_year_is_signals_before_and_none_after() -> None:
    made = charts(lambda week, at: wave(week) + chance(at))

    assert flagged(made, "process_chart") > 50
    assert flagged(made, "season_chart") == 0
    assert flagged(made, "season_chart", "North") == 0, "a team has the season of the whole"


def test_a_wave_that_is_no_season_is_warned_of_once_the_season_is_out() -> None:
    def told(figure: Callable[[date, int], float]) -> list[tuple[bool]]:
        return charts(figure).execute("select distinct is_warned from season_chart where team = '*'").fetchall()

    assert told(lambda week, at: wave(week) * (1 + 0.2 * math.sin(at / 11))) == [(True,)]
    assert told(lambda week, at: wave(week) + chance(at)) == [(False,)]


def test_a_change_beside_the_season_is_still_found() -> None:
    changed_on = date(2025, 9, 1)
    made = charts(lambda week, at: (wave(week) + chance(at)) * (1.3 if week >= changed_on else 1))

    found = made.execute(
        "select week, side from season_chart where team = '*' and rule = 'outside' and side = 1 order by week"
    ).fetchall()
    assert found
    assert all(week >= changed_on for week, _ in found)


def test_a_factor_is_the_mean_of_the_week_to_its_year_and_the_value_is_divided_by_it() -> None:
    made = charts(lambda week, at: wave(week) * (1 + at // 52))

    rows = made.sql("select * from season_factors order by week_of_year").pl().to_dicts()
    mean = math.fsum(30 + 10 * math.cos(2 * math.pi * week / 52) for week in range(52)) / 52
    assert [row["week_of_year"] for row in rows] == list(range(1, 53))
    assert rows[0]["factor"] == pytest.approx(40 / mean)
    assert {(row["years"], row["first_year"], row["last_year"], row["judged_from"]) for row in rows} == {
        (4, 2021, 2024, date(2024, 12, 30))
    }
    for week, value, measured, factor in made.execute(
        "select week, value, measured, factor from season_chart where team = 'North'"
    ).fetchall():
        assert week >= date(2024, 12, 30)
        assert value == pytest.approx(measured / factor)


def test_a_week_never_helps_to_judge_itself() -> None:
    calm = charts(lambda week, at: wave(week))
    wild = charts(lambda week, at: wave(week) * (5 if week >= date(2024, 12, 30) and at % 3 else 1))

    assert calm.execute("from season_factors").fetchall() == wild.execute("from season_factors").fetchall()


@pytest.mark.parametrize(
    ("weeks", "judged_from"),
    [
        (2 * 52 + 1, date(2023, 1, 2)),  # the third year has begun
        (3 * 52 + 1, date(2023, 1, 2)),  # in the fourth the last two years are judged
        (104, None),  # the second year is over, no week of another is there
        (103, None),
    ],
)
def test_two_whole_years_must_lie_before_the_first_week_that_is_judged(weeks: int, judged_from: date | None) -> None:
    made = charts(lambda week, at: wave(week), weeks)

    found = made.execute("select distinct judged_from from season_factors").fetchall()
    assert found == ([] if judged_from is None else [(judged_from,)])
    [[least, rows]] = made.execute("select min(week), count(*) from season_chart").fetchall()
    assert (least, rows > 0) == (judged_from, judged_from is not None)


def test_shares_have_no_season_and_a_year_with_gaps_is_none() -> None:
    assert charts(lambda week, at: 50.0, hits=20).execute("from season_factors").fetchall() == []
    gaps = charts(lambda week, at: None if week.year == 2021 and at % 2 else wave(week), 2 * 52 + 10)
    assert gaps.execute("from season_factors").fetchall() == []


def test_a_week_of_the_year_that_only_one_year_has_bears_no_factor() -> None:
    made = charts(lambda week, at: None if at < 2 else wave(week))

    years = made.execute("select week_of_year, years, first_year from season_factors").fetchall()
    assert {first for week, _, first in years if week <= 2} == {2022}
    made = charts(lambda week, at: None if at < 2 else wave(week), 2 * 52 + 20)
    assert [week for (week,) in made.execute("select week_of_year from season_factors").fetchall()] == list(
        range(3, 53)
    )


def test_a_week_of_the_year_in_which_nothing_ever_happens_has_no_factor_and_no_value() -> None:
    made = charts(lambda week, at: 0.0 if week.isocalendar().week == 52 else wave(week))

    assert made.execute("select * from season_factors where week_of_year = 52").fetchall() == []
    assert made.execute("select distinct value, factor, rule from season_chart where week(week) = 52").fetchall() == [
        (None, None, None)
    ]
