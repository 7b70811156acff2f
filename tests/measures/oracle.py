"""The customer's clock in plain Python, written from the definitions and not from the queries: a second opinion on them.

It holds the whole of a small export in memory, goes through every pair, and is in no hurry. `judge` gives the needs of
an export as dicts, `weekly` their measures, `ledger` where the days of a finished need went.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import holidays

from pipelines.profile import Rules

DAY = timedelta(days=1)
END_OF_DAY = timedelta(hours=23, minutes=59, seconds=59)
GONE = ("moved out", "overleden", "passed away")
ELSEWHERE = ("another organisation", "overgedragen aan gemeente")
COMPLAINTS = ("not_fixed", "progress_chase", "no_show", "failure")
Row = dict[str, Any]
Figures = dict[tuple[str, str, str, date], tuple[float, int, int | None]]


# Days, weeks and dates without a time.


def is_day(moment: datetime) -> bool:
    return moment.time() == time()


def day_of(moment: datetime) -> datetime:
    return datetime.combine(moment, time())


def end_of_day(moment: datetime) -> datetime:
    return day_of(moment) + END_OF_DAY


def by_end(moment: datetime) -> datetime:
    return end_of_day(moment) if is_day(moment) else moment


def whole_days(since: datetime, until: datetime) -> int:
    return (until.date() - since.date()).days


def days(since: datetime, until: datetime) -> float:
    """Calendar days, decimal; whole where either moment is a date."""
    return whole_days(since, until) if is_day(since) or is_day(until) else (until - since) / DAY


def monday(moment: datetime) -> date:
    return moment.date() - timedelta(days=moment.weekday())


# What was delivered.


@dataclass(frozen=True)
class Item:
    service: str
    item_id: str
    opened_at: datetime
    status: str = "open"
    kind: str | None = None
    request_id: str | None = None
    parent_id: str | None = None
    quoted_item_id: str | None = None
    customer_id: str | None = None
    place_id: str | None = None
    team: str | None = None
    category: str | None = None
    priority_first: str | None = None
    requested_at: datetime | None = None
    target_first_at: datetime | None = None
    target_last_at: datetime | None = None
    reported_done_at: datetime | None = None
    recorded_done_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancelled_by: str | None = None
    cancel_reason: str | None = None
    clock_stop_days: float | None = None
    on_time_flag: bool | None = None
    outcome: str | None = None

    @property
    def done_at(self) -> datetime | None:
        return self.reported_done_at or self.recorded_done_at

    @property
    def person(self) -> str | None:
        if self.customer_id:
            return f"customer {self.customer_id}"
        return f"place {self.place_id}" if self.place_id else None

    @property
    def is_by_customer(self) -> bool:
        return self.status == "cancelled" and self.cancelled_by == "customer"

    @property
    def is_duplicate(self) -> bool:
        return self.status == "cancelled" and "duplicat" in (self.cancel_reason or "").lower()

    @property
    def is_of_wrong_trade(self) -> bool:
        return (
            self.is_cancelled_by_us and self.kind != "make_safe" and "wrong trade" in (self.cancel_reason or "").lower()
        )

    @property
    def gone_because(self) -> str | None:
        """It was not done, since the person moved out or died, or another organisation has it now."""
        was_not_done = self.status in ("cancelled", "no_access") or (self.status, self.outcome) == ("done", "not_done")
        reason = (self.cancel_reason or "").lower() if was_not_done else ""
        if any(words in reason for words in GONE):
            return "person_gone"
        return "went_elsewhere" if any(words in reason for words in ELSEWHERE) else None

    @property
    def ends_tenancy(self) -> bool:
        """Whoever lives at the place later is somebody else, of whom nobody is named either."""
        return self.gone_because == "person_gone" and self.customer_id is None

    @property
    def is_cancelled_by_us(self) -> bool:
        return self.status == "cancelled" and not self.is_by_customer

    @property
    def ended_at(self) -> datetime | None:
        if self.status == "cancelled":
            return self.cancelled_at or self.done_at
        if self.status == "no_access":
            return self.done_at or self.cancelled_at
        return self.done_at if self.status == "done" else None

    @property
    def can_complete(self) -> bool:
        """A finished item of this kind and outcome makes a need done."""
        return self.status == "done" and self.kind not in ("make_safe", "inspection") and self.outcome in (None, "done")

    @property
    def number(self) -> tuple[datetime, int, str]:
        """First opened first; of those opened at one moment the lower number."""
        return self.opened_at, len(self.item_id), self.item_id


@dataclass(frozen=True)
class Contact:
    service: str
    contact_id: str
    at: datetime
    meaning: str = "unclassified"
    customer_id: str | None = None
    place_id: str | None = None
    item_id: str | None = None


@dataclass(frozen=True)
class Visit:
    service: str
    visit_id: str
    outcome: str | None = None
    item_id: str | None = None
    customer_id: str | None = None
    place_id: str | None = None
    planned_from: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def at(self) -> datetime | None:
        return self.started_at or self.ended_at or self.planned_from

    @property
    def completed_at(self) -> datetime | None:
        return self.ended_at or self.started_at or self.planned_from


@dataclass(frozen=True)
class Answer:
    service: str
    answer_id: str
    at: datetime
    solved: str
    item_id: str | None = None
    customer_id: str | None = None
    solved_on: datetime | None = None


@dataclass
class Export:
    """Everything of one service; `earlier` holds what the items looked like in loads before the last."""

    items: list[Item]
    contacts: list[Contact] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    earlier: list[list[Item]] = field(default_factory=list)
    priorities: dict[str, tuple[float, str]] = field(default_factory=dict)
    country: str = "NL"
    rules: Rules = field(default_factory=Rules)

    @property
    def as_of(self) -> datetime:
        """The latest recorded event; never a target or a planned moment."""
        happened: list[datetime | None] = []
        for item in latest(self):
            happened += [item.opened_at, item.requested_at, item.cancelled_at]
            happened += [] if item.status == "open" else [item.reported_done_at, item.recorded_done_at]
        happened += [contact.at for contact in self.contacts]
        happened += [moment for visit in self.visits for moment in (visit.started_at, visit.ended_at)]
        happened += [moment for answer in self.answers for moment in (answer.at, answer.solved_on)]
        return max(moment for moment in happened if moment)


def latest(export: Export) -> list[Item]:
    """Each item as it was last delivered."""
    found = {item.item_id: item for delivery in [*export.earlier, export.items] for item in delivery}
    return list(found.values())


def as_known(item: Item, earlier: Iterable[Item]) -> Item:
    """The item with what stands in for what was not delivered; the first target is the first it was ever given."""
    given = [known for known in [*earlier, item] if known.target_first_at or known.target_last_at]
    first_given = (given[0].target_first_at or given[0].target_last_at) if given else None
    has_both = item.target_first_at and item.target_last_at
    return replace(
        item,
        kind=item.kind or "case",
        team=item.team or "no team",
        target_first_at=item.target_first_at if has_both else first_given,
        target_last_at=item.target_last_at or item.target_first_at,
        cancelled_by=(item.cancelled_by or "unknown") if item.status == "cancelled" else None,
    )


def known_items(export: Export) -> list[Item]:
    versions: dict[str, list[Item]] = defaultdict(list)
    for item in (item for delivery in export.earlier for item in delivery):
        versions[item.item_id].append(item)
    known = [as_known(item, [old for old in versions[item.item_id] if old != item]) for item in latest(export)]
    return sorted(known, key=lambda item: item.number)


# Which items are one need.


@dataclass(frozen=True)
class Link:
    earlier: Item
    later: Item
    rule: str
    confidence: float


def may_be_one_household(one: Item, other: Item) -> bool:
    """Two customers are two households; where one is not known, two places are; where nothing is known, who can say."""
    if one.customer_id and other.customer_id:
        return one.customer_id == other.customer_id
    return not (one.place_id and other.place_id) or one.place_id == other.place_id


def may_have_asked_together(one: Item, other: Item) -> bool:
    """One person; or no customer is known of one of them, at the same place or nowhere."""
    if one.person == other.person or not (one.person and other.person):
        return True
    return not (one.customer_id and other.customer_id) and one.place_id is not None and one.place_id == other.place_id


Residents = dict[str, tuple[str, datetime | None]]


def only_residents(items: list[Item]) -> Residents:
    """The person of each place at which one customer is known, and no other; and when they moved out, or died."""
    known: dict[str, set[str]] = defaultdict(set)
    left: dict[str, datetime] = {}
    for item in items:
        if item.place_id and item.customer_id and item.person:
            known[item.place_id].add(item.person)
            if item.gone_because == "person_gone" and item.ended_at:
                left[item.place_id] = min(item.ended_at, left.get(item.place_id, item.ended_at))
    return {place: (people.pop(), left.get(place)) for place, people in known.items() if len(people) == 1}


def person_at_home(item: Item, residents: Residents) -> str | None:
    """Whose the item is; where it names nobody, of the only customer who is known at its place and still lives there."""
    resident, left_at = residents.get(item.place_id or "", (item.person, None))
    return item.person if item.customer_id or (left_at and item.opened_at > left_at) else resident


def is_same_problem(one: Item, other: Item, residents: Residents) -> bool:
    """What the source does not link can only be one problem for one person at one place."""
    places = {item.place_id for item in (one, other) if item.place_id}
    people = [person_at_home(item, residents) for item in (one, other)]
    return people[0] is not None and people[0] == people[1] and len(places) < 2


def concern(item: Item) -> str | None:
    """A void's, a programme's or a tenant's; an inspection and a follow-on are of what they go with."""
    if item.kind in ("void", "planned"):
        return item.kind
    return None if item.kind in ("inspection", "follow_on") else "tenant"


