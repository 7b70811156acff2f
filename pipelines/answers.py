"""A person's answers to what the data cannot tell -> the profile that reads the file by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipelines.profile import Profile
from pipelines.recognise import Recognised


def with_answers(profile: Profile, answers: Mapping[str, str]) -> Profile:
    """Return the profile with the answers about its dates; keys are `Question.key`, other keys change nothing.

    "date_order" is answered with day-month or month-day, "date_swap: FIELD" with swap or keep.
    """
    swaps = {
        about: answer == "swap"
        for key, answer in answers.items()
        for kind, _, about in [key.partition(": ")]
        if kind == "date_swap"
    }
    order = answers.get("date_order", profile.dates.order)
    day_after_year = {**profile.dates.day_after_year, **swaps}
    dates = type(profile.dates).model_validate(
        {**profile.dates.model_dump(), "order": order, "day_after_year": day_after_year}
    )
    return profile.model_copy(update={"dates": dates})


def answered(recognised: Recognised, answers: Mapping[str, str]) -> Recognised:
    """Return the same file under the profile that the answers make."""
    return replace(recognised, profile=with_answers(recognised.profile, answers)) if answers else recognised
