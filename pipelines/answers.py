"""A person's answers to what the data cannot tell -> the profile that reads the file by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from pipelines.errors import FixableError
from pipelines.profile import Profile
from pipelines.recognise import Recognised
from pipelines.sentence import Sentence

ORDERS: Final = ("day-month", "month-day", "year-month")
SWAPS: Final = ("swap", "keep")
LINES: Final = ("last", "first")


class BadAnswer(FixableError):
    """An answer to no question that we ask, or not one of its choices."""

    def __init__(self, key: str, answer: str) -> None:
        super().__init__(
            Sentence(
                "'{key}={answer}' answers nothing that we ask. Write date_order=day-month (or month-day, year-month),"
                " 'date_swap: FIELD=swap' (or keep), 'column: HEADING=1' (or 2, for the second of that name),"
                " newest_line=last (or first), or 'personal: HEADING=leave_out' (or mask, scramble, keep). Nothing was loaded.",
                key=key,
                answer=answer,
            )
        )


def with_answers(profile: Profile, answers: Mapping[str, str]) -> Profile:
    """Return the profile with the answers about its dates and lines; keys are `Question.key`, those of others change nothing.

    "date_order" is answered with day-month, month-day or year-month, "date_swap: FIELD" with swap or keep, "newest_line" with
    last or first. Raises BadAnswer.
    """
    dates = profile.dates
    for key, answer in answers.items():
        kind, _, about = key.partition(": ")
        if kind == "date_order":
            if answer not in ORDERS:
                raise BadAnswer(key, answer)
            dates = dates.model_copy(update={"order": answer, "order_confirmed": True})
        elif kind == "date_swap":
            if answer not in SWAPS or about not in profile.fields:
                raise BadAnswer(key, answer)
            dates = dates.model_copy(update={"day_after_year": {**dates.day_after_year, about: answer == "swap"}})
        elif kind == "newest_line":
            if answer not in LINES:
                raise BadAnswer(key, answer)
            profile = profile.model_copy(update={"newest_line": answer})
    return profile.model_copy(update={"dates": dates})


def from_written(written: Iterable[str]) -> dict[str, str]:
    """Return the answers written as KEY=ANSWER. Raises BadAnswer where one is to no question of ours."""
    answers = {}
    for text in written:
        key, _, answer = (part.strip() for part in text.rpartition("="))
        if key.partition(": ")[0] not in ("date_order", "date_swap", "column", "newest_line", "personal"):
            raise BadAnswer(key, answer)
        answers[key] = answer
    return answers


def answered(recognised: Recognised, answers: Mapping[str, str]) -> Recognised:
    """Return the same file under the profile that the answers make."""
    return replace(recognised, profile=with_answers(recognised.profile, answers)) if answers else recognised
