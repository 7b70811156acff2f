"""What other rules would say: the figures of the same people, as if the rules had been those from the start."""

from __future__ import annotations

import pytest

from pipelines import measure, trial
from pipelines.trial import Variant
from tests.examples import examples
from tests.labelled_world import CONTACT, ITEM, table_of, town
from tests.labelled_world import measured as measured_town
from tests.worlds import World

MEASURES = "('done_as_promised', 'days_end_to_end', 'first_time', 'reentered', 'came_back')"
WINDOWS = {"reenter_days": "7", "came_back_days": "7", "made_safe_days": "7"}


def weeks(world: World, relation: str, where: str = "true") -> list[tuple[object, ...]]:
    found = world.rows(f"""
        select team, measure, week, round(value, 9) as value, n, hits, may_change from {relation}
        where measure in {MEASURES} and {where} order by all
    """)
    return [tuple(row.values()) for row in found]


@pytest.fixture(scope="module")
def world() -> World:
    return measured_town(town("trial", 400))


@pytest.mark.parametrize(
    "rules",
    examples(
        [WINDOWS, {"days_without_target": "10", "contact_before_days": "0"}],
        [{}, WINDOWS, {"quiet_days": "7"}, {"days_without_target": "10", "contact_before_days": "0"}],
    ),
    ids=str,
)
def test_a_trial_says_what_the_figures_would_be_if_the_rules_were_so(world: World, rules: dict[str, str]) -> None:
    made = town("trial", 400)
    really = World(table_of(ITEM, made.items), table_of(CONTACT, made.contacts), **rules).measured("weekly")
    trial.lay_trial(world.connection, [Variant("repairs"), Variant("repairs", rules, "tried")])

    assert weeks(world, "tried_weekly", "rule = 'tried'") == weeks(really, "weekly")
    assert weeks(world, "tried_weekly", "rule is null") == weeks(world, "weekly")


def test_shorter_windows_leave_more_needs_apart(world: World) -> None:
    found = {
        (row["rule"], row["days"]): row["value"]
        for row in world.rows("select rule, days, value from sensitivity where measure = 'came_back'")
    }

    assert set(found) == {(None, None), ("quiet_days", 7), ("quiet_days", 14)} | {("windows", n) for n in (7, 14, 28)}
    assert found["windows", 7] < found["windows", 14] < found["windows", 28] == found[None, None]
    assert found["quiet_days", 7] == found[None, None]


def test_of_many_people_some_households_are_drawn_whole(world: World) -> None:
    trial.lay_trial(world.connection, [Variant("repairs"), Variant("repairs", WINDOWS, "tried")], most_items=200)
    one_in, drawn = world.connection.execute(
        "select any_value(one_in), sum(n) from tried_weekly where team = '*'"
    ).fetchall()[0]
    everybody = world.connection.execute("select sum(n) from weekly where team = '*'").fetchall()[0][0]

    assert one_in == 4
    assert 0.5 * everybody / one_in < drawn / 2 < 2 * everybody / one_in


def test_few_people_are_not_tried() -> None:
    world = World("""
        service | item_id | customer_id | status | opened_at  | reported_done_at
        toy     | A       | Ann         | done   | 2024-01-02 | 2024-01-05
    """).measured()

    assert world.rows("select * from sensitivity") == []
    assert "sensitivity" in measure.AFTERWARDS
