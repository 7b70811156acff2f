"""An event log -> one row per case, with its visits, in the shape that every export is checked in; and back again.

Accounts are in rows of the file. An event that cannot be placed sets its whole case aside, so that what is mended and
loaded again is the case and not a part of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from pipelines.event_log import CASE, REJECTED, Log, means
from pipelines.evidence import Scales
from pipelines.profile import Profile
from pipelines.protect import safe_activity
from pipelines.reasons import Reason
from pipelines.recognise import Recognised
from pipelines.sentence import Sentence
from pipelines.validate import Validated

ISO, WHOLE_SECOND = "%Y-%m-%d %H:%M:%S%.6f", ".000000"
EVENTS_SHOWN: Final = 60  # of a case, beside its row on the pages; nine in ten cases of the logs we met have fewer
EVENT_ROWS, FIRST_EVENT, EVENTS = "(event rows)", "(first event)", "(events)"
OF_A_VISIT: Final = ("service", "item_id", "customer_id", "place_id", "team", "worker")

OTHER_ROW: Final = Reason(
    "other_row",
    Sentence(
        "Row {other_row} of the same case '{value}' cannot be used, and without it the case would be told wrong. Mend that row"
        " and load all rows of the case together."
    ),
    column=pl.col("case_column"),
    value=pl.col("of_case"),
    more={"other_row": pl.col("other_row")},
)
NOT_OPENED: Final = Reason(
    "not_opened",
    Sentence(
        "No event of case '{value}' says that it was opened ({opened}): its first events are missing. Export the log from the"
        " beginning of the case and load all its rows."
    ),
    column=pl.col("case_column"),
    value=pl.col("of_case"),
    more={"opened": pl.col("opened_words")},
)
ONLY_PART: Final = Reason(
    "only_part",
    Sentence(
        "An earlier load has {known_rows} events of case '{value}', from {known_first} on; this file has {event_rows} of them."
        " Export the case with all its events and load these together."
    ),
    column=pl.col("case_column"),
    value=pl.col("of_case"),
    more={name: pl.col(name) for name in ("known_rows", "known_first", "event_rows")},
)


@dataclass(frozen=True)
class Folded:
    """An event log with one row per case.

    items     one row per case: the number of its last row, the cells as the profile takes them from its events
    visits    one row per event that is a visit; None where there is none
    events    of each row that belongs to a case: row_number, item_row (the row of `items` that it went into)
    told      of each row of `items`: item_row, row_count (rows of the file), told (JSON: what stands beside it on the pages)
    rejected  rows set aside, as `Validated.rejected`
    """

    log: Log
    items: Recognised
    visits: Recognised | None
    events: pl.DataFrame
    told: pl.DataFrame
    rejected: pl.DataFrame


def fold(log: Log, known: pl.DataFrame | None = None) -> Folded:
    """Return the log with one row per case.

    known  cases of earlier loads: of_service, of_case, known_rows, known_first; a case of which this file has fewer events,
           or only later ones, is set aside
    """
    rows, rejected = _whole_cases(log, known)
    rows = rows.sort(*CASE, "at", "turn", "row_number", nulls_last=True).with_columns(
        pl.col("row_number").last().over(CASE).alias("item_row"),
        (pl.col("reopenings") > pl.col("reopenings").shift(1).over(CASE).fill_null(0))
        .fill_null(False)
        .alias("is_counted"),
    )
    rows = rows.with_columns(
        (pl.col("is_reopened") | pl.col("is_came_back") | pl.col("is_counted")).alias("is_return"),
        _decided().alias("decides"),
    )
    return Folded(
        log, _items(log, rows), _visits(log, rows), rows.select("row_number", "item_row"), _told(log, rows), rejected
    )


def unfold(folded: Folded, validated: Validated) -> Validated:
    """Return what became of each row of the file, from what became of each case."""
    at_case = folded.told.rename({"item_row": "row_number"})
    rows = validated.rows.join(at_case, on="row_number", how="left", maintain_order="left")
    beside = pl.concat_str(pl.col("delivered").str.strip_suffix("}"), pl.lit(","), pl.col("told").str.strip_prefix("{"))
    rows = rows.with_columns(
        pl.when(pl.col("row_count") > 1).then(beside).otherwise(pl.col("delivered")).alias("delivered")
    )
    notes, issues = _without_end(folded.log, validated.rows)
    refused = validated.rejected.drop("cells").rename({"row_number": "item_row"})
    of_refused = folded.log.with_cells(folded.events.join(refused, on="item_row", maintain_order="left"))
    return Validated(
        table=validated.table,
        rows=rows.drop("told"),
        rejected=pl.concat([folded.rejected, of_refused]).sort("row_number"),
        issues=pl.concat([folded.log.issues, validated.issues, *issues]),
        questions=(*folded.log.questions, *validated.questions),
        notes=(*folded.log.notes, *validated.notes, *notes),
    )


def _without_end(log: Log, cases: pl.DataFrame) -> tuple[list[Sentence], list[pl.DataFrame]]:
    """Return what is told, in words and as a doubt, of a log in which nothing says that any case is done; else nothing."""
    if cases.is_empty() or ((cases["status"] == "done") | cases["reported_done_at"].is_not_null()).any():
        return [], []
    scales, rules = Scales(log.recognised), log.rules
    heading = (log.recognised.headings_like(rules.activity) or log.recognised.headings_like(rules.time))[0]
    scales.doubt(heading, ", ".join(rules.done), "no_end_known")
    if rules.done:
        words = Sentence(
            "No event under '{heading}' means that a case is done ({words}): of {count} cases none counts as done.",
            heading=heading,
            words=", ".join(rules.done),
            count=cases.height,
        )
    else:
        words = Sentence(
            "Nothing says which events mean that a case is done, so of {count} cases none counts as done. Name these events: on"
            " the page Upload, where you say what the columns are; in a profile as 'done' under [events].",
            count=cases.height,
        )
    return [words], scales.issues


def _whole_cases(log: Log, known: pl.DataFrame | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of cases that are all there, and every other row with its reason."""
    bad = log.rows.join(log.unplaced.select("row_number"), on="row_number", how="semi")
    spoilt = bad.drop_nulls("of_case").group_by(CASE).agg(pl.col("row_number").min().alias("other_row"))
    placed = log.rows.join(bad, on="row_number", how="anti", maintain_order="left")
    beside_bad = placed.join(spoilt, on=CASE, how="inner", maintain_order="left")
    placed = placed.join(spoilt, on=CASE, how="anti", maintain_order="left")
    rejected = [log.unplaced, log.told(beside_bad, OTHER_ROW)]
    if log.rules.opened:
        beheaded = placed.filter(~pl.col("is_opened").any().over(CASE))
        placed = placed.filter(pl.col("is_opened").any().over(CASE))
        rejected.append(log.told(beheaded, NOT_OPENED))
    if known is not None and known.height:
        parts = _parts(placed, known)
        rejected.append(log.told(placed.join(parts, on=CASE, how="inner", maintain_order="left"), ONLY_PART))
        placed = placed.join(parts, on=CASE, how="anti", maintain_order="left")
    return placed, pl.concat([frame.select(*REJECTED) for frame in rejected]).sort("row_number")


