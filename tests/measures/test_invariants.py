"""What must hold of any export, however odd: counts add up, pages agree, and the order of rows and loads means nothing."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.examples import examples
from tests.worlds import World

ITEM = (
    "service", "item_id", "request_id", "parent_id", "kind", "customer_id", "place_id", "team", "category", "status",
    "opened_at", "target_first_at", "target_last_at", "reported_done_at", "cancelled_at", "cancelled_by", "cancel_reason",
    "clock_stop_days", "on_time_flag",
)  # fmt: skip
CONTACT = ("service", "contact_id", "at", "customer_id", "place_id", "item_id", "meaning")
VISIT = ("service", "visit_id", "item_id", "customer_id", "started_at", "ended_at", "outcome")
ANSWER = ("service", "answer_id", "at", "item_id", "customer_id", "solved", "solved_on")
START = datetime(2024, 1, 1, 8)  # noqa: DTZ001 local time, as in an export
COMPARED = (
    "needs",
    "need_items",
    "work_items",
    "weekly",
    "contrast",
    "evidence",
    "need_ledger",
    "days_ledger",
    "process_chart",
)
SEEDS = examples(range(1), range(6))
Row = dict[str, Any]
Rows = dict[str, list[Row]]


def moment(dice: random.Random, after: datetime, most_days: float) -> datetime:
    return after + timedelta(days=dice.uniform(0, most_days))


def written(dice: random.Random, when: datetime | None) -> str:
    """A moment as exports write it: with a time, or as a date alone."""
    if when is None:
        return ""
    return f"{when:%Y-%m-%d}" if dice.random() < 0.3 else f"{when:%Y-%m-%d %H:%M:%S}"


def some(dice: random.Random, *choices: str) -> str:
    return dice.choice(choices)


def odd_item(dice: random.Random, number: int) -> Row:
    opened = moment(dice, START, 120)
    status = some(dice, "done", "done", "done", "cancelled", "no_access", "open", "")
    target = moment(dice, opened, 30) if dice.random() < 0.85 else None
    return {
        "service": some(dice, "toy", "toy", "other"),
        "item_id": f"I{number}",
        "request_id": some(dice, "", "", f"R{dice.randint(1, 30)}"),
        "parent_id": some(dice, "", "", "", f"I{dice.randint(1, 150)}"),
        "kind": some(dice, "repair", "repair", "make_safe", "inspection", "follow_on", "void", "planned", ""),
        "customer_id": some(dice, f"P{dice.randint(1, 25)}", f"P{dice.randint(1, 25)}", ""),
        "place_id": some(dice, f"H{dice.randint(1, 20)}", ""),
        "team": some(dice, "North", "South", ""),
        "category": some(dice, "roof", "lift", ""),
        "status": status,
        "opened_at": written(dice, opened),
        "target_first_at": written(dice, target),
        "target_last_at": written(dice, moment(dice, target, 10)) if target and dice.random() < 0.2 else "",
        "reported_done_at": written(dice, moment(dice, opened - timedelta(days=1), 40))
        if status in ("done", "no_access") and dice.random() < 0.95
        else "",
        "cancelled_at": written(dice, moment(dice, opened, 20)) if status == "cancelled" else "",
        "cancelled_by": some(dice, "organisation", "customer", "") if status == "cancelled" else "",
        "cancel_reason": some(dice, "", "duplicate", "no parts", "moved out", "handed over to Water Board")
        if status in ("cancelled", "no_access")
        else "",
        "clock_stop_days": some(dice, "", "", "3.5"),
        "on_time_flag": some(dice, "true", "false", ""),
    }


def odd_world(seed: int) -> Rows:
    """Rows of all kinds with every gap that exports have."""
    dice = random.Random(seed)
    items = [odd_item(dice, number) for number in range(1, 151)]
    about = [some(dice, "", f"I{dice.randint(1, 160)}") for _ in range(200)]
    contacts = [
        {"service": "toy", "contact_id": f"C{n}", "at": written(dice, moment(dice, START, 150)), "item_id": about[n],
         "customer_id": f"P{dice.randint(1, 25)}", "place_id": "",
         "meaning": some(dice, "value", "not_fixed", "progress_chase", "unclear_letter", "")}
        for n in range(60)
    ]  # fmt: skip
    visits = [
        {"service": "toy", "visit_id": f"V{n}", "item_id": about[60 + n], "customer_id": f"P{dice.randint(1, 25)}",
         "started_at": written(dice, moment(dice, START, 150)), "ended_at": "",
         "outcome": some(dice, "done", "no_access", "wrong_trade", "")}
        for n in range(60)
    ]  # fmt: skip
    answers = [
        {"service": "toy", "answer_id": f"A{n}", "at": written(dice, moment(dice, START, 160)), "item_id": about[120 + n],
         "customer_id": f"P{dice.randint(1, 25)}", "solved": some(dice, "yes", "no", "partly"),
         "solved_on": some(dice, "", written(dice, moment(dice, START, 150)))}
        for n in range(40)
    ]  # fmt: skip
    return {"items": items, "contacts": contacts, "visits": visits, "answers": answers}


def table(columns: tuple[str, ...], rows: list[Row]) -> str:
    return "\n".join(" | ".join(line) for line in [list(columns), *([row[c] for c in columns] for row in rows)])


def measured(rows: Rows, **rules: Any) -> World:
    return World(
        table(ITEM, rows["items"]),
        table(CONTACT, rows["contacts"]),
        table(VISIT, rows["visits"]),
        table(ANSWER, rows["answers"]),
        **rules,
    ).measured(*COMPARED, "services")


RULES: tuple[dict[str, Any], ...] = (
    {},
    {"days_without_target": 30},
    {"counts_by": "flag", "reported_week": "opened", "days_without_target": 20},
)


@pytest.fixture(scope="module", params=[(seed, at) for seed in SEEDS for at in range(len(RULES))], ids=str)
def world(request: pytest.FixtureRequest) -> World:
    seed, at = request.param
    return measured(odd_world(seed), **RULES[at])


def none(world: World, counterexamples: str) -> None:
    assert world.rows(f"select * from ({counterexamples}) limit 3") == []


def test_every_claim_of_a_publication_holds(world: World) -> None:
    from pipelines.publish import broken_claims

    assert broken_claims(world.connection) == []


def test_contrast_adds_up_for_every_team(world: World) -> None:
    none(
        world,
        """
        select * from (select service, team, count(*) as needs from needs group by all)
        full join (select service, team, sum(needs) as counted from contrast where team <> '*' group by all) using (service, team)
        where needs is distinct from counted
        """,
    )


def test_of_what_nobody_knows_there_is_a_reason_and_no_figure(world: World) -> None:
    none(
        world,
        """
        select * from needs
        where (state = 'unknown') <> (unknown_because is not null)
            or (state = 'unknown') <> (customer_says = 'unknown')
            or state = 'unknown' and (done_at is not null or days_end_to_end is not null or hidden_by is not null)
        """,
    )


def test_what_hides_them_is_all_that_the_system_did_not_know_of(world: World) -> None:
    none(
        world,
        """
        select service, count(*) filter (customer_says in ('late', 'not_yet')) as missed,
            count(*) filter (customer_says in ('late', 'not_yet') and system_says = 'late') as known,
            count(hidden_by) as hidden
        from needs group by service having missed - known <> hidden
        """,
    )


def test_what_done_rests_on_is_known_of_the_same_needs_as_the_contrast_counts(world: World) -> None:
    none(
        world,
        """
        with held as (
            select service, team, week, sum(needs) as needs from contrast
            where customer_says in ('in_time', 'late', 'not_yet') group by all
        ),
        rested as (select service, team, week, sum(needs) as needs from evidence group by all)
        select * from held full join rested using (service, team, week) where held.needs is distinct from rested.needs
        """,
    )


def test_done_as_promised_is_the_contrast_of_the_week(world: World) -> None:
    none(
        world,
        """
        with counted as (
            select service, team, week, sum(contrast.needs) as n,
                sum(contrast.needs) filter (customer_says = 'in_time') as hits
            from contrast inner join services using (service)
            where customer_says in ('in_time', 'late', 'not_yet') and week + 7 <= as_of
            group by service, team, week
        )
        select * from counted
        inner join weekly using (service, team, week)
        where measure = 'done_as_promised' and (weekly.n <> counted.n or weekly.hits <> coalesce(counted.hits, 0))
        """,
    )


def test_who_has_it_has_a_moment_and_who_does_not_has_none(world: World) -> None:
    none(
        world,
        """
        select * from needs
        where (state in ('done', 'provisional')) <> (done_at is not null)
            or (done_evidence is not null) <> (done_at is not null)
            or (customer_says in ('in_time', 'late') and done_at is null)
            or (customer_says = 'not_yet' and done_at is not null)
            or (promised_at is null) <> (promise_rule is null)
        """,
    )


def test_shares_are_shares_and_days_are_not_negative(world: World) -> None:
    none(
        world,
        """
        select * from weekly
        where value is null or n <= 0 and measure <> 'open_now' or value < 0
            or hits is not null and (hits > n or value > 100 or abs(value - 100.0 * hits / n) > 1e-9)
        """,
    )


def test_all_teams_together_are_the_teams_taken_together(world: World) -> None:
    none(
        world,
        """
        with parts as (
            select service, measure, week, sum(n) as n, sum(hits) as hits from weekly where team <> '*' group by all
        )
        select * from parts full join (select * from weekly where team = '*') as whole using (service, measure, week)
        where parts.n is distinct from whole.n or parts.hits is distinct from whole.hits
        """,
    )


def test_every_link_stays_in_its_household(world: World) -> None:
    none(
        world,
        """
        select need_id, count(distinct customer_id) from work_items
        where customer_id is not null group by service, need_id having count(distinct customer_id) > 1
        """,
    )


def content(world: World, relation: str) -> list[str]:
    left_out = [name for name in ("batch_id", "row_number") if name in world.connection.sql(f"from {relation}").columns]
    without = f"exclude ({', '.join(left_out)})" if left_out else ""
    rounded = world.rows(f"select * {without} from {relation}")
    return sorted(
        str({name: round(value, 9) if isinstance(value, float) else value for name, value in row.items()})
        for row in rounded
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_rows_and_of_loads_means_nothing(seed: int) -> None:
    rows, dice = odd_world(seed), random.Random(seed)
    in_order = measured(rows)
    shuffled = {name: dice.sample(given, len(given)) for name, given in rows.items()}
    half = len(shuffled["items"]) // 2
    in_parts = World(
        table(ITEM, shuffled["items"][:half]),
        table(CONTACT, shuffled["contacts"]),
        table(VISIT, shuffled["visits"]),
        table(ANSWER, shuffled["answers"]),
    )
    in_parts.load(table(ITEM, shuffled["items"][half:]), "B9", 9)
    in_parts.rule()
    in_parts.measured(*COMPARED, "services")

    for relation in COMPARED:
        assert content(in_parts, relation) == content(in_order, relation), relation
