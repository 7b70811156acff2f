"""Parts of the upload page that stand in several places: a problem in words, and the rows that need a look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import streamlit as st

from dashboard import upload_words, words
from dashboard.downloads import offer
from dashboard.words import _, n_
from pipelines import errors
from pipelines.rejects import as_workbook
from pipelines.sentence import from_json


def explain(problem: errors.FixableError) -> None:
    """A problem that the manager can mend, in words."""
    st.warning(words.plain(words.told(problem.sentence)), title=upload_words.title_of(problem), icon=":material/error:")


def offer_rejected(file_name: str, count: int, rows: Callable[[], pl.DataFrame], key: str) -> None:
    """The rows of a file that need a look, as a workbook to mend and upload again."""
    offer(
        n_("{count} row to mend (xlsx)", "{count} rows to mend (xlsx)", count).format(count=words.number(count)),
        lambda: as_workbook(rows(), words.told),
        f"{Path(file_name).stem}_to_mend.xlsx",
        key=f"rejected_{key}",
    )


def mendable(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows set aside, under headings in the reader's language."""
    return rows.select(
        pl.col("row_number").alias(_("row in your file")),
        pl.col("column").alias(_("heading")),
        pl.col("value").alias(_("what stands there")),
        pl.Series(_("what to do"), [words.told(from_json(kept)) for kept in rows["reason_words"]], dtype=pl.String),
    )
