"""Below the uploader: the files that were loaded, and what was learnt from files, each with its way back."""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard import queries, upload_words, words
from dashboard.upload_load import ask_undo
from dashboard.upload_parts import offer_rejected
from dashboard.words import _, n_
from pipelines import learn, run


def show_past_files(publish_id: str | None) -> None:
    """Every load; a selected one can be taken back, and its rows to mend fetched."""
    loads = queries.batches(publish_id) if publish_id else pl.DataFrame()
    st.header(_("Past files"))
    if loads.is_empty():
        st.markdown(_("Nothing was loaded yet."))
        return
    picked: Any = st.dataframe(
        _past_files(loads),
        key=f"loads_{publish_id}",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config={_("loaded"): st.column_config.DatetimeColumn(format="localized")},
        alt=_("Files that were loaded, the newest first"),
    )
    for row in picked["selection"]["rows"]:
        batch = loads.row(row, named=True)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(words.plain(batch["file_name"]), width="content")
            if batch["undone_at"] is None:
                st.button(_("Undo this file"), key="undo_past", on_click=partial(ask_undo, batch["batch_id"]))
            if mend := queries.rows_to_mend(publish_id, batch["batch_id"]):
                set_aside = partial(run.rejected, queries.data_folder(), batch["batch_id"])
                offer_rejected(batch["file_name"], mend, set_aside, key="past")


def _state_of(load: dict[str, Any]) -> str:
    """Whether a load counts, in a word or two."""
    if load.get("is_sample"):
        return _("sample data, gone") if load["undone_at"] else _("sample data")
    return _("taken back") if load["undone_at"] else _("counts")


def _past_files(loads: pl.DataFrame) -> pl.DataFrame:
    """The list of past files, under headings in the reader's language."""
    states = [_state_of(load) for load in loads.iter_rows(named=True)]
    kinds = [words.label(words.RELATIONS, relation) for relation in loads["relation"]]
    return loads.select(
        pl.col("file_name").alias(_("file")),
        pl.col("loaded_at").alias(_("loaded")),
        pl.Series(_("what"), kinds, dtype=pl.String),
        pl.col("rows_in").alias(_("rows")),
        pl.col("new").alias(_("new")),
        pl.col("changed").alias(_("changed")),
        pl.col("unchanged").alias(_("same as before")),
        pl.col("rejected").alias(_("need a look")),
        pl.Series(_("state"), states, dtype=pl.String),
        pl.col("batch_id").alias(_("number")),
    )


def show_learnt() -> None:
    """What was learnt from files, folded; each can be removed."""
    known = learn.learnt(queries.data_folder())
    if not known:
        return
    count = n_("What we learnt from your files ({count})", "What we learnt from your files ({count})", len(known))
    with st.expander(count.format(count=words.number(len(known))), key="learnt"):
        for at, one in enumerate(known):
            left, right = st.columns((5, 1), vertical_alignment="center")
            left.markdown(upload_words.learnt_line(one))
            right.button(_("Remove"), key=f"forget_{at}", on_click=partial(_ask_forget, one))


def _ask_forget(one: learn.Learnt) -> None:
    st.session_state["forget"] = one


def confirm_forget(one: learn.Learnt) -> None:
    """Say what happens when something that was learnt is removed, and remove it if that is what is wanted."""

    @st.dialog(_("Remove this?"))
    def asked() -> None:
        st.markdown(upload_words.forget_means(one))
        with st.container(horizontal=True):
            if st.button(_("Remove it"), type="primary"):
                learn.forget(queries.data_folder(), one.name)
                st.session_state.pop("files", None)
                st.rerun()
            if st.button(_("Keep it"), key="keep_learnt"):
                st.rerun()

    asked()
