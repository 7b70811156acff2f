"""Small odd exports through the queries and through the oracle: they must tell the same of every need, week and day."""

# ruff: noqa: DTZ001 (moments are local and bear no zone)
from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from pipelines.profile import Rules
from tests.examples import examples
from tests.measures import oracle
from tests.measures.oracle import Answer, Contact, Export, Item, Visit
from tests.worlds import World

SERVICES = examples(60, 150)  # each a small export of its own
START = datetime(2024, 1, 1)
PRIORITIES = {"P1": (24.0, "hour"), "P2": (5.0, "calendar_day"), "P3": (5.0, "working_day")}
WENT_ELSEWHERE = ("Transferred to another organisation", "Overgedragen aan gemeente Utrecht")
EDGES = (-2, -1, 0, 0, 1, 2, 13, 14, 15, 27, 28, 29)  # days after an ending that a window may just hold, or just not
ROUNDS = {
    "by dates": Rules(),
    "by the system's own verdict": Rules(counts_by="flag", reported_week="opened", days_without_target=20),
    "with short windows": Rules(
        quiet_days=10, reenter_days=3, came_back_days=13, made_safe_days=2, contact_before_days=2,
        longest_chain_items=3, longest_chain_days=27, days_without_target=5,
    ),
}  # fmt: skip


