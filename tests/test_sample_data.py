"""The sample data: made by their generator, with the faults that their README names, and the article's case in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from pipelines.profile import load_profiles
from pipelines.read import read_sheets
from pipelines.recognise import recognise
from pipelines.store import Places
from sample_data import generate
from sample_data.records import LAST_RUN, Need, working_day

FOLDER = Path(generate.__file__).parent
Row = dict[str, str | None]


# --- the files ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def needs() -> list[Need]:
    return generate.all_needs()


@pytest.fixture(scope="module")
def exports() -> dict[str, list[Row]]:
    """File name -> its rows as written, by heading, with the row of the headings under 'headings'."""
    found = {}
    for path in sorted((FOLDER / "exports").iterdir()):
        known = recognise(read_sheets(path), load_profiles())
        found[path.name] = [
            dict(zip(known.headings, cells, strict=False)) for cells in known.rows.drop("row_number").iter_rows()
        ]
    return found


def test_the_generator_makes_the_files_as_they_are(needs: list[Need]) -> None:
    made = generate.files(needs)
    assert sorted(made) == sorted(path.name for path in (FOLDER / "exports").iterdir())
    different = [
        name for name, content in made.items() if not generate.same_content(FOLDER / "exports" / name, content)
    ]
    assert different == [], "run `python -m sample_data.generate`, or take back what was changed by hand"


def test_the_exports_stay_small_and_say_that_they_are_invented(exports: dict[str, list[Row]]) -> None:
    assert sum(path.stat().st_size for path in (FOLDER / "exports").iterdir()) < 3_100_000
    title = read_sheets(FOLDER / "exports" / "01_repairs_2003_to_october_2004.xlsx")[0].cells["c0"].head(6).to_list()
    assert any("SYNTHETIC" in line for line in title if line)
    assert "invented" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_no_two_needs_of_a_household_come_near_each_other(needs: list[Need]) -> None:
    by_home: dict[str, list[Need]] = {}
    for need in needs:
        by_home.setdefault(need.tenancy, []).append(need)
    for home in by_home.values():
        home.sort(key=lambda need: need.asked_at)
        for earlier, later in pairwise(home):
            ended = max(order.ended_at for order in earlier.orders if order.ended_at)
            assert (later.asked_at - ended).days > 28, (earlier, later)


# --- the faults -----------------------------------------------------------------------------------------------------


def orders(exports: dict[str, list[Row]]) -> Iterator[Row]:
    """Each order once, as the last file that can be read has it; the totals row is none."""
    last = {row["Order no"]: row for name, rows in exports.items() if "repairs" in name for row in rows}
    return (row for number, row in last.items() if number and number.isdigit())


def moment(text: str | None) -> tuple[int, ...]:
    """The moment in a cell, to be compared; both the workbook's and the Dutch way of writing."""
    parts = [int(part) for part in re.findall(r"\d+", text or "")][:5]
    if parts and parts[0] < 32:
        parts[:3] = parts[2::-1]
    return tuple([*parts, 0, 0][:5])


def count(exports: dict[str, list[Row]], wanted: Callable[[Row], object]) -> int:
    return sum(bool(wanted(row)) for row in orders(exports))


def changed(exports: dict[str, list[Row]], heading: str) -> int:
    """How many orders of the half-year that comes again have another cell under the heading."""
    first, again = (exports[name] for name in list(exports)[:2])
    before = {row["Order no"]: row for row in first}
    return sum(before[row["Order no"]][heading] != row[heading] for row in again)


def without_visit_at_month_end(exports: dict[str, list[Row]]) -> int:
    visited = {row["Order no"] for row in exports["12_visits_2003-2004.csv.gz"]}

    def is_bulk(row: Row) -> bool:
        done = moment(row["Completed (reported)"])
        return row["Status"] == "COM" and row["Order no"] not in visited and done[3:] == (16, 55) and is_month_end(done)

    return count(exports, is_bulk)


