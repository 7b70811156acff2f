"""Make the sample exports: an invented landlord's repairs, 2003 and 2004, with the article's case in them.

    python -m sample_data.generate            writes exports/ anew and prints the figures that the pages should show
    python -m sample_data.generate --check    writes nothing; exit 1 where the files are not what this makes

Everything is invented. The same seed makes the same files.
"""

from __future__ import annotations

import gzip
import random
import sys
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sample_data import extras, faults, layouts
from sample_data.draws import needs_of_week
from sample_data.figures import reckon
from sample_data.journeys import lay_out
from sample_data.plan import AFTER, BEFORE, means_after, means_before
from sample_data.records import LAST_RUN, Need, Order
from sample_data.registers import give_households, give_numbers
from sample_data.voices import answers, first_call, waiting_calls

SEED = 46
FOLDER = Path(__file__).parent / "exports"


def chance(part: str) -> random.Random:
    """Return the chance of one part; a change in one part leaves the others as they were."""
    return random.Random(f"{SEED} {part}")


def all_needs() -> list[Need]:
    """Return every need with its orders, visits, contacts and answers, numbered, and with the faults in them."""
    needs = [*needs_done(), *extras.still_open(chance("open"))]
    layout = chance("layout")
    for need in needs:
        lay_out(layout, need)
    extras.make_some_late(chance("late"), needs)
    extras.add_duplicates(chance("duplicates"), needs)
    mother = next(need for need in needs if need.label == "family")
    needs += [*extras.all_extras(chance("extras")), extras.son_of(chance("son"), mother)]
    give_voices(needs)
    give_households(chance("households"), needs)
    give_numbers(needs)
    faults.put_in(chance("faults"), needs)
    return needs


def needs_done() -> list[Need]:
    """Return the needs that are done in the weeks of the sample, each week with the mean that the plan has for it."""
    means = means_before(chance("before")) | means_after(chance("after"))
    guests, weeks = extras.guests(), chance("weeks")
    by_week = [needs_of_week(weeks, week, means[week], guests.get(week, [])) for week in [*BEFORE, *AFTER]]
    return [need for needs in by_week for need in needs]


def give_voices(needs: list[Need]) -> None:
    speaking = chance("voices")
    for need in needs:
        first_call(speaking, need)
        waiting_calls(speaking, need)
        answers(speaking, need)


def files(needs: list[Need]) -> dict[str, bytes]:
    """Return file name -> content; in the order of their names they are loaded."""
    made = {
        "01_repairs_2003_to_october_2004.xlsx": main_export(needs),
        "02_repairs_2004_first_half_again.xlsx": half_year(needs),
    }
    since = layouts.FIRST_RUN
    for at, run in enumerate(layouts.WEEKLY_RUNS):
        made[f"{at + 3:02d}_repairs_2004-W{at + 45}.csv"] = weekly_export(needs, since, run)
        since = run
    contacts = layouts.csv_bytes(layouts.CONTACT_HEADINGS, layouts.contact_rows(needs))
    visits = layouts.csv_bytes(layouts.VISIT_HEADINGS, layouts.visit_rows(needs))
    answered = layouts.csv_bytes(layouts.ANSWER_HEADINGS, layouts.answer_rows(needs))
    return made | {
        "11_contacts_2002-2004.csv": contacts,
        "12_visits_2003-2004.csv.gz": gzip.compress(visits, mtime=0),
        "13_tenant_answers_2003-2004.csv": answered,
    }


def cells(rows: list[dict[str, Any]]) -> list[list[Any]]:
    return [[row[heading] for heading in layouts.HEADINGS] for row in rows]


def main_export(needs: list[Need]) -> bytes:
    """The workbook of all orders: lines of a title above the headings, a totals row below the orders."""
    rows = layouts.rows_at(needs, layouts.FIRST_RUN, lambda order: True)
    completed = sum(row["Status"] in ("COM", "NAC") for row in rows)
    above: list[list[Any]] = [
        ["Responsive repairs: order listing"],
        ["SYNTHETIC DATA made for Buitenblik. No landlord, tenant or dwelling in it exists."],
        ["Selection", None, "Orders open on 30/12/2002 or raised since"],
        ["Run", None, "01/11/2004 09:05"],
        ["Area", None, "North, South, East, West"],
        [],
    ]
    below: list[list[Any]] = [[], ["Total orders", len(rows), *[None] * 8, "of which completed", completed]]
    notes = [
        "Status: ISS issued, COM completed, NAC closed no access, CAN cancelled.",
        "Cancelled by: LL landlord, TEN tenant.",
    ]
    return layouts.workbook("Orders", cells(rows), above, below, notes)


def half_year(needs: list[Need]) -> bytes:
    """The orders raised in the first half of 2004 once more, as they stand a week later."""
    run = layouts.FIRST_RUN + timedelta(minutes=1)
    return layouts.workbook("Sheet1", cells(layouts.rows_at(needs, run, faults.is_of_half_year)))


def weekly_export(needs: list[Need], since: datetime, run: datetime) -> bytes:
    """The orders raised, completed or cancelled in a week, as a computer with Dutch settings writes them."""
    again = faults.unreadable_order(needs)

    def is_wanted(order: Order) -> bool:
        return layouts.changed_in(order, since, run) or (order is again and run == faults.MENDED_IN)

    rows = layouts.rows_at(needs, run, is_wanted)
    lines = [[layouts.continental(cell) for cell in row] for row in cells(rows)]
    return layouts.csv_bytes(layouts.HEADINGS, faults.of_the_file(lines, run, again.number), ";", "cp1252")


def main() -> int:
    needs = all_needs()
    made = files(needs)
    if "--check" in sys.argv[1:]:
        return report_differences(made)
    layouts.write_all(FOLDER, made)
    for name, content in made.items():
        print(f"{len(content):>9,} bytes  {name}")
    print(f"{len(needs):,} needs, {sum(len(need.orders) for need in needs):,} orders until {LAST_RUN}")
    for name, value in asdict(reckon(needs)).items():
        print(f"{name:>28}  {value}")
    return 0


def report_differences(made: dict[str, bytes]) -> int:
    """Return 1 where a committed file is not what the generator makes."""
    different = [name for name, content in made.items() if not same_content(FOLDER / name, content)]
    different += sorted({path.name for path in FOLDER.iterdir()} - set(made))
    print("\n".join(f"{name} differs" for name in different) or "exports/ is what the generator makes")
    return int(bool(different))


def same_content(path: Path, content: bytes) -> bool:
    """Return whether a file holds this; of a workbook the unpacked parts count, since packing differs between systems."""
    if not path.exists():
        return False
    return layouts.unpacked(path.read_bytes()) == layouts.unpacked(content)


if __name__ == "__main__":
    sys.exit(main())
