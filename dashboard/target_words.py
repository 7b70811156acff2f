"""The sentences about signs that a target bends the work: what was counted, and a question where it is more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from dashboard import words
from dashboard.charts.around_target import Drawn
from dashboard.words import N_, _, n_

FEWEST = 30  # items, below which nothing is said (pipelines/sql/target_signs.sql)
WINDOW = timedelta(days=363)  # 52 weeks with the last day (pipelines/sql/item_signs.sql)
SIGNS = {
    "pile_up": N_("Closed just before the target"),
    "cancelled_near_target": N_("Cancelled around the target"),
    "closed_and_reopened": N_("Closed and opened again"),
    "flag_differs": N_("In time by our own verdict, not by the dates"),
    "recorded_late": N_("Recorded late"),
    "period_end_week": N_("Closed at the end of the week"),
    "period_end_month": N_("Closed at the end of the month"),
    "period_end_quarter": N_("Closed at the end of the quarter"),
}
SENTENCES = {
    "pile_up": N_(
        "{share} of {n} were closed in the last tenth of the time before the target, {compared} in as much working time after."
    ),
    "period_end_week": N_(
        "{share} of {n} were closed on the last working day of a week, {compared} on as many other working days."
    ),
    "period_end_month": N_(
        "{share} of {n} were closed on the last working day of a month, {compared} on as many other working days."
    ),
    "period_end_quarter": N_(
        "{share} of {n} were closed on the last working day of a quarter, {compared} on as many other working days."
    ),
    "closed_and_reopened": N_(
        "{share} of {n} that were closed, or cancelled by us, were opened again within a day, "
        "{compared} on each of the six days after."
    ),
    "cancelled_near_target": N_(
        "{share} of {n} that we cancelled were cancelled in the tenth before or after the target, "
        "{compared} in two such tenths earlier."
    ),
    "recorded_late": N_(
        "{share} of {n} were recorded more than 3 days after the day reported; "
        "half within {median}, nine in ten within {p90} days."
    ),
    "flag_differs": N_(
        "{share} of {n} are in time by our system's own verdict and not by the dates, {compared} the other way round."
    ),
}


def sentence(sign: dict[str, Any]) -> str:
    """A sign in words, as `target_signs` has it in English; it ends in a question where it is more than chance."""
    if sign["share"] is None:
        return _("{n}: too few to say anything.").format(n=words.number(sign["n"]))
    told = _(SENTENCES[sign["sign"]]).format(
        n=words.number(sign["n"]),
        share=words.percent(sign["share"]),
        compared=words.percent(sign["compared_share"]),
        median=words.number(sign["median_days"], 1),
        p90=words.number(sign["p90_days"], 1),
    )
    return f"{told} {_('Worth asking why.')}" if sign["is_unusual"] else told


def in_order(signs: pl.DataFrame) -> list[dict[str, Any]]:
    """The signs as the page lists them: always in the same order, for they are not held against one another."""
    found = {row["sign"]: row for row in signs.iter_rows(named=True)}
    return [found[name] for name in SIGNS if name in found]


def unusual(signs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [sign for sign in signs if sign["is_unusual"]]


def ordinary(signs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [sign for sign in signs if sign["is_unusual"] is False]


def title(signs: Sequence[dict[str, Any]]) -> str:
    """What the fold is called, with how much there is to ask."""
    count = len(unusual(signs))
    named = _("Around the target: does it bend the work?")
    asked = n_("{count} thing to ask about", "{count} things to ask about", count).format(count=count)
    return f"{named} · {asked}" if count else named


def scope(as_of: datetime) -> str:
    """Which items these are, and what the signs are for."""
    return _(
        "Items closed from {first} to {last}. A target can draw work towards it, or only its dates. "
        "These are questions to study together; none of them says that anybody did anything wrong."
    ).format(first=words.date_only(as_of - WINDOW), last=words.date_only(as_of))


def ordinary_title(count: int, after_others: bool) -> str:
    """'4 others look ordinary'."""
    told = (
        n_("{count} other looks ordinary", "{count} others look ordinary", count)
        if after_others
        else n_("{count} looks ordinary", "{count} look ordinary", count)
    )
    return told.format(count=count)


def nothing_unusual() -> str:
    return _("Nothing here is more than chance gives.")


def too_few(signs: Sequence[dict[str, Any]]) -> str | None:
    """Name the signs that have too few items for a word."""
    few = [words.label(SIGNS, sign["sign"]) for sign in signs if sign["is_unusual"] is None]
    if not few:
        return None
    return _("Too few to say anything: {signs}.").format(signs=", ".join(few))


def chart_alt(drawn: Drawn, team: str) -> str:
    """The chart in a sentence."""
    items = int(drawn.bars["items"].sum())
    late = int(drawn.bars.filter(pl.col("day") > 0)["items"].sum())
    return _("Days from the target, {team}: {items}, {late} of them after it").format(
        team=team, items=words.items(items), late=words.number(late)
    )


def legend(drawn: Drawn) -> str:
    """What a bar is, what is shaded, and what is not drawn."""
    told = [
        _("Each bar is one day. In colour: the last tenth of the time before the target, and the first tenth after it.")
    ]
    if drawn.short:
        told.append(
            n_(
                "{count} item with less than five days to do it in is not drawn: it lies near its target anyhow.",
                "{count} items with less than five days to do them in are not drawn: they lie near their target anyhow.",
                drawn.short,
            ).format(count=words.number(drawn.short))
        )
    if drawn.earlier or drawn.later:
        told.append(
            _("Further away, not drawn: {earlier} before and {later} after.").format(
                earlier=words.number(drawn.earlier), later=words.number(drawn.later)
            )
        )
    return " ".join(told)


def show_rows(hits: int) -> str:
    return n_("Show the {count} item", "Show the {count} items", hits).format(count=words.number(hits))


def rows_shown(shown: int, hits: int) -> str:
    """How many of them stand in the table."""
    if shown < hits:
        return _("The last {shown} of {count} items.").format(shown=words.number(shown), count=words.number(hits))
    return n_("{count} item.", "{count} items.", hits).format(count=words.number(hits))


def method() -> str:
    """When something is called more than chance."""
    return _(
        "Something is asked about when it is at least twice what it is compared with, at least 1%, and further from it than "
        "chance goes: 3 standard deviations, as far as the limits of the charts. Fewer than {count} items say nothing. "
        "Working days are told from the closings themselves. Days that our clock stopped are added to the target."
    ).format(count=FEWEST)


def items_table(rows: pl.DataFrame, sign: str) -> pl.DataFrame:
    """The items that bear a sign, under headings in the reader's language; the story of each has its moments."""
    named = {
        "item_id": _("item"),
        "opened_at": _("opened"),
        "due_at": _("target"),
        "ended_at": _("closed or cancelled"),
        "days_from_target": _("days from the target"),
    }
    if sign == "recorded_late":
        named["recorded_after_days"] = _("recorded after days")
    if sign == "closed_and_reopened":
        named["again_after_days"] = _("opened again after days")
    days = pl.col("recorded_after_days", "again_after_days").round(1)
    return rows.with_columns(days, pl.col(pl.Datetime).dt.date()).select(*named).rename(named)
