"""No citizen number, account, telephone number or e-mail address gets into the published file, wherever it stood."""

from __future__ import annotations

import csv
import json
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipelines import run
from pipelines.answers import BadAnswer, from_written
from pipelines.check import check
from pipelines.personal import to_remember
from pipelines.preview import Preview, preview
from pipelines.privacy import NotAllowed, with_privacy
from pipelines.profile import Profile, load_profiles
from pipelines.rejects import as_csv
from pipelines.store import Places, open_published
from pipelines.write_profile import as_toml
from tests.event_logs import BY_ACTIVITY
from tests.personal_data import accounts, citizen_numbers, e_mails, telephones

pytestmark = pytest.mark.usefixtures("without_charts")

NAMES = ["A. Jansen", "B. de Vries", "C. Smit", "D. van der Berg", "E. Bakker", "F. Visser"]
DESK = """
    name = "loket"
    title = "Loket"
    table = "work_items"
    service = "loket"
    [columns]
    item_id = ["Nummer"]
    customer_id = ["Aanmelder"]
    opened_at = ["Datum"]
    category = ["Soort"]
    cancel_reason = ["Toelichting"]
"""


@dataclass
class Planted:
    """Values that are handed out once and remembered, to be looked for afterwards."""

    values: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        made = {"bsn": citizen_numbers(90), "phone": telephones(60), "email": e_mails(60), "iban": accounts(30)}
        self._of: dict[str, Iterator[str]] = {kind: iter(values) for kind, values in made.items()}

    def __call__(self, kind: str) -> str:
        value = next(self._of[kind])
        self.values.append(value)
        return value


@pytest.fixture
def data(tmp_path: Path) -> Path:
    places = Places(tmp_path / "data")
    places.profiles.mkdir(parents=True)
    (places.profiles / "desk.toml").write_text(textwrap.dedent(BY_ACTIVITY))
    (places.profiles / "loket.toml").write_text(textwrap.dedent(DESK))
    return places.data