def how_named_together(one: Item, other: Item) -> int | None:
    """1 where one is the parent of the other, 2 where the source names them together otherwise."""
    if one is other:
        return None
    if may_be_one_household(one, other):
        if one.item_id == other.parent_id or other.item_id == one.parent_id:
            return 1
        if one.item_id == other.quoted_item_id or other.item_id == one.quoted_item_id:
            return 2
    is_of_one = one.person == other.person or (one.place_id and one.place_id == other.place_id)
    return 2 if one.request_id and one.request_id == other.request_id and is_of_one else None


def concerns_of(items: list[Item]) -> dict[str, str]:
    """What each item is of: a follower first of its parent or child, then of what else it is named with, a tenant's first."""
    known = {item.item_id: concern(item) for item in items}
    followers = [item for item in items if concern(item) is None]
    nearest: dict[str, tuple[int, bool, str]] = {}
    with_named_void: set[str] = set()
    for one in followers:
        told = [
            (how, known[other.item_id] != "tenant", str(known[other.item_id]))
            for other in items
            if known[other.item_id] and (how := how_named_together(one, other))
        ]
        if told:
            nearest[one.item_id] = min(told)
        if any(other.kind == "void" and other.customer_id and how_named_together(one, other) for other in items):
            with_named_void.add(one.item_id)
    beside = [Link(one, other, "", 1) for one in followers for other in followers if how_named_together(one, other)]
    found = {item_id: told[2] for item_id, told in nearest.items()}
    for group in chains(followers, beside):
        theirs = [nearest[item.item_id] for item in group if item.item_id in nearest]
        for item in group:
            found.setdefault(item.item_id, min(theirs)[2] if theirs else "tenant")
        if not any(item.item_id in with_named_void for item in group):  # who is named is of no void that names nobody
            found |= {item.item_id: "tenant" for item in group if item.customer_id and found[item.item_id] == "void"}
    return {item.item_id: concern(item) or found[item.item_id] for item in items}


