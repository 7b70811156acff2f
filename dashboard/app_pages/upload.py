"""This week's export: what is understood of it, what would change, and then one button."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from dashboard import frame, queries, sentences, words
from dashboard.words import N_, _, n_
from dashboard.workbook import XLSX
from pipelines import decisions, errors, run
from pipelines.preview import Preview, preview
from pipelines.read import KINDS
from pipelines.rejects import as_workbook
from pipelines.sentence import from_json

STEPS = {
    "reading": N_("Reading the file"),
    "checking": N_("Checking every row"),
    "joining": N_("Joining items to people"),
    "publishing": N_("Publishing for all pages"),
    "waiting": N_("Someone else is loading; yours follows in a moment"),
}
TITLES = {  # the most telling first
    "UnreadableFile": N_("This file cannot be read"),
    "EmptyFile": N_("There is nothing in this file"),
    "UnknownHeadings": N_("We do not know these headings"),
    "Undecided": N_("More than one fits"),
    "MostlyRejected": N_("Too many rows cannot be used"),
}

frame.open_if_any(about_a_week=False)
publish_id = frame.publish_of_session()  # there may be loads that no page can show yet
data = queries.data_folder()


def explain(problem: errors.FixableError) -> None:
    """A problem that the manager can mend, in words."""
    title = words.label(TITLES, type(problem).__name__) if type(problem).__name__ in TITLES else _("Not loaded")
    st.warning(words.plain(words.told(problem.sentence)), title=title, icon=":material/error:")


def chosen() -> dict[str, str]:
    """The sheet and the source that the manager chose for this file, where it had to be asked."""
    return st.session_state.setdefault("chosen", {})


def understood(path: Path, name: str) -> Preview | None:
    """What loading the file would do; worked out once, until the file or what is known changes."""
    asked = (str(path), name, dict(chosen()), publish_id)
    held = st.session_state.get("understood")
    if held is None or held[0] != asked:
        with st.spinner(_("Reading the file")):
            try:
                held = (asked, preview(data, path, file_name=name, **chosen()))
            except errors.FixableError as problem:
                held = (asked, problem)
        st.session_state["understood"] = held
    if isinstance(held[1], errors.FixableError):
        explain(held[1])
        if isinstance(held[1], errors.Undecided):
            ask_which(held[1])
        return None
    return held[1]


def ask_which(problem: errors.Undecided) -> None:
    """Let the manager choose between what looks alike."""

    def keep_choice() -> None:
        st.session_state["chosen"] = chosen() | {problem.kind: st.session_state["which"]}

    title = _("Which sheet is it?") if problem.kind == "sheet" else _("Which source is it?")
    st.selectbox(title, problem.choices, None, key="which", on_change=keep_choice, placeholder=_("choose"), width=360)


def show_understood(seen: Preview) -> None:
    """The file in two lines: what it looks like, and what became of each of its rows."""
    used = queries.times_used(publish_id, seen.source) if publish_id else 0
    st.markdown(f":material/check: {sentences.file_seen(seen, used)}")
    st.markdown(f"**{sentences.rows_seen(seen)}**")
    if seen.replaces_sample:
        st.markdown(f":material/info: {sentences.sample_goes()}")
    for problem in seen.problems:
        st.markdown(f":material/info: {words.plain(words.told(problem))}")


def ask_reported(seen: Preview) -> float | None:
    """The figure that the organisation reported, if the manager told it; None where nothing was said."""
    if seen.recount is None:
        return None
    figure = {"ours": words.percent(seen.recount.value), "count": words.number(seen.recount.items)}
    st.markdown(
        _("Is this the on-time figure you report for {week}? Recount: **{ours}** of {count}.").format(
            week=words.week(seen.recount.week), **figure
        )
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        said = st.segmented_control(
            _("Is this the figure you report?"),
            ["yes", "no"],
            format_func=lambda code: _("Yes") if code == "yes" else _("No, ours is"),
            label_visibility="collapsed",
            key="reported_same",
        )
        if said == "no":
            return st.number_input(
                _("The figure you report, in per cent"),
                0.0,
                100.0,
                None,
                0.1,
                format="%.1f",
                label_visibility="collapsed",
                width=140,
            )
    return round(seen.recount.value, 1) if said == "yes" else None


def load(path: Path, seen: Preview, reported: float | None) -> None:
    """Load the file, with a line for each step, and keep the receipt."""
    with st.status(_("Loading {file}").format(file=words.plain(seen.file_name)), expanded=True) as status:
        try:
            report = run.ingest(
                data,
                path,
                file_name=seen.file_name,
                progress=lambda step: st.write(words.label(STEPS, step)),
                **chosen(),
            )
        except errors.FixableError as problem:
            status.update(label=_("Not loaded"), state="error")
            explain(problem)
            return
        told = seen.recount
        if reported is not None and told is not None and report.batch_id is not None:
            decisions.answer_recount(
                data,
                report.batch_id,
                service=told.service,
                week=told.week,
                recount=told.value,
                items=told.items,
                reported=reported,
            )
        status.update(label=_("Loaded"), state="complete")
    st.session_state["receipt"] = report
    if seen.effects:
        frame.show_next(seen.effects[0].service)
    start_anew()


def start_anew() -> None:
    """Show the newest data, with an empty uploader."""
    st.session_state["publish_id"] = queries.newest_publish()
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1
    for key in ("understood", "chosen", "reported_same", "kept"):
        st.session_state.pop(key, None)
    st.rerun()


def show_receipt(report: run.Report) -> None:
    """What was loaded, under which number, and the way back."""
    with st.container(border=True):
        st.markdown(f":material/check: {sentences.receipt(report)}")
        with st.container(horizontal=True, vertical_alignment="center"):
            frame.go("this_week", _("See this week"), icon=":material/arrow_forward:")
            if report.batch_id and report.status == "loaded":
                st.button(_("Undo this file"), key="undo_receipt", on_click=partial(ask_undo, report.batch_id))
            if report.batch_id and report.rejected:
                offer_rejected(
                    report.file, report.rejected, partial(run.rejected, data, report.batch_id), key="receipt"
                )


def offer_rejected(file_name: str, count: int, rows: Callable[[], pl.DataFrame], key: str) -> None:
    """The rows of a file that need a look, as a workbook to mend and upload again."""
    st.download_button(
        n_("{count} row to mend (xlsx)", "{count} rows to mend (xlsx)", count).format(count=words.number(count)),
        words.in_this_language(lambda: as_workbook(rows(), words.told)),
        file_name=f"{Path(file_name).stem}_to_mend.xlsx",
        mime=XLSX,
        icon=":material/download:",
        key=f"rejected_{key}",
        on_click="ignore",
    )


def ask_undo(batch_id: str) -> None:
    st.session_state["undo"] = batch_id


@st.dialog(_("Undo this file?"))
def confirm_undo(batch_id: str) -> None:
    """Say what goes back, and take the load back if that is what is wanted."""
    loads = queries.batches(publish_id) if publish_id else pl.DataFrame()
    for batch in loads.filter(pl.col("batch_id") == batch_id).iter_rows(named=True):
        st.markdown(sentences.undo_means(batch))
    with st.container(horizontal=True):
        if st.button(_("Undo it"), type="primary"):
            try:
                with st.spinner(_("Taking it back")):
                    undone = run.undo(data, batch_id)
            except errors.FixableError as problem:
                explain(problem)
                return
            st.session_state["undone"] = undone.file
            start_anew()
        if st.button(_("Keep it")):
            st.rerun()


def columns_of(seen: Preview) -> pl.DataFrame:
    """What each column holds and what we take it for; what serves the figures first."""
    ordered = sorted(seen.columns.items(), key=lambda pair: pair[1] is None)
    return pl.DataFrame(
        {
            _("heading in your file"): [heading for heading, _field in ordered],
            _("values from it"): [" · ".join(seen.examples.get(heading, [])) for heading, _field in ordered],
            _("what we take it for"): [
                words.label(words.FIELDS, field) if field else _("not used") for _heading, field in ordered
            ],
        },
    )


def show_buttons(path: Path, seen: Preview, reported: float | None) -> None:
    """Load, or first look at the columns and at the rows that need a look."""
    with st.container(horizontal=True):
        wants_load = st.button(_("Load"), type="primary", disabled=seen.status == "unchanged")
        if seen.rejected:
            offer_rejected(seen.file_name, seen.rejected, lambda: seen.rejected_rows, key="before")
    steps = st.container()
    with st.expander(_("See columns")):
        st.dataframe(columns_of(seen), hide_index=True, alt=_("What each column of the file is taken for"))
    if seen.rejected:
        with st.expander(_("See the rows that need a look")):
            st.dataframe(mendable(seen.rejected_rows), hide_index=True, alt=_("Rows that need a look, and why"))
    if wants_load:
        with steps:
            load(path, seen, reported)


def mendable(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows set aside, under headings in the reader's language."""
    return rows.select(
        pl.col("row_number").alias(_("row in your file")),
        pl.col("column").alias(_("heading")),
        pl.col("value").alias(_("what stands there")),
        pl.Series(_("what to do"), [words.told(from_json(kept)) for kept in rows["reason_words"]], dtype=pl.String),
    )


