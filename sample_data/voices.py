"""What tenants say: the first call, calls while they wait, and answers to the landlord's question whether it is solved."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sample_data.draws import pick
from sample_data.records import LAST_RUN, Answer, Contact, Need, Order, Visit, at_minute

NEW, CHASE, NOT_FIXED, NO_SHOW, WRONG_VISIT, OTHER = (
    "New repair", "Chasing progress", "Not fixed", "No one came", "Wrong trade came", "Other enquiry",
)  # fmt: skip
HAS_FIRST_CALL, KNOWS_ORDER = 0.93, 0.55  # shares of first calls on record, and of contacts with an order number
CHASE_EVERY = {True: 13, False: 60}  # days of waiting per call: past the promised moment, and before it
SAYS_YES = {False: 0.19, True: 0.24}  # share of those done who answer so, before and after the redesign
SAYS_NO = {"straight": 0.07, "recalled": 1.0}  # of those waiting after a visit; others as below
SAYS_NO_OTHERWISE = {False: 0.44, True: 0.34}
SCORES = {  # of 100 that say yes, before and after the redesign
    False: {"10": 14, "9": 20, "8": 34, "7": 22, "6": 10},
    True: {"10": 61, "9": 17, "8": 12, "7": 6, "6": 4},
}
YES_WORDS = (
    "", "", "", "Fine now", "Done, thank you", "Good job", "All sorted", "Polite and tidy", "Took a while but it works",
    "Very pleased",
)  # fmt: skip
NO_WORDS = (
    "", "", "Still leaking", "Nobody has told me when", "They came without the part", "Wrong man sent again",
    "I have to take another day off", "It is only made safe", "Still waiting", "Had to ring three times",
)  # fmt: skip


def first_call(rng: random.Random, need: Need) -> None:
    """Record the first contact; where it is not on record, the clock can only start with the order."""
    if need.channel in ("Phone", "Counter") and rng.random() > HAS_FIRST_CALL:
        need.asked_at = need.orders[0].opened_at
        return
    say(rng, need, need.asked_at, NEW, need.orders[0], need.channel)


def say(rng: random.Random, need: Need, at: datetime, reason: str, order: Order, channel: str = "Phone") -> None:
    need.contacts.append(Contact(at, channel, reason, order if rng.random() < KNOWS_ORDER else None))


def waiting_calls(rng: random.Random, need: Need) -> None:
    """Calls while the need is not done: chasing, a visit that did not happen or was of the wrong trade, work that failed."""
    if need.done_at is None:
        return
    for earlier, later in zip(need.orders, need.orders[1:], strict=False):
        _call_between_orders(rng, need, earlier, later)
    opened = need.orders[0].opened_at
    _chase(rng, need, opened + timedelta(days=5), min(need.promised_at, need.done_at), CHASE_EVERY[False])
    _chase(rng, need, max(need.promised_at, opened), need.done_at, CHASE_EVERY[True])
    if rng.random() < 0.03 and need.done_at - need.asked_at > timedelta(days=6):
        say(rng, need, need.asked_at + (need.done_at - need.asked_at) * 0.4, OTHER, need.orders[0])


def _call_between_orders(rng: random.Random, need: Need, earlier: Order, later: Order) -> None:
    at = later.opened_at - timedelta(minutes=rng.randint(2, 12))
    if earlier.ended_at is None or at <= earlier.ended_at or earlier.kind in ("MS", "IN"):
        return
    if earlier.no_access:
        say(rng, need, at, rng.choice((NO_SHOW, CHASE)), earlier)
    elif earlier.done_at:
        say(rng, need, at, NOT_FIXED, earlier)
    elif rng.random() < 0.4:
        say(rng, need, at, WRONG_VISIT if need.wrong_trade else CHASE, earlier)


def _chase(rng: random.Random, need: Need, since: datetime, until: datetime, every: int) -> None:
    """Calls at random days, in office hours, clearly before it is done."""
    day = since + timedelta(days=rng.expovariate(1 / every))
    while day < until - timedelta(days=1):
        at = at_minute(day.date(), rng.randint(8 * 60, 17 * 60 + 30))
        standing = [order for order in need.orders if order.opened_at < at]
        if standing and since < at < until - timedelta(hours=2) and at.weekday() < 5:
            say(rng, need, at, CHASE, standing[-1])
        day += timedelta(days=rng.expovariate(1 / every))


def answers(rng: random.Random, need: Need) -> None:
    """What a sample answers: "no" or "partly" while it is not done, "yes" after."""
    for paid in need.visits:
        if rng.random() < SAYS_NO.get(need.journey, SAYS_NO_OTHERWISE[need.is_new_way]) / max(1, len(need.visits) - 1):
            _say_no(rng, need, paid)
    if need.done_at is not None and need.done_at < LAST_RUN:
        _say_yes(rng, need, need.done_at)


def _say_no(rng: random.Random, need: Need, paid: Visit) -> None:
    """The tenant is asked some days after a visit, and answers before the day it is done."""
    day = paid.ended.date() + timedelta(days=rng.randint(1, 4))
    if need.done_at is None or paid.ended.date() >= need.done_at.date() - timedelta(days=1):
        return
    at = at_minute(min(day, need.done_at.date() - timedelta(days=1)), rng.randint(9 * 60, 20 * 60))
    solved = rng.choices(("no", "partly"), weights=(3, 2))[0]
    score = rng.randint(0, 4) if solved == "no" else rng.randint(3, 6)
    if at < LAST_RUN:
        need.answers.append(Answer(at, paid.order, solved, score, rng.choice(NO_WORDS)))


def _say_yes(rng: random.Random, need: Need, done: datetime) -> None:
    names_day = need.proof == "tenant"
    was_asked = any(answer.order is need.orders[-1] for answer in need.answers)  # nobody is asked twice about one order
    if not names_day and (was_asked or rng.random() > SAYS_YES[need.is_new_way]):
        return
    day = done.date() + timedelta(days=rng.randint(1, 4) if names_day else rng.randint(2, 11))
    at = at_minute(day, rng.randint(9 * 60, 20 * 60))
    if at.date() >= LAST_RUN.date():
        return
    score = int(pick(rng, SCORES[need.is_new_way]))
    named = done.date() if names_day else None
    need.answers.append(Answer(at, need.orders[-1], "yes", score, rng.choice(YES_WORDS), named))