def _parts(placed: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return the cases of which an earlier load had more: of_service, of_case, known_rows, known_first, event_rows."""
    here = placed.group_by(CASE).agg(pl.len().alias("event_rows"), _text(pl.col("at").min()).alias("first_here"))
    both = here.join(known, on=CASE, how="inner")
    return both.filter(
        (pl.col("event_rows") < pl.col("known_rows")) | (pl.col("first_here") > pl.col("known_first"))
    ).drop("first_here")


def _items(log: Log, rows: pl.DataFrame) -> Recognised:
    """Return one row per case, with a heading of its own for each field that events tell."""
    recognised, rules = log.recognised, log.rules
    sheet = recognised.sheet
    cells = rows.join(_used_cells(log), on="row_number", how="left", maintain_order="left")
    taken = [_taken(recognised, heading, field, rules.take) for heading, field in recognised.columns.items()]
    first = {
        field: (f"{heading[0]} (first event)", pl.col(recognised.cell_column(heading[0])).first())
        for field, named in rules.first.items()
        if (heading := recognised.headings_like(named))
    }
    told = {field: value for field, value in {**_moments(log), **first}.items() if recognised.heading_of(field) is None}
    width = len(recognised.headings)
    added = [value.alias(f"c{width + at}") for at, (_, value) in enumerate(told.values())]
    folded = cells.group_by(CASE, maintain_order=True).agg(pl.col("row_number").last(), *taken, *added)
    headings = [*recognised.headings, *_unused([heading for heading, _ in told.values()], recognised.headings)]
    return replace(
        recognised,
        sheet=replace(sheet, cells=folded.drop(CASE).sort("row_number")),
        headings=headings,
        columns={**recognised.columns, **dict(zip(headings[width:], told, strict=True))},
    )


def _used_cells(log: Log) -> pl.DataFrame:
    """Return the cells of every column, null where the source writes its word for nothing."""
    nothing = ["", *log.recognised.profile.empty]
    cells = pl.col(pl.String)
    return log.recognised.rows.with_columns(pl.when(~cells.str.strip_chars().is_in(nothing)).then(cells))


def _taken(recognised: Recognised, heading: str, field: str | None, take: Mapping[str, str]) -> pl.Expr:
    """Return the cell of a case under a heading: of its first or last event, of its last done one, or the last there is."""
    cell = pl.col(recognised.cell_column(heading))
    event = take.get(field or "", "last" if field == "status" else "known")
    return {
        "first": cell.first(),
        "last": cell.last(),
        "done": cell.filter(pl.col("is_done")).last(),
        "known": cell.drop_nulls().last(),
    }[event]


def _moments(log: Log) -> dict[str, tuple[str, pl.Expr]]:
    """Return, for each field that the events of a case tell, a heading and its value."""
    rules, named = log.rules, log.rules.activities
    time = log.recognised.headings_like(rules.time)[0]
    at, first_return = pl.col("at"), pl.col("at").filter(pl.col("is_return")).first()
    decisive, status = pl.col("decides").drop_nulls().last(), log.recognised.heading_of("status")
    opened = at.filter(pl.col("is_opened")).first() if rules.opened else at.first()
    done_before = at.filter(pl.col("is_done") & (at <= first_return)).first()
    told: dict[str, tuple[str, pl.Expr]] = {
        "opened_at": (f"{time} ({', '.join(rules.opened) or 'first event'})", _text(opened)),
    }
    if rules.reopened_count or {"reopened", "came_back"} & set(named):
        told["first_done_at"] = (f"{time} (first done)", _text(done_before))
        told["first_reopened_at"] = (f"{time} (first came back)", _text(first_return))
        told["reopened_at"] = (f"{time} (came back)", _text(at.filter(pl.col("is_return")).last()))
    if "work" in named:
        told["worked_until_at"] = (f"{time} (last work)", _text(at.filter(pl.col("is_work")).last()))
    for name, field in (("done", "reported_done_at"), ("cancelled", "cancelled_at")):
        if name in named:
            moment = at.filter(pl.col(f"is_{name}")).last()
            told[field] = (f"{time} ({', '.join(named[name])})", _text(pl.when(decisive == name).then(moment)))
        elif status is not None:
            told[field] = (f"{time} ({status}: {name})", _text(at.filter(_since_last(name)).first()))
    if {"done", "cancelled"} & set(named):
        told["status"] = (f"{log.recognised.headings_like(rules.activity)[0]} (status)", decisive.fill_null("open"))
    return told


def _since_last(meant: str) -> pl.Expr:
    """Return the events at the end of a case of which the status means the same: the first of them is when it came to that."""
    other = pl.col("said").ne_missing(pl.lit(meant)).cast(pl.Int64)
    return other.cum_sum(reverse=True) == 0


def _text(moment: pl.Expr) -> pl.Expr:
    return moment.dt.to_string(ISO).str.strip_suffix(WHOLE_SECOND)


def _unused(wanted: list[str], taken: list[str]) -> list[str]:
    """Return the headings, each told apart from those that are there."""
    return [heading if heading not in taken else f"{heading} *" for heading in wanted]


def _visits(log: Log, rows: pl.DataFrame) -> Recognised | None:
    """Return one row per event that is a visit, once where the file has it twice; None where there is none."""
    recognised, outcomes = log.recognised, log.rules.visits
    came = rows.filter("is_visits")
    if came.is_empty():
        return None
    width = len(recognised.headings)
    ended = pl.coalesce([pl.when(means([words])).then(pl.lit(outcome)) for words, outcome in outcomes.items()])
    told = came.select("row_number", _text(pl.col("at")).alias(f"c{width}"), ended.alias(f"c{width + 1}"))
    cells = told.join(recognised.rows, on="row_number", how="left").unique(
        recognised.sheet.columns, keep="last", maintain_order=True
    )
    headings = [*recognised.headings, *_unused(["started_at", "outcome"], recognised.headings)]
    columns: dict[str, str | None] = {
        heading: field if field in OF_A_VISIT else None for heading, field in recognised.columns.items()
    }
    columns |= {headings[width]: "started_at", headings[width + 1]: "outcome"}
    return replace(
        recognised,
        sheet=replace(recognised.sheet, cells=cells.sort("row_number")),
        headings=headings,
        columns=columns,
        table="visits",
        profile=_profile_of_visits(recognised.profile, columns),
    )


def _profile_of_visits(profile: Profile, columns: dict[str, str | None]) -> Profile:
    return profile.model_copy(
        update={
            "table": "visits",
            "columns": {field: [heading] for heading, field in columns.items() if field},
            "constants": {},
            "codes": {},
            "extract": {},
            "cancelled_flags": [],
            "outcome": None,
            "events": None,
        }
    )


def _told(log: Log, rows: pl.DataFrame) -> pl.DataFrame:
    """Return what is kept of the events of each case beside its row: how many, the first, and the events in words."""
    rows = rows.with_columns(safe_activity(log.recognised, rows[name]) for name in ("activity", "status_words"))
    words = pl.concat_str(
        pl.format("{}: {}", "row_number", pl.col("at").dt.to_string("%Y-%m-%d %H:%M").fill_null("")),
        pl.coalesce("activity", "status_words"),
        separator=" ",
        ignore_nulls=True,
    )
    told = rows.group_by("item_row", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("row_count"),
        _text(pl.col("at").min()).alias(FIRST_EVENT),
        words.head(EVENTS_SHOWN).str.join("\n").alias(EVENTS),
    )
    more = pl.col("row_count") - EVENTS_SHOWN
    return told.select(
        "item_row",
        "row_count",
        pl.struct(
            pl.col("row_count").cast(pl.String).alias(EVENT_ROWS),
            FIRST_EVENT,
            pl.when(more > 0).then(pl.format("{}\n+{}", EVENTS, more)).otherwise(pl.col(EVENTS)).alias(EVENTS),
        )
        .struct.json_encode()
        .alias("told"),
    )


def _decided() -> pl.Expr:
    """Return what an event decides about the status of its case; null for most."""
    return (
        pl.when("is_cancelled")
        .then(pl.lit("cancelled"))
        .when("is_done")
        .then(pl.lit("done"))
        .when(pl.col("is_reopened") | pl.col("is_opened"))
        .then(pl.lit("open"))
    )
