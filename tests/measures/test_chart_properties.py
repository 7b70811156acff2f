"""What must hold of any chart: when the weeks are, in what unit, how teams are called and how rows came means nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import measure
from tests.charts import empty_chart_store

START = datetime.fromisoformat("2023-01-02 08:00")
WEEKS = 40
CHARTS = ("process_chart", "signals", "attribute_chart", "suggested_chart", "rare_events", "run_chart", "funnel")
RELATIONS = (*measure.CHART, *measure.ATTRIBUTE, *measure.RARE, "run_chart", *measure.FUNNEL)
MOVED = {"week", "first_week", "last_week", "at"}
IN_UNIT = {
    "value", "centre_line", "lower_limit", "upper_limit", "lower_95", "upper_95", "moving_range", "mr_centre_line",
    "mr_upper_limit",
}  # fmt: skip
LAID = {
    "things": ["team", "measure", "at", "record_id", "hit"],
    "figures": ["team", "measure", "at", "value"],
    "decided": ["team", "measure", "at", "reason"],
    "left_out": ["team", "measure", "at"],
}
few_worlds = settings(max_examples=4, deadline=None)
seeds = st.integers(0, 10_000)
Row = dict[str, Any]
Charts = dict[str, list[Row]]


@dataclass(frozen=True)
class Given:
    """Rows of what the charts read, as they lie in a store."""

    things: list[tuple[str, str, datetime, str, bool]]  # team, measure, moment, record, whether it hit
    figures: list[tuple[str, str, datetime, float]]  # team, measure, week, value
    decided: list[tuple[str, str, datetime, str]]  # team, measure, day a phase starts, reason
    left_out: list[tuple[str, str, datetime]]


def some_weeks(seed: int) -> Given:
    """Three teams, of which one is small: shares that hit often and hardly ever, means of days, gaps, a phase, a flood."""
    dice = random.Random(seed)
    things, figures = [], []
    for team, most in (("North", 30), ("South", 60), ("Tiny", 3)):
        for kind, chance in (("first_time", 0.8), ("came_back", 0.01)):
            for week in range(WEEKS):
                for number in range(dice.randint(0, most)):
                    moment = START + timedelta(weeks=week, minutes=dice.randint(0, 7000))
                    things.append((team, kind, moment, f"{team}{kind}{week}-{number}", dice.random() < chance))
        level = dice.uniform(5, 50)
        for week in range(WEEKS):
            if dice.random() < 0.95:
                level += dice.choice((0, 0, 0, 0, 12))
                figures.append((team, "days_reported", START + timedelta(weeks=week), level + dice.gauss(0, 4)))
    phases = [("*", "*", START + timedelta(weeks=25, days=2), "new planning")]
    return Given(things, figures, phases, [("South", "first_time", START + timedelta(weeks=8))])


def charted(given: Given) -> Charts:
    """Every chart of what is given; the attribute charts, which are published in no order, by series, chart and week."""
    store = empty_chart_store()
    store.execute("""
        create table counted (
            service varchar, team varchar, measure varchar, "at" timestamp, record_id varchar, hit boolean, amount double
        )
    """)
    for name, rows in vars(given).items():
        store.register(name, pl.DataFrame(rows, schema=LAID[name], orient="row"))
    store.execute("""
        insert into counted select 'repairs', team, measure, "at", record_id, hit, null from things;
        insert into weekly select 'repairs', team, measure, date_trunc('week', "at"), value, 9, null, false from figures;
        insert into phases select 'repairs', team, measure, "at", reason, 'Ann', "at" from decided;
        insert into left_out_points select 'repairs', team, measure, "at", 'flood', null from left_out
    """)
    store.execute("""
        insert into weekly
        select
            service, coalesce(team, '*'), measure, date_trunc('week', "at")::date as week,
            100.0 * count(*) filter (hit) / count(*), count(*), count(*) filter (hit), false
        from counted
        group by grouping sets ((service, measure, week), (service, team, measure, week));
        create table service_weeks as
        select service, min(week) as first_week, max(week) as last_week from weekly group by service
    """)
    measure.build(store, RELATIONS)
    sorted_by = {"attribute_chart": " order by service, team, measure, chart, week"}
    found = {name: store.sql(f"from {name}{sorted_by.get(name, '')}").pl().to_dicts() for name in CHARTS}
    for signal in found["signals"]:
        del signal["sentence"]  # it says the week and the figures, which the other columns hold
    assert all(found.values()), {name: len(rows) for name, rows in found.items()}
    store.close()
    return found


def assert_alike(ours: Charts, theirs: Charts) -> None:
    """The same rows in the same order; figures to nine digits, as sums do not come in the same order."""
    for name in CHARTS:
        assert len(ours[name]) == len(theirs[name]), name
        for one, other in zip(ours[name], theirs[name], strict=True):
            assert one == {
                column: pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value
                for column, value in other.items()
            }, name


def changed(charts: Charts, change: Callable[[Row], Row]) -> Charts:
    return {name: [change(row) for row in rows] for name, rows in charts.items()}


def times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


@few_worlds
@given(seed=seeds, weeks=st.integers(-600, 600))
def test_the_same_weeks_at_another_time_have_the_same_charts(seed: int, weeks: int) -> None:
    before, later = some_weeks(seed), timedelta(weeks=weeks)
    after = Given(
        [(team, kind, at + later, *rest) for team, kind, at, *rest in before.things],
        [(team, kind, at + later, value) for team, kind, at, value in before.figures],
        [(team, kind, at + later, reason) for team, kind, at, reason in before.decided],
        [(team, kind, at + later) for team, kind, at in before.left_out],
    )

    def moved(row: Row) -> Row:
        return row | {column: row[column] + later for column in MOVED & row.keys()}

    assert_alike(charted(after), changed(charted(before), moved))


@few_worlds
@given(seed=seeds, factor=st.sampled_from([1 / 1440, 1 / 7, 24.0, 86400.0]))
def test_days_in_another_unit_have_the_same_signals_between_limits_in_that_unit(seed: int, factor: float) -> None:
    before = some_weeks(seed)
    after = replace(before, figures=[(team, kind, at, value * factor) for team, kind, at, value in before.figures])

    def scaled(row: Row) -> Row:
        is_scaled = row["measure"] == "days_reported"
        return row | {column: times(row[column], factor) for column in IN_UNIT & row.keys() if is_scaled}

    assert_alike(charted(after), changed(charted(before), scaled))


@few_worlds
@given(seed=seeds, names=st.permutations(["North", "South", "Tiny"]))
def test_teams_by_other_names_have_the_charts_of_the_same_teams(seed: int, names: list[str]) -> None:
    before = some_weeks(seed)
    called = dict(zip(("North", "South", "Tiny"), names, strict=True)) | {"*": "*"}
    after = Given(
        [(called[team], *rest) for team, *rest in before.things],
        [(called[team], *rest) for team, *rest in before.figures],
        [(called[team], *rest) for team, *rest in before.decided],
        [(called[team], *rest) for team, *rest in before.left_out],
    )

    def renamed(row: Row) -> Row:
        return row | {"team": called[row["team"]]}

    def by_name(charts: Charts) -> Charts:
        return {name: sorted(rows, key=place) for name, rows in charts.items()}

    def place(row: Row) -> tuple[str, ...]:
        keys = ("measure", "period", "team", "chart", "week", "number", "phase", "rule")
        return tuple(f"{row[key]:>5}" if isinstance(row.get(key), int) else str(row.get(key)) for key in keys)

    assert_alike(by_name(charted(after)), by_name(changed(charted(before), renamed)))


@few_worlds
@given(seed=seeds, order=seeds)
def test_rows_that_came_in_another_order_make_the_same_charts(seed: int, order: int) -> None:
    before, dice = some_weeks(seed), random.Random(order)
    after = Given(*(dice.sample(rows, len(rows)) for rows in vars(before).values()))

    assert_alike(charted(after), charted(before))
