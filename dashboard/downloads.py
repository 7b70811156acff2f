"""Buttons that give a file to take along: made when it is asked for, in the language that the page was read in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Literal

import streamlit as st

from dashboard import words

KINDS = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".parquet": "application/vnd.apache.parquet",
}


def offer(
    label: str,
    make: Callable[[], bytes],
    file_name: str,
    key: str,
    kind: Literal["primary", "secondary", "tertiary"] = "secondary",
) -> None:
    """A button for a file; `make` gives its content, and its name says by the ending what it is."""
    st.download_button(
        label,
        words.in_this_language(make),
        file_name=file_name,
        mime=KINDS[PurePath(file_name).suffix],
        icon=":material/download:",
        key=key,
        type=kind,
        on_click="ignore",
    )
