"""Signs that a target bends the work: what is found, what is left alone, and the items behind each."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from dashboard import target_words, words
from pipelines.vocabulary import TARGET_SIGNS
from tests.worlds import World

HEADINGS = (
    "service", "item_id", "team", "customer_id", "category", "status", "opened_at", "target_last_at", "reported_done_at",
    "recorded_done_at", "cancelled_at", "cancelled_by", "on_time_flag", "clock_stop_days", "kind", "parent_id",
    "first_done_at", "first_reopened_at", "reopened_at",
)  # fmt: skip
MONDAY = datetime.fromisoformat("2024-01-01 09:00")
TARGET_DAYS = 20  # so that a tenth is two days
Item = dict[str, Any]


def item(number: int, opened: datetime, took: float, target: int | None = TARGET_DAYS, **more: Any) -> Item:
    """An item that was done so many days after it was opened, with a target at the end of a day."""
    due = (opened + timedelta(days=target)).replace(hour=23, minute=59, second=59) if target is not None else None
    made = {
        "service": "toy",
        "item_id": f"W{number}",
        "team": "North",
        "customer_id": f"c{number}",
        "category": "roof",
        "status": "done",
        "opened_at": opened,
        "target_last_at": due,
        "reported_done_at": opened + timedelta(days=took),
    }
    return made | more


def cancelled(number: int, opened: datetime, took: float, by: str = "organisation") -> Item:
    none: Item = {"status": "cancelled", "reported_done_at": None, "cancelled_by": by}
    return item(number, opened, took) | none | {"cancelled_at": opened + timedelta(days=took)}


def written(items: Iterable[Item]) -> str:
    """The items as the table of a world."""
    rows = [" | ".join("" if row.get(name) is None else str(row[name]) for name in HEADINGS) for row in items]
    return "\n".join([" | ".join(HEADINGS), *rows])


def world(*items: Item) -> World:
    return World(written(items)).measured("closing_days", "item_signs", "around_target", "target_signs")


def days_apart(count: int, took: Callable[[int], float], **more: Any) -> list[Item]:
    """So many items, one opened every day, each done after as many days as `took` says for its number."""
    return [item(number, MONDAY + timedelta(days=number), took(number), **more) for number in range(count)]


def sign(made: World, name: str, team: str = "*") -> dict[str, Any]:
    [found] = made.rows(f"select * from target_signs where team = '{team}' and sign = '{name}'")
    return found


def bearing(made: World, name: str) -> set[str]:
    return {row["item_id"] for row in made.rows(f"select item_id from item_signs where is_{name}")}


# ---- piled up before the target ------------------------------------------------------------------------------------


def test_a_pile_up_just_before_the_target_is_found_and_told_as_a_question() -> None:
    piled = days_apart(200, lambda number: 19 if number % 4 == 0 else number % 40)

    found = sign(world(*piled), "pile_up")
    assert found["is_unusual"]
    assert found["share"] > 2 * found["compared_share"]
    assert found["sentence"].startswith(
        f"{found['share']:.1f}".removesuffix(".0") + "% of 200 were closed in the last tenth"
    )
    assert found["sentence"].endswith(" in as much working time after. Worth asking why.")


def test_an_even_spread_around_the_target_is_ordinary() -> None:
    found = sign(world(*days_apart(280, lambda number: number % 40)), "pile_up")

    assert (found["n"], found["hits"], found["share"], found["compared_share"]) == (280, 14, 5, 5)
    assert found["is_unusual"] is False
    assert "Worth asking" not in found["sentence"]


def test_work_that_thins_out_by_itself_is_no_pile_however_much_there_is_of_it() -> None:
    dice = random.Random(1)
    quick = [item(n, MONDAY + timedelta(days=n % 200), dice.expovariate(1 / 4)) for n in range(3000)]

    found = sign(world(*quick), "pile_up")
    assert found["hits"] > 0
    assert found["is_unusual"] is False


def test_most_work_done_around_a_target_that_nothing_stops_at_is_ordinary() -> None:
    dice = random.Random(2)
    around = days_apart(300, lambda _number: max(0.0, dice.gauss(20, 4)))

    assert sign(world(*around), "pile_up")["is_unusual"] is False


def test_targets_on_the_weekday_of_opening_and_free_days_after_a_friday_are_no_pile() -> None:
    dice = random.Random(4)
    mondays_first = [0] * 3 + [1, 2, 3, 4]  # most people ask on Mondays, and what is due in a week is due on one
    items = []
    for number in range(2000):
        opened = MONDAY + timedelta(weeks=number % 45, days=dice.choice(mondays_first))
        took = dice.uniform(0, 18)
        took += {5: 2, 6: 1}.get((opened + timedelta(days=took)).weekday(), 0)  # nobody works at the weekend
        items.append(item(number, opened, took, target=7))
    made = world(*items)

    found = sign(made, "pile_up")
    [plain] = made.rows("select sum(in_first_tenth_after) as after from around_target where team = '*'")
    assert found["hits"] > 1.5 * float(plain["after"])
    assert found["is_unusual"] is False


@pytest.mark.parametrize(("took", "tenth"), [(20, -1), (19, -1), (18, -2), (21, 1), (22, 1), (23, 2)])
def test_a_tenth_of_twenty_days_is_the_target_day_and_the_day_before_or_the_two_days_after(
    took: int, tenth: int
) -> None:
    [found] = world(item(1, MONDAY, took)).rows("select tenth, days_from_target, is_pile_up from item_signs")

    assert found == {"tenth": tenth, "days_from_target": took - 20, "is_pile_up": tenth == -1}


@pytest.mark.parametrize(("hours", "tenth"), [(21, -2), (22, -1), (24, -1), (24.1, 1), (27, 2)])
def test_a_target_in_hours_has_tenths_in_hours(hours: float, tenth: int) -> None:
    urgent = item(1, MONDAY, hours / 24) | {"target_last_at": MONDAY + timedelta(days=1)}

    [found] = world(urgent).rows("select tenth from item_signs")
    assert found["tenth"] == tenth


def test_a_target_of_a_few_whole_days_has_no_tenths() -> None:
    made = world(item(1, MONDAY, 2, target=3), item(2, MONDAY, 5, target=5))

    assert made.rows("select item_id, tenth from item_signs order by item_id") == [
        {"item_id": "W1", "tenth": None},
        {"item_id": "W2", "tenth": -1},
    ]


def test_days_that_the_clock_stopped_move_the_target() -> None:
    [found] = world(item(1, MONDAY, 24, clock_stop_days=5)).rows("select tenth, days_from_target from item_signs")

    assert found == {"tenth": -1, "days_from_target": -1}


# ---- days around the target ----------------------------------------------------------------------------------------


def test_days_around_the_target_are_counted_per_team_and_for_all() -> None:
    south = item(3, MONDAY, 25, team="South")
    made = world(item(1, MONDAY, 19), item(2, MONDAY, 19), south, item(4, MONDAY, 1, target=1), cancelled(5, MONDAY, 3))

    found = made.rows("select * exclude (service) from around_target order by team, days_from_target")
    assert [tuple(row.values()) for row in found] == [
        ("*", -1, 2, 2, 0, 0),
        ("*", 0, 1, 0, 0, 1),
        ("*", 5, 1, 0, 0, 0),
        ("North", -1, 2, 2, 0, 0),
        ("North", 0, 1, 0, 0, 1),
        ("South", 5, 1, 0, 0, 0),
    ]


def test_a_service_without_targets_has_no_rows() -> None:
    made = world(*days_apart(60, lambda number: number % 30, target=None))

    assert made.rows("select * from around_target") == made.rows("select * from target_signs") == []


def test_only_the_last_year_of_the_data_counts() -> None:
    old = item(1, MONDAY - timedelta(days=500), 3)

    assert {row["item_id"] for row in world(old, item(2, MONDAY, 3)).rows("from item_signs")} == {"W2"}


def test_fewer_than_thirty_items_give_no_verdict_and_no_share() -> None:
    found = sign(world(*days_apart(29, lambda _number: 20)), "pile_up")

    assert (found["n"], found["hits"], found["share"], found["z"], found["is_unusual"]) == (29, 29, None, None, None)
    assert found["sentence"] == "29: too few to say anything."


# ---- ends of weeks, months and quarters ----------------------------------------------------------------------------


def closed_on(days: Iterable[date], target: int = 60) -> list[Item]:
    """An item closed on each of the days at two in the afternoon, opened ten days before."""
    at = (datetime.combine(day, datetime.min.time()).replace(hour=14) for day in days)
    return [item(number, moment - timedelta(days=10), 10, target) for number, moment in enumerate(at)]


WORKING_DAYS = [
    day for day in (date(2024, 1, 1) + timedelta(days=n) for n in range(366)) if day.weekday() < 5 and day.day != 25
]
LAST_OF_MONTHS = [max(day for day in WORKING_DAYS if day.month == month) for month in range(1, 13)]


def test_closings_heaped_on_the_last_working_day_of_the_month_are_found() -> None:
    made = world(*closed_on([*WORKING_DAYS, *LAST_OF_MONTHS * 5]))

    found = sign(made, "period_end_month")
    assert (found["hits"], found["is_unusual"]) == (72, True)
    assert found["compared_share"] == pytest.approx(100 * 12 / found["n"], rel=0.05)
    assert not sign(made, "period_end_week")["is_unusual"]


def test_as_many_closings_on_every_working_day_are_no_heap() -> None:
    made = world(*closed_on(WORKING_DAYS * 2))

    for period in ("week", "month", "quarter"):
        found = sign(made, f"period_end_{period}")
        assert found["is_unusual"] is False
        assert found["share"] == pytest.approx(found["compared_share"], rel=0.05)


def test_a_service_that_closes_little_has_no_heap_on_days_that_happen_to_have_a_closing() -> None:
    dice = random.Random(3)
    few = [day for day in WORKING_DAYS if dice.random() < 0.5]

    assert not any(sign(world(*closed_on(few)), f"period_end_{period}")["is_unusual"] for period in ("week", "month"))


def test_a_public_holiday_and_a_weekend_end_no_month() -> None:
    good_friday = date(2024, 3, 29)
    made = world(*closed_on([day for day in WORKING_DAYS if day != good_friday] * 6))

    assert {
        row["day"] for row in made.rows("select day from closing_days where ends_month and month(day) in (3, 6)")
    } == {
        date(2024, 3, 28),
        date(2024, 6, 28),
    }


def test_a_month_that_is_not_over_has_no_last_day() -> None:
    made = world(*closed_on([day for day in WORKING_DAYS if day <= date(2024, 5, 14)]))

    assert made.rows("select max(day) as last from closing_days where ends_month") == [{"last": date(2024, 4, 30)}]


# ---- the other signs -----------------------------------------------------------------------------------------------


def test_closed_and_opened_again_within_a_day_is_found_whether_done_or_cancelled() -> None:
    plain = days_apart(60, lambda _number: 5)
    again = [
        item(
            1000 + number,
            MONDAY + timedelta(days=number + 5, hours=3),
            9,
            parent_id=f"W{number}",
            customer_id=f"c{number}",
        )
        for number in range(8)
    ]
    gone = [
        cancelled(2000, MONDAY, 4),
        item(2001, MONDAY + timedelta(days=4.2), 3, parent_id="W2000", customer_id="c2000"),
    ]
    made = world(*plain, *again, *gone)

    assert bearing(made, "closed_and_reopened") == {*(f"W{number}" for number in range(8)), "W2000"}
    assert sign(made, "closed_and_reopened")["is_unusual"]


def test_an_item_opened_again_within_a_day_is_found_also_where_it_was_opened_once_more_later() -> None:
    first_done = MONDAY + timedelta(days=1)
    within_a_day, later = first_done + timedelta(hours=2), first_done + timedelta(days=6)
    once = item(1, MONDAY, 9, first_done_at=first_done, reopened_at=within_a_day)
    twice = item(2, MONDAY, 9, first_done_at=first_done, first_reopened_at=within_a_day, reopened_at=later)
    late = item(3, MONDAY, 9, first_done_at=first_done, first_reopened_at=later, reopened_at=later)
    made = world(once, twice, late, item(4, MONDAY + timedelta(days=30), 1))

    assert bearing(made, "closed_and_reopened") == {"W1", "W2"}


def test_what_was_only_made_safe_is_carried_on_and_not_opened_again() -> None:
    safe = item(1, MONDAY, 1, kind="make_safe")
    after = item(2, MONDAY + timedelta(days=1, hours=1), 9, parent_id="W1", customer_id="c1")

    made = world(safe, after, item(3, MONDAY + timedelta(days=60), 3))
    assert bearing(made, "closed_and_reopened") == set()


def test_cancellations_around_the_target_are_found_and_those_of_the_customer_left_out() -> None:
    near = [cancelled(number, MONDAY + timedelta(days=number), 20) for number in range(30)]
    elsewhere = [cancelled(100 + number, MONDAY + timedelta(days=number), number % 18) for number in range(36)]
    theirs = [cancelled(200 + number, MONDAY + timedelta(days=number), 20, by="customer") for number in range(40)]
    made = world(*near, *elsewhere, *theirs, item(300, MONDAY, 3))

    found = sign(made, "cancelled_near_target")
    assert (found["n"], found["hits"], found["is_unusual"]) == (66, 30, True)
    assert bearing(made, "cancelled_near_target") == {f"W{number}" for number in range(30)}


def test_work_recorded_days_after_it_was_reported_done_is_found_with_half_and_nine_in_ten() -> None:
    def recorded(number: int) -> Item:
        made = item(number, MONDAY + timedelta(days=number), 5)
        return made | {"recorded_done_at": made["reported_done_at"] + timedelta(days=6 if number % 4 == 0 else 1)}

    unknown = days_apart(140, lambda _number: 5)[100:]
    found = sign(world(*(recorded(number) for number in range(100)), *unknown), "recorded_late")

    assert (found["n"], found["hits"], found["share"], found["is_unusual"]) == (100, 25, 25, True)
    assert (found["median_days"], found["p90_days"]) == (1, 6)
    assert found["sentence"] == (
        "25% of 100 were recorded more than 3 days after the day reported; half within 1, nine in ten within 6 days."
        " Worth asking why."
    )


def test_a_system_with_one_date_for_reported_and_recorded_says_nothing_of_what_lies_between() -> None:
    one_date = [
        made | {"recorded_done_at": made["reported_done_at"], "reported_done_at": None}
        for made in days_apart(100, lambda _number: 5)
    ]

    assert world(*one_date).rows("select * from target_signs where sign = 'recorded_late'") == []


def test_a_verdict_in_time_that_the_dates_deny_is_found_also_without_a_target() -> None:
    plain = days_apart(80, lambda _number: 5, on_time_flag="true")
    late = [item(100 + number, MONDAY, 30, on_time_flag="true") for number in range(14)]
    untold = [item(200, MONDAY, 5, target=None, on_time_flag="true"), item(201, MONDAY, 5, on_time_flag="false")]
    made = world(*plain, *late, *untold)

    found = sign(made, "flag_differs")
    assert (found["n"], found["hits"], found["is_unusual"]) == (96, 15, True)
    assert found["compared_share"] == pytest.approx(100 / 96)
    assert bearing(made, "flag_differs") == {*(f"W{number}" for number in range(100, 114)), "W200"}


# ---- all of them ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mixed() -> World:
    """Two teams with a bit of everything."""
    dice = random.Random(5)
    items = []
    for number in range(400):
        opened = MONDAY + timedelta(days=number % 300, hours=dice.random() * 6)
        team = ("North", "South")[number % 2]
        took = dice.choice([19, 19.5, dice.uniform(0, 40)])
        made = cancelled(number, opened, took) if number % 7 == 0 else item(number, opened, took, on_time_flag="true")
        if number % 7:
            made["recorded_done_at"] = made["reported_done_at"] + timedelta(days=dice.uniform(0, 5))
        items.append(made | {"team": team})
    return world(*items)


def test_the_hits_of_a_sign_are_the_items_that_it_opens(mixed: World) -> None:
    for name in TARGET_SIGNS:
        for team in ("*", "North", "South"):
            [counted] = mixed.rows(f"""
                select count(is_{name}) as n, count(*) filter (is_{name}) as hits
                from item_signs
                where '{team}' in ('*', team)
            """)
            found = sign(mixed, name, team)
            assert (found["n"], found["hits"]) == (counted["n"], counted["hits"])


def test_every_sign_of_the_vocabulary_is_told_of_every_team_and_of_nothing_below(mixed: World) -> None:
    found = mixed.rows("select team, list(sign order by sign) as signs from target_signs group by team order by team")

    assert [row["team"] for row in found] == ["*", "North", "South"]
    assert all(row["signs"] == sorted(TARGET_SIGNS) for row in found)
    assert "worker" not in mixed.connection.sql("from item_signs").columns


def test_the_page_says_in_english_what_the_relation_says(mixed: World) -> None:
    rows = mixed.connection.sql("from target_signs").pl()

    with words.speaking("en"):
        assert [target_words.sentence(row) for row in rows.iter_rows(named=True)] == rows["sentence"].to_list()


def test_the_page_has_a_name_and_words_for_every_sign() -> None:
    assert set(target_words.SIGNS) == set(target_words.SENTENCES) == set(TARGET_SIGNS)


def test_the_view_can_be_read_from_the_published_file_alone(mixed: World) -> None:
    definition = mixed.rows("select sql from duckdb_views() where view_name = 'item_signs'")[0]["sql"]

    macros = {
        row["name"] for row in mixed.rows("select function_name as name from duckdb_functions() where not internal")
    }
    assert macros
    assert not any(f"{name}(" in definition for name in macros)
    assert isinstance(mixed.connection.sql("from item_signs").pl(), pl.DataFrame)