def is_joined_by_the_source_alone(item: Item, concerns: dict[str, str]) -> bool:
    """A programme's, and what goes with a programme or a void."""
    return item.kind == "planned" or (concern(item) is None and concerns[item.item_id] != "tenant")


def may_be_one_tenant(one: Item, other: Item, items: list[Item]) -> bool:
    """Of two items that name nobody: nobody moved out of their place between them, or died."""
    is_no_matter = bool(one.customer_id or other.customer_id) or None in (one.place_id, other.place_id)
    return is_no_matter or times_left(one, items) == times_left(other, items)


def said_by_the_source(
    one: Item, other: Item, items: list[Item], concerns: dict[str, str]
) -> Iterable[tuple[str, float]]:
    is_same_request = one.request_id is not None and one.request_id == other.request_id
    if not may_be_one_tenant(one, other, items) or concerns[one.item_id] != concerns[other.item_id]:
        return
    if is_same_request and may_have_asked_together(one, other):
        yield "request", 1.0
    if not may_be_one_household(one, other):
        return
    if one.item_id == other.parent_id or other.item_id == one.parent_id:
        yield "parent", 1.0
    if one.item_id == other.quoted_item_id or other.item_id == one.quoted_item_id:
        yield "quoted_number", 0.95


def times_left(item: Item, items: list[Item]) -> int:
    """How often somebody of whom only the place is known moved out of the item's place, or died, before it was opened."""
    gone = [one for one in items if one.ends_tenancy and one.place_id is not None and one.place_id == item.place_id]
    is_nobodys = item.customer_id is None
    return sum(is_nobodys and one.ended_at is not None and one.ended_at < item.opened_at for one in gone)


def came_after(one: Item, other: Item, items: list[Item], rules: Rules) -> tuple[str, float] | None:
    """By which rule `other` goes on with what ended as `one`: same trade, within the rule's window, and the same tenant."""
    if one.category is None or one.category != other.category:
        return None
    if other.is_duplicate:
        if one.number < other.number:
            is_raised_meanwhile = one.ended_at is None or other.opened_at <= by_end(one.ended_at)
        else:
            there_until = other.ended_at or other.opened_at + timedelta(days=rules.reenter_days)
            is_raised_meanwhile = one.opened_at <= by_end(there_until)
        return ("duplicate", 0.9) if is_raised_meanwhile else None
    if one.ended_at is None or one.ends_tenancy or times_left(one, items) != times_left(other, items):
        return None
    waited = days(one.ended_at, other.opened_at)
    if one.is_cancelled_by_us and other.opened_at >= one.opened_at:
        return ("cancelled_and_reentered", 0.9) if -1 <= waited <= rules.reenter_days else None
    if one.number > other.number:
        return None
    if one.is_by_customer:
        return ("withdrawn_and_back", 0.8) if 0 <= waited <= rules.reenter_days else None
    return ("came_back", 0.8) if 0 <= waited <= rules.came_back_days else None


def carried_on_by(
    one: Item, items: list[Item], found: list[Link], rules: Rules, residents: Residents, concerns: dict[str, str]
) -> Iterable[Link]:
    """What goes on with an item that is only made safe, or was of the wrong trade: one, where the source names none."""
    if one.kind == "make_safe" and one.status == "done":
        rule, soonest, latest_day = "made_safe", 0, rules.made_safe_days
    elif one.is_of_wrong_trade:
        rule, soonest, latest_day = "reentered_in_other_trade", -1, rules.reenter_days
    else:
        return
    if (
        is_joined_by_the_source_alone(one, concerns)
        or one.ended_at is None
        or any(link.earlier is one and link.confidence >= 0.95 for link in found)
    ):
        return
    ended = one.ended_at
    fitting = [
        other
        for other in items
        if one.number < other.number
        and not is_joined_by_the_source_alone(other, concerns)
        and concerns[other.item_id] == concerns[one.item_id]
        and not other.is_duplicate
        and is_same_problem(one, other, residents)
        and times_left(one, items) == times_left(other, items)
        and soonest <= days(ended, other.opened_at) <= latest_day
    ]
    if fitting:
        next_one = min(
            fitting, key=lambda other: (one.category is None or other.category != one.category, other.number)
        )
        yield Link(one, next_one, rule, 0.7)


def gone_on_with(
    call: Contact, items: list[Item], rules: Rules, residents: Residents, concerns: dict[str, str]
) -> Iterable[Link]:
    """What is opened within two days after a person says that it is not fixed, with what was done last."""
    called_of = (
        f"customer {call.customer_id}" if call.customer_id else f"place {call.place_id}" if call.place_id else None
    )
    theirs = [
        item
        for item in items
        if not is_joined_by_the_source_alone(item, concerns)
        and called_of
        and called_of == person_at_home(item, residents)
    ]
    pairs = [
        (done, entered)
        for done in theirs
        for entered in theirs
        if done.status == "done"
        and done.ended_at
        and call.item_id in (None, done.item_id)
        and not entered.is_duplicate
        and is_same_problem(done, entered, residents)
        and times_left(done, items) == times_left(entered, items)
        and concerns[done.item_id] == concerns[entered.item_id]
        and done.number < entered.number
        and 0 <= days(done.ended_at, entered.opened_at) <= rules.came_back_days
        and days(done.ended_at, call.at) >= 0
        and 0 <= whole_days(call.at, entered.opened_at) <= 2
    ]
    if pairs:
        is_other = {pair: pair[0].category != pair[1].category for pair in pairs}
        next_one = min((is_other[pair], pair[1].number) for pair in pairs)
        last = max(
            pair[0].ended_at for pair in pairs if (is_other[pair], pair[1].number) == next_one and pair[0].ended_at
        )
        done, entered = min(
            (pair for pair in pairs if (is_other[pair], pair[1].number) == next_one and pair[0].ended_at == last),
            key=lambda pair: (len(pair[0].item_id), pair[0].item_id),
        )
        yield Link(done, entered, "came_back", 0.8)


