"""Needs beside those that are done in a week: withdrawn, given up by the landlord, refused, still open, and four told by name."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from sample_data.draws import CHANNELS, TEAM_SHARES, TRADES, draw, pick
from sample_data.journeys import cancel, close, new_order, office, visit
from sample_data.plan import AFTER, AFTERWARDS, BEFORE
from sample_data.records import (
    FIRST_WEEK,
    LAST_RUN,
    REDESIGN,
    TARGET_DAYS,
    TEAMS,
    Answer,
    Need,
    at_minute,
    monday,
    target,
)
from sample_data.voices import CHASE, say

WITHDRAWN_A_WEEK = 2.5
GIVEN_UP, REFUSED_BEFORE, REFUSED_AFTER, STUCK, DUPLICATES = 14, 8, 2, 9, 26
LATE_WEEKS = 0.6  # share of the weeks that can bear one order late for the landlord too
COUNTED_FOR_ONE_LATE = 104  # one late order among fewer would put the week below 99%


def asked_for(rng: random.Random, day: date, journey: str, priority: str) -> Need:
    """Return a need asked for on that day, with no end yet."""
    asked = office(rng, day)
    return Need(
        team=rng.choices(TEAMS, weights=TEAM_SHARES)[0],
        trade=pick(rng, TRADES),
        priority=priority,
        journey=journey,
        asked_at=asked,
        done_at=None,
        channel=pick(rng, CHANNELS),
        is_new_way=day >= REDESIGN,
    )


def withdrawn(rng: random.Random) -> list[Need]:
    """Needs that the tenant takes back."""
    needs = []
    for week in [*BEFORE, *AFTER]:
        for _ in range(int(WITHDRAWN_A_WEEK + rng.random())):
            day = week + timedelta(days=rng.randrange(5))
            needs.append(_withdrawn(rng, asked_for(rng, day, "withdrawn", pick(rng, {"U": 1, "R": 3, "P": 1}))))
    return [need for need in needs if need.asked_at.date() >= FIRST_WEEK]


def _withdrawn(rng: random.Random, need: Need) -> Need:
    order = new_order(rng, need, need.asked_at + timedelta(minutes=rng.randint(2, 9)), need.priority)
    after = office(rng, order.opened_at.date() + timedelta(days=rng.randint(1, 12)))
    reason = rng.choice(("Tenant cancelled", "Tenant has done it", "No longer required"))
    cancel(order, max(after, order.opened_at + timedelta(hours=1)), "TEN", reason)
    return need


def given_up(rng: random.Random) -> list[Need]:
    """Orders that the landlord cancels as out of time and never enters again."""
    needs = []
    for _ in range(GIVEN_UP):
        need = asked_for(rng, rng.choice(BEFORE[2:-10]) + timedelta(days=2), "given_up", "R")
        order = new_order(rng, need, need.asked_at + timedelta(minutes=4), "R")
        cancel(order, office(rng, order.opened_at.date() + timedelta(days=27)), "LL", "Close to base – out of time")
        needs.append(need)
    return needs


def refused(rng: random.Random, week: date) -> Need:
    """Reported done on time; the tenant says no, and nobody comes again."""
    need = asked_for(rng, week + timedelta(days=1), "refused", "U")
    order = new_order(rng, need, need.asked_at + timedelta(minutes=6), "U")
    done = office(rng, order.opened_at.date() + timedelta(days=5))
    visit(rng, need, order, done, "done")
    close(rng, need, order, done)
    asked = at_minute(done.date() + timedelta(days=3), 11 * 60 + 7)
    need.answers.append(Answer(asked, order, "no", 1, "It came back the same evening"))
    return need


def stuck(rng: random.Random) -> list[Need]:
    """Still open at the end, past their promise: parts that do not come, quotations that nobody answers."""
    needs = []
    for number in range(STUCK):
        need = asked_for(rng, LAST_RUN.date() - timedelta(days=35 + 7 * number), "stuck", rng.choice("UR"))
        order = new_order(rng, need, need.asked_at + timedelta(minutes=5), need.priority)
        came = office(rng, order.opened_at.date() + timedelta(days=rng.randint(4, 9)))
        visit(rng, need, order, came, rng.choice(("needs_quote", "no_material")))
        for week in range(1, rng.randint(2, 4)):
            say(rng, need, office(rng, came.date() + timedelta(days=9 * week)), CHASE, order)
        needs.append(need)
    return needs


def still_open(rng: random.Random) -> list[Need]:
    """Needs that are done after the last exports are made, and were asked for before."""
    needs = []
    for week in AFTERWARDS:
        for _ in range(90):
            need = draw(rng, week)
            if (
                need.journey == "straight"
                and need.asked_at < LAST_RUN - timedelta(minutes=30)
                and not is_holiday_call(need)
            ):
                need.proof = "visit"
                needs.append(need)
    return needs


def is_holiday_call(need: Need) -> bool:
    """Return whether it is asked on the last morning or the day before: only the last emergency, added by hand, is."""
    return need.asked_at.date() >= LAST_RUN.date() - timedelta(days=1)


def last_emergency(rng: random.Random) -> Need:
    """The last thing on record: reported on the morning that the last exports are made, Monday 27 December 2004."""
    need = asked_for(rng, LAST_RUN.date(), "straight", "E")
    need.asked_at, need.channel, need.label = LAST_RUN.replace(hour=8, minute=41), "Phone", "last_emergency"
    new_order(rng, need, need.asked_at + timedelta(minutes=6), "E")
    return need


def guests() -> dict[date, list[Need]]:
    """Return week -> needs with a part of their own: one lift and two households, a mother (her son is added later)."""
    lift_done, damp_done = datetime.fromisoformat("2003-10-16 15:20"), datetime.fromisoformat("2004-09-14 11:40")
    first = Need("East", "Lift", "U", "straight", datetime.fromisoformat("2003-10-13 08:52"), lift_done, label="lift")
    second = Need("East", "Lift", "U", "straight", datetime.fromisoformat("2003-10-13 17:05"), lift_done, label="lift")
    mother = Need(
        "North", "Damp", "R", "straight", datetime.fromisoformat("2004-09-06 10:15"), damp_done, label="family"
    )
    mother.proof, mother.is_new_way = "tenant", True
    return {monday(lift_done): [first, second], monday(damp_done): [mother]}


def son_of(rng: random.Random, mother: Need) -> Need:
    """The son of the mother told by name: his room was done the same day, and he says no."""
    son = Need(mother.team, mother.trade, "R", "refused", mother.asked_at, None, label="family", is_new_way=True)
    order = new_order(rng, son, son.asked_at + timedelta(minutes=12), "R")
    done = datetime.fromisoformat("2004-09-14 12:25")
    visit(rng, son, order, done, "done")
    close(rng, son, order, done)
    asked = datetime.fromisoformat("2004-09-20 18:40")
    son.answers.append(Answer(asked, order, "no", 2, "My mother's room is fine, mine is not"))
    return son


def add_duplicates(rng: random.Random, needs: list[Need]) -> None:
    """Some are entered twice on one day; the second order is cancelled as a duplicate of the first."""
    routine = [need for need in needs if need.journey == "straight" and need.priority == "R" and not need.label]
    plain = [need for need in routine if (need.days_lived or 0) > 5]
    for need in rng.sample(plain, DUPLICATES):
        first = need.orders[0]
        again = new_order(rng, need, first.opened_at + timedelta(minutes=rng.randint(40, 300)), "R")
        cancel(again, again.opened_at + timedelta(hours=rng.randint(2, 20)), "LL", "Duplicate of")
        again.quotes = first


def make_some_late(rng: random.Random, needs: list[Need]) -> None:
    """Make one order late for the landlord too in some of the busy weeks before the redesign: it was urgent, not routine."""
    for week in BEFORE[3:]:
        counted = sum(1 for need in needs for order in need.orders if order.done_at and monday(order.done_at) == week)
        routine = [need for need in needs if _could_be_urgent(need, week)]
        if counted >= COUNTED_FOR_ONE_LATE and routine and rng.random() < LATE_WEEKS:
            need = rng.choice(routine)
            need.priority, need.journey, order = "U", "late", need.orders[0]
            order.priority = order.priority_now = "U"
            order.target_first = order.target_last = target(order.opened_at, "U")
            order.stopped_days = 0


def _could_be_urgent(need: Need, week: date) -> bool:
    lived = need.days_lived or 0
    straight = need.journey == "straight" and need.priority == "R" and not need.label
    return straight and need.done_at is not None and monday(need.done_at) == week and TARGET_DAYS["U"] + 3 < lived < 24


def all_extras(rng: random.Random) -> list[Need]:
    """Return the needs that end otherwise, laid out."""
    unsatisfied = [refused(rng, rng.choice(BEFORE[2:-6])) for _ in range(REFUSED_BEFORE)]
    unsatisfied += [refused(rng, rng.choice(AFTER[1:-8])) for _ in range(REFUSED_AFTER)]
    return [*withdrawn(rng), *given_up(rng), *unsatisfied, *stuck(rng), last_emergency(rng)]