def state_of(load: dict[str, Any]) -> str:
    """Whether a load counts, in a word or two."""
    if load.get("is_sample"):
        return _("sample data, gone") if load["undone_at"] else _("sample data")
    return _("taken back") if load["undone_at"] else _("counts")


def past_files(loads: pl.DataFrame) -> pl.DataFrame:
    """The list of past files, under headings in the reader's language."""
    states = [state_of(load) for load in loads.iter_rows(named=True)]
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


def show_past_files() -> None:
    """Every load; a selected one can be taken back, and its rows to mend fetched."""
    loads = queries.batches(publish_id) if publish_id else pl.DataFrame()
    st.header(_("Past files"))
    if loads.is_empty():
        st.markdown(_("Nothing was loaded yet."))
        return
    picked: Any = st.dataframe(
        past_files(loads),
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
            if batch["rejected"]:
                set_aside = partial(run.rejected, data, batch["batch_id"])
                offer_rejected(batch["file_name"], batch["rejected"], set_aside, key="past")


st.title(_("Upload this week's export"))
st.markdown(
    f":gray[{_('Excel or CSV, as it comes from your system. Nothing is changed until you press Load.')}]",
)
if "undone" in st.session_state:
    st.session_state.pop("receipt", None)
    back = _("{file} was taken back. The figures stand as they were without it.")
    st.markdown(f":material/undo: {back.format(file=words.plain(st.session_state.pop('undone')))}")
if "receipt" in st.session_state:
    show_receipt(st.session_state["receipt"])
file = st.file_uploader(
    _("Your export"), list(KINDS), key=f"upload_{st.session_state.get('uploads', 0)}", label_visibility="collapsed"
)
with st.expander(_("What we do with names and addresses")):
    st.markdown(sentences.privacy())
if file is not None:
    if st.session_state.get("kept", ("",))[0] != file.file_id:  # at once: uploads live only as long as the session
        st.session_state["chosen"] = {}
        st.session_state["kept"] = (file.file_id, run.keep_original(data, file.getvalue(), file.name))
    original = st.session_state["kept"][1]
    found = understood(original, file.name)
    if found is not None:
        show_understood(found)
        if found.status == "unchanged":
            st.markdown(_("All of it is known already. Nothing to do."))
        told_figure = ask_reported(found)
        if found.effects:
            st.markdown(sentences.what_changes(found.effects))
        show_buttons(original, found, told_figure)
show_past_files()
if "undo" in st.session_state:
    confirm_undo(st.session_state.pop("undo"))
