"""What the cells under a heading look like: moments, numbers, ids, a few words that repeat, free text. Names play no part."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import polars as pl

from pipelines.clock_cells import FIRST_DAY, are_times, is_half, without_first_day
from pipelines.date_grammar import WITHOUT_SIGNS
from pipelines.moments import Evidence, moments, take_apart
from pipelines.nothing import FIRST_YEAR
from pipelines.person_names import people_share
from pipelines.values import NO_WORDS, YES_WORDS, numbers

SAMPLE_ROWS: Final = 20_000  # enough to see what repeats, few enough to be quick
LONGEST: Final = 400  # signs of a cell; what comes after them tells nothing more
LOOK_ROWS: Final = 1_000  # what a column is made of shows in fewer
NOTHING: Final = (
    "-",
    "--",
    "?",
    "n/a",
    "na",
    "#n/a",
    "n.v.t.",
    "nvt",
    "null",
    "none",
    "(blank)",
    "nan",
    "nat",
    "unknown",
    "onbekend",
    "\\n",  # as databases write it: \N
)
DIGITS_OF_A_DATE: Final = r"\d\D*\d\D*\d"  # three at least, in every way to write one: 1-1-04
A_DATE: Final = 0.8  # of the filled cells: below it the column is not one of moments
FEW_TIMELESS: Final = 0.05  # of the moments: as many can be of midnight
FEW: Final = 60  # different values: more is no list of codes

IDS: Final = ("item_id", "contact_id", "visit_id", "answer_id", "goal_id", "mark_id", "milestone_id", "claim_id")
CLOCKS: Final = 0.95  # of the filled cells, from which it is a column of times
SHORT_WORDS: Final = 5  # words a cell: longer texts tell what happened, and are no list of kinds
DUTCH_POSTCODE: Final = r"\b[1-9]\d{3}\s?[A-Z]{2}\b"
BRITISH_POSTCODE: Final = r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b"
ADDRESS: Final = (
    r"(?i)^\s*\d+[a-z]?(?:-\d+)?\s+(?:[nsew]{1,2}\.?\s+)?(?:\p{L}[\p{L}.' ]{3,}|\d+(?:st|nd|rd|th)\b)"
    r"|\p{L}{4,}\s+\d+\s?[a-z]?(?:[-/]\d+)?\s*(?:,|$)"
)
BARE_CODE: Final = r"^(?:\p{Lu}{1,3}|[\p{Lu}._/-]{0,6}\d[\p{Lu}\d._/-]*)$"
CODE_LIKE: Final = r"^[\p{L}]{0,6}[-_/ ]?\d[\w\-/.]*$"
CODE_WITH_E: Final = r"^\d+E\d+$"  # 10E02 is a code: systems write a power with a point or a sign, 1.0E+03
PERIOD: Final = (
    r"(?i)^(?:19|20)\d{2}$|^(?:19|20)\d{2}[-/ ]?(?:w|wk|q|k|m)?\d{1,2}$|^(?:19|20)\d{2}[-/]\d{2}(?:\d{2})?$"
    r"|^(?:jan|feb|m[aä]r|maa|mrt|apr|may|mei|jun|jul|aug|sep|o[ck]t|nov|dec)\w*[-/ ']*(?:\d{2}|\d{4})?\W*(?:\(\w+\))?$"
    r"|^(?:19|20)\d{2}-\d{2}-01(?:[T ]00:00(?::00)?(?:\.0+)?)?$|^q[1-4]\b|^week\s*\d+"
)


@dataclass(frozen=True)
class Shape:
    """What a column of cells looks like. Shares are 0 to 1 of its filled cells, of a sample."""

    cells: pl.Series  # trimmed; null where it holds nothing or a word for nothing
    moment: pl.Series | None  # the moments, where it is a column of moments
    evidence: Evidence  # of the order of its dates
    number_share: float
    number_range: tuple[float, float]
    whole_share: float  # whole numbers, also as a spreadsheet writes them: 1400.0
    yes_no_share: float
    period_share: float
    address_share: float
    postcode_share: float
    code_share: float  # short, with a digit in it, as references are
    words: float  # mean words a cell
    clock_share: float = 0.0  # times of day without a day
    nothing: str = ""  # of a column without any value: the word for nothing that it holds, if it holds one

    @cached_property
    def is_half(self) -> bool:
        """Whether the column says nothing but AM or PM."""
        return is_half(self.cells)

    @cached_property
    def filled(self) -> float:
        """The share of rows that hold something."""
        return 1 - self.cells.null_count() / max(self.cells.len(), 1)

    @cached_property
    def values(self) -> int:
        """How many cells hold something."""
        return self.cells.len() - self.cells.null_count()

    @cached_property
    def different(self) -> int:
        """How many different values there are."""
        return self.cells.drop_nulls().n_unique()

    @property
    def unique(self) -> float:
        """Different values a filled cell: 1 where none repeats."""
        return self.different / self.values if self.values else 0.0

    @property
    def is_moment(self) -> bool:
        return self.moment is not None

    @property
    def is_clock(self) -> bool:
        """Whether it holds times of day, whose day stands in another column."""
        return self.moment is None and self.clock_share >= CLOCKS

    @property
    def is_number(self) -> bool:
        return self.number_share >= 0.95 and self.moment is None and not self.is_clock

    @property
    def is_figure(self) -> bool:
        """Whether it holds amounts: numbers that are no codes, no years and no list of a few."""
        return self.is_number and self.period_share < 0.9

    @property
    def is_text(self) -> bool:
        return self.values > 0 and self.moment is None and self.number_share < 0.5

    @property
    def is_few(self) -> bool:
        """Whether a few values repeat, as those of a list of codes do."""
        return 0 < self.different <= FEW and (self.different <= 3 or self.unique <= 0.5)

    @cached_property
    def person_share(self) -> float:
        """The share of its different values that are names of people."""
        return people_share(self.cells.drop_nulls().unique(maintain_order=True))

    @cached_property
    def is_coded(self) -> bool:
        """Whether its cells are codes that say nothing to who does not know them: "PM01", "CM", "0363"."""
        return _share(self.cells.drop_nulls().unique().str.contains(BARE_CODE)) >= 0.8

    @cached_property
    def has_digits(self) -> bool:
        """Whether there is a digit in most of its cells, as in numbers and addresses."""
        return _share(self.cells.drop_nulls().str.contains(r"\d")) >= 0.5

    @cached_property
    def has_times(self) -> bool:
        """Whether the moments have a time of day."""
        return self.moment is not None and bool((self.moment.dt.hour() + self.moment.dt.minute() > 0).any())

    @cached_property
    def lacks_times(self) -> bool:
        """Whether moments have no time of day, all of them or more than a few."""
        if self.moment is None:
            return False
        at = self.moment.drop_nulls()
        return _share(at.dt.hour() + at.dt.minute() == 0) > FEW_TIMELESS


def shapes_of(rows: pl.DataFrame) -> dict[str, Shape]:
    """Return what each column looks like. Dates of which the column cannot tell the order are read as the others are."""
    shapes = {heading: shape_of(rows[heading]) for heading in rows.columns}
    proven = {shape.evidence.order for shape in shapes.values() if shape.evidence.order}
    if len(proven) != 1 or "day-month" in proven:  # what cannot be told is read as day-month at first
        return shapes
    return {
        heading: replace(shape, moment=moments(take_apart(shape.cells), "month-day"))
        if shape.is_moment and shape.evidence.order is None and shape.evidence.either
        else shape
        for heading, shape in shapes.items()
    }


def shape_of(cells: pl.Series) -> Shape:
    """Return what a column looks like; `cells` are texts, one a row, no more than SAMPLE_ROWS of them."""
    texts = pl.col(cells.name).str.head(LONGEST).str.strip_chars()
    is_held = (pl.col("trimmed") != "") & ~pl.col("trimmed").str.to_lowercase().is_in(NOTHING)
    read = (
        cells.to_frame()
        .lazy()
        .select(texts.alias("trimmed"))
        .with_columns(pl.when(is_held).then("trimmed").alias("held"))
    )
    trimmed, held = read.collect().get_columns()
    if held.drop_nulls().head(FEW).str.contains(FIRST_DAY).any():
        held = without_first_day(held)
    look = held.drop_nulls().head(LOOK_ROWS)
    if look.is_empty():
        words = trimmed.filter(trimmed != "").head(1).to_list()
        return Shape(
            held,
            None,
            Evidence(),
            0.0,
            (0.0, 0.0),
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            nothing=words[0] if words else "",
        )
    moment, evidence = _moments(held, look)
    number = _numbers(look)
    shares = look.to_frame("cell").select(
        number_share=pl.lit(number).is_not_null().mean(),
        whole_share=_contains(r"^[+-]?\d+(?:\.0+)?$").mean(),
        yes_no_share=pl.col("cell").str.to_lowercase().is_in([*YES_WORDS, *NO_WORDS]).mean(),
        period_share=_contains(PERIOD).mean(),
        address_share=_contains(ADDRESS).mean(),
        postcode_share=(_contains(DUTCH_POSTCODE) | _contains(BRITISH_POSTCODE)).mean(),
        code_share=_contains(CODE_LIKE).mean(),
        clock_share=pl.lit(are_times(look)).mean(),
        words=pl.col("cell").str.count_matches(r"\S+").mean(),
    )
    return Shape(
        held,
        moment,
        evidence,
        number_range=(float(number.min() or 0.0), float(number.max() or 0.0)),  # type: ignore[arg-type]
        **shares.row(0, named=True),
    )


def _contains(pattern: str) -> pl.Expr:
    return pl.col("cell").str.contains(pattern)


def may_be_clock(cells: pl.Series) -> bool:
    """Return whether the first cells of a column are times of day."""
    return _share(are_times(cells.drop_nulls().str.strip_chars().head(FEW))) >= CLOCKS


def _numbers(look: pl.Series) -> pl.Series:
    """Return the numbers, amounts and percentages of a column; null where there is none."""
    if not look.str.contains(r"\d").any():
        return pl.Series([None], dtype=pl.Float64).new_from_index(0, look.len())
    amounts = pl.select(pl.when(~look.str.contains(CODE_WITH_E)).then(look)).to_series()
    return numbers(amounts.str.replace(r"^[€£$]\s*", "").str.replace(r"\s*%$", ""))


def _share(holds: pl.Series) -> float:
    return float(holds.mean() or 0.0)  # type: ignore[arg-type]


def _moments(held: pl.Series, look: pl.Series) -> tuple[pl.Series | None, Evidence]:
    """Return the moments of a column, where most of what it holds is moments, and what tells their order."""
    if _share(look.str.contains(DIGITS_OF_A_DATE)) < A_DATE:
        return None, Evidence()  # to look for every way to write a date costs more than all the rest
    tried = take_apart(held if held.len() <= LOOK_ROWS else look)
    known = moments(tried, tried.evidence.order or "day-month")
    if known.count() < A_DATE * look.len():
        return None, Evidence()
    if look.str.contains(r"^\d{7,8}$").mean() == 1 and not _are_days(look, known):
        return None, Evidence()  # eight digits are a number as well
    if held.len() <= LOOK_ROWS:
        return known, tried.evidence
    whole = take_apart(held)
    return moments(whole, whole.evidence.order or "day-month"), whole.evidence


def _are_days(look: pl.Series, known: pl.Series) -> bool:
    """Return whether numbers without signs are days: of our time, and not 10012001, 10012002, which count on."""
    is_year_last = look.str.contains(WITHOUT_SIGNS)
    years, days = look.filter(is_year_last).str.tail(4), look.filter(is_year_last).str.head(-4)
    return bool(known.dt.year().is_between(1980, 2100).all()) and years.n_unique() <= days.n_unique()


def on_or_after(begins: pl.Series, ends: pl.Series) -> tuple[float, int]:
    """Return in what share of the rows that have both an end lies on or after its beginning, and how many have both.

    Days of before FIRST_YEAR, such as 1900-01-01, stand for no date.
    """
    pairs = pl.DataFrame({"begins": begins, "ends": ends}).filter(pl.all_horizontal(pl.all().dt.year() >= FIRST_YEAR))
    if pairs.is_empty():
        return 0.0, 0
    holds = pairs.select((pl.col("ends").dt.date() >= pl.col("begins").dt.date()).mean()).item()
    return float(holds), pairs.height
