"""The rules of the process behaviour charts, one claim at a time; `test_golden.py` has the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import duckdb
import pytest

from pipelines import measure
from tests.charts import empty_chart_store

MONDAY = date(2024, 1, 1)
ORDINARY = (30, 34, 31, 36, 29, 33, 35, 30, 32, 34, 31, 33, 36, 30)

Value = float | None


def monday(number: int) -> date:
    """The Monday of week `number`, counted from 0."""
    return MONDAY + timedelta(weeks=number)


@pytest.fixture
def store() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty store with what the charts read."""
    connection = empty_chart_store()
    yield connection
    connection.close()


def add_weeks(
    store: duckdb.DuckDBPyConnection, values: Sequence[Value], team: str = "North", kind: str = "days_end_to_end"
) -> None:
    store.executemany(
        "insert into weekly values ('repairs', ?, ?, ?, ?, 20, null, false)",
        [[team, kind, monday(number), value] for number, value in enumerate(values)],
    )


def decide_phase(
    store: duckdb.DuckDBPyConnection, starts_on: date, reason: str = "new planning", team: str = "*", kind: str = "*"
) -> None:
    store.execute(
        "insert into phases values ('repairs', ?, ?, ?, ?, 'Ann', timestamp '2024-06-01')",
        [team, kind, starts_on, reason],
    )


def leave_out(store: duckdb.DuckDBPyConnection, *weeks: int) -> None:
    for number in weeks:
        store.execute(
            "insert into left_out_points values ('repairs', 'North', 'days_end_to_end', ?, 'flood', null)",
            [monday(number)],
        )


def settle(
    store: duckdb.DuckDBPyConnection,
    baseline: int | None = None,
    is_screened: bool = True,
    team: str = "North",
    kind: str = "days_end_to_end",
) -> None:
    store.execute(
        "insert into chart_settings values ('repairs', ?, ?, ?, ?, 'week')", [team, kind, baseline, is_screened]
    )


def column(
    store: duckdb.DuckDBPyConnection, name: str, team: str = "North", kind: str = "days_end_to_end"
) -> list[object]:
    """One column of the chart of a team, in the order of the weeks."""
    if not store.execute("select 1 from duckdb_tables() where table_name = 'process_chart'").fetchall():
        measure.build(store, measure.CHART)
    rows = store.execute(f"select {name} from process_chart where team = ? and measure = ? order by week", [team, kind])
    return [value for (value,) in rows.fetchall()]