class Dice(random.Random):
    """What an export may hold, drawn at random and the same each time."""

    share_of_odd: float = 1.0

    def odd(self, usual: Any, *others: Any) -> Any:
        """One of them in an odd export; in a tidy one mostly the usual, so that much hangs together."""
        return self.one(usual, *others) if self.random() < self.share_of_odd else usual

    def one(self, *choices: Any) -> Any:
        return self.choice(choices)

    def moment(self, day: datetime) -> datetime:
        """The day as a date, or with an hour of few, so that moments meet."""
        return oracle.day_of(day) + timedelta(hours=self.one(0, 0, 0, 9, 10, 17))

    def near(self, moments: list[datetime]) -> datetime:
        """A moment about one that is known already."""
        return self.moment(self.one(*moments) + timedelta(days=self.one(*EDGES)))

    def item(self, service: str, number: int, known: list[datetime]) -> Item:
        opened = self.near(known)
        status = self.one("done", "done", "done", "cancelled", "no_access", "open")
        is_over = status in ("done", "no_access") and self.random() < 0.93
        done = self.moment(opened + timedelta(days=self.one(-1, 0, 0, 1, 3, 7, 8, 20))) if is_over else None
        target = self.moment(opened + timedelta(days=self.one(0, 1, 7, 7, 8))) if self.random() < 0.8 else None
        is_off = status == "cancelled"
        reason = self.one(
            None, "no parts", "Wrong trade", "Duplicate", "Tenant moved out", "overleden", *WENT_ELSEWHERE
        )
        item = Item(
            service, f"{self.one('I', 'I', 'A')}{number}", opened, status,
            kind=self.odd("repair", "repair", "make_safe", "inspection", "follow_on", "void", "planned", None),
            request_id=self.odd(None, None, None, "R1", "R2"),
            parent_id=self.odd(None, None, None, None, f"I{self.randint(7, 13)}"),
            quoted_item_id=self.odd(None, None, None, None, None, f"I{self.randint(7, 13)}"),
            customer_id=self.odd("Ann", "Ann", "Ann", "Bob", None),
            place_id=self.odd("H1", "H1", "H2", None),
            team=self.one("North", "North", "South", None),
            category=self.odd("roof", "roof", "roof", "lift", None),
            priority_first=self.one(None, "P1", "P2", "P3"),
            requested_at=self.one(None, None, None, self.moment(opened - timedelta(days=self.randint(0, 3)))),
            target_first_at=oracle.by_end(target) if target else None,
            target_last_at=self.one(None, None, oracle.by_end(target + timedelta(days=self.one(0, 0, 5)))) if target else None,
            reported_done_at=done if self.random() < 0.9 else None,
            recorded_done_at=done,
            cancelled_at=self.moment(opened + timedelta(days=self.one(0, 0, 2, 6))) if is_off and self.random() < 0.9 else None,
            cancelled_by=self.one("organisation", "organisation", "customer", None) if is_off else None,
            cancel_reason=reason if is_off or (self.random() < 0.2 and status != "open") else None,
            clock_stop_days=self.odd(None, None, None, None, 1.5, 6.0),
            on_time_flag=self.one(True, False, None),
            outcome=self.odd(None, None, None, "done", "not_done"),
        )  # fmt: skip
        known += [moment for moment in (item.opened_at, item.ended_at, item.done_at) if moment]
        return replace(item, quoted_item_id=None) if item.quoted_item_id == item.item_id else item

    def about(self, items: list[Item]) -> str | None:
        return self.one(None, None, self.choice(items).item_id, "I99")

    def contact(self, service: str, number: int, items: list[Item], known: list[datetime]) -> Contact:
        meaning = self.one("value", "value", "not_fixed", "progress_chase", "unclear_letter", "failure", "unclassified")
        who = {"customer_id": self.odd("Ann", "Ann", "Bob", None), "place_id": self.one("H1", "H2", None)}
        return Contact(service, f"C{number}", self.near(known), meaning, **who, item_id=self.about(items))

    def visit(self, service: str, number: int, items: list[Item], known: list[datetime]) -> Visit:
        came = self.near(known)
        moments = self.one(
            {"planned_from": came}, {"started_at": came}, {"started_at": came, "ended_at": came + timedelta(hours=1)}
        )
        outcome = self.one("done", "done", "no_access", "no_material", "cancelled_organisation", "not_made", None)
        who = {"customer_id": self.odd("Ann", "Bob", None), "place_id": self.one("H1", None)}
        return Visit(service, f"V{number}", outcome, self.about(items), **who, **moments)

    def answer(self, service: str, number: int, items: list[Item], known: list[datetime]) -> Answer:
        given = self.near(known)
        named = self.one(None, None, oracle.day_of(self.near(known)))
        who = self.odd("Ann", "Bob", None)
        return Answer(
            service, f"S{number}", given, self.one("yes", "yes", "no", "partly"), self.about(items), who, named
        )

    def export(self, service: str, rules: Rules) -> Export:
        known = [START + timedelta(days=30)]
        self.share_of_odd = self.one(0.1, 0.3, 1.0)
        items = [self.item(service, number, known) for number in range(7, 7 + self.randint(1, 7))]
        is_nobodys = self.random() < 0.3  # a fault of a block, about which each household calls for itself
        if is_nobodys:
            items = [replace(item, customer_id=None) for item in items]
        contacts = [self.contact(service, n, items, known) for n in range(self.one(0, 0, 1, 3) + 3 * is_nobodys)]
        if is_nobodys:
            contacts = [
                replace(contact, item_id=self.one(None, contact.item_id, items[0].item_id)) for contact in contacts
            ]
        earlier = [[self.as_before(item) for item in items]] if self.random() < 0.2 else []
        if self.random() < 0.7:  # somebody else, later, so that windows and quiet periods pass
            contacts.append(
                Contact(service, "C9", self.moment(max(known) + timedelta(days=self.one(9, 10, 28, 60, 300))))
            )
        visits = [self.visit(service, n, items, known) for n in range(self.one(0, 0, 1, 3))]
        answers = [self.answer(service, n, items, known) for n in range(self.one(0, 0, 1, 2))]
        return Export(items, contacts, visits, answers, earlier, PRIORITIES, rules=rules)

    def as_before(self, item: Item) -> Item:
        """The item as an earlier load may have had it: its target elsewhere, or as it stands now."""
        target = self.one(item.target_first_at, None, oracle.end_of_day(item.opened_at + timedelta(days=3)))
        return self.one(item, replace(item, status="open", target_first_at=target, target_last_at=None))


def words(rows: list[Any], kind: type) -> str:
    """The rows as a table with canonical headings."""

    def cell(value: Any) -> str:
        if isinstance(value, datetime):
            return str(value.date()) if value.time() in (datetime.min.time(), datetime.max.time()) else str(value)
        return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)

    names = [column.name for column in fields(kind)]
    return "\n".join(
        " | ".join(line) for line in [names, *([cell(getattr(row, name)) for name in names] for row in rows)]
    )


