"""Invented tables written as a text in any dialect, to be read back: `python -m tests.csv_rounds --files 4000 --seed 1`.

Values hold the signs that part cells elsewhere, rows are few, titles stand above and notes below, and some writers leave empty
cells at the end of a row out, or put a sign behind the last. Where the cells come back otherwise it has to be told.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from pipelines.errors import FixableError
from pipelines.read_text import read_text

SIGNS: Final = (",", ",", ";", ";", "\t", "|", "^", "~", ":", " ")
HEADINGS: Final = {
    "id": ("Order", "Job No", "Zaaknummer", "item_id"),
    "date": ("Opened", "Datum melding", "Date Logged"),
    "time": ("Time", "Begintijd"),
    "moment": ("Opened at", "Tijdstip", "Datum/tijd"),
    "number": ("Cost", "Bedrag", "Kosten (€)"),
    "count": ("Days", "Aantal", "Week 12"),
    "text": ("Remarks", "Omschrijving"),
    "word": ("Status", "Wijk", "e-mail"),
    "name": ("Tenant", "Naam, adres"),
    "address": ("Address", "Straat"),
    "link": ("Link", "URL"),
    "place": ("Location", "Coordinaten"),
}
LISTS: Final = {
    "text": ("Leak under sink", "Kraan lekt; spoed", "No light, since Monday", "Call back: after 12:00",
             'said "soon"', "CV | hal", ""),
    "word": ("open", "done", "P1", "In behandeling", "North"),
    "name": ("J. de Vries", "Smith, J.", "O'Neil", "Bakker"),
    "address": ("Dorpsstraat 12", "44 Mill Lane, Town", "Hoofdstraat 1; 2e"),
    "link": ("https://x.nl/a?b=1;c=2",),
}  # fmt: skip
TITLES: Final = ("Report: repairs, week 12", "Overzicht meldingen", "Run on 3 March, 2024", "Export; run at 10:15", "")
NOTES: Final = ("Totaal: 12", "Printed on 3 March, 2024 at 10:15:00")


@dataclass(frozen=True)
class Round:
    """One text, and what its cells are."""

    text: str
    sign: str
    above: int  # lines of title
    cells: list[list[str]]


def written(seed: int | str) -> Round:
    """Return the text of a seed, the same one each time."""
    dice = Random(f"csv {seed}")
    sign, kinds = dice.choice(SIGNS), ["id", *dice.choices(list(HEADINGS), k=dice.choice((1, 2, 3, 4, 6, 8)))]
    plain = dice.random() < 0.3  # a writer that knows no quotation marks: its values do not hold the sign
    headings: list[str] = []
    for kind in kinds:
        name = dice.choice(HEADINGS[kind])
        headings.append(name if name not in headings else f"{name} {len(headings)}")
    forms, empty = [dice.choice(("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")) for _ in kinds], dice.choice((0, 0, 0.2, 0.6))
    rows = [
        [_cell(kind, at, form, empty, dice) for kind, form in zip(kinds, forms, strict=True)]
        for at in range(dice.choice((1, 1, 2, 2, 3, 5, 12, 30)))
    ]
    cells = [[_without(sign, cell) if plain else cell for cell in row] for row in (headings, *rows)]
    ends = dice.choice(("", "", "", "short", sign))
    lines = [_line(row, sign, ends) for row in cells]
    above = dice.choices(TITLES, k=dice.choice((0, 0, 0, 1, 2)))
    below = [dice.choice(NOTES)] if dice.random() < 0.15 else []
    return Round("\n".join((*above, *lines, *below)) + "\n", sign, len(above), cells)


def _cell(kind: str, at: int, form: str, empty: float, dice: Random) -> str:
    moment = datetime(2024, 1, 1) + timedelta(days=300 * dice.random())  # noqa: DTZ001
    if kind != "id" and dice.random() < empty:
        return ""
    if kind in LISTS:
        return dice.choice(LISTS[kind])
    made = {
        "id": f"WO-{1000 + at}" if form.startswith("%Y") else str(1000 + at),
        "date": f"{moment:{form}}",
        "time": f"{moment:%H:%M}",
        "moment": f"{moment:{form} %H:%M:%S}",
        "number": f"{500 * dice.random():.2f}".replace(".", "," if "-" in form else "."),
        "count": str(dice.randrange(60)),
        "place": f"{dice.uniform(50, 53):.4f},{dice.uniform(3, 7):.4f}",
    }
    return made[kind]


def _without(sign: str, cell: str) -> str:
    return cell.replace('"', "").replace(sign, "_" if sign == " " else " ")


def _line(row: list[str], sign: str, ends: str) -> str:
    cells = list(row)
    while ends == "short" and len(cells) > 1 and cells[-1] == "":
        cells.pop()
    quoted = ('"' + cell.replace('"', '""') + '"' if sign in cell or '"' in cell else cell for cell in cells)
    return sign.join(quoted) + (ends if ends == sign else "")


def verdict(made: Round) -> str:
    """Return what became of a text: right, told (its cells came back otherwise, and that is doubted), refused or wrong."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_text(made.text, encoding="utf-8", newline="")
        try:
            sheet = read_text("export.csv", path)
        except FixableError:
            return "refused"
    width = len(made.cells[0])
    read = [row[1:] for row in sheet.cells.rows()][made.above : made.above + len(made.cells)]
    wanted = [[cell.strip() or None for cell in row] for row in made.cells]
    found = [[cell and cell.strip() for cell in row[:width]] for row in read]
    is_right = found == wanted and not any(cell for row in read for cell in row[width:])
    return "right" if is_right else "told" if sheet.problems else "wrong"


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--files", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=0)
    given = asked.parse_args()
    counts: Counter[str] = Counter()
    for number in range(given.files):
        made = written(f"{given.seed}:{number}")
        counts[verdict(made)] += 1
        if verdict(made) == "wrong":
            sys.stdout.write(f"{given.seed}:{number} parted by {made.sign!r}\n{made.text}\n")
    sys.stdout.write(f"{dict(counts)}\n")