def written(path: Path, headings: str, rows: list[list[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([headings.split(","), *rows])
    return path


def orders(folder: Path, plant: Planted) -> Path:
    """Jobs of customers who are numbers, with something in every kind of cell, and with cells that cannot be read."""
    rows = [
        [
            *("repairs", f"W{at}", "", plant("bsn"), f"P{at}", "North", f"worker{at % 3}", "Plumbing", "open"),
            *(f"2025-03-{at:02} 09:00", "", "", ""),
        ]
        for at in range(1, 25)
    ]  # fmt: skip
    rows[0][2], rows[1][4], rows[2][6] = plant("email"), plant("phone"), plant("email")
    rows[3][7] = f"Refund to {plant('iban')}"
    rows[4][8] = plant("email")  # no status that anybody knows
    rows[5][11] = f"ring {plant('phone')} or write to {plant('email')}, BSN {plant('bsn')}"
    rows[6][12] = plant("bsn").strip()  # no number of days
    rows[7][9] = plant("bsn")  # no date: the row is set aside
    rows[8][10] = plant("email")  # neither
    rows[9][10] = f"after {plant('phone')}"
    rows[10][12] = plant("phone")
    rows[11][5] = plant("email")  # a team's box is one person's too
    rows += [list(rows[12]), [f"Made by {plant('email')}"], [*rows[13][:1], "W99", *rows[13][2:], plant("phone")]]
    headings = (
        "service,item_id,request_id,customer_id,place_id,team,worker,category,status,opened_at,reported_done_at,cancel_reason,"
        "clock_stop_days"
    )
    return written(folder / "orders.csv", headings, rows)


def others(folder: Path, plant: Planted) -> list[Path]:
    """Contacts, visits, answers and an event log, each with all kinds."""
    contacts = [
        ["repairs", f"C{at}", f"2025-03-{at:02} 10:00", "Phone", plant("email"), "", f"W{at}", "value", f"said: {plant('phone')}!"]
        for at in range(1, 7)
    ]  # fmt: skip
    contacts[0][3], contacts[1][7], contacts[2][8] = plant("iban"), plant("email"), f"my number is {plant('bsn')}"
    visits = [
        ["repairs", f"V{at}", f"W{at}", plant("bsn"), "", plant("phone"), f"2025-03-{at:02} 11:00", "done"]
        for at in range(1, 7)
    ]
    visits[0][4], visits[1][7], visits[2][6] = plant("email"), plant("phone"), plant("iban")
    answers = [["repairs", f"A{at}", f"2025-03-{at:02} 12:00", f"W{at}", "yes", plant("email")] for at in range(1, 9)]
    answers[0][4], answers[1][4] = plant("email"), plant("bsn")
    log = [
        row
        for at in range(1, 7)
        for case in [plant("bsn")]
        for caller in [plant("email")]
        for row in (
            [case, f"2025-03-{at:02} 09:00", "Opened", "Desk", caller],
            [case, f"2025-03-{at:02} 11:00", f"Mailed {plant('email')}", "Desk", caller],
            [case, f"2025-03-{at:02} 12:00", "Visit done", plant("phone"), caller],
            [case, f"2025-03-{at:02} 13:00", "Closed", "Desk", caller],
        )
    ]
    log += [
        [plant("bsn"), plant("email"), "Opened", "Desk", plant("email")],
        ["", "2025-03-09 09:00", "Opened", "Desk", plant("iban")],
    ]
    return [
        written(
            folder / "contacts.csv",
            "service,contact_id,at,channel,customer_id,place_id,item_id,meaning,words",
            contacts,
        ),
        written(
            folder / "visits.csv", "service,visit_id,item_id,customer_id,place_id,worker,started_at,outcome", visits
        ),
        written(folder / "answers.csv", "service,answer_id,at,item_id,solved,words", answers),
        written(folder / "log.csv", "Case,When,What,Team,Caller", log),
    ]


def everything(data: Path) -> dict[str, str]:
    """Every relation of the published file as one text."""
    with open_published(run.published_file(data)) as published:
        tables = [name for (name,) in published.execute("select table_name from duckdb_tables()").fetchall()]
        tables += [
            name for (name,) in published.execute("select view_name from duckdb_views() where not internal").fetchall()
        ]
        return {name: str(published.execute(f'select * from "{name}"').fetchall()) for name in tables}


def test_nothing_that_tells_of_a_person_is_published(data: Path, tmp_path: Path) -> None:
    plant = Planted()
    files = [orders(tmp_path, plant), *others(tmp_path, plant)]
    reports = [run.ingest(data, file, publish_now=file is files[-1]) for file in files]

    published = everything(data)
    leaks = {(value, name) for value in plant.values for name, text in published.items() if value in text}
    assert len(plant.values) > 100
    assert leaks == set()
    assert all(report.status == "loaded" and report.rejected for report in reports if report.file != "contacts.csv")
    assert {"orders.csv", "contacts.csv", "visits.csv", "answers.csv", "log.csv"} <= {report.file for report in reports}
    assert "W24" in published["work_items"]  # what is no person's stays as it is
    assert "personal_left_out" in published["data_issues"]
    assert check(data) == []


def rows_of(data: Path, sql: str) -> list[tuple[Any, ...]]:
    with open_published(run.published_file(data)) as published:
        return published.execute(sql).fetchall()


def loket(folder: Path, name: str = "loket.csv", note: str = "see 06-12345678") -> Path:
    rows = [[f"L{at}", who, f"2025-03-{at + 1:02} 09:00", "Permit", note] for at, who in enumerate(NAMES * 2)]
    return written(folder / name, "Nummer,Aanmelder,Datum,Soort,Toelichting", rows)


def told(found: Preview) -> dict[str, tuple[str, str, str]]:
    return {column.heading: (column.kind, column.proposed, column.applied) for column in found.personal}


def test_keys_that_are_names_are_scrambled_and_stay_equal_where_they_were(data: Path, tmp_path: Path) -> None:
    before = preview(data, loket(tmp_path))
    assert told(before) == {"Aanmelder": ("name", "scramble", "scramble"), "Toelichting": ("phone", "mask", "mask")}

    report = run.ingest(data, loket(tmp_path))
    found = rows_of(data, "select customer_id, cancel_reason from work_items order by item_id")
    assert len({customer for customer, _ in found}) == len(NAMES)
    assert {words for _, words in found} == {"see [phone]"}
    assert not any(name in text for name in NAMES for text in everything(data).values())
    assert [column["key"] for column in report.personal] == ["personal: Aanmelder", "personal: Toelichting"]


HOMES = [
    "Kerkstraat 12",
    "Dorpsweg 3b",
    "Laan van Meerdervoort 200",
    "14 High Street",
    "3511 AB 12",
    "Prinsengracht 263",
]
BORN = ["12-03-1951", "30-11-1948", "01-02-1977", "17-08-2009", "05-05-1990", "23-09-1966"]
STORIES = [
    "spoke to mevrouw Pietersen",
    "the son will call back",
    "ring 06-12345678",
    "nobody at home",
    "key is with the neighbour",
]


def people(folder: Path) -> Path:
    """Rows with a name, a birth date and an address, each under a heading that does not say so, and free text."""
    rows = [
        ["repairs", f"W{at}", NAMES[at % 6], HOMES[at % 6], BORN[at % 6], f"2025-03-{at + 1:02} 09:00", STORIES[at % 5]]
        for at in range(12)
    ]
    profile = """
        name = "desk_of_people"
        title = "Desk"
        table = "work_items"
        [columns]
        service = ["Dienst"]
        item_id = ["Zaak"]
        opened_at = ["Gemeld"]
        cancel_reason = ["Reden"]
        place_id = ["Waar"]
        category = ["Geboortedatum"]
        priority_last = ["Verhaal"]
    """
    (folder / "data" / "profiles" / "people.toml").write_text(textwrap.dedent(profile))
    return written(folder / "people.csv", "Dienst,Zaak,Reden,Waar,Geboortedatum,Gemeld,Verhaal", rows)


def test_names_births_and_addresses_are_not_published_whatever_their_heading(data: Path, tmp_path: Path) -> None:
    file = people(tmp_path)
    assert told(preview(data, file)) == {
        "Reden": ("name", "leave_out", "leave_out"),
        "Waar": ("address", "scramble", "scramble"),
        "Geboortedatum": ("birth", "leave_out", "leave_out"),
        "Verhaal": ("phone", "mask", "mask"),
    }
    run.ingest(data, file)
    published = everything(data)
    assert not [(v, name) for v in (*NAMES, *HOMES, *BORN) for name, text in published.items() if v in text]
    assert rows_of(data, "select count(distinct place_id) from work_items") == [(6,)]
    assert check(data) == []


def test_free_text_is_published_with_the_words_that_names_in_it_cannot_be_seen(data: Path, tmp_path: Path) -> None:
    rows = [["repairs", f"W{at}", "cancelled", f"2025-03-{at + 1:02} 09:00", STORIES[at % 2]] for at in range(5)]
    file = written(tmp_path / "orders.csv", "service,item_id,status,opened_at,cancel_reason", rows)
    report = run.ingest(data, file)
    [column] = report.personal
    assert (column["kinds"], column["applied"], column["is_published_text"]) == (["text"], "mask", True)
    assert "is published" in column["why"]
    assert "names, home addresses and dates of birth inside a text cannot be recognised" in column["why"]
    assert "Pietersen" in everything(data)["work_items"]
    assert report.doubts == 0 or "free text" not in str(rows_of(data, "from data_issues"))

    again = run.ingest(data, file, answers=from_written(["personal: cancel_reason=leave out"]))
    assert again.changed == 5
    assert not any("Pietersen" in text for text in everything(data).values())
    later = preview(data, file)
    assert told(later)["cancel_reason"][2] == "leave_out", "it is remembered"


def test_a_text_of_which_something_is_taken_out_is_not_told_as_clean(data: Path, tmp_path: Path) -> None:
    rows = [["repairs", f"W{at}", "cancelled", f"2025-03-{at + 1:02} 09:00", STORIES[at]] for at in range(5)]
    found = preview(data, written(tmp_path / "orders.csv", "service,item_id,status,opened_at,cancel_reason", rows))
    [why] = [str(column.why) for column in found.personal]
    assert why == (
        "Column 'cancel_reason' holds telephone numbers in 1 of its texts: there they are taken out. Its texts are published:"
        " names, home addresses and dates of birth inside them cannot be recognised."
    )


def test_a_key_that_was_not_scrambled_before_is_told_to_join_no_more(data: Path, tmp_path: Path) -> None:
    codes = [[f"L{at}", f"K{at}", f"2025-03-{at + 1:02} 09:00", "Permit", ""] for at in range(9)]
    run.ingest(
        data, written(tmp_path / "codes.csv", "Nummer,Aanmelder,Datum,Soort,Toelichting", codes), publish_now=False
    )
    [column] = [column for column in preview(data, loket(tmp_path)).personal if column.heading == "Aanmelder"]
    assert "no longer joins with it. Undo those loads" in column.why
    run.ingest(data, loket(tmp_path))
    assert not any("Undo those loads" in column.why for column in preview(data, loket(tmp_path, note="x")).personal)


def test_a_person_may_say_otherwise(data: Path, tmp_path: Path) -> None:
    answers = from_written(["personal: Aanmelder=keep", "personal: Toelichting=leave_out"])
    assert told(preview(data, loket(tmp_path), answers=answers))["Aanmelder"][2] == "keep"

    run.ingest(data, loket(tmp_path), answers=answers)
    found = rows_of(data, "select distinct customer_id, cancel_reason from work_items order by 1")
    assert found == [(name, None) for name in NAMES]
    with pytest.raises(BadAnswer):
        preview(data, loket(tmp_path), answers={"personal: Nobody": "keep"})


def test_a_citizen_number_is_never_kept_and_what_a_row_needs_never_left_out(data: Path, tmp_path: Path) -> None:
    file = orders(tmp_path, Planted())
    with pytest.raises(NotAllowed, match="citizen service numbers"):
        preview(data, file, answers={"personal: customer_id": "keep"})
    with pytest.raises(NotAllowed, match="no row counts"):
        preview(data, file, answers={"personal: item_id": "leave_out"})
    with pytest.raises(NotAllowed, match="always scrambled"):
        preview(data, file, answers={"personal: worker": "keep"})
    assert preview(data, file, answers={"personal: customer_id": "leave_out"}).columns["customer_id"] is None


def test_rows_to_mend_keep_their_cells_and_join_their_customer_again(data: Path, tmp_path: Path) -> None:
    plant = Planted()
    report = run.ingest(data, orders(tmp_path, plant), publish_now=False)
    rejected = run.rejected(data, str(report.batch_id))
    cells = [json.loads(row) for row in rejected["cells"]]
    assert plant.values[7] in {row.get("customer_id") for row in cells}
    assert not any(value in str(row) for value in plant.values for row in rejected.drop("cells").rows())

    mended = tmp_path / "mended.csv"
    mended.write_text(
        as_csv(rejected.filter(rejected["column"] == "opened_at")).replace(cells[0]["opened_at"], "2025-03-08 09:00")
    )
    again = run.ingest(data, mended)
    assert again.new == 1
    assert rows_of(data, "select length(customer_id) from work_items where item_id = 'W8'") == [(16,)]


def test_a_learnt_profile_keeps_what_was_decided(data: Path, tmp_path: Path) -> None:
    first = preview(data, loket(tmp_path), answers={"personal: Toelichting": "keep"})
    [desk] = [profile for profile in load_profiles(Places(data).profiles) if profile.name == "loket"]
    learnt = with_privacy(desk, to_remember(first.personal))
    assert learnt.scramble.fields == ["customer_id"]
    assert learnt.private.kept == ["Toelichting"]
    assert Profile.model_validate(learnt.model_dump()) == learnt

    left_out = with_privacy(learnt, {"Toelichting": "leave_out", "Soort": "scramble"})
    assert (left_out.private.columns, left_out.private.kept) == (["Toelichting"], [])
    assert "cancel_reason" not in left_out.columns
    assert left_out.scramble.fields == ["category", "customer_id"]
    assert Profile.model_validate(tomllib.loads(as_toml(left_out))) == left_out


def test_an_item_is_still_the_parent_of_another_where_their_numbers_are_scrambled(data: Path, tmp_path: Path) -> None:
    numbers = citizen_numbers(8)
    rows = [["repairs", number, "", f"2025-03-{at + 1:02} 09:00", "open"] for at, number in enumerate(numbers)]
    rows[5][2] = numbers[1]  # one number alone tells nothing of its column
    run.ingest(data, written(tmp_path / "orders.csv", "service,item_id,parent_id,opened_at,status", rows))

    assert rows_of(data, "select count(*) from need_items where rule = 'parent'") == [(1,)]
    assert not any(number in text for number in numbers for text in everything(data).values())


def test_a_case_whose_number_is_scrambled_is_still_known_by_its_events(data: Path, tmp_path: Path) -> None:
    numbers = citizen_numbers(6)
    rows = [
        [number, f"2025-03-0{day} 09:00", what, "Desk", "P1"]
        for number in numbers
        for day, what in ((1, "Opened"), (2, "Closed"))
    ]
    headings = "Case,When,What,Team,Caller"
    run.ingest(data, written(tmp_path / "whole.csv", headings, rows))
    part = run.ingest(data, written(tmp_path / "part.csv", headings, [*rows[:-1]]))
    assert (part.unchanged, part.rejected) == (10, 1)
