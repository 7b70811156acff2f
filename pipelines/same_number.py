"""Which of several lines of one number counts, and what tells so: a version, what was done last, the order of the file.

Lines that differ in who, where or when it began are not one case, and none of them counts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.evidence import ISSUE_COLUMNS, NONE_NEWER, Evidence
from pipelines.headings import is_unnamed
from pipelines.interpret import interpret
from pipelines.moments import DateForm, read_moments, take_apart
from pipelines.names import line_names
from pipelines.proposal import Choice, Question
from pipelines.reading import Reading
from pipelines.recognise import Recognised
from pipelines.sentence import Sentence

CASE: Final = ["service", "number"]
WHO_AND_WHERE: Final = ("customer_id", "place_id")
WHEN: Final = ("opened_at", "at")  # of a visit the moment may be planned anew
BEGINNINGS: Final = (*WHEN, "started_at", "planned_from", "set_at", "claimed_at")
FEWEST_SORTED: Final = 5  # different beginnings, from which they stand in order by no accident
OPEN, UNDATED, DONE, CANCELLED = 3, 2, 1, 0  # a line of an order: the higher is the one that the order waits for
OF_ONE_WORKER: Final = ("worker", "started_at", "ended_at")  # two who come together clock in and out each
LAST_OR_FIRST: Final = ("last", "first")

PARTS: Final = Sentence(
    "{count} rows are further lines of an order, which differ under '{heading}': the order counts once, as its last line done"
    " says, and as not done while one of its lines is open."
)
TOGETHER: Final = Sentence(
    "Rows of a visit that another row tells of at the same time, with someone else under '{heading}': {count}. To the person it was"
    " one visit, so the first row of each counts, and the others who came are not counted among the workers met."
)
ASKED: Final = Sentence(
    "{count} rows have a number that stands on another row too, and nothing tells which of them is the newer. Is it the one that"
    " stands last in the file?"
)
ANSWERS: Final = (
    Choice("last", Sentence("the last of them is the newest")),
    Choice("first", Sentence("the first of them is the newest")),
)


@dataclass(frozen=True)
class SameNumber:
    """What is found about rows of one number.

    newer   as `Evidence.newer`
    """

    newer: pl.DataFrame
    issues: pl.DataFrame
    notes: tuple[Sentence, ...] = ()
    questions: tuple[Question, ...] = ()


def same_number(recognised: Recognised, reading: Reading, counts: pl.Series, evidence: Evidence) -> SameNumber:
    """Return which rows do not count, as another of their number does or as nobody can tell which.

    reading   the rows whose number stands on another row too
    counts    which of them can be counted
    """
    lines = _lines(recognised, reading).filter(counts & pl.col("number").is_not_null())
    lines = lines.filter(pl.len().over(CASE) > 1)
    whole = [recognised.cell_column(heading) for heading in recognised.columns]
    twins = reading.rows.select("row_number", pl.struct(whole).hash().alias("cells"))
    lines = lines.join(twins, on="row_number", how="left", maintain_order="left").with_columns(
        pl.col("row_number").max().over(*CASE, "cells").alias("twin")
    )
    if lines.is_empty():
        return SameNumber(NONE_NEWER, pl.DataFrame(schema=ISSUE_COLUMNS))
    different = lines.filter(pl.col("row_number") == pl.col("twin"))
    decided = _decided(recognised, different, evidence)
    newer = _newer(lines, decided)
    return SameNumber(newer, *_told(recognised, decided, newer))


def _lines(recognised: Recognised, reading: Reading) -> pl.DataFrame:
    """Return a row a line: its number, what tells whether lines are of one case, and by what they can be put in order."""
    typed, texts = reading.typed, reading.texts
    frame = pl.DataFrame(
        {
            "row_number": reading.rows["row_number"],
            "service": texts["service"],
            "number": texts[vocabulary.RECORD_ID[recognised.table]],
        }
    )
    own = {f"own {name}": _folded(texts[name]) for name in (*WHO_AND_WHERE, *_workers(recognised)) if name in texts}
    own |= {f"own {name}": typed[name].dt.date().cast(pl.String) for name in WHEN if name in typed}
    used, shared = _hashed(texts), _hashed({name: text for name, text in texts.items() if name not in OF_ONE_WORKER})
    kinds = {kind: _heading_of(recognised, kind) for kind in ("version", "changed", "line", "sequence")}
    cells = {
        kind: reading.rows[recognised.cell_column(heading)].str.strip_chars() if heading else None
        for kind, heading in kinds.items()
    }
    ranks = {
        "version": _number_in(cells["version"], frame.height),
        "changed": _moments_in(cells["changed"], reading, frame.height),
        "sequence": _number_in(cells["sequence"], frame.height),
    }
    parts = cells["line"] if recognised.table == "work_items" else None
    return frame.with_columns(
        *(series.alias(name) for name, series in {**own, **ranks}.items()),
        used.alias("used"),
        shared.alias("shared"),
        *_times(reading, frame.height),
        (parts if parts is not None else _nothing(frame.height, pl.String)).alias("part"),
        *_progress(reading, frame.height),
    )


def _workers(recognised: Recognised) -> tuple[str, ...]:
    return ("worker", "item_id") if recognised.table == "visits" else ()


def _heading_of(recognised: Recognised, kind: str) -> str | None:
    """Return the first heading that names a version, a change, a line or a turn; of a line it may be a field too."""
    names = line_names(kind)
    for heading, name in recognised.columns.items():
        is_free = name is None or (kind == "line" and name == "category")
        if not is_unnamed(heading) and is_free and ((kind == "line" and name == "category") or names.like(heading)):
            return heading
    return None


def _nothing(height: int, kind: type[pl.DataType] | pl.DataType) -> pl.Series:
    return pl.Series([None], dtype=kind).new_from_index(0, height)


def _folded(texts: pl.Series) -> pl.Series:
    return texts.str.to_lowercase().str.replace_all(r"\s+", "")


def _hashed(texts: Mapping[str, pl.Series]) -> pl.Series:
    return pl.select(pl.struct([_folded(text).alias(name) for name, text in texts.items()]).hash()).to_series()


def _number_in(cells: pl.Series | None, height: int) -> pl.Series:
    """Return the number of each cell, such as 2 of "v2"; null where there is none."""
    if cells is None:
        return _nothing(height, pl.Float64)
    return cells.str.extract(r"(?i)^(?:v|rev|versie|version)?[.\s]*(\d{1,9}(?:\.\d+)?)$").cast(pl.Float64, strict=False)


def _moments_in(cells: pl.Series | None, reading: Reading, height: int) -> pl.Series:
    """Return the moment of each cell; where it does not tell its order of day and month that of the other dates."""
    if cells is None:
        return _nothing(height, pl.Datetime("us"))
    orders = [form.order for form in reading.evidence.dates.values() if form.is_ordered]
    order = take_apart(cells).evidence.order or (orders[0] if orders else "day-month")
    return read_moments(cells, DateForm(order))[0].cast(pl.Datetime("us"))


def _times(reading: Reading, height: int) -> list[pl.Series]:
    """Return when each visit began and ended; nulls where the table knows no visits."""
    if reading.recognised.table != "visits":
        return [_nothing(height, pl.Datetime("us")).alias(name) for name in ("began_at", "over_at")]
    began, ended = (reading.typed[name].cast(pl.Datetime("us")) for name in ("started_at", "ended_at"))
    return [began.alias("began_at"), ended.alias("over_at")]


def _progress(reading: Reading, height: int) -> list[pl.Series]:
    """Return how far the work of each line is, and when it was done; nulls where the table knows no work."""
    if reading.recognised.table != "work_items":
        return [_nothing(height, pl.Int64).alias("progress"), _nothing(height, pl.Datetime("us")).alias("done_at")]
    status, done = reading.typed["status"], reading.typed["reported_done_at"]
    progress = (
        pl.when(status == "cancelled")
        .then(CANCELLED)
        .when(done.is_not_null())
        .then(DONE)
        .when((status == "done") | (status == "no_access"))
        .then(UNDATED)
        .otherwise(OPEN)
    )
    return [pl.select(progress.cast(pl.Int64)).to_series().alias("progress"), done.alias("done_at")]


def _decided(recognised: Recognised, lines: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    """Return the lines with `by`, what tells which of a number counts, its `heading`, and `winner`, the row that does."""
    every = pl.len().over(CASE)

    def tells(name: str) -> pl.Expr:
        return (pl.col(name).n_unique().over(CASE) == every) & pl.col(name).is_not_null().all().over(CASE)

    owned = [name for name in lines.columns if name.startswith("own ")]
    apart = {name: recognised.heading_of(name.removeprefix("own ")) for name in owned}
    is_apart = pl.any_horizontal(*(_differs(name) for name in owned), pl.lit(False))
    is_alone = every == 1  # but for lines that say the very same
    is_further = (pl.col("progress") != OPEN).sum().over(CASE) == 1  # and all the others are open
    by = (
        pl.when(is_alone)
        .then(pl.lit("alone"))
        .when(tells("version"))
        .then(pl.lit("version"))
        .when(_is_together(owned))
        .then(pl.lit("together"))
        .when(is_apart)
        .then(pl.lit("apart"))
        .when(tells("changed"))
        .then(pl.lit("changed"))
        .when(tells("part"))
        .then(pl.lit("part"))
        .when(tells("sequence"))
        .then(pl.lit("sequence"))
        .when(pl.col("used").n_unique().over(CASE) == 1)
        .then(pl.lit("used"))
        .when(is_further)
        .then(pl.lit("progress"))
        .otherwise(pl.lit("order"))
    )
    headings = {
        told: _heading_of(recognised, kind)
        for told, kind in {"version": "version", "changed": "changed", "part": "line", "sequence": "sequence"}.items()
    }
    decided = lines.with_columns(by.alias("by")).with_columns(
        pl.coalesce(
            *(pl.when(pl.col("by") == kind).then(pl.lit(heading)) for kind, heading in headings.items()),
            *(
                pl.when(pl.col("by").is_in(["apart", "together"]) & _differs(name)).then(pl.lit(heading))
                for name, heading in apart.items()
            ),
        ).alias("heading")
    )
    order = pl.lit("order")
    if (decided["by"] == "order").any():
        order = pl.lit(_order(recognised, evidence))
    decided = decided.with_columns(pl.when(pl.col("by") == "order").then(order).otherwise("by").alias("by"))
    best = decided.sort(*_ranks(), nulls_last=False).group_by(CASE).agg(pl.last("row_number").alias("winner"))
    return decided.join(best, on=CASE, how="left", maintain_order="left")


def _differs(name: str) -> pl.Expr:
    return pl.col(name).drop_nulls().n_unique().over(CASE) > 1


def _is_together(owned: Collection[str]) -> pl.Expr:
    """Return whether the lines are one visit at which several workers were: their times overlap, all else is the same."""
    if "own worker" not in owned:
        return pl.lit(False)
    began, over = pl.col("began_at"), pl.coalesce("over_at", "began_at")
    at_once = (began.null_count().over(CASE) == 0) & (began.max().over(CASE) <= over.min().over(CASE))
    is_same_time = (began.n_unique().over(CASE) == 1) | at_once
    return _differs("own worker") & (pl.col("shared").n_unique().over(CASE) == 1) & is_same_time


def _ranks() -> list[pl.Expr]:
    """Return what lines are sorted by, so that the one that counts stands last."""
    by, backwards = pl.col("by"), pl.col("by").is_in(["newest first", "said first", "together"])
    of_kind = [pl.when(by == kind).then(pl.col(kind)) for kind in ("version", "changed", "sequence")]
    of_part = [pl.when(by == "part").then(pl.col("progress")), pl.when(by == "part").then(pl.col("done_at"))]
    further = pl.when(by == "progress").then(-pl.col("progress").clip(DONE, OPEN))
    return [*of_kind, *of_part, further, pl.when(backwards).then(-pl.col("row_number")).otherwise("row_number")]


def _order(recognised: Recognised, evidence: Evidence) -> str:
    """Return how the order of the file tells which line is newer: what a person said, how it is sorted, or nothing."""
    said = recognised.profile.newest_line
    if said is not None:
        return f"said {said}"
    beginning = next((name for name in BEGINNINGS if recognised.heading_of(name)), None)
    if beginning is None:
        return "unknown"
    slices = recognised.each_slice(lambda rows: interpret(recognised, rows, evidence).typed[beginning])
    begins = pl.concat(list(slices)).drop_nulls()
    if begins.n_unique() < FEWEST_SORTED:
        return "unknown"
    if begins.is_sorted():
        return "oldest first"
    return "newest first" if begins.is_sorted(descending=True) else "unknown"


def _newer(lines: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that do not count, as `Evidence.newer`: of lines that say the same the last stands for the others."""
    known = decided.select(pl.col("row_number").alias("twin"), "by", "heading", "winner", "progress")
    every = lines.select("row_number", *CASE, "twin").join(known, on="twin", how="left", maintain_order="left")
    is_twin, is_apart = pl.col("twin") != pl.col("row_number"), pl.col("by") == "apart"
    others = decided.group_by(CASE).agg(
        pl.first("row_number").alias("one"), pl.last("row_number").alias("other"),
        pl.col("progress").filter(pl.col("row_number") == pl.col("winner")).first().alias("at winner"),
    )  # fmt: skip
    every = every.join(others, on=CASE, how="left", maintain_order="left")
    is_open = (pl.col("by") == "part") & (pl.col("at winner") == OPEN)
    by = pl.when(is_twin & (pl.col("twin") == pl.col("winner"))).then(pl.lit("alone"))
    told_by = by.when(is_open).then(pl.lit("part open")).otherwise("by")
    other = pl.when(pl.col("one") == pl.col("twin")).then("other").otherwise("one")
    return every.filter(is_apart | (pl.col("winner") != pl.col("row_number"))).select(
        "row_number",
        pl.when(is_apart).then(other).otherwise("winner").alias("newer_row"),
        told_by.alias("newer_by"),
        pl.col("heading").fill_null("").alias("newer_heading"),
    )