def sentences(store: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    measure.build(store, measure.CHART)
    return store.execute("select rule, sentence from signals order by team, measure, week, rule").fetchall()


# Phases


def test_a_decision_on_a_thursday_starts_a_phase_on_the_next_monday(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, ORDINARY)
    decide_phase(store, monday(5) + timedelta(days=3))

    assert column(store, "phase") == [1] * 6 + [2] * 8
    assert column(store, "phase_reason") == [None] * 6 + ["new planning"] * 8


def test_a_decision_for_all_counts_for_each_team_and_for_the_teams_together(store: duckdb.DuckDBPyConnection) -> None:
    for team in ("North", "South", "*"):
        add_weeks(store, ORDINARY, team)
    decide_phase(store, monday(7))

    assert [column(store, "max(phase) over ()", team)[0] for team in ("North", "South", "*")] == [2, 2, 2]


def test_a_decision_for_one_team_and_measure_leaves_the_others_alone(store: duckdb.DuckDBPyConnection) -> None:
    for team in ("North", "South", "*"):
        add_weeks(store, ORDINARY, team)
    add_weeks(store, ORDINARY, "North", "days_reported")
    decide_phase(store, monday(7), team="North", kind="days_end_to_end")

    assert column(store, "phase")[-1] == 2
    assert [column(store, "phase", team)[-1] for team in ("South", "*")] == [1, 1]
    assert column(store, "phase", "North", "days_reported")[-1] == 1


def test_two_decisions_before_the_same_week_start_one_phase_with_both_reasons(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, ORDINARY)
    decide_phase(store, monday(6) + timedelta(days=1), "new planning")
    decide_phase(store, monday(6) + timedelta(days=2), "one van more", team="North")

    assert column(store, "phase")[-1] == 2
    assert column(store, "phase_reason")[-1] == "new planning; one van more"


def test_a_decision_before_the_first_week_or_after_the_last_changes_nothing(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, ORDINARY)
    decide_phase(store, monday(0))
    decide_phase(store, monday(90))

    assert set(column(store, "phase")) == {1}
    assert set(column(store, "phase_reason")) == {None}


def test_limits_and_runs_start_anew_with_a_phase(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (30, 34) * 4 + (10, 12) * 4)
    decide_phase(store, monday(8))

    assert column(store, "centre_line") == [32] * 8 + [11] * 8
    assert column(store, "moving_range")[8] is None
    assert not any(column(store, "is_shift"))


# Gaps and points left out


@pytest.mark.parametrize("is_absent", [False, True])
def test_a_week_without_a_figure_is_a_gap_whether_its_row_is_empty_or_absent(
    store: duckdb.DuckDBPyConnection, is_absent: bool
) -> None:
    add_weeks(store, (30, 34, None, 36, 29))
    if is_absent:
        store.execute("delete from weekly where value is null")

    given = [value for value in column(store, "coalesce(moving_range, -1)") if value is not None]
    assert given == ([-1, 4, -1, 7] if is_absent else [-1, 4, -1, -1, 7])


def test_a_gap_neither_ends_nor_lengthens_a_run(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (*(12, 10) * 5, 20, 21, 20, None, None, 21, 20, 21, 20))
    settle(store, baseline=10)

    assert column(store, "run_length")[-1] == 7
    assert column(store, "is_shift") == [False] * 10 + [True] * 3 + [False] * 2 + [True] * 4


def test_a_week_left_out_is_drawn_but_in_no_figure_and_its_neighbours_touch(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (30, 34, 400, 36, 29))
    leave_out(store, 2)

    assert column(store, "value")[2] == 400
    assert column(store, "is_left_out") == [False, False, True, False, False]
    assert column(store, "moving_range") == [None, 4, None, 2, 7]
    assert column(store, "centre_line")[0] == (30 + 34 + 36 + 29) / 4
    assert not any(column(store, "is_outside"))


# Limits


def test_the_limits_are_the_mean_and_2_66_mean_moving_ranges_each_way(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (30, 34, 30, 34))

    assert column(store, "lower_limit")[0] == pytest.approx(32 - 2.66 * 4)
    assert column(store, "upper_limit")[0] == pytest.approx(32 + 2.66 * 4)
    assert column(store, "mr_upper_limit")[0] == pytest.approx(3.267 * 4)


def test_a_limit_is_not_cut_off_at_zero(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (0, 6, 0, 6))

    lowest = column(store, "lower_limit")[0]
    assert isinstance(lowest, float)
    assert lowest < 0


def test_screening_drops_a_wild_moving_range_once_and_can_be_switched_off(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (*ORDINARY, 90))
    add_weeks(store, (*ORDINARY, 90), "South")
    settle(store, is_screened=False)

    screened, unscreened = column(store, "mr_centre_line", "South")[0], column(store, "mr_centre_line", "North")[0]
    assert isinstance(screened, float) and isinstance(unscreened, float)
    assert screened < unscreened
    assert column(store, "is_screened")[0] is False


def test_screening_that_would_leave_no_movement_is_not_done(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (2,) * 11 + (8,))

    assert column(store, "mr_centre_line")[0] == pytest.approx(6 / 11)


def test_a_baseline_is_the_first_weeks_of_each_phase(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (30, 34, 80, 90, 10, 12, 70, 60))
    settle(store, baseline=2)
    decide_phase(store, monday(4))

    assert column(store, "centre_line") == [32] * 4 + [11] * 4


def test_one_week_has_no_limits_and_two_have(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (30,))
    add_weeks(store, (30, 34), "South")

    assert column(store, "upper_limit") == [None]
    assert None not in column(store, "upper_limit", "South")


def test_fewer_than_13_weeks_with_a_figure_are_provisional(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, ORDINARY[:13])
    add_weeks(store, (*ORDINARY[:12], None), "South")

    assert set(column(store, "is_provisional")) == {False}
    assert set(column(store, "is_provisional", "South")) == {True}


@pytest.mark.parametrize("values", [(7.0,) * 20, (0.1,) * 30, (0.1 + 0.2, 0.3) * 10])
def test_weeks_that_are_all_the_same_have_no_signal(
    store: duckdb.DuckDBPyConnection, values: tuple[float, ...]
) -> None:
    add_weeks(store, values)

    assert set(column(store, "side")) == {0}
    assert column(store, "lower_limit") == column(store, "centre_line") == column(store, "upper_limit")
    assert set(column(store, "rule")) == {None}


# Rules


def test_a_week_on_a_limit_is_ordinary_and_one_beyond_is_outside(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (*(30, 34) * 6, 32 + 2.66 * 4, 30, 32 + 2.66 * 4 + 0.01))
    settle(store, baseline=12)

    assert column(store, "is_outside")[-3:] == [False, False, True]
    assert column(store, "rule")[-1] == "outside"


def test_a_week_on_the_mean_ends_a_run(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (*(30, 34) * 6, 30, 33, 33, 33, 33, 32, 33, 33, 33, 33))
    settle(store, baseline=12)

    assert not any(column(store, "is_shift"))


def test_seven_rising_weeks_are_a_trend_and_a_tie_ends_it(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (5, 1, 2, 3, 4, 5, 6, 7, 2, 3))
    add_weeks(store, (5, 1, 2, 3, 4, 4, 5, 6, 7, 2), "South")

    assert column(store, "is_trend") == [False] + [True] * 7 + [False] * 2
    assert not any(column(store, "is_trend", "South"))


def test_at_a_turn_between_two_trends_the_week_goes_the_way_it_goes_on(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1))

    assert column(store, "trend_direction") == [1] * 6 + [-1] * 7