def measured(exports: dict[str, Export], rules: Rules) -> World:
    """All the exports in one store; items of which there is an earlier delivery arrive in a second load."""
    every = list(exports.values())
    world = World(
        words([item for export in every for item in (export.earlier[0] if export.earlier else export.items)], Item),
        words([contact for export in every for contact in export.contacts], Contact),
        words([visit for export in every for visit in export.visits], Visit),
        words([answer for export in every for answer in export.answers], Answer),
        **rules.model_dump(),
    )
    again = [item for export in every if export.earlier for item in export.items]
    if again:
        world.load(words(again, Item), "B9", 9)
    for service in exports:
        world.connection.execute("insert into store.profile_calendars values (1, ?, 'NL')", [service])
        world.connection.executemany(
            "insert into store.profile_targets values (1, ?, ?, ?, ?)",
            [(service, name, target, unit) for name, (target, unit) in PRIORITIES.items()],
        )
    return world.measured("need_items", "needs", "weekly", "need_ledger", "contrast")


Told = dict[str, Export]


@pytest.fixture(scope="module", params=ROUNDS.items(), ids=ROUNDS)
def told(request: pytest.FixtureRequest) -> tuple[World, Told]:
    name, rules = request.param
    exports = {f"s{n}": Dice(f"{name} {n}").export(f"s{n}", rules) for n in range(SERVICES)}
    return measured(exports, rules), exports


def shown(export: Export) -> str:
    return "\n".join(map(str, [*export.earlier, *export.items, *export.contacts, *export.visits, *export.answers]))


def differ(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) > 1e-6
    return bool(one != other)


def test_the_queries_and_the_oracle_join_the_same_items_and_judge_them_alike(told: tuple[World, Told]) -> None:
    world, exports = told
    found: dict[str, dict[str, dict[str, Any]]] = {service: {} for service in exports}
    for row in world.rows("""
        select needs.*, item_ids from needs
        inner join (select service, need_id, list(item_id order by item_id) as item_ids from need_items group by all)
            using (service, need_id)
    """):
        found[row["service"]][row["need_id"]] = row

    for service, export in exports.items():
        expected = {row["need_id"]: row for row in oracle.judge(export)}
        joined = {need_id: row["item_ids"] for need_id, row in found[service].items()}
        assert joined == {need_id: row["item_ids"] for need_id, row in expected.items()}, shown(export)
        for need_id, row in expected.items():
            here = found[service][need_id]
            wrong = {name: (here[name], value) for name, value in row.items() if differ(here[name], value)}
            assert not wrong, f"{need_id}, query and oracle: {wrong}\nas of {export.as_of}\n{shown(export)}"


def test_the_queries_and_the_oracle_count_the_same_weeks(told: tuple[World, Told]) -> None:
    world, exports = told
    found: dict[str, oracle.Figures] = {service: {} for service in exports}
    for row in world.rows("select * from weekly where measure <> 'open_now'"):
        key = row["service"], row["team"], row["measure"], row["week"]
        found[row["service"]][key] = row["value"], row["n"], row["hits"]

    for service, export in exports.items():
        here, expected = found[service], oracle.weekly(export)
        assert here.keys() == expected.keys(), shown(export)
        wrong = {key: (here[key], figure) for key, figure in expected.items() if any(map(differ, here[key], figure))}
        assert not wrong, f"query and oracle: {wrong}\n{shown(export)}"


def test_the_queries_and_the_oracle_see_the_same_needs_open(told: tuple[World, Told]) -> None:
    world, exports = told
    for row in world.rows("select service, week, n from weekly where measure = 'open_now' and team = '*'"):
        week: date = row["week"]
        assert row["n"] == oracle.open_at_end_of(week, exports[row["service"]]), shown(exports[row["service"]])


def test_the_queries_and_the_oracle_see_the_days_go_the_same_way(told: tuple[World, Told]) -> None:
    world, exports = told
    found = {(row["service"], row["need_id"]): row for row in world.rows("select * from need_ledger")}
    for service, export in exports.items():
        for need in oracle.clocked(export):
            expected, here = oracle.ledger(need, export), found.get((service, need.need_id))
            assert (expected is None) == (here is None)
            if expected and here:
                wrong = {part: (here[part], spent) for part, spent in expected.items() if differ(here[part], spent)}
                assert not wrong, f"{need.need_id}, query and oracle: {wrong}\n{shown(export)}"
                assert sum(expected.values()) == pytest.approx(here["days_end_to_end"])