def is_month_end(done: tuple[int, ...]) -> bool:
    next_month = date(done[0] + done[1] // 12, done[1] % 12 + 1, 1)
    return date(*done[:3]) == working_day(next_month - timedelta(days=1))


def repeated_lines(exports: dict[str, list[Row]]) -> int:
    return sum(here == after for rows in exports.values() for here, after in pairwise(rows))


def same_place(exports: dict[str, list[Row]], trade: str) -> int:
    found = [row for row in orders(exports) if row["Trade"] == trade]
    assert len({row["Property ref"] for row in found}) == 1
    assert len({row["Tenancy ref"] for row in found}) == len(found)
    return len(found)


FAULTS: dict[str, Callable[[dict[str, list[Row]]], int]] = {
    "totals row": lambda all_: sum("Total" in (row.get("Order no") or "") for rows in all_.values() for row in rows),
    "line twice": repeated_lines,
    "unreadable date": lambda all_: sum("31-11-2004" in (row.get("Raised") or "") for rows in all_.values() for row in rows),
    "year 1900": lambda all_: count(all_, lambda row: "1900" in (row["Cancelled"] or "")),
    "year 2100": lambda all_: count(all_, lambda row: "2100" in (row["Target"] or "")),
    "unknown status": lambda all_: count(all_, lambda row: row["Status"] not in ("ISS", "COM", "NAC", "CAN")),
    "no target, in time": lambda all_: count(all_, lambda row: not row["Target"] and row["In time?"] == "Y"),
    "done before raised": lambda all_: count(
        all_, lambda row: row["Status"] == "COM" and () < moment(row["Completed (reported)"]) < moment(row["Raised"])
        and moment(row["Completed (reported)"])[3:] != (0, 0)
    ),
    "date without a time": lambda all_: count(
        all_, lambda row: row["Status"] == "COM" and moment(row["Completed (reported)"])[3:] == (0, 0)
    ),
    "UTC": lambda all_: sum((row["Received"] or "").endswith("Z") for row in all_["11_contacts_2002-2004.csv"]),
    "no order number": lambda all_: sum(not row["Order no"] for row in all_["11_contacts_2002-2004.csv"]),
    "date mended": lambda all_: changed(all_, "Completed (reported)"),
    "reason mended": lambda all_: changed(all_, "Cancel reason"),
    "operative mended": lambda all_: changed(all_, "Operative"),
    "closed in bulk": without_visit_at_month_end,
    "tenant cancelled": lambda all_: count(all_, lambda row: row["Cancelled by"] == "TEN"),
    "cancelled and re-entered": lambda all_: count(
        all_, lambda row: row["Cancelled by"] == "LL" and not re.match("Duplicate|Close to base", row["Cancel reason"] or "")
    ),
    "entered twice": lambda all_: count(all_, lambda row: (row["Cancel reason"] or "").startswith("Duplicate of")),
    "given up": lambda all_: count(all_, lambda row: (row["Cancel reason"] or "").startswith("Close to base")),
    "made safe": lambda all_: count(all_, lambda row: (row["Order type"] or "").startswith("MS")),
    "closed as no access": lambda all_: count(all_, lambda row: row["Status"] == "NAC"),
    "clock stopped": lambda all_: count(all_, lambda row: row["Clock stopped (days)"]),
    "target moved": lambda all_: count(
        all_, lambda row: row["Priority"] != row["Priority at raising"]
    ),
    "one lift, two households": lambda all_: same_place(all_, "Lift"),
    "a mother and her son": lambda all_: same_place(all_, "Damp"),
}  # fmt: skip


def told() -> dict[str, int]:
    """What the README says: fault -> how many."""
    rows = re.findall(
        r"^\| ([^|]+?) \| [^|]+ \| ([\d,]+) \|", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    return {fault: int(number.replace(",", "")) for fault, number in rows}


def test_every_fault_in_the_files_is_told_and_every_fault_told_is_tested() -> None:
    assert set(told()) == set(FAULTS)


@pytest.mark.parametrize("fault", list(FAULTS))
def test_the_fault_is_in_the_files_as_often_as_the_readme_says(fault: str, exports: dict[str, list[Row]]) -> None:
    assert FAULTS[fault](exports) == told()[fault]


# --- the figures ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(samples_store: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file that `buitenblik demo` makes."""
    with duckdb.connect(str(Places(samples_store).stable), read_only=True) as connection:
        yield connection


def chart(published: duckdb.DuckDBPyConnection, measure: str, columns: str) -> list[tuple]:
    query = f"select {columns} from process_chart where team = '*' and measure = ? order by week"
    return published.execute(query, [measure]).fetchall()


def test_before_the_redesign_it_takes_28_8_days_and_after_it_5_9_at_most_8_8(
    published: duckdb.DuckDBPyConnection,
) -> None:
    phases = dict.fromkeys(chart(published, "days_end_to_end", "phase, phase_reason, centre_line, upper_limit"))
    (_, none, before, _), (_, reason, after, upper_limit) = phases
    assert none is None
    assert reason == tomllib.loads((FOLDER / "decisions.toml").read_text(encoding="utf-8"))["phase"][0]["reason"]
    assert before == pytest.approx(28.8, abs=0.1)
    assert after == pytest.approx(5.9, abs=0.1)
    assert upper_limit == pytest.approx(8.8, abs=0.1)


def test_there_are_104_weeks_and_the_limits_of_the_second_phase_begin_on_28_june(
    published: duckdb.DuckDBPyConnection,
) -> None:
    weeks = chart(published, "days_end_to_end", "week, phase, n")
    assert [week for week, _, _ in weeks] == [date(2002, 12, 30) + timedelta(weeks=number) for number in range(104)]
    assert min(week for week, phase, _ in weeks if phase == 2) == date(2004, 6, 28)
    assert min(people for _, _, people in weeks) >= 50


def test_the_week_of_16_may_2004_is_the_one_week_outside_the_limits(published: duckdb.DuckDBPyConnection) -> None:
    weeks = chart(published, "days_end_to_end", "week, value, is_outside")
    [(week, value)] = [(week, value) for week, value, is_outside in weeks if is_outside]
    assert week == date(2004, 5, 10)
    assert value == pytest.approx(46, abs=0.1)


def test_nothing_signals_before_the_rise_of_21_march_2004(published: duckdb.DuckDBPyConnection) -> None:
    signals = chart(published, "days_end_to_end", "week, rule")
    assert min(week for week, rule in signals if rule is not None) == date(2004, 3, 22)


def test_the_people_of_the_peak_met_the_wrong_trade_and_were_entered_again(
    published: duckdb.DuckDBPyConnection,
) -> None:
    people, wrong, days = published.execute("""
        with peak as (
            select need_id, days_end_to_end, reentries,
                need_id in (select need_id from visits where outcome = 'wrong_trade') as met_wrong_trade
            from needs where done_at >= '2004-05-10' and done_at < '2004-05-17'
        )
        select count(*), count(*) filter (met_wrong_trade and reentries > 0), avg(days_end_to_end) filter (not met_wrong_trade)
        from peak
    """).fetchall()[0]
    assert wrong > people / 3
    assert days < 29


def test_the_landlord_is_on_target_in_every_week(published: duckdb.DuckDBPyConnection) -> None:
    weeks = chart(published, "on_target_reported", "value, n, hits")
    assert len(weeks) == 104
    assert min(value for value, _, _ in weeks) >= 99
    assert 0 < sum(n - hits for _, n, hits in weeks) < 100, "almost 100%: some orders are late for the landlord too"


def test_of_all_promises_88_of_100_are_kept(published: duckdb.DuckDBPyConnection) -> None:
    weeks = chart(published, "done_as_promised", "n, hits")
    assert 100 * sum(hits for _, hits in weeks) / sum(n for n, _ in weeks) == pytest.approx(88, abs=0.5)


def test_tenants_are_more_often_satisfied_after_it(published: duckdb.DuckDBPyConnection) -> None:
    asked = "select 100 * avg((solved = 'yes')::integer) from answers where (\"at\" < '2004-06-28') = ?"
    [before], [after] = (published.execute(asked, [is_before]).fetchall()[0] for is_before in (True, False))
    assert before == pytest.approx(77, abs=1)
    assert after == pytest.approx(94, abs=1)


def test_the_product_finds_each_need_as_it_was(published: duckdb.DuckDBPyConnection, needs: list[Need]) -> None:
    """Linked from files with faults, needs are what really happened: the same orders, first contact, contacts, end."""
    query = "select need_id, items, first_contact_at, contacts, done_at from needs"
    found = {need_id: rest for need_id, *rest in published.execute(query).fetchall()}
    assert len(found) == len(needs)
    other = [need for need in needs if found[str(min(order.number for order in need.orders))] != as_it_was(need)]
    # An order raised the morning after the work was done looks as if it asked for more, until the tenant says yes.
    assert [need for need in other if "Raised" not in need.orders[0].written] == []


def as_it_was(need: Need) -> list[object]:
    orders = [order for order in need.orders if order.opened_at < LAST_RUN]
    contacts = [contact for contact in need.contacts if contact.at < LAST_RUN]
    return [len(orders), need.asked_at, len(contacts), need.known_done_at]


def test_one_lift_is_two_needs(published: duckdb.DuckDBPyConnection) -> None:
    lift = published.execute(
        "select customer_id, place_id, done_at, state from needs where category = 'Lift'"
    ).fetchall()
    assert len({customer for customer, *_ in lift}) == 2
    assert len({tuple(rest) for _, *rest in lift}) == 1


def test_the_mother_is_done_and_the_son_is_not(published: duckdb.DuckDBPyConnection) -> None:
    family = published.execute(
        "select customer_id, state, hidden_by from needs where category = 'Damp' order by 1"
    ).fetchall()
    (mother, *hers), (son, *his) = family
    assert mother.split("/")[0] == son.split("/")[0]
    assert (hers, his) == (["done", None], ["unresolved", "customer_says_no"])


def test_each_file_accounts_for_its_rows(published: duckdb.DuckDBPyConnection) -> None:
    batches = published.execute(
        "select file_name, rows_in, accepted, rejected, changed from batches order by file_name"
    ).fetchall()
    assert [name for name, *_ in batches] == sorted(path.name for path in (FOLDER / "exports").iterdir())
    assert all(rows_in == accepted + rejected for _, rows_in, accepted, rejected, _ in batches)
    assert {name[:2]: rejected for name, _, _, rejected, _ in batches if rejected} == {"01": 1, "04": 1, "05": 1}
    assert batches[1][4] == told()["date mended"] + told()["reason mended"] + told()["operative mended"]


def test_the_page_says_that_the_data_are_a_sample(published: duckdb.DuckDBPyConnection) -> None:
    assert published.execute("select is_sample from publication").fetchall() == [(True,)]
