"""What a delivery says otherwise of the past than an earlier one: only what it evidently says, and of whom."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines import load, measure
from pipelines.rewritten import rewritten
from tests.worlds import World

HEADINGS = "service | item_id | status | opened_at | target_first_at | target_last_at | reported_done_at | cancelled_at"
Row = tuple[str, ...]


def done(number: int, **other: str) -> dict[str, str]:
    """An item that was opened on a day of January and done three days later, within its target."""
    day = 1 + number % 20
    plain = {
        "item_id": f"I{number}",
        "status": "done",
        "opened_at": f"2024-01-{day:02d} 09:00",
        "target_first_at": f"2024-01-{day + 7:02d}",
        "target_last_at": f"2024-01-{day + 7:02d}",
        "reported_done_at": f"2024-01-{day + 3:02d} 15:00",
        "cancelled_at": "",
    }
    return plain | other


def written(items: dict[int, dict[str, str]]) -> str:
    names = [name.strip() for name in HEADINGS.split("|")][1:]
    rows = [" | ".join(["toy", *(item[name] for name in names)]) for item in items.values()]
    return "\n".join([HEADINGS, *rows])


def january(**other: dict[str, str]) -> dict[int, dict[str, str]]:
    """Forty items; those that are named (I3=...) with other cells, or not there where nothing is given."""
    found = {number: done(number) for number in range(40)}
    for name, cells in other.items():
        number = int(name[1:])
        if cells:
            found[number] = done(number, **cells)
        else:
            del found[number]
    return found


def told(world: World) -> list[dict[str, Any]]:
    world.connection.execute("use store; set search_path = 'published,store'")
    world.connection.execute("drop table if exists published.rewritten_history")
    for relation in ("first_targets", *measure.HISTORY):
        measure.build(world.connection, [relation])
    return world.rows("select * from rewritten_history order by all")


def kinds(world: World) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in told(world):
        found.setdefault(row["what"], set()).add(row["item_id"])
    return found


def deliveries(*files: dict[int, dict[str, str]]) -> World:
    world = World(written(files[0]))
    for number, file in enumerate(files[1:], start=2):
        world.load(written(file), f"B{number}", number)
    return world


def test_a_first_delivery_and_the_same_once_more_rewrite_nothing() -> None:
    assert told(deliveries(january())) == []
    assert told(deliveries(january(), january(), january())) == []


def test_an_end_that_moved_to_an_earlier_day_is_told_with_both_files_and_rows() -> None:
    world = deliveries(january(), january(), january(I3={"reported_done_at": "2024-01-05 15:00"}))
    [row] = told(world)

    assert (row["what"], row["item_id"]) == ("end_earlier", "I3")
    assert (str(row["before_at"]), str(row["after_at"])) == ("2024-01-07 15:00:00", "2024-01-05 15:00:00")
    assert (row["earlier_batch_id"], row["earlier_row_number"]) == ("B2", 5), "the last file that said it"
    assert (row["batch_id"], row["row_number"]) == ("B3", 5)


@pytest.mark.parametrize("end", ["2024-01-07 08:00", "2024-01-07", "2024-01-09 15:00", ""])
def test_an_end_on_the_same_day_or_later_or_taken_back_is_not_an_earlier_one(end: str) -> None:
    assert kinds(deliveries(january(), january(I3={"reported_done_at": end}))) == {}


def test_an_opening_that_moved_to_a_later_day_is_told() -> None:
    world = deliveries(january(), january(I3={"opened_at": "2024-01-06 09:00"}, I4={"opened_at": "2024-01-05 17:00"}))
    [row] = told(world)

    assert (row["what"], row["item_id"]) == ("start_later", "I3")
    assert (str(row["before_at"]), str(row["after_at"])) == ("2024-01-04 09:00:00", "2024-01-06 09:00:00")


def test_what_happened_since_is_no_rewriting() -> None:
    before = january(I3={"status": "open", "reported_done_at": ""}, I4={"status": "open", "reported_done_at": ""})
    after = january(I4={"status": "cancelled", "reported_done_at": "", "cancelled_at": "2024-01-06"})

    assert kinds(deliveries(before, after)) == {}


def test_a_target_that_moved_later_is_told_the_last_one_or_else_the_first() -> None:
    after = january(
        I3={"target_last_at": "2024-01-12"},
        I4={"target_first_at": "2024-01-14", "target_last_at": "2024-01-20"},
        I5={"target_last_at": "2024-01-12"},
        I6={"target_first_at": "2024-01-15", "target_last_at": "2024-01-15"},
    )
    found = kinds(deliveries(january(I4={"target_last_at": "2024-01-20"}), after))

    assert found == {"target_later": {"I3", "I4", "I6"}}, "that of I5 moved earlier"


def test_a_target_that_is_given_with_a_time_of_the_same_day_did_not_move() -> None:
    assert kinds(deliveries(january(I3={"target_last_at": "2024-01-11 12:00"}), january())) == {}
    moved = {"target_last_at": "2024-01-11 16:00"}
    assert kinds(deliveries(january(I3={"target_last_at": "2024-01-11 12:00"}), january(I3=moved))) == {
        "target_later": {"I3"}
    }


def test_a_cancellation_after_the_target_of_before_is_told_and_one_in_time_is_not() -> None:
    open_ones = {f"I{number}": {"status": "open", "reported_done_at": ""} for number in (3, 4, 5)}
    gone = {"status": "cancelled", "reported_done_at": ""}
    after = january(
        I3=gone | {"cancelled_at": "2024-01-14"},
        I4=gone | {"cancelled_at": "2024-01-12"},
        I5=gone | {"cancelled_at": "2024-01-20", "target_last_at": "2024-01-31"},
        I6=gone | {"cancelled_at": "2024-01-30"},
    )
    found = kinds(deliveries(january(**open_ones), after))

    assert found["cancelled_after_target"] == {"I3", "I5", "I6"}, "also by the target that it had before"
    assert found["target_later"] == {"I5"}


def test_a_case_that_a_whole_delivery_of_its_period_lacks_has_vanished() -> None:
    world = deliveries(january(), january(), january(I7={}, I8={}))
    [first, second] = told(world)

    assert (first["item_id"], second["item_id"]) == ("I7", "I8")
    assert (first["what"], str(first["before_at"]), first["after_at"]) == ("vanished", "2024-01-08 00:00:00", None)
    assert (first["earlier_batch_id"], first["earlier_row_number"]) == ("B2", 9)
    assert (first["batch_id"], first["row_number"]) == ("B3", None)


def test_it_is_told_of_the_first_delivery_that_lacks_it_and_not_again() -> None:
    world = deliveries(january(), january(I7={}), january(I7={}))

    assert [row["batch_id"] for row in told(world)] == ["B2"]


def test_a_case_that_came_back_has_not_vanished() -> None:
    assert kinds(deliveries(january(), january(I7={}), january())) == {}


def test_a_file_of_later_weeks_makes_nothing_vanish() -> None:
    february = {
        number: done(number, item_id=f"F{number}", opened_at=f"2024-02-{1 + number % 20:02d} 09:00", target_first_at="",
                     target_last_at="", reported_done_at="2024-02-25")
        for number in range(40)
    }  # fmt: skip
    assert kinds(deliveries(january(), february)) == {}


def test_days_before_and_after_those_of_the_file_are_not_covered() -> None:
    file = {number: item for number, item in january().items() if 5 <= number % 20 <= 15}

    assert kinds(deliveries(january(), file)) == {}


def test_a_few_mended_rows_make_nothing_vanish() -> None:
    mended = {number: done(number, reported_done_at="") | {"status": "open"} for number in (2, 9, 17)}

    assert kinds(deliveries(january(), mended)) == {}


def test_where_fewer_than_nine_in_ten_come_again_it_is_asked_whether_the_file_is_a_part() -> None:
    half = {number: item for number, item in january().items() if number % 2}
    world = deliveries(january(), half)

    assert kinds(world) == {"lacking": {f"I{number}" for number in range(0, 40, 2)} - {"I0", "I20"}}
    [found] = rewritten(world.connection, "B2")
    assert found.sentence == (
        "A file lacks 18 of the 38 cases that earlier files told of in its days: is it a part, or are they gone?"
    )
    assert {(row["items_known"], row["items_lacking"]) for row in told(world)} == {(38, 18)}


def test_what_a_part_lacks_is_told_of_the_last_file_without_it_and_of_none_once_it_came_again() -> None:
    half = {number: item for number, item in january().items() if number % 2}
    assert {row["batch_id"] for row in told(deliveries(january(), half, half))} == {"B3"}
    assert kinds(deliveries(january(), half, january())) == {}


def of_teams(*teams: str, without: tuple[str, ...] = ()) -> str:
    """Forty items of two teams, those of some teams, without a few."""
    rows = [
        f"toy | {item['item_id']} | {team} | done | {item['opened_at']} | {item['reported_done_at']}"
        for number, item in january().items()
        for team in ["North" if number % 4 else "South"]
        if team in teams and item["item_id"] not in without
    ]
    return "\n".join(["service | item_id | team | status | opened_at | reported_done_at", *rows])


def test_a_delivery_in_a_file_a_team_lacks_nothing() -> None:
    both = World(of_teams("North", "South"))
    both.load(of_teams("North"), "B2", 2)
    assert {row["what"] for row in told(both)} == {"other_part"}
    assert "it seems another part" in rewritten(both.connection, "B2")[0].sentence

    both.load(of_teams("South"), "B3", 3)
    both.load(of_teams("North"), "B4", 4)
    assert told(both) == []

    both.load(of_teams("North"), "B5", 5)
    assert {row["what"] for row in told(both)} == {"other_part"}, "that of the other team did not come in between"


def test_a_source_that_delivers_what_changed_only_is_not_asked_each_time() -> None:
    def changed(*rests: int) -> dict[int, dict[str, str]]:
        return {number: item for number, item in january().items() if number % 4 in rests or number % 20 in (0, 19)}

    world = deliveries(january(), changed(1, 2))
    assert kinds(world) == {"lacking": {f"I{n}" for n in range(40) if n % 4 in (0, 3)} - {"I0", "I19", "I20", "I39"}}

    world.load(written(changed(0, 1)), "B3", 3)
    assert kinds(world) == {}, "what the second lacked came again in the third: to be lacking means nothing here"


def test_a_case_of_the_team_itself_has_vanished_from_its_file() -> None:
    world = World(of_teams("North", "South"))
    world.load(of_teams("North", without=("I7",)), "B2", 2)

    assert kinds(world)["vanished"] == {"I7"}
    assert kinds(world)["other_part"] == {f"I{number}" for number in range(0, 40, 4)} - {"I0", "I20"}


def test_a_list_of_open_cases_covers_no_period() -> None:
    open_ones = {number: done(number, status="open", reported_done_at="") for number in range(40)}
    fewer = {number: item for number, item in open_ones.items() if number not in (7, 8)}

    assert kinds(deliveries(open_ones, fewer)) == {}


def test_cases_that_ended_before_the_first_end_in_the_file_are_not_missed() -> None:
    rolling = {number: item for number, item in january().items() if number % 20 > 0}
    rolling[100] = done(100, status="open", opened_at="2024-01-01 08:00", reported_done_at="")

    assert kinds(deliveries(january(), rolling)) == {}


def test_a_case_whose_row_was_set_aside_has_not_vanished() -> None:
    world = deliveries(january(), january(I7={}, I8={}))
    world.connection.execute(
        "insert into store.rejects values ('B2', 9, 'opened_at', 'x', '', '', ?, true)",
        ['{"service": "toy", "item_id": " I7", "opened_at": "x"}'],
    )

    assert kinds(world) == {"vanished": {"I8"}}


def test_another_source_neither_rewrites_nor_misses_what_this_one_said() -> None:
    world = World(written(january()))
    other = january(I3={"reported_done_at": "2024-01-05 15:00"}, I7={})
    world.load(written(other), "B2", 2, source="other")

    assert kinds(world) == {}


def test_a_delivery_that_is_taken_back_has_rewritten_nothing() -> None:
    world = deliveries(january(), january(I3={"reported_done_at": "2024-01-05 15:00"}, I7={}))
    assert kinds(world) == {"end_earlier": {"I3"}, "vanished": {"I7"}}
    world.connection.execute("use store")
    load.take_back(world.connection, "work_items", "B2")
    world.connection.execute("update loads set undone_at = now() where batch_id = 'B2'")

    assert kinds(world) == {}


def test_sample_data_do_not_count_beside_own_data() -> None:
    world = World(written({1: done(1, item_id="own")}))
    world.load(written(january()), "B2", 2, is_sample=True)
    world.load(written(january(I7={})), "B3", 3, is_sample=True)

    assert kinds(world) == {}


def test_one_file_read_twice_by_other_rules_is_no_other_delivery() -> None:
    world = deliveries(january(), january(I3={"reported_done_at": "2024-01-05 15:00"}))
    world.connection.execute("update store.loads set content_hash = 'same'")

    assert kinds(world) == {}


def test_cases_that_lost_the_zeros_of_their_numbers_are_told_as_the_same_ones() -> None:
    first = {number: done(number, item_id=f"00{4000 + number}") for number in range(40)}
    bare = {number: done(number, item_id=str(4000 + number)) for number in range(40)}
    found = kinds(deliveries(first, bare, first))

    assert found["other_zeros"] == {f"00{4000 + number}" for number in range(40)}


def test_numbers_with_other_zeros_of_other_days_or_of_one_file_are_other_cases() -> None:
    other_days = {number: done(number + 1, item_id=str(4000 + number)) for number in range(40)}
    first = {number: done(number, item_id=f"00{4000 + number}") for number in range(40)}
    both = first | {number + 40: done(number, item_id=str(4000 + number)) for number in range(40)}

    assert "other_zeros" not in kinds(deliveries(first, other_days))
    assert told(deliveries(both, both)) == []
