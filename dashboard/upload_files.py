"""Several files at once: each in a line with its state, one of them open, and one button for all that are ready."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import upload_words, words
from dashboard.upload_load import load_and_tell
from dashboard.upload_state import Upload
from dashboard.words import _, n_
from pipelines.recency import in_order


def choose_file(uploads: Sequence[Upload]) -> Upload:
    """The file that is open: the only one, else the one that the reader chose, else the first that asks something."""
    if len(uploads) == 1:
        return uploads[0]
    by_id = {upload.file_id: upload for upload in uploads}
    if st.session_state.get("opened") not in by_id:
        st.session_state["opened"] = next(
            (u.file_id for u in uploads if u.state in ("asks", "unknown")), uploads[0].file_id
        )
    opened = st.radio(
        n_("{count} file", "{count} files", len(uploads)).format(count=words.number(len(uploads))),
        list(by_id),
        format_func=lambda file_id: upload_words.line_of(
            by_id[file_id].name, by_id[file_id].state, by_id[file_id].seen
        ),
        key="opened",
    )
    _offer_all(uploads)
    return by_id[opened]


def ready_ones(uploads: Sequence[Upload]) -> list[Upload]:
    """Those that can be loaded at once."""
    return [upload for upload in uploads if upload.state == "ready"]


def _offer_all(uploads: Sequence[Upload]) -> None:
    ready = ready_ones(uploads)
    if len(ready) < 2:
        return
    count = words.number(len(ready))
    pressed = st.button(_("Load all that are ready ({count})").format(count=count), type="primary", key="load_all")
    steps = st.container()
    if pressed:
        with steps:
            load_and_tell(in_order(ready, lambda upload: upload.seen.latest_at if upload.seen else None))
