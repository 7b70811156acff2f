"""How the columns of a table are written: dates and numbers as the reader's language writes them."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st


def localized(table: pl.DataFrame) -> dict[str, Any]:
    """Return the column configuration of a table by the types of its columns."""
    return {
        name: st.column_config.DateColumn(format="localized")
        if kind == pl.Date
        else st.column_config.NumberColumn(format="localized")
        for name, kind in table.schema.items()
        if kind == pl.Date or kind.is_numeric()
    }
