"""Which needs are done in a week: whose, how urgent, by which journey and after how many days.

The needs of a week are drawn by the week they are done in, and then those that went straight are moved a little until the
week's mean is the planned one. So needs asked for in the autumn of 2002 are there for the first weeks of 2003.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from statistics import fmean

from sample_data.plan import PEAK_WEEK, SPRING, needs_done
from sample_data.records import (
    FIRST_WEEK,
    LAST_RUN,
    LAST_WEEK,
    REDESIGN,
    TARGET_DAYS,
    TEAMS,
    TRIAL,
    Need,
    at_minute,
    is_working,
    working_day,
)

TEAM_SHARES = (27, 26, 24, 23)
TRADES = {
    "Plumbing": 27, "Heating": 20, "Electrical": 15, "Joinery": 16, "Roofing": 8, "Glazing": 6, "Plastering": 5, "Drainage": 3,
}  # fmt: skip
PRIORITIES = {"E": 14, "U": 20, "R": 46, "P": 20}
CHANNELS = {"Phone": 83, "Counter": 9, "Letter": 5, "E-mail": 3}

Days = tuple[float, float, float]  # lived: least, most, most often
Journeys = dict[str, dict[str, tuple[float, Days]]]  # priority -> journey -> how often of 100, and days

# What is left of 100 goes straight.
STRAIGHT_BEFORE = {"E": (0.04, 0.9, 0.2), "U": (0.7, 6.8, 6.0), "R": (4, 27.5, 26), "P": (18, 88, 62)}
BEFORE: Journeys = {
    "E": {"made_safe": (15, (5, 34, 14)), "came_back": (4, (3, 24, 8)), "re_entered": (3, (4, 40, 15))},
    "U": {
        "re_entered": (5.4, (10, 66, 30)),
        "came_back": (2, (8, 40, 18)),
        "no_access": (1.5, (9, 45, 20)),
        "split": (1, (8.5, 34, 20)),
        "recalled": (1.2, (8.5, 26, 14)),
        "inspected": (1.3, (9, 40, 25)),
    },
    "R": {
        "re_entered": (6.6, (29.5, 112, 58)),
        "came_back": (1.6, (22, 70, 38)),
        "no_access": (1.6, (30, 60, 42)),
        "clock_stopped": (1.0, (30, 80, 45)),
        "target_moved": (0.7, (31, 85, 50)),
        "split": (0.6, (20, 54, 34)),
        "bulk_closed": (1.2, (14, 58, 36)),
        "recalled": (0.5, (29, 45, 33)),
    },
    "P": {"re_entered": (7, (65, 150, 100)), "came_back": (2, (50, 115, 85))},
}
STRAIGHT_AFTER = {"E": (0.03, 0.8, 0.15), "U": (0.1, 6.4, 2.2), "R": (0.2, 26, 3.0), "P": (0.3, 40, 4.0)}
AFTER: Journeys = {
    "E": {"made_safe": (3, (2, 12, 4)), "came_back": (2, (3, 12, 6))},
    "U": {"came_back": (3, (8, 20, 10)), "recalled": (1.4, (4, 12, 7)), "re_entered": (0.6, (8, 30, 14))},
    "R": {"came_back": (2, (14, 42, 22)), "recalled": (1.4, (5, 24, 10)), "re_entered": (0.4, (12, 45, 25))},
    "P": {"came_back": (1, (14, 40, 20)), "recalled": (1, (6, 24, 10))},
}
# Wrong diagnoses by new call-centre staff: how many of 100 needs done in the week, on top of the usual ones.
WRONG_DIAGNOSES = dict(zip(SPRING, (7, 9, 9, 11, 11, 13, 14, 33, 14, 11, 9, 6, 4, 2), strict=True))
WRONG_DAYS: Days = (32, 95, 55)
WRONG_DAYS_AT_PEAK: Days = (55, 120, 82)

BASE_WRONG_TRADE = 0.12  # of the re-entered, in ordinary weeks
PROOFS_BEFORE, PROOFS_AFTER = {"visit": 80, "ticket": 6, "tenant": 14}, {"visit": 82, "ticket": 2, "tenant": 16}
NEAR_ENOUGH = 0.005  # days that the mean of a week may differ from the planned one
ELASTIC = {  # days lived that a straight need may be moved to: within what was promised, so that nothing else changes
    False: {"R": (1.5, 27.6), "P": (6, 88.5)},
    True: {"U": (0.1, 6.5), "R": (0.1, 26), "P": (0.1, 45)},
}


def pick(rng: random.Random, shares: Mapping[str, float]) -> str:
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def needs_of_week(rng: random.Random, week: date, mean_days: float, guests: list[Need]) -> list[Need]:
    """Return the needs done in a week, `guests` among them, with days lived that have the planned mean."""
    while True:
        needs = [*guests, *(draw(rng, week) for _ in range(needs_done(rng, week) - len(guests)))]
        fit(rng, needs, mean_days)
        if abs(_mean(needs) - mean_days) < NEAR_ENOUGH:
            return needs


def draw(rng: random.Random, week: date) -> Need:
    """Return one need that is done in the week. Those of before the first export must have been promised after it."""
    while True:
        need = _drawn(rng, week)
        if is_in_export(rng, need):
            return need


def _drawn(rng: random.Random, week: date) -> Need:
    new_way = week >= REDESIGN
    journey, priority, days = _journey(rng, week)
    need = Need(
        team=rng.choices(TEAMS, weights=TEAM_SHARES)[0],
        trade=pick(rng, TRADES),
        priority=priority,
        journey=journey,
        asked_at=datetime.combine(week, time(0, 0)),
        done_at=_done_at(rng, week, priority),
        channel="Phone" if priority == "E" else pick(rng, CHANNELS),
        wrong_trade=journey == "wrong_diagnosis" or (journey == "re_entered" and rng.random() < BASE_WRONG_TRADE),
        contact_minute=rng.randint(8 * 60, 17 * 60 + 20),
        is_new_way=new_way,
    )
    if journey == "straight":
        proofs = PROOFS_AFTER if new_way else PROOFS_BEFORE
        need.proof = pick(rng, proofs) if week < LAST_WEEK else "visit"  # later answers are not in the last export
    if journey == "wrong_diagnosis":
        need.journey = "re_entered"
    live(need, days)
    return need


def _journey(rng: random.Random, week: date) -> tuple[str, str, float]:
    """Return journey, priority and days lived."""
    if rng.random() * 100 < WRONG_DIAGNOSES.get(week, 0):
        low, high, mode = WRONG_DAYS_AT_PEAK if week == PEAK_WEEK else WRONG_DAYS
        return "wrong_diagnosis", pick(rng, {"U": 25, "R": 75}), rng.triangular(low, high, mode)
    priority = pick(rng, PRIORITIES)
    journeys, straight = (AFTER, STRAIGHT_AFTER) if week >= REDESIGN else (BEFORE, STRAIGHT_BEFORE)
    others = {name: share for name, (share, _) in journeys[priority].items()}
    name = pick(rng, {**others, "straight": 100 - sum(others.values())})
    low, high, mode = straight[priority] if name == "straight" else journeys[priority][name][1]
    return name, priority, rng.triangular(low, high, mode)


def _done_at(rng: random.Random, week: date, priority: str) -> datetime:
    """Return a moment of the week: emergencies at any time, the rest while the trades work."""
    if priority == "E":
        return at_minute(week + timedelta(days=rng.randrange(7)), min(rng.randint(1, 1439), rng.randint(480, 1500)))
    days = [week + timedelta(days=number) for number in range(5)]
    return at_minute(rng.choice([day for day in days if is_working(day)]), rng.randint(8 * 60 + 40, 16 * 60 + 50))


def live(need: Need, days: float) -> None:
    """Let a need be asked for so many days before it is done; in office hours, unless it is an emergency."""
    assert need.done_at is not None
    asked = need.done_at - timedelta(days=days)
    if need.priority == "E":
        # At 00:00 it would be a date without a time.
        need.asked_at = asked.replace(minute=max(1, asked.minute), second=0, microsecond=0)
        return
    need.asked_at = at_minute(working_day(asked.date()), need.contact_minute)
    if need.done_at > need.promised_at and days < TARGET_DAYS[need.priority]:
        need.asked_at = at_minute(working_day(asked.date(), 1), need.contact_minute)
    if need.asked_at > need.done_at - timedelta(minutes=45):
        need.asked_at = at_minute(working_day(need.done_at.date() - timedelta(days=1)), need.contact_minute)


def is_in_export(rng: random.Random, need: Need) -> bool:
    """Return whether the first export can hold the need whole.

    It has what was open on 30 December 2002 or raised since. Promised before that day: its week would hold late ones only.
    Some of the late ones of just after it are left out, since many that were done in time before it are left out too.
    The trial of the new way began on 14 June 2004.
    """
    if LAST_RUN.date() <= need.promised_at.date() and need.promised_at <= LAST_RUN:
        return False  # the week that the last exports fall in has no figures
    if need.is_new_way:
        return need.asked_at.date() >= TRIAL
    if need.asked_at.date() >= FIRST_WEEK:
        return True
    late = need.done_at is not None and need.done_at > need.promised_at
    return need.promised_at.date() >= FIRST_WEEK and not (late and rng.random() < 0.5)


def fit(rng: random.Random, needs: list[Need], mean_days: float) -> None:
    """Move the needs that went straight until the mean of all is the planned one, to some minutes."""
    movable = [need for need in needs if _bounds(need)]
    drawn = {id(need): need.days_lived or 0.0 for need in movable}
    shrink, stretch = 0.02, 8.0
    for _ in range(30):
        factor = (shrink + stretch) / 2
        for need in movable:
            move(need, drawn[id(need)] * factor)
        too_long = _mean(needs) > mean_days
        shrink, stretch = (shrink, factor) if too_long else (factor, stretch)
    missing = (mean_days - _mean(needs)) * len(needs)
    for need in rng.sample(movable, len(movable)) * 3:
        missing -= _nudge(need, missing) if abs(missing) > 0.05 else 0


def _nudge(need: Need, missing: float) -> float:
    """Move one need towards the days that are still missing; return by how many it was moved, 0 where that does not help."""
    before, lived = need.asked_at, need.days_lived or 0.0
    move(need, lived + max(-4.0, min(4.0, missing)))
    moved = (need.days_lived or 0.0) - lived
    if abs(missing - moved) < abs(missing):
        return moved
    need.asked_at = before
    return 0.0


def move(need: Need, days: float) -> None:
    low, high = _bounds(need) or (days, days)
    live(need, max(low, min(high, days)))
    if need.is_new_way and need.asked_at.date() < TRIAL:
        need.asked_at = at_minute(TRIAL, need.contact_minute)


def _bounds(need: Need) -> tuple[float, float] | None:
    if need.journey != "straight" or need.label:
        return None
    return ELASTIC[need.is_new_way].get(need.priority)


def _mean(needs: list[Need]) -> float:
    return fmean(need.days_lived or 0.0 for need in needs)