def links(items: list[Item], calls: list[Contact], rules: Rules) -> list[Link]:
    found, residents, concerns = [], only_residents(items), concerns_of(items)
    for earlier in items:
        for later in items:
            if earlier.number >= later.number:
                continue
            found += [Link(earlier, later, *told) for told in said_by_the_source(earlier, later, items, concerns)]
            if (
                any(is_joined_by_the_source_alone(item, concerns) for item in (earlier, later))
                or concerns[earlier.item_id] != concerns[later.item_id]
                or not is_same_problem(earlier, later, residents)
            ):
                continue
            for told in (came_after(earlier, later, items, rules), came_after(later, earlier, items, rules)):
                if told:
                    found.append(Link(earlier, later, *told))
    for call in calls:
        if call.meaning == "not_fixed":
            found += gone_on_with(call, items, rules, residents, concerns)
    return found + [link for one in items for link in carried_on_by(one, items, found, rules, residents, concerns)]


def chains(items: list[Item], found: list[Link]) -> list[list[Item]]:
    """What hangs together, by walking from each item to all it is linked to."""
    beside: dict[str, set[str]] = defaultdict(set)
    for link in found:
        beside[link.earlier.item_id].add(link.later.item_id)
        beside[link.later.item_id].add(link.earlier.item_id)
    by_id, gone, whole = {item.item_id: item for item in items}, set[str](), []
    for item in items:
        waiting, chain = [item.item_id], []
        while waiting:
            at = waiting.pop()
            if at not in gone:
                gone.add(at)
                chain.append(by_id[at])
                waiting += beside[at]
        if chain:
            whole.append(sorted(chain, key=lambda item: item.number))
    return whole


def is_too_long(chain: list[Item], rules: Rules) -> bool:
    spread = whole_days(chain[0].opened_at, chain[-1].opened_at)
    return len(chain) > rules.longest_chain_items or spread > rules.longest_chain_days


def joins_households(chain: list[Item]) -> bool:
    customers = {item.customer_id for item in chain if item.customer_id}
    theirs = {item.place_id for item in chain if item.place_id and item.customer_id}
    nobodys = {item.place_id for item in chain if item.place_id and not item.customer_id}
    return len(customers) > 1 or len(nobodys) > 1 or bool(theirs and nobodys - theirs)


def trusted(items: list[Item], found: list[Link], rules: Rules) -> list[Link]:
    """Without what would make a chain too long to believe, or of two households."""
    chain_of = {item.item_id: chain for chain in chains(items, found) for item in chain}

    def counts(link: Link) -> bool:
        chain = chain_of[link.earlier.item_id]
        if is_too_long(chain, rules) and link.confidence < 0.95:
            return False
        return not joins_households(chain) or link.earlier.person == link.later.person

    return [link for link in found if counts(link)]


@dataclass
class Need:
    """Items that are one problem of one person, and what was heard of it."""

    items: list[Item]
    links: list[Link]
    contacts: list[Contact] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    household: str | None = None  # that called about a fault of several
    turn: int = 1  # of the households, by who called first

    @property
    def need_id(self) -> str:
        return self.items[0].item_id + (f" household {self.turn}" if self.turn > 1 else "")

    @property
    def customer_id(self) -> str | None:
        return self.household or next((item.customer_id for item in self.items if item.customer_id), None)

    @property
    def place_id(self) -> str | None:
        return next((item.place_id for item in self.items if item.place_id), None)

    @property
    def concern(self) -> str:
        """The tenant's where any item is; what only follows says nothing."""
        found = {concern(item) for item in self.items} - {None}
        return "tenant" if not found or "tenant" in found else min(str(one) for one in found)

    @property
    def opens_at(self) -> datetime:
        return self.items[0].opened_at

    @property
    def closes_at(self) -> datetime | None:
        ends = [item.ended_at for item in self.items]
        return None if None in ends else max(end for end in ends if end)

    @property
    def as_they_went(self) -> list[Item]:
        """The items in turn; of those opened at one moment what was cancelled comes before what went on."""
        return sorted(self.items, key=lambda item: (item.opened_at, item.status != "cancelled", item.number))

    def item(self, item_id: str | None) -> Item | None:
        return next((item for item in self.items if item.item_id == item_id), None)

    def is_of(self, customer_id: str | None, place_id: str | None) -> bool:
        if customer_id and self.customer_id:
            return customer_id == self.customer_id
        return place_id is not None and place_id == self.place_id


def needs_of(export: Export) -> list[Need]:
    items = known_items(export)
    counting = trusted(items, links(items, export.contacts, export.rules), export.rules)
    needs = []
    for chain in chains(items, counting):
        numbers = {item.item_id for item in chain}
        joined = [link for link in counting if link.earlier.item_id in numbers]
        households = households_of(chain, export.contacts)
        needs += [Need(chain, joined, household=who, turn=turn) for turn, who in enumerate(households, start=1)]
    return needs


