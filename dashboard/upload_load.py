"""Loading files one after the other with their steps, the receipt of each, and taking a load back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import frame, queries, sentences, words
from dashboard.upload_parts import explain, offer_rejected
from dashboard.upload_state import Upload, done_with, show_service_of, start_anew
from dashboard.words import N_, _
from pipelines import decisions, errors, learn, run
from pipelines.preview import Preview

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

STEPS = {
    "reading": N_("Reading the file"),
    "checking": N_("Checking every row"),
    "joining": N_("Joining items to people"),
    "publishing": N_("Publishing for all pages"),
    "waiting": N_("Someone else is loading; yours follows in a moment"),
}


class Steps:
    """The steps of one load as they come, each a line; a bar in place of one of which we know how much is done."""

    def __init__(self) -> None:
        self.place: DeltaGenerator | None = None

    def begin(self, step: str) -> None:
        """A step has begun."""
        self.place = st.empty()
        self.place.markdown(words.label(STEPS, step))

    def share(self, step: str, done: float) -> None:
        """So much of the step, 0 to 1, is done."""
        if self.place is not None:
            self.place.progress(min(done, 1.0), text=f"{words.label(STEPS, step)}: {words.number(100 * done)}%")


def load_and_tell(uploads: Sequence[Upload]) -> None:
    """Load files in turn, keep a receipt of each, and show the page anew; one that is refused stops no other."""
    generation = st.session_state.get("uploads", 0)
    if st.session_state.get("receipts_of") != generation:
        st.session_state.update(receipts=[], receipts_of=generation)
    refused = False
    for upload in uploads:
        report = _load(upload)
        if report is None:
            refused = True
            continue
        st.session_state["receipts"].append(report)
        done_with(upload)
        if upload.seen is not None:
            show_service_of(upload.seen)
    held = st.session_state.get("files", {})
    left = [file_id for file_id in held if file_id not in st.session_state["loaded"]]
    if not refused:
        start_anew(bool(left))


def _load(upload: Upload) -> run.Report | None:
    """Load one file, and keep what was learnt and answered; None where it was refused, which is told here."""
    data, steps = queries.data_folder(), Steps()
    with st.status(_("Loading {file}").format(file=words.plain(upload.name)), expanded=True) as status:
        try:
            report = run.ingest(
                data,
                upload.path,
                file_name=upload.name,
                answers=upload.answers,
                profile=upload.profile,
                progress=steps.begin,
                share=steps.share,
                **upload.chosen,
            )
        except errors.FixableError as problem:
            status.update(label=_("Not loaded"), state="error")
            explain(problem)
            return None
        _keep_what_was_told(upload, report)
        status.update(label=_("Loaded"), state="complete")
    return report


def _keep_what_was_told(upload: Upload, report: run.Report) -> None:
    """Keep what the columns of an unknown file are, and the figure that was reported."""
    data, seen = queries.data_folder(), upload.seen
    if upload.profile is not None:
        learn.learn(data, upload.profile)
    told = seen.recount if isinstance(seen, Preview) else None
    if upload.reported is not None and told is not None and report.batch_id is not None:
        decisions.answer_recount(
            data,
            report.batch_id,
            service=told.service,
            week=told.week,
            recount=told.value,
            items=told.items,
            reported=upload.reported,
        )


# ---- receipts and the way back -------------------------------------------------------------------------------------


def show_receipts() -> None:
    """What was loaded last, a receipt a file; and what was taken back."""
    if "undone" in st.session_state:
        st.session_state.pop("receipts", None)
        back = _("{file} was taken back. The figures stand as they were without it.")
        st.markdown(f":material/undo: {back.format(file=words.plain(st.session_state.pop('undone')))}")
    receipts = st.session_state.get("receipts", [])
    if receipts:
        with st.container(border=True):
            for at, report in enumerate(receipts):
                _show_receipt(at, report)
            frame.go("this_week", _("See this week"), icon=":material/arrow_forward:")


def _show_receipt(at: int, report: run.Report) -> None:
    """What was loaded, under which number, and the way back."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/check: {sentences.receipt(report)}", width="content")
        if report.batch_id and report.status == "loaded":
            st.button(_("Undo this file"), key=f"undo_receipt_{at}", on_click=partial(ask_undo, report.batch_id))
        if report.batch_id and report.to_mend:
            rows = partial(run.rejected, queries.data_folder(), report.batch_id)
            offer_rejected(report.file, report.to_mend, rows, key=f"receipt_{at}")
    if report.set_back:
        st.markdown(f":material/history: {words.plain(words.told(report.set_back))}")
    for column in report.personal:
        if column["is_published_text"]:
            st.markdown(f":material/info: {words.plain(words.told(column['why']))}")


def ask_undo(batch_id: str) -> None:
    """Let the dialog ask, once the page is drawn."""
    st.session_state["undo"] = batch_id


def confirm_undo(publish_id: str | None, batch_id: str) -> None:
    """Say what goes back, and take the load back if that is what is wanted."""

    @st.dialog(_("Undo this file?"))
    def asked() -> None:
        loads = queries.batches(publish_id) if publish_id else pl.DataFrame()
        for batch in loads.filter(pl.col("batch_id") == batch_id).iter_rows(named=True):
            st.markdown(sentences.undo_means(batch))
        with st.container(horizontal=True):
            if st.button(_("Undo it"), type="primary"):
                _take_back(batch_id)
            if st.button(_("Keep it")):
                st.rerun()

    asked()


def _take_back(batch_id: str) -> None:
    try:
        with st.spinner(_("Taking it back")):
            undone = run.undo(queries.data_folder(), batch_id)
    except errors.FixableError as problem:
        explain(problem)
        return
    st.session_state["undone"] = undone.file
    start_anew(left=False)
