"""Personal data out of what is stored to be read: texts, delivered cells, doubts and the reasons of rows set aside.

The cells of rows set aside stay whole in the store, because they have to be mended; they are not published.
"""

from __future__ import annotations

import json
from typing import Final

import polars as pl

from pipelines.evidence import ISSUE_COLUMNS
from pipelines.load import scramble
from pipelines.personal_column import Personal, role_of
from pipelines.personal_signs import BARE, HIDDEN, STANDS_FOR, hidden, looked_at, may_hold, without
from pipelines.personal_values import is_address
from pipelines.recognise import Recognised
from pipelines.sentence import from_json

NONE_BARE: Final[frozenset[str]] = frozenset()
SAFE_ISSUES: Final = (
    "word_for_nothing",
    "as_above",
    "error_cell",
    "formula_without_value",
)  # their values are words of a list
TOLD: Final = {"leave_out": ("personal_left_out", "left_out"), "mask": ("personal_taken_out", "left_out")}


def _of_heading(recognised: Recognised, heading: str | None) -> Personal | None:
    return next((column for column in recognised.personal if column.heading == heading), None)


def safe_cells(recognised: Recognised, heading: str, cells: pl.Series) -> pl.Expr:
    """Return the cells under a heading as they may be shown beside their record."""
    column = _of_heading(recognised, heading)
    if column is None or not (column.applied == "mask" or column.in_cells):
        return pl.col(cells.name)
    return pl.lit(_hidden_addresses(column, hidden(cells, column.bare)))


def _hidden_addresses(column: Personal, cells: pl.Series) -> pl.Series:
    if "address" not in column.kinds:
        return cells
    return pl.select(pl.when(is_address(cells)).then(pl.lit(STANDS_FOR["address"])).otherwise(cells)).to_series()


def _telling(column: Personal, cells: pl.Series) -> pl.Series:
    """Return the different keys of a column that tell of a person."""
    told = looked_at(cells, column.bare)["text"]
    if "address" not in column.kinds:
        return told
    return pl.concat([told, cells.filter(is_address(cells)).unique().rename("text")])


def safe_field(recognised: Recognised, name: str, texts: pl.Series) -> pl.Series:
    """Return the texts of a field without the personal data that was found in them."""
    if texts.dtype != pl.String:
        return texts
    column = _of_heading(recognised, recognised.heading_of(name))
    if column is not None and column.applied == "mask":
        return hidden(texts, column.bare)
    if name in recognised.profile.extract or (name == "quoted_item_id" and column is None):
        return hidden(texts, NONE_BARE)
    return texts


def safe_name(file_name: str) -> str:
    """Return the name of a file as it may be published."""
    return without(file_name, NONE_BARE)[0]


def safe_line(text: str) -> str:
    """Return a line of text beside a table as it may be published."""
    return without(text, BARE)[0]


def safe_activity(recognised: Recognised, words: pl.Series) -> pl.Series:
    """Return the words of events as they may be shown beside their case."""
    named = recognised.headings_like(recognised.profile.events.activity) if recognised.profile.events else []
    column = _of_heading(recognised, named[0] if named else None)
    if column is not None and column.applied == "keep":
        return words
    return hidden(words, column.bare if column else NONE_BARE)


def scrambled(recognised: Recognised, rows: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """Return rows of a canonical table with keyed hashes where the profile says so, and in single keys that tell of a person."""
    secret = recognised.profile.secret_fields
    rows = scramble(rows, [name for name in sorted(secret) if name in rows.columns], key)
    for column in recognised.personal:
        if column.in_cells and column.applied == "scramble" and column.field in set(rows.columns) - secret:
            of_cells = rows[column.field]
            told = pl.col(column.field).is_in(_telling(column, of_cells).implode())
            hashed = scramble(rows.select(pl.when(told).then(pl.col(column.field))), [column.field], key)
            rows = rows.with_columns(hashed[column.field].fill_null(of_cells))
    return rows


def personal_issues(recognised: Recognised) -> pl.DataFrame:
    """Return a doubt for each column of which something was left out, with its number and nothing of what it held."""
    told = [
        {"row_number": None, "column": column.heading, "value": f"{', '.join(column.kinds)} × {column.rows}"}
        | dict(zip(("issue", "action"), TOLD[column.applied], strict=True))
        for column in recognised.personal
        if column.field is not None
        and column.applied in TOLD
        and (column.kind != "text" or column.applied == "leave_out")
    ]
    return pl.DataFrame(told, schema=ISSUE_COLUMNS)


def safe_issues(recognised: Recognised, issues: pl.DataFrame) -> pl.DataFrame:
    """Return doubts with values that may be published."""
    secret = _secret_headings(recognised)
    hide = pl.col("column").is_in(list(secret)) & ~pl.col("issue").is_in([*SAFE_ISSUES, *dict(TOLD.values())])
    issues = issues.with_columns(pl.when(hide).then(pl.lit(HIDDEN)).otherwise("value").alias("value"))
    suspect = may_hold(issues["value"])
    if not suspect.any():
        return issues
    safe = [
        _safe_text(recognised, column, value) if is_suspect and value else value
        for column, value, is_suspect in zip(issues["column"], issues["value"], suspect, strict=True)
    ]
    return issues.with_columns(pl.Series("value", safe, dtype=pl.String))


def safe_rejects(recognised: Recognised, rejected: pl.DataFrame) -> pl.DataFrame:
    """Return rows set aside with values and reasons that may be published; their cells as they are."""
    secret = _secret_headings(recognised)
    in_secret = rejected["column"].is_in(list(secret)).fill_null(False) & rejected["value"].is_not_null()
    suspect = in_secret | may_hold(rejected["value"]) | may_hold(rejected["reason_words"])
    if not suspect.any():
        return rejected
    at = rejected.filter(suspect)
    safe = [
        _safe_reason(recognised, column, value, words, column in secret)
        for column, value, words in at.select("column", "value", "reason_words").iter_rows()
    ]
    told = pl.DataFrame(safe, schema=["value", "reason", "reason_words"], orient="row")
    kept = rejected.with_row_index("at")
    mended = pl.concat([kept.filter(~suspect), kept.filter(suspect).with_columns(told.get_columns())])
    return mended.sort("at").drop("at")


def _safe_reason(
    recognised: Recognised, column: str | None, value: str | None, words: str, is_secret: bool
) -> tuple[str | None, str, str]:
    """Return value, reason and words of the reason, as they may be published."""
    told = json.loads(words)
    for name, filled in told.items():
        if name in ("words", "column", "known") or not isinstance(filled, str):
            continue
        told[name] = HIDDEN if is_secret and filled == value else _safe_text(recognised, column, filled)
    safe = value and (HIDDEN if is_secret else _safe_text(recognised, column, value))
    kept = json.dumps(told, ensure_ascii=False)
    return safe, str(from_json(kept)), kept


def _safe_text(recognised: Recognised, column: str | None, text: str) -> str:
    found = _of_heading(recognised, column)
    if found is not None and found.applied == "keep":
        return text
    field = recognised.columns.get(column) if column else None
    is_plain_key = found is None and field is not None and role_of(recognised.table, field) == "key"
    return without(text, NONE_BARE if is_plain_key else BARE)[0]


def _secret_headings(recognised: Recognised) -> set[str]:
    """Return the headings of what is hashed or left out."""
    secret = {heading for heading, field in recognised.columns.items() if field in recognised.profile.secret_fields}
    return secret | {column.heading for column in recognised.personal if column.applied == "leave_out"}