def households_of(chain: list[Item], contacts: list[Contact]) -> list[str | None]:
    """Who called about items that name nobody, the first first; where one did or none, whose need it is stays as it is."""
    if any(item.customer_id for item in chain):
        return [None]
    called: dict[str, datetime] = {}
    for contact in contacts:
        if contact.customer_id and contact.item_id in {item.item_id for item in chain}:
            called[contact.customer_id] = min(contact.at, called.get(contact.customer_id, contact.at))
    return sorted(called, key=lambda who: (called[who], who)) if len(called) > 1 else [None]


def named_need(item_id: str, caller: str | None, needs: list[Need]) -> Need | None:
    """The need of the item; of a fault of several households the caller's own, else that of the one that called first."""
    with_item = [need for need in needs if need.item(item_id)]
    return next(
        (need for need in with_item if caller and need.household == caller), with_item[0] if with_item else None
    )


# What was heard of a need.


def need_of_contact(contact: Contact, needs: list[Need], rules: Rules) -> Need | None:
    """The need open then; else the one opened soonest after, or closed last.

    A complaint is about what was, not will be; a first call is about what is opened next, unless one was opened that day.
    """
    if contact.item_id:
        return named_need(contact.item_id, contact.customer_id, needs)

    def place(need: Need) -> tuple[int, bool, float] | None:
        is_planned = need.concern == "planned"
        opens_at = day_of(need.opens_at) if is_day(contact.at) else need.opens_at
        if contact.at < opens_at:
            away, window, turn = days(contact.at, need.opens_at), rules.contact_before_days, 1
            if contact.meaning == "value" and away <= window:
                return -1, is_planned, away
        elif need.closes_at is None or contact.at <= by_end(need.closes_at):
            is_first_call = contact.meaning == "value" and contact.at.date() == need.opens_at.date()
            return (-2 if is_first_call else 0), is_planned, 0
        else:
            away, window, turn = days(need.closes_at, contact.at), rules.came_back_days, 2
        is_complaint = contact.meaning in COMPLAINTS
        return ((3 - turn) if is_complaint else turn, is_planned, away) if away <= window else None

    theirs = [need for need in needs if need.concern != "void" and need.is_of(contact.customer_id, contact.place_id)]
    places = {need.need_id: place(need) for need in theirs}
    fitting = [need for need in needs if places.get(need.need_id)]
    return nearest(fitting, lambda need: places[need.need_id])


def nearest(needs: list[Need], distance: Callable[[Need], Any] = lambda need: 0) -> Need | None:
    """The nearest; of those as near, the one opened last."""
    if not needs:
        return None
    best = min(distance(need) for need in needs)
    beside = [need for need in needs if distance(need) == best]
    latest = max(need.opens_at for need in beside)
    return min((need for need in beside if need.opens_at == latest), key=lambda need: need.need_id)


def needs_of_visit(visit: Visit, needs: list[Need]) -> list[Need]:
    if visit.item_id:
        return [need for need in needs if need.item(visit.item_id)]
    if visit.at is None:
        return []
    on = visit.at.date()
    found = nearest(
        [
            need
            for need in needs
            if need.is_of(visit.customer_id, visit.place_id)
            and need.opens_at.date() <= on
            and (need.closes_at is None or on <= need.closes_at.date())
        ],
        lambda need: need.concern == "void",
    )
    return [found] if found else []


def need_of_answer(answer: Answer, needs: list[Need]) -> Need | None:
    if answer.item_id:
        return named_need(answer.item_id, answer.customer_id, needs)
    if answer.customer_id is None:
        return None
    own = [need for need in needs if need.customer_id == answer.customer_id and need.concern != "void"]
    return nearest([need for need in own if need.opens_at <= by_end(answer.at)])


def hear(export: Export, needs: list[Need]) -> None:
    for contact in export.contacts:
        if need := need_of_contact(contact, needs, export.rules):
            need.contacts.append(contact)
    for visit in export.visits:
        for need in needs_of_visit(visit, needs):
            need.visits.append(visit)
    for answer in export.answers:
        if need := need_of_answer(answer, needs):
            need.answers.append(answer)


# What was promised.


def first_contact_at(need: Need) -> datetime:
    called = [contact.at for contact in need.contacts if contact.meaning not in ("progress_chase", "no_show")]
    if need.turn > 1:
        return min(called or [contact.at for contact in need.contacts])
    asked = [item.requested_at for item in need.items if item.requested_at]
    return min([need.opens_at, *asked, *called])


def add_working_days(since: datetime, number: int, country: str) -> datetime:
    free = holidays.country_holidays(country)
    day = since.date()
    while number:
        day += DAY
        number -= day.weekday() < 5 and day not in free
    return datetime.combine(day, time())


def promised(need: Need, export: Export) -> datetime | None:
    """First contact plus the time that the first item's first target allowed; whole days where one of them is a date."""
    first, since = need.items[0], first_contact_at(need)
    if first.target_first_at:
        if since == first.opened_at:
            return first.target_first_at
        are_dates = (
            is_day(since) or is_day(first.opened_at) or end_of_day(first.target_first_at) == first.target_first_at
        )
        if are_dates:
            return end_of_day(since + timedelta(days=whole_days(first.opened_at, first.target_first_at)))
        return since + (first.target_first_at - first.opened_at)
    if first.priority_first in export.priorities:
        target, unit = export.priorities[first.priority_first]
        if unit == "hour":
            until = since + timedelta(hours=target)
            return end_of_day(until) if is_day(since) else until
        if unit == "working_day":
            return end_of_day(add_working_days(since, int(target), export.country))
        return end_of_day(since + timedelta(days=target))
    if export.rules.days_without_target is not None:
        return end_of_day(since + timedelta(days=export.rules.days_without_target))
    return None


# Done as the person has it.


