"""Invented tables laid out in columns of a text, to be read back: `python -m tests.laid_out_rounds --files 4000 --seed 1`.

Widths, blanks between columns, lines of dashes, titles, page breaks and notes differ; in some a value is longer than its column,
and pushes the others on or loses its end. What is read must be what was written: else the text has to be refused.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from pipelines.errors import FixableError
from tests.exports import text_sheet

HEADINGS: Final = {
    "id": ("Order", "Job No", "Zaaknummer", "Nr"),
    "date": ("Opened", "Datum melding", "Date Logged"),
    "moment": ("Opened at", "Tijdstip"),
    "number": ("Cost", "Bedrag", "Kosten"),
    "count": ("Days", "Aantal", "N"),
    "text": ("Remarks", "Omschrijving", "Description of the work"),
    "word": ("Status", "Wijk", "St"),
    "name": ("Tenant", "Naam huurder"),
}
LISTS: Final = {
    "text": ("Leak under sink", "Kraan lekt in de keuken", "No light", "Call back after 12:00", "CV uit", "Geen één"),
    "word": ("open", "done", "P1", "In behandeling", "Noord Oost"),
    "name": ("J. de Vries", "Smith, J.", "O'Neil", "Bakker"),
}
ON_THE_RIGHT: Final = ("number", "count")
TITLES: Final = ("Report: repairs, week 12", "Overzicht meldingen", "Run on 3 March 2024        Page 1", "")
NOTES: Final = ("Totaal: 12", "Printed on 3 March, 2024 at 10:15:00", "3 rows selected.", "Totaal            345,00")


@dataclass(frozen=True)
class Round:
    """One text, and what its cells are; the rows that are told apart from the others by their number of the file."""

    text: str
    rows: dict[int, list[str]]
    is_certain: bool


def written(seed: int | str) -> Round:
    """Return the text of a seed, the same one each time."""
    dice = Random(f"laid out {seed}")
    kinds = ["id", *dice.choices(list(HEADINGS), k=dice.choice((2, 3, 4, 6)))]
    headings: list[str] = []
    for kind in kinds:
        name = dice.choice(HEADINGS[kind])
        headings.append(name if name not in headings else f"{name} {'abcdefgh'[len(headings)]}")
    empty = dice.choice((0, 0, 0.2, 0.5))
    cells = [[_cell(kind, at, empty, dice) for kind in kinds] for at in range(dice.choice((1, 2, 3, 5, 12, 30)))]
    between, has_dashes = dice.choice((1, 2, 2, 3, 4)), dice.random() < 0.4
    widths = [max(len(row[at]) for row in (headings, *cells)) for at in range(len(kinds))]
    spoilt = dice.choice(("", "", "", "", "pushed", "cut"))
    at_column = dice.randrange(len(kinds))
    if spoilt:  # a column that is made for shorter values, but not for a shorter heading
        widths[at_column] = max(len(headings[at_column]), widths[at_column] - dice.randrange(1, 8))
        spoilt = spoilt if any(len(row[at_column]) > widths[at_column] for row in cells) else ""
    head = _line(headings, kinds, widths, between, "")
    dashes = (" " * between).join("-" * width for width in widths)
    above = dice.choices(TITLES, k=dice.choice((0, 0, 1, 2)))
    page = [*above, head, *([dashes] if has_dashes else [])]
    lines, rows = list(page), {len(above) + 1: headings}
    for at, row in enumerate(cells):
        if at and at % 10 == 0:
            lines += ["\f" + line if not number else line for number, line in enumerate(page)]
        lines.append(_line(row, kinds, widths, between, spoilt))
        rows[len(lines)] = [cell[: widths[at_column]].strip() if spoilt == "cut" and number == at_column else cell
                            for number, cell in enumerate(row)]  # fmt: skip
    below = dice.choices(NOTES, k=dice.choice((0, 0, 1, 2)))
    certain = not spoilt and (has_dashes or between > 1)
    return Round("\n".join((*lines, *below)) + "\n", rows, certain)


def _cell(kind: str, at: int, empty: float, dice: Random) -> str:
    if kind != "id" and dice.random() < empty:
        return ""
    moment = datetime(2024, 1, 1) + timedelta(days=300 * dice.random())  # noqa: DTZ001
    made = {
        "id": str(1000 + at),
        "date": f"{moment:%d-%m-%Y}",
        "moment": f"{moment:%Y-%m-%d %H:%M}",
        "number": f"{500 * dice.random():.2f}",
        "count": str(dice.randrange(200)),
    }
    return made[kind] if kind in made else dice.choice(LISTS[kind])


def _line(row: list[str], kinds: list[str], widths: list[int], between: int, spoilt: str) -> str:
    laid = []
    for cell, kind, width in zip(row, kinds, widths, strict=True):
        shown = cell[:width] if spoilt == "cut" else cell
        laid.append(shown.rjust(width) if kind in ON_THE_RIGHT else shown.ljust(width))
    return (" " * between).join(laid).rstrip()


def verdict(made: Round, encoding: str = "utf-8") -> str:
    """Return what became of a text: right, refused, other (not taken for one that is laid out) or wrong."""
    try:
        sheet = text_sheet(made.text.encode(encoding))
    except FixableError:
        return "refused"
    if sheet.delimiter is not None:
        return "other"
    read = {row[0]: [cell or "" for cell in row[1:]] for row in sheet.cells.rows()}
    return "right" if all(read[number] == row for number, row in made.rows.items()) else "wrong"


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--files", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--show", default="wrong")
    given = asked.parse_args()
    counts: Counter[tuple[str, bool]] = Counter()
    for number in range(given.files):
        made = written(f"{given.seed}:{number}")
        found = verdict(made)
        counts[found, made.is_certain] += 1
        if found == given.show:
            sys.stdout.write(f"{given.seed}:{number} {found} certain: {made.is_certain}\n{made.text}\n")
    sys.stdout.write(f"{dict(counts)}\n")
