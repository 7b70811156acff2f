"""A town's repairs of which the truth is known: which items are one need, and when each person had it done.

    python -m tests.labelled_world --needs 6000 --seed 1

Journeys are drawn first, needs as people live them; only then is written what the landlord's system would know of each. The
report sets what the queries found beside the truth: per kind of journey how well items were brought together (B-cubed
precision and recall: Bagga and Baldwin, Entity-based cross-document coreferencing, 1998) and for how many finished needs the
days from first contact to done are exactly those that were lived.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from tests.worlds import World

START: Final = datetime(2023, 1, 2)  # noqa: DTZ001 local time of the town
DAYS: Final = 700
QUIET: Final = 60  # nothing begins in the last days, so that nearly every need is past its quiet period
TRADES: Final = (
    "plumbing", "electrics", "roofing", "carpentry", "heating", "glazing", "drains", "plaster", "locks", "damp", "floors", "paint",
)  # fmt: skip
TEAMS: Final = ("North", "East", "South", "West")
HOME: Final = {trade: TEAMS[at % len(TEAMS)] for at, trade in enumerate(TRADES)}
FAILED: Final = ("no materials", "not enough time", "wrong trade", "no access", "")

# How many of a hundred needs go which way; another town has other shares.
SHARES: Final = {
    "plain": 52,
    "entered again": 14,
    "entered again under another trade": 2,
    "made safe": 7,
    "came back": 6,
    "no access": 5,
    "split over trades": 5,
    "shared fault": 3,
    "withdrawn": 2,
    "close by, another trade": 3,
    "close by, same trade later": 1,
}

ITEM: Final = (
    "service", "item_id", "request_id", "parent_id", "kind", "customer_id", "place_id", "team", "category", "status",
    "opened_at", "target_first_at", "reported_done_at", "cancelled_at", "cancelled_by", "cancel_reason",
)  # fmt: skip
CONTACT: Final = ("service", "contact_id", "customer_id", "at", "meaning", "channel")


@dataclass
class Need:
    """What one household lived: its items, when it first called and when it had it done (None: never)."""

    kind: str
    label: int
    customer: str
    place: str
    called_at: datetime
    done_at: datetime | None = None
    items: list[str] = field(default_factory=list)


@dataclass
class Town:
    """The rows as the system has them, and the truth beside."""

    needs: list[Need]
    items: list[dict[str, str]]
    contacts: list[dict[str, str]]

    @property
    def need_of(self) -> dict[str, Need]:
        return {item: need for need in self.needs for item in need.items}


class Life:
    """Draws journeys, and writes them down as the system would."""

    def __init__(self, seed: int | str) -> None:
        self.chance = Random(f"labelled {seed}")
        self.town = Town([], [], [])
        self.numbers = 100_000
        self.ways: dict[str, Callable[[Need, str], None]] = {
            "plain": self.plain,
            "entered again": self.entered_again,
            "entered again under another trade": self.entered_again_elsewhere,
            "made safe": self.made_safe,
            "came back": self.came_back,
            "no access": self.no_access,
            "split over trades": self.split,
            "shared fault": self.shared,
            "withdrawn": self.withdrawn,
            "close by, another trade": self.close_by,
            "close by, same trade later": self.later_same_trade,
        }

    # What a journey is made of.

    def hours(self, low: float, high: float) -> timedelta:
        """So many hours, decimal: a number of whole minutes that leaves nothing at midnight, which would be a mere date."""
        return timedelta(minutes=round(60 * self.chance.uniform(low, high)) // 10 * 10)

    def days(self, low: float, high: float) -> timedelta:
        return self.hours(24 * low, 24 * high)

    def need(self, kind: str, customer: str, place: str, called_at: datetime) -> Need:
        need = Need(kind, len(self.town.needs), customer, place, called_at)
        self.town.needs.append(need)
        return need

    def call(self, need: Need, at: datetime, meaning: str) -> None:
        self.town.contacts.append(
            {"service": "repairs", "contact_id": f"C{len(self.town.contacts)}", "customer_id": need.customer, "at": told(at),
             "meaning": meaning, "channel": "phone"}
        )  # fmt: skip

    def item(self, need: Need, opened_at: datetime, trade: str, done: timedelta | None = None, **cells: Any) -> str:
        """Write an item down; return its number. `done`: how long after its opening it was reported done."""
        self.numbers += self.chance.randint(1, 4)
        row = dict.fromkeys(ITEM, "") | {
            "service": "repairs", "item_id": str(self.numbers), "kind": "repair", "customer_id": need.customer,
            "place_id": need.place, "team": HOME[trade], "category": trade, "status": "open", "opened_at": told(opened_at),
            "target_first_at": told(opened_at + timedelta(days=self.chance.choice((1, 5, 21)))),
        }  # fmt: skip
        if done is not None:
            row |= {"status": "done", "reported_done_at": told(opened_at + done)}
        row |= {name: told(cell) if isinstance(cell, datetime) else cell for name, cell in cells.items()}
        self.town.items.append(row)
        need.items.append(row["item_id"])
        return row["item_id"]

    def opened(self, need: Need) -> datetime:
        """When the first item of a need was opened: at the call, or some hours after it; the call is on record then."""
        if self.chance.random() < 0.6:
            return need.called_at
        self.call(need, need.called_at, "value")
        return need.called_at + self.hours(1, 60)

    def work(self) -> timedelta:
        return self.days(0.2, 3) if self.chance.random() < 0.4 else self.days(2, 30)

    # The ways.

    def plain(self, need: Need, trade: str) -> None:
        opened, takes = self.opened(need), self.work()
        self.item(need, opened, trade, takes)
        need.done_at = opened + takes

    def entered_again(self, need: Need, trade: str) -> None:
        opened = self.opened(need)
        for _ in range(self.chance.choice((1, 1, 1, 2, 2, 3))):
            opened = self.failed(need, trade, opened, trade)
        takes = self.work()
        self.item(need, opened, trade, takes)
        need.done_at = opened + takes

    def failed(self, need: Need, trade: str, opened: datetime, next_trade: str) -> datetime:
        """An item that we cancelled; return when it was entered again."""
        cancelled = opened + self.work()
        self.item(
            need, opened, trade, status="cancelled", cancelled_at=cancelled, cancelled_by=self.chance.choice(("organisation", "")),
            cancel_reason="wrong trade" if trade != next_trade else self.chance.choice(FAILED),
        )  # fmt: skip
        return cancelled + self.chance.choice((self.hours(-12, 0), self.hours(0, 8), self.days(0, 4), self.days(4, 13)))

    def entered_again_elsewhere(self, need: Need, trade: str) -> None:
        other = self.other(trade)
        opened, takes = self.failed(need, trade, self.opened(need), other), self.work()
        self.item(need, opened, other, takes)
        need.done_at = opened + takes

    def made_safe(self, need: Need, trade: str) -> None:
        opened, safe = self.opened(need), self.hours(1, 20)
        first = self.item(need, opened, trade, safe, kind="make_safe")
        later, takes = opened + safe + self.days(0, 20), self.work()
        other = self.other(trade) if self.chance.random() < 0.3 else trade
        self.item(need, later, other, takes, parent_id=first if self.chance.random() < 0.3 else "")
        need.done_at = later + takes

    def came_back(self, need: Need, trade: str) -> None:
        opened, takes = self.opened(need), self.work()
        self.item(need, opened, trade, takes)
        for _ in range(self.chance.choice((1, 1, 1, 2))):
            again = opened + takes + self.days(1, 26)
            if self.chance.random() < 0.5:
                self.call(need, again - self.hours(0, 10), "not_fixed")
            opened, takes = again, self.work()
            self.item(need, opened, trade, takes)
        need.done_at = opened + takes

    def no_access(self, need: Need, trade: str) -> None:
        opened, tried = self.opened(need), self.work()
        self.item(need, opened, trade, tried, status="no_access")
        again, takes = opened + tried + self.days(0, 12), self.work()
        self.item(need, again, trade, takes)
        need.done_at = again + takes

    def split(self, need: Need, trade: str) -> None:
        """Several trades for one problem, under one request or below a first order."""
        opened = self.opened(need)
        trades = [
            trade,
            *self.chance.sample([other for other in TRADES if other != trade], self.chance.choice((1, 1, 2))),
        ]
        by_request = f"R{need.label}" if self.chance.random() < 0.6 else ""
        first, ends = "", []
        for name in trades:
            takes, at = (
                self.work(),
                opened + (self.chance.choice((timedelta(), self.days(0, 6))) if first else timedelta()),
            )
            number = self.item(need, at, name, takes, request_id=by_request, parent_id="" if by_request else first)
            first = first or number
            ends.append(at + takes)
        need.done_at = max(ends)

    def shared(self, need: Need, trade: str) -> None:
        """One fault, an order for each household that called, all under one request."""
        takes = self.work()
        neighbours = [(f"{need.customer}-{letter}", need.place) for letter in "bcd"[: self.chance.choice((1, 2, 3))]]
        calls = [need.called_at, *(need.called_at + self.hours(0, 30) for _ in neighbours)]
        ends = max(calls) + takes
        for at, (customer, place) in zip(calls, [(need.customer, need.place), *neighbours], strict=True):
            own = need if customer == need.customer else self.need(need.kind, customer, place, at)
            self.item(own, at, trade, ends - at, request_id=f"R{need.label}")
            own.done_at = ends

    def withdrawn(self, need: Need, trade: str) -> None:
        opened = self.opened(need)
        self.item(
            need, opened, trade, status="cancelled", cancelled_at=opened + self.work(), cancelled_by="customer",
            cancel_reason="no longer needed",
        )  # fmt: skip

    def close_by(self, need: Need, trade: str) -> None:
        """Another problem of the same household within days, with nothing to do with the first."""
        self.plain(need, trade)
        called = need.called_at + self.days(-8, 25)
        self.plain(self.need(need.kind, need.customer, need.place, called), self.other(trade))

    def later_same_trade(self, need: Need, trade: str) -> None:
        """Another problem in the same trade, after the window in which it could be the first one come back."""
        self.plain(need, trade)
        assert need.done_at is not None
        called = need.done_at + self.days(31, 60)
        self.plain(self.need(need.kind, need.customer, need.place, called), trade)

    def other(self, trade: str) -> str:
        return self.chance.choice([name for name in TRADES if name != trade])


def told(moment: datetime) -> str:
    assert moment.time(), "midnight would be a date without a time"
    return f"{moment:%Y-%m-%d %H:%M}"


def town(seed: int | str, needs: int = 6000, shares: dict[str, int] = SHARES) -> Town:
    """Return a town of about so many needs; the same one each time."""
    life = Life(seed)
    households = max(needs * 2 // 3, 1)
    for kind in life.chance.choices(list(shares), list(shares.values()), k=needs):
        who = life.chance.randrange(households)
        called = START + timedelta(minutes=10 * life.chance.randrange((DAYS - QUIET) * 144) + 3)
        life.ways[kind](life.need(kind, f"H{who}", f"P{who}", called), life.chance.choice(TRADES))
    life.chance.shuffle(life.town.items)
    return life.town


def measured(town: Town, *relations: str) -> World:
    """The town's rows, loaded and measured as any export is; only what the relations need where some are named."""
    return World(table_of(ITEM, town.items), table_of(CONTACT, town.contacts) if town.contacts else "").measured(
        *relations
    )