def completions(need: Need) -> list[datetime]:
    """When a finished item or visit may have made the need done."""
    found = [item.done_at for item in need.items if item.can_complete and item.done_at]
    for visit in need.visits:
        item = need.item(visit.item_id)
        is_only_safe = item is not None and (
            item.kind in ("make_safe", "inspection")
            or item.outcome == "not_done"
            or item.status in ("cancelled", "no_access")
        )
        if visit.outcome == "done" and visit.completed_at and not is_only_safe:
            found.append(visit.completed_at)
    return found


def came_back_again(need: Need, item: Item) -> bool:
    """The surest link to what was before says that the person came back with it."""
    before = [link for link in need.links if link.later == item]
    surest = max((link.confidence for link in before), default=0)
    return any(link.rule in ("came_back", "withdrawn_and_back") for link in before if link.confidence == surest)


def asks(need: Need) -> list[tuple[datetime, bool]]:
    """What asks for another completion, and whether the person came back with it; answers apart."""
    found = [
        (min(item.opened_at, item.done_at or item.opened_at), came_back_again(need, item))
        for item in need.items
        if item.kind != "inspection" and not item.is_duplicate and not item.is_by_customer
    ]
    return found + [(contact.at, True) for contact in need.contacts if contact.meaning in COMPLAINTS]


def refusals(need: Need) -> list[datetime]:
    return [by_end(answer.at) for answer in need.answers if answer.solved != "yes"]


def stand(done_ats: list[datetime], need: Need) -> bool:
    """Nobody asked for more after them. Within a day without times work comes after calls, and answers after work."""
    if not done_ats:
        return False
    asked = all(at <= max(map(by_end, done_ats)) for at, _ in asks(need))
    return asked and all(at < max(done_ats) for at in refusals(need))


def last_yes(need: Need) -> Answer | None:
    """The last answer that says solved, if nothing was asked for since and no other answer contradicts it."""
    yeses = [answer for answer in need.answers if answer.solved == "yes"]
    if not yeses:
        return None
    latest = max(by_end(answer.at) for answer in yeses)
    if any(at > latest for at, _ in asks(need)) or any(at >= latest for at in refusals(need)):
        return None
    at_last = [answer for answer in yeses if by_end(answer.at) == latest]
    return max(at_last, key=lambda answer: answer.solved_on or datetime.min)


def done_by_answer(need: Need, yes: Answer) -> datetime:
    """The day that the person names, else the last completion that stands, else the answer itself."""
    until = by_end(yes.at)
    if yes.solved_on and day_of(first_contact_at(need)) <= yes.solved_on <= until:
        return yes.solved_on
    before = [done_at for done_at in completions(need) if done_at <= until]
    if stand(before, need):
        return max(before)
    return yes.at


def is_waited_for(need: Need, item: Item) -> bool:
    """The item is open, and the last visit for it did not complete it."""
    if item.status != "open":
        return False
    seen = [visit for visit in need.visits if visit.item_id == item.item_id and visit.at and is_real(visit)]
    return not seen or not any(
        visit.outcome == "done" for visit in seen if visit.at == max(other.at for other in seen if other.at)
    )


def is_real(visit: Visit) -> bool:
    return visit.outcome not in ("cancelled_organisation", "cancelled_customer", "not_made")


def is_withdrawn(need: Need) -> bool:
    last = [item for item in need.as_they_went if not item.is_duplicate][-1:]
    return any(item.is_by_customer for item in last)


def gone_because(need: Need) -> str | None:
    """Why the last item of the need got no answer, where none is open and nothing was finished since; else None."""
    last = next((item for item in reversed(need.as_they_went) if not item.is_duplicate), None)
    if last is None or last.gone_because is None or any(item.status == "open" for item in need.items):
        return None
    found = completions(need)
    since = None if last.kind == "inspection" else last.ended_at  # an inspection takes nothing from what was done
    is_answered = stand(found, need) and (since is None or max(map(by_end, found)) >= since)
    return None if is_answered else last.gone_because


def unknown_because(need: Need, state: str) -> str | None:
    return (gone_because(need) or "no_date") if state == "unknown" else None


def state_of(need: Need, export: Export) -> tuple[str, str | None, datetime | None]:
    """The state, how we know, and when it was done."""
    if need.concern == "void":
        return "void", None, None
    if yes := last_yes(need):
        return "done", "customer", done_by_answer(need, yes)
    if any(is_waited_for(need, item) for item in need.items):
        return "open", None, None
    found = completions(need)
    is_completed = stand(found, need)
    if any(item.can_complete and not item.done_at for item in need.items) and (is_completed or not need.answers):
        return "unknown", None, None
    if gone_because(need):
        return "unknown", None, None
    if is_completed:
        if not need.household and not any(item.person for item in need.items):
            return "done", "system_only", max(found)
        last_heard = max([max(found), *(contact.at for contact in need.contacts)])
        if whole_days(last_heard, export.as_of) >= export.rules.quiet_days:
            return "done", "quiet_period", max(found)
        return "provisional", "provisional", max(found)
    if any(item.status == "open" for item in need.items):
        return "open", None, None
    return ("withdrawn" if is_withdrawn(need) else "unresolved"), None, None


def times_reopened(need: Need) -> int:
    """How often the person came back to what looked done."""
    turns = sorted(
        [(by_end(done_at), 1) for done_at in completions(need)] + [(at, 0) for at, is_return in asks(need) if is_return]
    )
    return sum((before, after) == (1, 0) for (_, before), (_, after) in pairwise(turns))


# What the system says, and what hid it.


def is_counted(item: Item, rules: Rules) -> bool:
    if rules.counts_by == "flag":
        return item.on_time_flag is not None
    return item.status in ("done", "no_access") and item.done_at is not None and item.target_last_at is not None


