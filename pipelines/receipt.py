"""What is to be told of a load beside its counts: a line a thing, the same in a command, a watched folder and a receipt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipelines.run import Report

MOST_DOUBTS: Final = 20  # kinds; all of them stand in data_issues


def lines_of(report: Report) -> Iterator[str]:
    """Yield each line: what the file says otherwise of the past, columns with personal data, doubts, what is asked."""
    if report.set_back:
        yield str(report.set_back)
    for change in report.rewritten:
        yield str(change["sentence"])
    yield from map(str, report.notes)
    for column in report.personal:
        leave_out = f" To leave it out, load it again with --answer '{column['key']}=leave_out'."
        yield f"{column['why']}{leave_out if column['is_published_text'] else ''}"
    for doubt in report.doubt_kinds[:MOST_DOUBTS]:
        yield str(doubt["sentence"])
    if (more := len(report.doubt_kinds) - MOST_DOUBTS) > 0:
        yield f"{more} more kinds of doubt: see data_issues."
    for open_one in report.questions:
        choices = " or ".join(f"--answer '{open_one['key']}={choice}'" for choice in open_one["choices"])
        guessed = f"It was loaded on a guess, as with '{open_one['key']}={open_one['read_as']}'."
        yield f"{open_one['question']} {guessed} To be sure load it again with {choices}."
