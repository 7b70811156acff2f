"""How long people wait, with those who still wait allowed for; and how much a week resembles the week before."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tests.worlds import World

ITEM = "service | item_id | customer_id | status | opened_at | target_first_at | reported_done_at"


def world(*waits: int | None, team_rows: str = "") -> World:
    """Needs first asked for on 1 January, done after so many days; None: open until the end, 20 days on."""
    lines = [
        f"toy | {n} | P{n} | {'open' if days is None else 'done'} | 2024-01-01 | 2024-01-20 |"
        f" {'' if days is None else date(2024, 1, 1) + timedelta(days=days)}"
        for n, days in enumerate(waits)
    ]
    last = "toy | 99 | Z | done | 2024-01-21 | 2024-02-20 | 2024-01-21"
    return World("\n".join([ITEM, *lines, last])).measured("done_within", "autocorrelation")


def test_those_who_still_wait_count_as_waiting_for_as_long_as_they_were_followed() -> None:
    made = world(2, 5, 5, None, 9, None)
    rows = made.rows(
        "select day, waiting, done, left_open, still_waiting from time_to_done"
        " where team = '*' and promised_month = '2024-01-01' order by day"
    )

    assert [(row["day"], row["waiting"], row["done"], row["left_open"]) for row in rows] == [
        (2, 6, 1, 0), (5, 5, 2, 0), (9, 3, 1, 0), (20, 2, 0, 2),
    ]  # fmt: skip
    assert [row["still_waiting"] for row in rows] == pytest.approx([100 * 5 / 6, 50, 100 / 3, 100 / 3])


def test_after_how_many_days_half_of_them_were_done() -> None:
    [row] = world(2, 5, 5, None, 9, None).rows(
        "select * from done_within where team = '*' and promised_month = '2024-01-01'"
    )

    assert (row["needs"], row["half_days"], row["eight_in_ten_days"]) == (6, 5, None)
    assert row["done_in_7"] == pytest.approx(50)
    assert row["done_in_28"] is None, "nobody was followed for so long"


def test_where_everybody_has_it_done_every_share_is_known() -> None:
    [row] = world(2, 3, 4, 5).rows("select * from done_within where team = '*' and promised_month = '2024-01-01'")

    assert (row["half_days"], row["nine_in_ten_days"], row["done_in_7"], row["done_in_28"]) == (3, 5, 100, 100)


@pytest.mark.parametrize(("carried_on", "is_warned"), [(0.0, False), (0.9, True)])
def test_a_week_that_resembles_the_week_before_is_told(carried_on: float, is_warned: bool) -> None:
    dice, level, lines = random.Random("waves"), 0.0, []
    for week in range(80):
        level = carried_on * level + dice.gauss(0, 3)
        opened = date(2022, 1, 3) + timedelta(weeks=week)
        for n in range(3):
            done = opened + timedelta(days=round(40 + level))
            lines.append(f"toy | {week}-{n} | P{week}-{n} | done | {opened} | 2024-01-20 | {done}")
    made = World("\n".join([ITEM, *lines])).measured("done_within", "autocorrelation")
    [row] = made.rows("select * from autocorrelation where team = '*' and measure = 'days_end_to_end'")

    assert row["is_warned"] == is_warned, row
