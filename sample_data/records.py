"""What the invented landlord's systems would hold: needs, and the orders, visits, contacts and answers they leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

FIRST_WEEK = date(2002, 12, 30)  # 2003-W01
REDESIGN = date(2004, 6, 28)  # 2004-W27
LAST_WEEK = date(2004, 12, 20)  # 2004-W52
LAST_RUN = datetime.fromisoformat("2004-12-27 09:10")  # when the last exports are made: what comes later is not known
TRIAL = date(2004, 6, 14)  # what people ask from here on can be done the new way; before it nothing is

TEAMS = ("North", "South", "East", "West")
TARGET_DAYS = {"E": 1, "U": 7, "R": 28, "P": 90}  # E: 24 hours to the minute; the others: to the end of that day
MIDNIGHT, DAY_END = time(0, 0), time(23, 59, 59)
BANK_HOLIDAYS = {  # England
    date.fromisoformat(day)
    for day in (
        "2002-12-25", "2002-12-26", "2003-01-01", "2003-04-18", "2003-04-21", "2003-05-05", "2003-05-26", "2003-08-25",
        "2003-12-25", "2003-12-26", "2004-01-01", "2004-04-09", "2004-04-12", "2004-05-03", "2004-05-31", "2004-08-30",
        "2004-12-27", "2004-12-28", "2005-01-03",
    )
}  # fmt: skip


@dataclass(eq=False)
class Order:
    """One order of the repairs system, in its last state. `number` and `request` are given when all are known."""

    trade: str
    team: str
    operative: str
    priority: str
    opened_at: datetime
    kind: str = "RR"  # RR repair, MS make safe, IN inspection, FO follow-on
    priority_now: str = ""
    target_first: datetime | None = None
    target_last: datetime | None = None
    done_at: datetime | None = None
    entered_at: datetime | None = None
    no_access: bool = False
    cancelled_at: datetime | None = None
    cancelled_by: str = ""
    cancel_reason: str = ""
    stopped_days: float = 0.0
    cost: float = 0.0  # estimated, pounds
    follows: Order | None = None
    quotes: Order | None = None  # the order that its cancel reason names
    new_request: bool = True  # the need's next order goes under a request number of its own
    number: int = 0
    request: int = 0
    written: dict[str, Any] = field(default_factory=dict)  # heading -> cell, where the export says something else
    written_first: dict[str, Any] = field(default_factory=dict)  # the same, in the first export only

    def __post_init__(self) -> None:
        self.priority_now = self.priority_now or self.priority
        self.target_first = self.target_first or target(self.opened_at, self.priority)
        self.target_last = self.target_last or target(self.opened_at, self.priority_now)

    @property
    def ended_at(self) -> datetime | None:
        return self.cancelled_at or self.done_at


@dataclass(eq=False)
class Visit:
    order: Order
    operative: str
    started: datetime
    ended: datetime
    outcome: str


@dataclass(eq=False)
class Contact:
    at: datetime
    channel: str
    reason: str
    order: Order | None  # None where nobody wrote the order's number down


@dataclass(eq=False)
class Answer:
    at: datetime
    order: Order
    solved: str
    score: int
    words: str = ""
    solved_on: date | None = None


@dataclass(eq=False)
class Need:
    """One thing that one household asked for. Days lived run from `asked_at` to `done_at`."""

    team: str
    trade: str
    priority: str
    journey: str
    asked_at: datetime
    done_at: datetime | None
    channel: str = "Phone"
    proof: str = "visit"  # what shows that it was done: visit, ticket (paper: a date only), tenant (names the day)
    wrong_trade: bool = False
    contact_minute: int = 600  # of the day on which the first contact falls
    is_new_way: bool = False
    orders: list[Order] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    tenancy: str = ""
    place: str = ""
    label: str = ""  # for needs that the README names

    @property
    def counted_done_at(self) -> datetime | None:
        """The moment it was done as far as the files can tell: a date, where a ticket or the tenant gives only that."""
        if self.done_at is None or self.proof == "visit":
            return self.done_at
        return datetime.combine(self.done_at.date(), MIDNIGHT)

    @property
    def promised_at(self) -> datetime:
        return target(self.asked_at, self.priority)

    @property
    def days_lived(self) -> float | None:
        return None if self.counted_done_at is None else days_between(self.asked_at, self.counted_done_at)

    @property
    def known_done_at(self) -> datetime | None:
        """The moment it was done, if that is known when the last exports are made."""
        done = self.counted_done_at
        return done if done is not None and done < LAST_RUN else None


def target(opened_at: datetime, priority: str) -> datetime:
    """Return the moment by which an order of this priority has to be done."""
    if priority == "E":
        return opened_at + timedelta(days=1)
    return datetime.combine(opened_at.date() + timedelta(days=TARGET_DAYS[priority]), DAY_END)


def days_between(since: datetime, until: datetime) -> float:
    """Return calendar days, decimal; whole days where either is a date without a time."""
    if MIDNIGHT in (since.time(), until.time()):
        return float((until.date() - since.date()).days)
    return (until - since) / timedelta(days=1)


def monday(moment: datetime | date) -> date:
    day = moment.date() if isinstance(moment, datetime) else moment
    return day - timedelta(days=day.weekday())


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def working_day(day: date, step: int = -1) -> date:
    """Return the day itself, or the nearest working day before it (after it, with step 1)."""
    while not is_working(day):
        day += timedelta(days=step)
    return day


def at_minute(day: date, minute: int) -> datetime:
    return datetime.combine(day, MIDNIGHT) + timedelta(minutes=minute)


def weeks_between(first: date, last: date) -> list[date]:
    return [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