def is_on_target(item: Item, rules: Rules) -> bool:
    if rules.counts_by == "flag":
        return item.on_time_flag is True
    assert item.done_at and item.target_last_at
    return item.done_at <= item.target_last_at + timedelta(days=item.clock_stop_days or 0)


def system_says(need: Need, rules: Rules) -> str:
    counted = [item for item in need.items if is_counted(item, rules)]
    if counted:
        return "in_time" if all(is_on_target(item, rules) for item in counted) else "late"
    return "open" if any(item.status == "open" for item in need.items) else "not_counted"


def reentered_items(need: Need) -> list[Item]:
    """What we cancelled and somebody had to enter again."""
    turn = need.as_they_went
    return [
        item
        for at, item in enumerate(turn)
        if item.is_cancelled_by_us and not item.is_duplicate and any(not later.is_duplicate for later in turn[at + 1 :])
    ]


def customer_says(state: str, done_at: datetime | None, promised_at: datetime | None, as_of: datetime) -> str:
    if state in ("void", "unknown", "withdrawn"):
        return state
    if promised_at is None:
        return "no_promise"
    if done_at is not None:
        return "in_time" if done_at <= promised_at else "late"
    return "not_yet" if promised_at <= as_of else "pending"


def hidden_by(need: Need, says: str, export: Export) -> str:
    items, rules = need.items, export.rules
    again = reentered_items(need)
    is_open = any(item.status == "open" for item in items)
    reasons = {
        "re_entered": bool(again),
        "made_safe_only": any(item.kind == "make_safe" and item.status == "done" for item in items),
        "came_back": times_reopened(need) > 0,
        "no_access_closed": any(item.status == "no_access" for item in items),
        "closed_without_doing": any(item.status == "done" and item.outcome == "not_done" for item in items),
        "target_moved": any(
            item.target_first_at and item.target_last_at and item.target_last_at > item.target_first_at
            for item in items
        ),
        "clock_stopped": any((item.clock_stop_days or 0) > 0 for item in items),
        "split_job": any(link.rule in ("parent", "request") for link in need.links),
        "customer_says_no": any(answer.solved != "yes" for answer in need.answers),
        "cancelled": any(item.is_cancelled_by_us and not item.is_duplicate and item not in again for item in items),
        "no_target": any(item.target_last_at is None for item in items),
        "still_open": is_open and says == "open",
        "flag_differs": any(is_contradicted(item, export) for item in items if is_counted(item, rules)),
        "still_open after all": is_open,
        "waiting_between_items": True,
    }
    return next(reason for reason, holds in reasons.items() if holds).removesuffix(" after all")


def is_contradicted(item: Item, export: Export) -> bool:
    """The system's flag says in time; its own dates say otherwise."""
    if not is_on_target(item, export.rules) or item.target_last_at is None:
        return False
    until = export.as_of if item.status == "open" else item.done_at
    return until is not None and until > item.target_last_at


# All of it together.


def judged(need: Need, export: Export) -> Row:
    since, until = first_contact_at(need), promised(need, export)
    state, evidence, done_at = state_of(need, export)
    says = system_says(need, export.rules)
    theirs = customer_says(state, done_at, until, export.as_of)
    is_hidden = theirs in ("late", "not_yet") and says != "late"
    turn = need.as_they_went
    teams = [item.team for item in turn if item.team != "no team"]
    took = None if done_at is None else days(since, done_at)
    return {
        "service": need.items[0].service,
        "need_id": need.need_id,
        "item_ids": sorted(item.item_id for item in need.items),
        "customer_id": need.customer_id,
        "place_id": need.place_id,
        "team": turn[-1].team,
        "first_team": need.items[0].team,
        "first_contact_at": since,
        "promised_at": until,
        "state": state,
        "unknown_because": unknown_because(need, state),
        "done_at": done_at,
        "done_evidence": evidence,
        "days_end_to_end": None if took is None or took < 0 else took,
        "items": len(need.items),
        "contacts": len(need.contacts),
        "failure_contacts": sum(contact.meaning not in ("value", "unclassified") for contact in need.contacts),
        "handovers": sum(one != other for one, other in pairwise(teams)),
        "reentries": len(reentered_items(need)),
        "reopened": times_reopened(need),
        "system_says": says,
        "customer_says": theirs,
        "hidden_by": hidden_by(need, says, export) if is_hidden else None,
    }


def clocked(export: Export) -> list[Need]:
    needs = needs_of(export)
    hear(export, needs)
    return needs


def judge(export: Export) -> list[Row]:
    """The needs of an export, with the columns of `needs` that bear a definition."""
    return [judged(need, export) for need in clocked(export)]


# The measures per week.


@dataclass(frozen=True)
class Counted:
    """One thing that a measure counts."""

    measure: str
    team: str
    at: datetime | None
    hit: bool | None = None
    amount: float | None = None


def items_counted(export: Export) -> Iterable[Counted]:
    rules = export.rules
    for item in known_items(export):
        team, done_at = str(item.team), item.done_at
        is_closed = item.status in ("done", "no_access") and done_at is not None
        if is_counted(item, rules):
            by_opening = rules.reported_week == "opened" or not is_closed
            yield Counted(
                "on_target_reported", team, item.opened_at if by_opening else done_at, is_on_target(item, rules)
            )
        yield Counted("on_target_strict", team, item.target_first_at, is_strictly_on_target(item, export))
        if is_closed and done_at and (took := days(item.opened_at, done_at)) >= 0:
            yield Counted("days_reported", team, done_at, amount=max(took - (item.clock_stop_days or 0), 0))


