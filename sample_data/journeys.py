"""How a need goes through the landlord's systems: orders and visits, one function a journey.

Each is given a need with the moments it was asked for and done, and lays the orders and visits between the two so that every
order that the landlord counts meets its own target. `JOURNEYS` names them all.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise

from sample_data.draws import pick
from sample_data.records import FIRST_WEEK, MIDNIGHT, TARGET_DAYS, Need, Order, Visit, at_minute, target, working_day

OPERATIVES = 14  # a team
OTHER_TRADES = {
    "Plumbing": ("Roofing", "Drainage", "Heating"),
    "Heating": ("Electrical", "Plumbing"),
    "Electrical": ("Heating", "Joinery"),
    "Joinery": ("Glazing", "Plastering"),
    "Roofing": ("Plumbing", "Plastering"),
    "Glazing": ("Joinery", "Roofing"),
    "Plastering": ("Roofing", "Plumbing"),
    "Drainage": ("Plumbing", "Roofing"),
}
FAILURES = {"no_time": 30, "no_material": 34, "no_access": 22, "part_done": 14}  # of a visit that leaves the order open
REENTRY = {"no_time": 32, "no_material": 40, "no_access": 28}  # of one after which it is cancelled and entered anew
CANCEL_REASONS = {
    "no_time": ("Insufficient time – rebook", "Job overran – rebook"),
    "no_material": ("Materials not on van – rebook", "Awaiting parts – re-enter when in stock"),
    "no_access": ("No access – card left, rebook",),
    "wrong_trade": ("Wrong trade sent", "Wrong diagnosis – re-raise", "Incorrect trade raised by contact centre"),
}
REENTER_DAYS, CAME_BACK_DAYS, MADE_SAFE_DAYS = 13, 27, 27  # a day inside the windows of the profile
WRONG_AGAIN = 0.45  # the second diagnosis of a need is wrong too
CLEARLY = timedelta(hours=3)  # at least so long between two steps of a journey


def new_order(rng: random.Random, need: Need, opened_at: datetime, priority: str, **more: object) -> Order:
    """Add an order to the need, for its team and trade unless `more` says another."""
    given = {"trade": need.trade, "team": need.team, "operative": operative(rng, need.team)} | more
    order = Order(priority=priority, opened_at=opened_at, **given)  # type: ignore[arg-type]
    order.cost = round(rng.triangular(18, 420, 60) * 2) / 2
    need.orders.append(order)
    return order


def operative(rng: random.Random, team: str) -> str:
    return f"{team[0]}{rng.randint(1, OPERATIVES):02d}"


def visit(rng: random.Random, need: Need, order: Order, ended: datetime, outcome: str) -> Visit:
    """Add a visit that ends at that moment; the old way often sends someone else than the last time."""
    minutes = rng.randint(3, 12) if outcome == "no_access" else rng.randint(15, 110)
    came = order.operative if need.is_new_way or rng.random() < 0.55 else operative(rng, order.team)
    paid = Visit(order, came, max(ended - timedelta(minutes=minutes), order.opened_at), ended, outcome)
    need.visits.append(paid)
    return paid


def finish(rng: random.Random, need: Need, order: Order, at: datetime) -> None:
    """The work is done with a visit, and reported so; paper tickets leave a date and no visit in the file."""
    if need.proof != "ticket":
        visit(rng, need, order, at, "done")
    close(rng, need, order, at)


def close(rng: random.Random, need: Need, order: Order, at: datetime) -> None:
    order.done_at = at
    lag = rng.randint(1, 9) if need.is_new_way else rng.choices((25, 300, 1500, 4000), weights=(40, 30, 22, 8))[0]
    order.entered_at = at + timedelta(minutes=lag + rng.randint(0, 50))


def cancel(order: Order, at: datetime, by: str, reason: str) -> None:
    order.cancelled_at, order.cancelled_by, order.cancel_reason = at, by, reason


def office(rng: random.Random, day: date) -> datetime:
    return at_minute(working_day(day), rng.randint(8 * 60 + 30, 16 * 60 + 40))


def between(rng: random.Random, since: datetime, until: datetime, share: float) -> datetime:
    """Return an office moment at about this share of the way, clearly after the one and before the other."""
    since = max(since, at_minute(FIRST_WEEK, 8 * 60))  # what ended before the first export is not in it
    found = office(rng, (since + (until - since) * share).date())
    return found if since + CLEARLY < found < until - CLEARLY else since + (until - since) * max(0.1, min(0.9, share))


def whole_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def first_opening(rng: random.Random, need: Need) -> datetime:
    """Return when the first order is raised: during the call, or some days after a letter. Never late for its promise."""
    soon = need.asked_at + timedelta(minutes=rng.randint(2, 14))
    if soon.time() == MIDNIGHT:
        soon += timedelta(minutes=1)  # at 00:00 it would be a date without a time
    if need.channel in ("Phone", "Counter") or need.done_at is None:
        return soon
    later = office(rng, need.asked_at.date() + timedelta(days=rng.randint(1, 4)))
    return later if soon < later < need.done_at - timedelta(days=2) and later.date() >= FIRST_WEEK else soon


def done_moment(need: Need) -> datetime:
    assert need.done_at is not None
    return need.done_at


def straight(rng: random.Random, need: Need) -> None:
    """One order; before the redesign often more than one visit."""
    done, opened = done_moment(need), first_opening(rng, need)
    order = new_order(rng, need, opened if opened < done - timedelta(minutes=30) else need.asked_at, need.priority)
    days = (done - order.opened_at) / timedelta(days=1)
    again = rng.random() < (0.04 if need.is_new_way else 0.40 if need.priority != "E" else 0.05)
    if days > 3 and again:
        visit(rng, need, order, between(rng, order.opened_at, done, rng.uniform(0.3, 0.8)), pick(rng, FAILURES))
    if need.priority in "RP" and days > 3 and rng.random() < 0.02:
        order.stopped_days = rng.randint(1, 5) / 2
    finish(rng, need, order, done)


def re_entered(rng: random.Random, need: Need) -> None:
    """Orders cancelled for lack of time, materials, access or the right trade, each followed by one with a fresh clock."""
    done, opened = done_moment(need), first_opening(rng, need)
    reach = TARGET_DAYS[_later_priority(need.priority)] * 0.78  # what one clock covers, with room for weekends
    clocks = max(2, min(5, math.ceil((done - opened) / timedelta(days=reach))))
    order = new_order(rng, need, opened, need.priority)
    for number in range(1, clocks):
        share = 1 / (clocks - number + 1) * rng.uniform(0.85, 1.2)
        order = _re_enter(rng, need, order, whole_minute(between(rng, order.opened_at, done, share)), number)
    finish(rng, need, order, done)


def _later_priority(first: str) -> str:
    return "R" if first in "EU" else first


def _re_enter(rng: random.Random, need: Need, old: Order, opened: datetime, number: int) -> Order:
    """Cancel an order after a visit that failed, and enter the next one at the given moment."""
    wrong = need.wrong_trade and (number == 1 or rng.random() < WRONG_AGAIN)
    outcome = "wrong_trade" if wrong else pick(rng, REENTRY)
    waits = rng.random() < 0.4
    room = opened - max(old.opened_at, at_minute(FIRST_WEEK, 8 * 60))
    gap = min(timedelta(days=rng.randint(1, 6)), room / 3) if waits else timedelta(minutes=rng.randint(1, 9))
    cancelled = whole_minute(opened - gap)
    if outcome != "no_time" or rng.random() < 0.7:
        visit(rng, need, old, whole_minute(cancelled - min(timedelta(minutes=rng.randint(20, 240)), room / 4)), outcome)
    more: dict[str, object] = {"new_request": not wrong and rng.random() < 0.55}
    if wrong:
        more["trade"] = rng.choice(OTHER_TRADES[old.trade])
    elif number > 1:
        more["trade"] = old.trade
    order = new_order(rng, need, opened, _later_priority(need.priority), **more)
    reason = rng.choice(CANCEL_REASONS[outcome])
    if not waits and rng.random() < 0.2:
        old.quotes = order
    cancel(old, cancelled, "LL", reason)
    return order


def made_safe(rng: random.Random, need: Need) -> None:
    """An emergency made safe within the day, and a second order for the repair itself."""
    done, first = done_moment(need), new_order(rng, need, first_opening(rng, need), "E", kind="MS")
    safe = whole_minute(first.opened_at + timedelta(hours=rng.uniform(0.7, 15)))
    visit(rng, need, first, safe, "part_done")
    close(rng, need, first, safe)
    latest_start = max(safe, done - timedelta(days=27))
    opened = min(office(rng, safe.date() + timedelta(days=rng.randint(0, 4))), done - timedelta(hours=9))
    opened = whole_minute(max(opened, latest_start, safe + timedelta(minutes=5)))
    trade = need.trade if rng.random() < 0.7 else rng.choice(OTHER_TRADES[need.trade])
    linked = rng.random() < 0.6
    link: dict[str, object] = {"kind": "FO", "follows": first, "new_request": False} if linked else {}
    finish(rng, need, new_order(rng, need, opened, "R", trade=trade, **link), done)


def no_access(rng: random.Random, need: Need) -> None:
    """Nobody is met; the order is closed as if it were finished, and the tenant has to ask again."""
    done, first = done_moment(need), new_order(rng, need, first_opening(rng, need), need.priority)
    missed = _first_end(rng, need, first, done, 20)
    visit(rng, need, first, missed, "no_access")
    close(rng, need, first, missed)
    first.no_access = True
    finish(rng, need, new_order(rng, need, _asked_again(rng, missed, done), _later_priority(need.priority)), done)


def came_back(rng: random.Random, need: Need) -> None:
    """Done on time, and not fixed: a new order after the tenant calls again."""
    done, first = done_moment(need), new_order(rng, need, first_opening(rng, need), need.priority)
    looked_done = _first_end(rng, need, first, done, 17)
    finish(rng, need, first, looked_done)
    finish(rng, need, new_order(rng, need, _asked_again(rng, looked_done, done), _later_priority(need.priority)), done)


def bulk_closed(rng: random.Random, need: Need) -> None:
    """Closed in the office on the last working day of the month, with no visit; the tenant calls, and it starts again."""
    done = done_moment(need)
    month_end = at_minute(working_day(done.date().replace(day=1) - timedelta(days=1)), 16 * 60 + 55)
    opened = first_opening(rng, need)
    reach = timedelta(days=TARGET_DAYS[need.priority])
    fits_before = opened + timedelta(days=2) < month_end < opened + reach
    if not fits_before or not timedelta(days=4) < done - month_end < timedelta(days=50):
        came_back(rng, need)
        return
    first = new_order(rng, need, opened, need.priority)
    close(rng, need, first, month_end)
    need.label = "bulk_closed"
    finish(rng, need, new_order(rng, need, _asked_again(rng, month_end, done), _later_priority(need.priority)), done)


def _first_end(rng: random.Random, need: Need, first: Order, done: datetime, gap: int) -> datetime:
    """Return when a first order ends: on its target, and late enough that the next one can be on its own."""
    later = TARGET_DAYS[_later_priority(need.priority)]
    since = max(first.opened_at, done - timedelta(days=later + gap - 3), at_minute(FIRST_WEEK, 8 * 60))
    earliest = since + timedelta(hours=1)
    latest = min(target(first.opened_at, need.priority), target(need.asked_at, need.priority), done - timedelta(days=1))
    if need.priority == "E":
        return whole_minute(first.opened_at + (latest - first.opened_at) * rng.uniform(0.1, 0.8))
    found = office(rng, (earliest + (latest - earliest) * rng.uniform(0.5, 0.95)).date())
    return found if earliest <= found <= latest else whole_minute(earliest + (latest - earliest) / 2)


def _asked_again(rng: random.Random, ended: datetime, done: datetime) -> datetime:
    """Return when the next order is raised: within the window in which it is the same need, and on time to be on target."""
    earliest = max(ended + CLEARLY, done - timedelta(days=26))
    latest = min(ended + timedelta(days=22), done - CLEARLY)
    found = office(rng, (ended + timedelta(days=rng.triangular(1, 20, 5))).date())
    between_them = whole_minute(earliest + (latest - earliest) * rng.uniform(0.2, 0.8))
    return found if earliest <= found <= latest else between_them


def clock_stopped(rng: random.Random, need: Need) -> None:
    """One order, waiting for parts: the landlord's clock stands still, the tenant's does not."""
    order, done = new_order(rng, need, first_opening(rng, need), need.priority), done_moment(need)
    over = (done.date() - order.opened_at.date()).days - TARGET_DAYS[need.priority]
    order.stopped_days = max(1, over) + rng.randint(1, 12) / 2
    visit(rng, need, order, whole_minute(between(rng, order.opened_at, done, rng.uniform(0.15, 0.4))), "no_material")
    finish(rng, need, order, done)


def target_moved(rng: random.Random, need: Need) -> None:
    """One order whose priority, and so its target, is changed while the tenant waits."""
    order = new_order(rng, need, first_opening(rng, need), need.priority, priority_now="P")
    done = done_moment(need)
    visit(rng, need, order, whole_minute(between(rng, order.opened_at, done, rng.uniform(0.2, 0.6))), "needs_quote")
    finish(rng, need, order, done)


def split(rng: random.Random, need: Need) -> None:
    """One request cut into two orders of two trades, each with a target of its own."""
    done, first = done_moment(need), new_order(rng, need, first_opening(rng, need), need.priority)
    first_done = _first_end(rng, need, first, done, 3)
    finish(rng, need, first, first_done)
    opened = max(first.opened_at + timedelta(minutes=3), whole_minute(done - timedelta(days=rng.uniform(12, 26))))
    other = rng.choice(OTHER_TRADES[need.trade])
    finish(rng, need, new_order(rng, need, opened, "R", trade=other, new_request=False), done)


def inspected(rng: random.Random, need: Need) -> None:
    """An inspection that is an order of its own, done on time, and the repair after it."""
    done = done_moment(need)
    first = new_order(rng, need, first_opening(rng, need), need.priority, kind="IN")
    looked = _first_end(rng, need, first, done, 8)
    visit(rng, need, first, looked, "needs_quote")
    close(rng, need, first, looked)
    opened = whole_minute(max(looked + timedelta(hours=2), done - timedelta(days=26)))
    repair = new_order(rng, need, opened, "R", kind="FO", follows=first, new_request=False)
    finish(rng, need, repair, done)


def recalled(rng: random.Random, need: Need) -> None:
    """Done on time, the tenant says no, and someone comes again on the same order."""
    done, order = done_moment(need), new_order(rng, need, first_opening(rng, need), need.priority)
    finish(rng, need, order, _first_end(rng, need, order, done, 30))
    visit(rng, need, order, done, "done")


JOURNEYS: dict[str, Callable[[random.Random, Need], None]] = {
    "straight": straight,
    "re_entered": re_entered,
    "made_safe": made_safe,
    "no_access": no_access,
    "came_back": came_back,
    "bulk_closed": bulk_closed,
    "clock_stopped": clock_stopped,
    "target_moved": target_moved,
    "split": split,
    "inspected": inspected,
    "recalled": recalled,
}


def lay_out(rng: random.Random, need: Need) -> None:
    """Give the need its orders and visits; drawn again until the landlord is on target and the orders can be joined."""
    while True:
        need.orders, need.visits = [], []
        JOURNEYS[need.journey](rng, need)
        if is_sound(need):
            need.visits.sort(key=lambda paid: paid.started)
            return


def is_sound(need: Need) -> bool:
    """Return whether each counted order is on target, each ends in the exports' time, and all hang together."""
    closed = [order for order in need.orders if order.done_at]
    on_target = all(order.done_at <= order.target_last + timedelta(days=order.stopped_days) for order in closed)  # type: ignore[operator]
    in_time = all(order.ended_at is None or order.opened_at < order.ended_at for order in need.orders)
    ended = all(order.ended_at is None or order.ended_at.date() >= FIRST_WEEK for order in need.orders)
    return on_target and in_time and ended and all(hang_together(*pair) for pair in pairwise(need.orders))


def hang_together(earlier: Order, later: Order) -> bool:
    """Return whether the two are joined by a number that is delivered, or by trade and days as the product has it."""
    if later.follows is earlier or not later.new_request or earlier.quotes is later:
        return earlier.opened_at <= later.opened_at
    if earlier.ended_at is None:
        return False
    waited = (later.opened_at - earlier.ended_at) / timedelta(days=1)
    if earlier.kind == "MS":
        return 0 < waited < MADE_SAFE_DAYS
    return earlier.trade == later.trade and 0 < waited < (REENTER_DAYS if earlier.cancelled_at else CAME_BACK_DAYS)