def table_of(columns: Iterable[str], rows: list[dict[str, str]]) -> str:
    columns = tuple(columns)
    return "\n".join(" | ".join(line) for line in [columns, *(tuple(row[name] for name in columns) for row in rows)])


@dataclass(frozen=True)
class Found:
    """How near to the truth: of a kind of journey, or of all."""

    kind: str
    items: int
    precision: float
    recall: float
    finished: int
    exact: int

    @property
    def exact_share(self) -> float:
        return self.exact / self.finished if self.finished else 1.0


def compared(town: Town, world: World) -> list[Found]:
    """The truth beside what was found: all of it first, then each kind."""
    truth = town.need_of
    found = {row["item_id"]: row["need_id"] for row in world.rows("select item_id, need_id from need_items")}
    days = {row["need_id"]: row["days_end_to_end"] for row in world.rows("select need_id, days_end_to_end from needs")}
    together: dict[str, set[str]] = defaultdict(set)
    for item, need_id in found.items():
        together[need_id].add(item)
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for item, need in truth.items():
        own, theirs = set(need.items), together[found[item]]
        for kind in ("all", need.kind):
            sums[kind]["items"] += 1
            sums[kind]["precision"] += len(own & theirs) / len(theirs)  # type: ignore[assignment]
            sums[kind]["recall"] += len(own & theirs) / len(own)  # type: ignore[assignment]
    for need in town.needs:
        if need.done_at is None:
            continue
        lived = (need.done_at - need.called_at) / timedelta(days=1)
        shown = days.get(found[min(need.items, key=int)])
        is_exact = together[found[need.items[0]]] == set(need.items) and shown is not None and abs(shown - lived) < 1e-6
        for kind in ("all", need.kind):
            sums[kind]["finished"] += 1
            sums[kind]["exact"] += is_exact
    return [
        Found(kind, of["items"], of["precision"] / of["items"], of["recall"] / of["items"], of["finished"], of["exact"])
        for kind, of in sorted(sums.items(), key=lambda pair: (pair[0] != "all", pair[0]))
    ]


def main() -> None:
    """Print how near the queries come to the truth of a town, per kind of journey."""
    parser = argparse.ArgumentParser(prog="python -m tests.labelled_world", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--needs", type=int, default=6000)
    parser.add_argument("--seed", default="1")
    wanted = parser.parse_args()
    made = town(wanted.seed, wanted.needs)
    print(f"{'kind':38} {'items':>6} {'precision':>9} {'recall':>7} {'finished':>8} {'exact':>6}")
    for one in compared(made, measured(made, "needs", "need_items")):
        print(
            f"{one.kind:38} {one.items:6} {one.precision:9.4f} {one.recall:7.4f} {one.finished:8} {one.exact_share:6.1%}"
        )


if __name__ == "__main__":
    main()
