"""What is told before next week's figure comes is what the charts say once it has come."""

from datetime import date, timedelta

import pytest

from dashboard.next_week import Reach, next_week
from pipelines import measure
from tests.charts import empty_chart_store

ANYTHING = Reach(floor=-1e9)
# (which weeks there are, the weeks so far; None: no row)
SERIES = {
    "four": (30, 34, 29, 36),
    "twenty": (25, 28, 22, 30, 24, 21, 27, 33, 20, 26, 23, 29, 31, 22, 25, 24, 27, 19, 28, 26),
    "screened": (25, 28, 22, 30, 24, 60, 27, 33, 20, 26, 23, 29, 31, 22, 25),
    "near the top": (25, 28, 22, 30, 24, 21, 27, 26, 20, 26, 23, 25, 31, 22, 29, 35),
    "twice near the top": (25, 28, 22, 30, 24, 21, 27, 26, 20, 26, 23, 25, 31, 22, 34, 35),
    "after a gap": (25, 28, 22, 30, 24, 21, 27, 33, 20, 26, 23, 29, None),
    "all the same": (25,) * 9,
}


def monday(number: int) -> date:
    return date(2024, 1, 1) + timedelta(weeks=number)


def charted(series):
    """The charts of some series: a dictionary of the rows of each, oldest first."""
    store = empty_chart_store()
    store.executemany(
        "insert into weekly values ('repairs', ?, 'days_end_to_end', ?, ?, 20, null, false)",
        [
            [team, monday(number), value]
            for team, values in series.items()
            for number, value in enumerate(values)
            if value is not None
        ],
    )
    measure.build(store, measure.CHART)
    rows = store.sql("from process_chart order by week").pl().to_dicts()
    return {team: [row for row in rows if row["team"] == team] for team in series}


def after(values, *figures: float):
    """The last point of the chart once a figure has come, for each of these figures."""
    came = charted({str(number): (*values, figure) for number, figure in enumerate(figures)})
    return [rows[-1] for rows in came.values()]


@pytest.mark.parametrize("name", list(SERIES))
def test_what_is_told_to_be_a_signal_is_one_when_it_comes_and_what_is_nearer_is_not(name):
    values = SERIES[name]
    coming = next_week(charted({name: values})[name], ANYTHING, monday(len(values)))

    above, below, within = coming.above + 0.01, coming.below - 0.01, coming.above - 0.01
    is_flat = coming.above == pytest.approx(coming.below)
    said = [bool(point["rule"]) for point in after(values, above, coming.above + 40, below, below - 40)]
    assert all(said)
    if not is_flat:
        assert not any(point["is_outside"] or point["is_two_of_three"] for point in after(values, within))


def test_three_weeks_are_too_few_for_any_single_one_to_be_a_signal():
    values = (30, 34)

    coming = next_week(charted({"two": values})["two"], ANYTHING)

    assert (coming.above, coming.below) == (None, None)
    assert not any(point["rule"] for point in after(values, 300, -300))


def test_a_week_that_is_known_already_is_told_by_the_limits_that_know_it():
    rows = charted({"North": SERIES["twenty"]})["North"]

    coming = next_week(rows[:-1], ANYTHING)

    assert (coming.above, coming.below) == pytest.approx((rows[-1]["upper_limit"], rows[-1]["lower_limit"]))
