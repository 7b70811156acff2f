"""How a page records what people decided, and shows the figures that it makes."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import queries, words
from pipelines.errors import FixableError


def record(decide: Callable[[], None]) -> None:
    """Write a decision and show the page anew; where it cannot be, say so in its words and change nothing."""
    try:
        decide()
    except FixableError as problem:
        st.warning(words.plain(words.told(problem.sentence)))
    else:
        st.session_state["publish_id"] = queries.newest_publish()
        st.rerun()
