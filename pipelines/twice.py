"""A heading that stands above several columns: either of them where they hold the same, else the one that a person means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from pipelines.answers import BadAnswer
from pipelines.headings import is_unnamed, letter
from pipelines.profile import Profile, same
from pipelines.proposal import Choice, Question
from pipelines.recognise import Recognised
from pipelines.sentence import Sentence, listed

ASKED: Final = "column"


@dataclass(frozen=True)
class Twice:
    """A heading that is used and stands above columns that differ.

    columns  the first of those that hold the same, 0 = A; in each row the others hold what one of these does
    row      the first row in which they differ, as Excel shows it
    written  the heading of each of them as it stands in the file
    """

    heading: str
    columns: tuple[int, ...]
    row: int
    written: tuple[str, ...]

    @property
    def question(self) -> Question:
        """Which of the columns is meant; they are counted from the left, since others may come between them later."""
        letters = [letter(at) for at in self.columns]
        choices = tuple(Choice(str(at), Sentence("column {letter}", letter=name)) for at, name in enumerate(letters, 1))
        return Question(ASKED, self._words(listed(letters)), choices, self.heading, about=self.heading, is_needed=True)

    def _words(self, columns: str) -> Sentence:
        written = {heading.casefold(): heading for heading in self.written}
        if len(written) > 1:  # "Completed" and "Completed?"
            return Sentence(
                "The headings {headings} (columns {columns}) are taken for the same, and these do not hold the same: row {row} is"
                " the first in which they differ. Which of them is meant?",
                headings=listed(f"'{heading}'" for heading in written.values()),
                columns=columns,
                row=self.row,
            )
        return Sentence(
            "The heading '{heading}' stands above columns {columns}, and they do not hold the same: row {row} is the first in"
            " which they differ. Which of them is meant?",
            heading=self.heading,
            columns=columns,
            row=self.row,
        )


def told_apart(recognised: Recognised, answers: Mapping[str, str]) -> tuple[Recognised, tuple[Question, ...]]:
    """Return the file with the columns that a person means under its headings, and what has still to be asked.

    answers  "column: HEADING" -> "1", "2" and so on, of the columns that differ. Raises BadAnswer.
    """
    said = {same(key.partition(": ")[2]): (key, answer) for key, answer in answers.items() if key.startswith(ASKED)}
    headings, questions = list(recognised.headings), []
    for twice in _differing(recognised):
        question = twice.question
        key, answer = said.get(same(twice.heading), (question.key, None))
        if answer is None:
            questions.append(question)
            continue
        if answer not in {choice.value for choice in question.choices}:
            raise BadAnswer(key, answer)
        first, meant = recognised.headings.index(twice.heading), twice.columns[int(answer) - 1]
        headings[first], headings[meant] = headings[meant], headings[first]
    return replace(recognised, headings=headings), tuple(questions)


def _differing(recognised: Recognised) -> list[Twice]:
    """Return the headings that are used and stand above columns that differ."""
    named = [*recognised.profile.shape, *(heading for heading, field in recognised.columns.items() if field)]
    decided = {same(heading) for heading in named if _is_number_added(heading)}
    found = []
    for heading, columns in _alike(recognised).items():
        if any(same(recognised.headings[at]) in decided for at in columns[1:]):
            continue  # whoever told what the columns are saw all of them
        rows = {
            (one, other): _first_row_apart(recognised, one, other)
            for one in columns
            for other in columns
            if one < other
        }
        apart = [at for at in columns if all(rows[before, at] is not None for before in columns if before < at)]
        if len(apart) > 1:
            first = min(row for row in rows.values() if row is not None)
            found.append(Twice(heading, tuple(apart), first, tuple(_as_written(recognised, at) for at in apart)))
    return found


def _alike(recognised: Recognised) -> dict[str, list[int]]:
    """Return each heading that is used and stands above more than one column, with all of these from the left."""
    used = {heading for heading, field in recognised.columns.items() if field}
    used |= set(recognised.headings_like(named_in_rules(recognised.profile)))
    columns: dict[str, list[int]] = {}
    for at, heading in enumerate(recognised.headings):
        if not is_unnamed(heading):
            columns.setdefault(same(_as_written(recognised, at)) or heading, []).append(at)
    return {
        heading: found
        for found in columns.values()
        for heading in (recognised.headings[at] for at in found)
        if len(found) > 1 and heading in used
    }


def _as_written(recognised: Recognised, at: int) -> str:
    """Return a heading without the number that tells it apart from others: it is not in the file."""
    heading = recognised.headings[at]
    rows = recognised.sheet.cells.filter(pl.col("row_number").is_in(recognised.header_rows or (recognised.header_row,)))
    written = {" ".join(cell.split()) for cell in rows[f"c{at}"].drop_nulls()}
    first = heading.rpartition(" (")[0]
    return first if _is_number_added(heading) and heading not in written and first in recognised.headings else heading


def _is_number_added(heading: str) -> bool:
    return heading.endswith(")") and heading.rpartition(" (")[2][:-1].isdecimal()


def named_in_rules(profile: Profile) -> list[str]:
    """Return the headings that the rules of a profile name, beside those of its fields."""
    named = [*profile.cancelled_flags, *(name for rule in profile.extract.values() for name in rule.column)]
    named += [
        name for rule in profile.join.values() for name in (*rule.before, *rule.after, *filter(None, [rule.half]))
    ]
    named += profile.outcome.column if profile.outcome else []
    if (events := profile.events) is not None:
        named += [
            *events.time,
            *(events.join.after if events.join else ()),
            *events.activity,
            *events.sequence,
            *events.reopened_count,
        ]
        named += [name for names in events.first.values() for name in names]
    return named


def _first_row_apart(recognised: Recognised, one: int, other: int) -> int | None:
    """Return the first row in which two columns do not hold the same, blanks around it aside; None where there is none."""
    first, second = (pl.col(f"c{at}").str.strip_chars() for at in (one, other))

    def apart(rows: pl.DataFrame) -> list[int]:
        return rows.filter(first.ne_missing(second))["row_number"].head(1).to_list()

    return next((row for found in recognised.each_slice(apart) for row in found), None)