def test_two_of_three_far_from_the_mean_are_flagged_and_the_third_is_not(store: duckdb.DuckDBPyConnection) -> None:
    far, near = 32 + 2.66 * 4 * 0.8, 33
    add_weeks(store, (*(30, 34) * 6, 30, far, near, far, 30))
    settle(store, baseline=12)

    assert column(store, "is_two_of_three")[-5:] == [False, True, False, True, False]


def test_a_week_beyond_the_limit_counts_in_two_of_three(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (*(30, 34) * 6, 30, 60, 33, 32 + 2.66 * 4 * 0.8, 30))
    settle(store, baseline=12)

    assert column(store, "is_two_of_three")[-5:] == [False, True, False, True, False]
    assert not any(column(store, "is_two_of_three_inside"))


def test_three_points_alone_are_never_three_of_four(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (*(30, 34) * 6, 50, 51, 50))
    add_weeks(store, (*(30, 34) * 6, 50, 51, 50, 51), "South")
    settle(store, baseline=12)
    settle(store, baseline=12, team="South")
    decide_phase(store, monday(12), team="North")

    assert not any(column(store, "is_three_of_four"))
    assert column(store, "is_three_of_four", "South")[-4:] == [True] * 4


# Signals


def test_a_signal_says_the_figure_the_week_and_the_usual_range(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (*(30, 34) * 6, 46))
    settle(store, baseline=12)

    assert sentences(store) == [
        ("outside", "46.0 days in the week of 25 March 2024, above the usual range (21.4 to 42.6)."),
    ]


def test_the_usual_range_of_a_share_stops_at_100_percent(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (*(98, 100) * 6, 60), kind="on_target_reported")
    settle(store, baseline=12, kind="on_target_reported")

    ((_, sentence),) = sentences(store)
    assert isinstance(sentence, str)
    assert sentence.startswith("60.0% in the week of 25 March 2024, below the usual range (")
    assert sentence.endswith(" to 100.0).")


def test_a_week_that_breaks_two_rules_is_two_signals(store: duckdb.DuckDBPyConnection) -> None:
    add_weeks(store, (*(30, 34) * 6, 30, 33, 33, 33, 33, 33, 33, 50), kind="open_now")
    settle(store, baseline=12, kind="open_now")

    said = sentences(store)

    assert [rule for rule, _ in said] == ["shift"] * 6 + ["outside", "shift"]
    assert [sentence for _, sentence in said[-2:]] == [
        "50 open in the week of 13 May 2024, above the usual range (21.4 to 42.6).",
        "50 open in the week of 13 May 2024, one of 7 in a row above the mean of 32.0; usual range 21.4 to 42.6.",
    ]
