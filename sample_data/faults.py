"""Faults that real exports have, put in on purpose. Each function says which orders it takes; README.md says what they are.

`written` is what an export shows instead of the truth. None of the faults moves a figure by more than a few hundredths.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from sample_data.layouts import FIRST_RUN, HEADINGS
from sample_data.records import LAST_RUN, REDESIGN, Need, Order, at_minute, working_day

WITHOUT_TARGET, YEAR_1900, YEAR_2100, HALF_A_DAY_OFF, RAISED_AFTERWARDS, VARIATIONS = 64, 14, 11, 110, 6, 5
LATE_DATES, LATER_KNOWN_REASONS, OTHER_OPERATIVES = 36, 14, 18  # in the half-year that is delivered again
HALF_YEAR = (date(2004, 1, 1), date(2004, 6, 30))


def plain_orders(needs: list[Need], priorities: str = "UR") -> list[tuple[Need, Order]]:
    """Return needs with one order that is done, nothing odd about them yet, in the time of the first export."""
    return [
        (need, need.orders[0])
        for need in needs
        if need.journey == "straight" and not need.label and len(need.orders) == 1 and need.priority in priorities
        if need.proof == "visit" and not need.orders[0].written and need.orders[0].stopped_days == 0
        if need.done_at is not None and need.done_at < FIRST_RUN - timedelta(days=5)
    ]


def without_target(rng: random.Random, needs: list[Need]) -> None:
    """No target, and the system says that it was met."""
    for _, order in rng.sample(plain_orders(needs), WITHOUT_TARGET):
        order.written = {"Original target": None, "Target": None, "In time?": "Y"}


def impossible_years(rng: random.Random, needs: list[Need]) -> None:
    """1900 where nothing was cancelled; 2100 for a target that someone took away."""
    chosen = rng.sample(plain_orders(needs), YEAR_1900 + YEAR_2100)
    for _, order in chosen[:YEAR_1900]:
        order.written = {"Cancelled": "01/01/1900"}
    for _, order in chosen[YEAR_1900:]:
        order.written = {"Target": date(2100, 12, 31)}


def half_a_day_off(rng: random.Random, needs: list[Need]) -> None:
    """02:15 typed for a quarter past two: done before it was raised. The visit tells the true time."""
    fits = []
    for need, order in plain_orders(needs, "EU"):
        typed = order.done_at - timedelta(hours=12) if order.done_at and order.done_at.time() > time(12, 5) else None
        if typed is not None and typed < order.opened_at - timedelta(minutes=5) and typed.time() > time(0, 1):
            fits.append((need, order, typed))
    for _, order, typed in rng.sample(fits, HALF_A_DAY_OFF):
        order.written = {"Completed (reported)": typed}


def raised_afterwards(rng: random.Random, needs: list[Need]) -> None:
    """An emergency in the night, done by the man on call; the order is raised the next morning."""
    fits = []
    for need, order in plain_orders(needs, "E"):
        in_the_night = order.done_at is not None and (order.done_at.hour >= 21 or order.done_at.hour < 6)
        if in_the_night and order.done_at and order.done_at.date() < REDESIGN and need.contacts:
            morning = order.done_at.date() + timedelta(days=1 if order.done_at.hour >= 21 else 0)
            fits.append((order, at_minute(working_day(morning, 1), rng.randint(8 * 60, 9 * 60))))
    for order, morning in rng.sample(fits, RAISED_AFTERWARDS):
        due = morning + timedelta(days=1)
        order.written = {"Raised": morning, "Original target": due, "Target": due}
        order.entered_at = morning + timedelta(minutes=4)


def unknown_status(rng: random.Random, needs: list[Need]) -> None:
    """A status that nobody told us of, on orders that are open."""
    still_open = [need.orders[0] for need in needs if need.orders[-1].opened_at < LAST_RUN < (need.done_at or LAST_RUN)]
    for order in rng.sample(still_open, VARIATIONS):
        order.written = {"Status": "VAR"}


def delivered_again(rng: random.Random, needs: list[Need]) -> None:
    """The first half of 2004 comes twice: what the first export has wrong is mended in the second."""
    chosen = [(need, order) for need, order in plain_orders(needs) if is_of_half_year(order)]
    late = [(order, typed) for _, order in chosen if (typed := month_end_after(order)) is not None]
    for order, typed in rng.sample(late, LATE_DATES):
        order.written_first = {"Completed (reported)": typed, "Completed (entered)": typed + timedelta(minutes=20)}
    others = [order for _, order in chosen if not order.written_first]
    for order in rng.sample(others, OTHER_OPERATIVES):
        order.written_first = {"Operative": f"{order.team[0]}99"}
    again = [order for need in needs for order in need.orders if is_of_half_year(order)]
    wrong = [order for order in again if order.cancel_reason == "Wrong trade sent" and order.quotes is None]
    for order in rng.sample(wrong, LATER_KNOWN_REASONS):
        order.written_first = {"Cancel reason": "Insufficient time – rebook"}


def is_of_half_year(order: Order) -> bool:
    return HALF_YEAR[0] <= order.opened_at.date() <= HALF_YEAR[1]


def month_end_after(order: Order) -> datetime | None:
    """Return the last working afternoon of the month, where the work was done some days before it and before the redesign."""
    if order.done_at is None or order.done_at.date() >= REDESIGN - timedelta(days=31):
        return None
    next_month = (order.done_at.date().replace(day=1) + timedelta(days=32)).replace(day=1)
    last = at_minute(working_day(next_month - timedelta(days=1)), 17 * 60)
    return last if timedelta(days=3) < last - order.done_at < timedelta(days=14) else None


def put_in(rng: random.Random, needs: list[Need]) -> None:
    """Put all faults of single orders in; those of whole files are made with the files."""
    for fault in (raised_afterwards, half_a_day_off, without_target, impossible_years, unknown_status, delivered_again):
        fault(rng, needs)


# --- faults of the weekly files -------------------------------------------------------------------------------------

REPEATED_IN = datetime.fromisoformat("2004-11-15 09:10")  # W46: one line stands there twice
UNREADABLE_IN, MENDED_IN = datetime.fromisoformat("2004-11-22 09:10"), datetime.fromisoformat("2004-11-29 09:10")


def unreadable_order(needs: list[Need]) -> Order:
    """Return the order that is raised on 31 November in the export of week 47, and as it should be a week later."""
    raised = [order for need in needs for order in need.orders if order.opened_at.date() == date(2004, 11, 16)]
    return min(raised, key=lambda order: order.number)


def of_the_file(lines: list[list[Any]], run: datetime, unreadable: int) -> list[list[Any]]:
    """Return the lines of a weekly export with the fault of that week."""
    raised = HEADINGS.index("Raised")
    if run == REPEATED_IN:
        return [*lines[:41], lines[40], *lines[41:]]
    if run == UNREADABLE_IN:
        wrong = [[*line[:raised], "31-11-2004 10:20", *line[raised + 1 :]] for line in lines]
        return [bad if good[0] == unreadable else good for good, bad in zip(lines, wrong, strict=True)]
    return lines
