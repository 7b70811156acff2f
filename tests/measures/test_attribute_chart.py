"""Attribute charts, run charts and which chart to look at first, one claim at a time; `test_golden.py` has the figures."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import duckdb
import pytest

from pipelines import measure
from tests.charts import empty_chart_store

MONDAY = date(2024, 1, 1)
RELATIONS = (*measure.CHART, *measure.ATTRIBUTE, "run_chart")


@pytest.fixture
def store() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = empty_chart_store()
    yield connection
    connection.close()


def add_shares(store: duckdb.DuckDBPyConnection, weeks: Sequence[tuple[int, int]], kind: str = "first_time") -> None:
    """Add (hits, n) of each week."""
    store.executemany(
        "insert into weekly values ('repairs', 'North', $1, $2, 100.0 * $3 / nullif($4, 0), $4, $3, false)",
        [[kind, MONDAY + timedelta(weeks=number), hits, n] for number, (hits, n) in enumerate(weeks)],
    )


def add_counts(store: duckdb.DuckDBPyConnection, counts: Sequence[int]) -> None:
    store.executemany(
        "insert into weekly values ('repairs', 'North', 'open_now', $1, $2, $2, null, false)",
        [[MONDAY + timedelta(weeks=number), count] for number, count in enumerate(counts)],
    )


def rows(store: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[object, ...]]:
    if not store.execute("select 1 from duckdb_tables() where table_name = 'run_chart'").fetchall():
        measure.build(store, RELATIONS)
    return store.execute(sql).fetchall()


def suggested(store: duckdb.DuckDBPyConnection) -> object:
    ((chart,),) = rows(store, "select chart from suggested_chart")
    return chart


def test_a_share_has_three_charts_a_count_one_and_a_mean_none(store: duckdb.DuckDBPyConnection) -> None:
    add_shares(store, [(8, 10), (9, 10)])
    add_counts(store, [4, 9])
    store.execute("insert into weekly values ('repairs', 'North', 'days_reported', ?, 7.5, 10, null, false)", [MONDAY])

    assert rows(
        store, "select measure, list(distinct chart order by chart) from attribute_chart group by 1 order by 1"
    ) == [
        ("first_time", ["ip", "p", "pp"]),
        ("open_now", ["c"]),
    ]


def test_limits_are_per_cent_and_narrower_where_n_is_larger(store: duckdb.DuckDBPyConnection) -> None:
    add_shares(store, [(50, 100), (1250, 2500)])

    p = "select centre_line, lower_limit, upper_limit, lower_95 from attribute_chart where chart = 'p' order by week"
    assert rows(store, p) == [(50, 35, 65, 40), (50, 47, 53, 48)]


def test_p_limits_stop_at_0_and_100_and_i_prime_limits_do_not(store: duckdb.DuckDBPyConnection) -> None:
    add_shares(store, [(1, 4), (3, 4)] * 5)

    limits = {
        chart: (lower, upper)
        for chart, lower, upper in rows(store, "select distinct chart, lower_limit, upper_limit from attribute_chart")
    }
    assert limits["p"] == limits["pp"] == (0, 100)
    lower, upper = limits["ip"]
    assert isinstance(lower, float) and isinstance(upper, float)
    assert lower < 0
    assert upper > 100


def test_of_thousands_a_week_plain_p_calls_most_weeks_outside_and_p_prime_does_not(
    store: duckdb.DuckDBPyConnection,
) -> None:
    dice = random.Random(1)
    sizes = [dice.randint(5000, 15000) for _ in range(60)]
    add_shares(store, [(round(n * dice.gauss(0.8, 0.04)), n) for n in sizes])

    outside = dict(rows(store, "select chart, avg(is_outside::int) from attribute_chart group by chart"))
    assert outside["p"] > 0.7
    assert outside["pp"] < 0.05
    assert outside["ip"] < 0.05


def test_a_week_without_people_has_no_limits_and_is_not_outside(store: duckdb.DuckDBPyConnection) -> None:
    add_shares(store, [(8, 10), (0, 0), (9, 10), (7, 10)])

    assert rows(
        store, "select distinct value, lower_limit, upper_limit, is_outside from attribute_chart where n = 0"
    ) == [(None, None, None, False)]


def test_weeks_that_are_all_the_same_are_nowhere_outside(store: duckdb.DuckDBPyConnection) -> None:
    add_shares(store, [(10, 10), (20, 20), (30, 30)] * 5)
    add_counts(store, [0] * 15)

    assert rows(store, "select count(*) from attribute_chart where is_outside or lower_limit is null") == [(0,)]


def test_a_week_left_out_is_drawn_and_in_no_limit(store: duckdb.DuckDBPyConnection) -> None:
    add_shares(store, [(50, 100)] * 6 + [(0, 100)])
    store.execute(
        "insert into left_out_points values ('repairs', 'North', 'first_time', ?, 'flood', null)",
        [MONDAY + timedelta(weeks=6)],
    )

    assert rows(
        store, "select value, is_left_out, is_outside, centre_line from attribute_chart where chart = 'p' order by week"
    )[-1] == (0, True, False, 50)


def test_a_phase_has_a_centre_line_of_its_own(store: duckdb.DuckDBPyConnection) -> None:
    add_shares(store, [(50, 100)] * 4 + [(90, 100)] * 4)
    store.execute(
        "insert into phases values ('repairs', '*', '*', ?, 'new planning', 'Ann', timestamp '2024-06-01')",
        [MONDAY + timedelta(weeks=4)],
    )

    assert rows(store, "select distinct phase, centre_line from attribute_chart where chart = 'pp' order by all") == [
        (1, 50),
        (2, 90),
    ]


# Which chart to look at first


def test_steady_n_is_for_the_figures_themselves(store: duckdb.DuckDBPyConnection) -> None:
    add_shares(store, [(80, 100), (85, 110), (70, 95)] * 5)

    assert suggested(store) == "xmr"


def test_n_that_varies_a_lot_is_for_p_prime(store: duckdb.DuckDBPyConnection) -> None:
    add_shares(store, [(80, 100), (300, 400), (170, 200)] * 5)

    assert suggested(store) == "pp"
    ((reason,),) = rows(store, "select reason from suggested_chart")
    assert (
        reason == "n varies a lot, from 100 to 400 a week: the limits follow it, and also what differs between weeks."
    )


def test_plain_p_is_for_small_n_alone(store: duckdb.DuckDBPyConnection) -> None:
    add_shares(store, [(8, 10), (30, 40), (17, 20)] * 5)

    assert suggested(store) == "p"


def test_mostly_weeks_without_a_hit_are_for_rare_events(store: duckdb.DuckDBPyConnection) -> None:
    add_shares(store, [(0, 10), (0, 40), (1, 20)] * 5, "came_back")

    assert suggested(store) == "g"


def test_a_count_is_for_the_figures_themselves_also_where_it_is_often_nothing(store: duckdb.DuckDBPyConnection) -> None:
    add_counts(store, [0, 0, 0, 5])

    assert suggested(store) == "xmr"


# Run charts


def test_weeks_that_cross_the_median_as_chance_does_are_random(store: duckdb.DuckDBPyConnection) -> None:
    dice = random.Random(3)
    add_counts(store, [dice.randint(0, 1000) for _ in range(40)])

    assert rows(store, "select verdict, weeks, n_useful, longest_run_max, crossings_min from run_chart") == [
        ("random", 40, 40, 8, 14)
    ]


def test_a_long_run_on_one_side_is_not_random_for_the_whole_phase(store: duckdb.DuckDBPyConnection) -> None:
    add_counts(store, [5, 9, 4, 8, 5, 9, 4, 8, 5, 9, *[30] * 10])

    assert rows(store, "select verdict, n_useful, longest_run, longest_run_max from run_chart") == [
        ("not_random", 20, 10, 7)
    ]


def test_each_phase_has_a_verdict_of_its_own(store: duckdb.DuckDBPyConnection) -> None:
    add_counts(store, [5, 9, 4, 8, 5, 9, 4, 8, 5, 9, *[30, 34] * 5])
    store.execute(
        "insert into phases values ('repairs', '*', '*', ?, 'new planning', 'Ann', timestamp '2024-06-01')",
        [MONDAY + timedelta(weeks=10)],
    )

    assert rows(store, "select phase, phase_reason, centre_line, verdict from run_chart") == [
        (1, None, 6.5, "random"),
        (2, "new planning", 32, "random"),
    ]


def test_weeks_that_all_lie_on_their_median_have_no_verdict(store: duckdb.DuckDBPyConnection) -> None:
    add_counts(store, [7] * 20)

    assert rows(store, "select n_useful, longest_run, crossings, verdict from run_chart") == [(0, None, None, None)]