def is_strictly_on_target(item: Item, export: Export) -> bool | None:
    """By the first target, once it has passed; None where the item is not in the count."""
    is_undated = item.status == "done" and item.done_at is None
    if item.target_first_at is None or item.is_by_customer or item.is_duplicate or item.gone_because or is_undated:
        return None
    if item.target_first_at > export.as_of:
        return None
    return item.status == "done" and item.done_at is not None and item.done_at <= item.target_first_at


def needs_counted(export: Export) -> Iterable[Counted]:
    has_visits = bool(export.visits)
    for need in clocked(export):
        row = judged(need, export)
        team, done_at = row["team"], row["done_at"]
        if row["days_end_to_end"] is not None:
            yield Counted("days_end_to_end", team, done_at, amount=row["days_end_to_end"])
        if row["customer_says"] in ("in_time", "late", "not_yet") and row["promised_at"] <= export.as_of:
            yield Counted("done_as_promised", team, row["promised_at"], row["customer_says"] == "in_time")
        if row["state"] == "done" and whole_days(done_at, export.as_of) >= export.rules.quiet_days:
            met = sum(map(is_real, need.visits)) if has_visits else 1
            is_once = met <= 1 and row["items"] == 1 and not row["failure_contacts"] and not row["reopened"]
            yield Counted("first_time", team, done_at, is_once)
        if done_at:
            yield Counted("reentered", team, done_at, row["reentries"] > 0)
        if (found := completions(need)) and row["unknown_because"] in (None, "no_date") and need.concern != "void":
            yield Counted("came_back", team, min(found), row["reopened"] > 0)


def answers_counted(export: Export) -> Iterable[Counted]:
    """Every answer is heard, also of somebody whose need is not known; but of an empty dwelling nobody gives one."""
    need_of = {answer.answer_id: need for need in clocked(export) for answer in need.answers}
    for answer in export.answers:
        need = need_of.get(answer.answer_id)
        if need is None or need.concern != "void":
            team = need.as_they_went[-1].team if need else "no team"
            yield Counted("satisfaction", team, answer.at, answer.solved == "yes")


def weekly(export: Export) -> Figures:
    """{(service, team, measure, week): (value, n, hits)}, for the measures that count things; team '*' is all."""
    counted: dict[tuple[str, str, date], list[Counted]] = defaultdict(list)
    for one in [*items_counted(export), *needs_counted(export), *answers_counted(export)]:
        if one.at and (one.hit, one.amount) != (None, None):
            for team in ("*", one.team):
                counted[team, one.measure, monday(one.at)].append(one)
    service = export.items[0].service
    return {(service, *key): figure(found) for key, found in counted.items()}


def figure(found: list[Counted]) -> tuple[float, int, int | None]:
    if found[0].hit is None:
        return sum(one.amount or 0 for one in found) / len(found), len(found), None
    hits = sum(one.hit is True for one in found)
    return 100 * hits / len(found), len(found), hits


def open_at_end_of(week: date, export: Export) -> int:
    """Needs whose clock had started by the end of the week and had not stopped."""
    after = datetime.combine(week, time()) + timedelta(days=7)
    open_then = 0
    for need in clocked(export):
        row = judged(need, export)
        ended_at = row["done_at"]
        if row["state"] == "withdrawn":
            cancelled = [item.ended_at for item in need.items if item.status == "cancelled" and item.ended_at]
            ended_at = max(cancelled, default=None)
        is_told = row["state"] not in ("void", "unknown") and (row["state"] != "withdrawn" or ended_at)
        if is_told and row["first_contact_at"] < after:
            open_then += ended_at is None or ended_at >= after
    return open_then


# Where the days of a finished need went.

PARTS = ("before_entry", "counted", "paused", "reentered", "uncounted", "after_closing")


def ledger(need: Need, export: Export) -> dict[str, float] | None:
    """Days from first contact to done, each given to one part; None for a need without such days."""
    row = judged(need, export)
    if row["days_end_to_end"] is None:
        return None
    since, until = row["first_contact_at"], row["done_at"]
    in_whole_days = is_day(since) or is_day(until)

    def cut(moment: datetime) -> datetime:
        return min(max(day_of(moment) if in_whole_days else moment, cut_from), cut_to)

    cut_from, cut_to = (day_of(since), day_of(until)) if in_whole_days else (since, until)
    clocks = [(item, cut(item.opened_at), max(cut(item.opened_at), cut(item.ended_at or until))) for item in need.items]
    moments = sorted({cut_from, cut_to, *(at for _, *ends in clocks for at in ends)})
    spent, again = dict.fromkeys(PARTS, 0.0), reentered_items(need)
    for start, end in pairwise(moments):
        spent[part_of(start, end, clocks, again, export.rules)] += (end - start) / DAY
    stops = sum(item.clock_stop_days or 0 for item in need.items if is_counted(item, export.rules))
    paused = min(stops, spent["counted"])
    return spent | {"counted": spent["counted"] - paused, "paused": paused}


def part_of(
    start: datetime, end: datetime, clocks: list[tuple[Item, datetime, datetime]], again: list[Item], rules: Rules
) -> str:
    running = [item for item, begun, ended in clocks if begun <= start and ended >= end]
    if any(is_counted(item, rules) for item in running):
        return "counted"
    if running:
        return "reentered" if any(item in again for item in running) else "uncounted"
    if all(begun > start for _, begun, _ in clocks):
        return "before_entry"
    ended = [(to, item) for item, _, to in clocks if to <= start]
    last = max(to for to, _ in ended)
    ending = [item for to, item in ended if to == last]
    if any(item.status != "cancelled" for item in ending):
        return "after_closing"
    return "reentered" if any(item in again for item in ending) else "uncounted"