def _told(
    recognised: Recognised, decided: pl.DataFrame, newer: pl.DataFrame
) -> tuple[pl.DataFrame, tuple[Sentence, ...], tuple[Question, ...]]:
    """Return the doubts about numbers of which nothing tells the newer line, what is told of lines of orders, what is asked."""
    of_parts = newer.filter(pl.col("newer_by").is_in(["part", "part open"]))
    notes = [Sentence(PARTS, count=of_parts.height, heading=of_parts["newer_heading"][0])] if of_parts.height else []
    of_visits = newer.filter(newer_by="together")
    if of_visits.height:
        notes.append(Sentence(TOGETHER, count=of_visits.height, heading=of_visits["newer_heading"][0]))
    unknown = decided.filter((pl.col("by") == "unknown") & (pl.col("winner") == pl.col("row_number")))
    heading = recognised.heading_of(vocabulary.RECORD_ID[recognised.table]) or ""
    values: Mapping[str, pl.Expr] = {"column": pl.lit(heading), "value": pl.col("number")}
    issues = unknown.select(
        "row_number", **values, issue=pl.lit("newest_line_unknown"), action=pl.lit("kept")
    )  # fmt: skip
    asked = [_question(newer.filter(pl.col("newer_by") == "unknown").height, heading)] if unknown.height else []
    return issues, tuple(notes), tuple(asked)


def _question(count: int, heading: str) -> Question:
    return Question("newest_line", Sentence(ASKED, count=count), ANSWERS, heading, read_as="last")
