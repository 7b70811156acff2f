"""A file that is understood: what became of each row, what it asks, what would change; and the button that loads it."""

from __future__ import annotations

from functools import partial
from typing import Literal

import polars as pl
import streamlit as st

from dashboard import queries, sentences, upload_words, words
from dashboard.upload_load import load_and_tell
from dashboard.upload_mapping import show_mapping
from dashboard.upload_parts import explain, mendable, offer_rejected
from dashboard.upload_state import Upload, tell_anew
from dashboard.upload_warnings import ask_personal, problems_beside_personal, show_rewritten
from dashboard.words import _, n_
from pipelines import errors
from pipelines.as_counted import AsCounted
from pipelines.preview import Preview
from pipelines.proposal import Question
from pipelines.rejects import to_mend
from pipelines.understand import MostlyRejected


def show(upload: Upload, *, is_alone: bool = True) -> None:
    """Draw one file: what is understood of it, or what stands in the way; `is_alone`: no other can be loaded with it."""
    if upload.problem is not None and (upload.profile is not None or upload.draft is None):
        explain(upload.problem)
        if isinstance(upload.problem, errors.Undecided):
            _ask_which(upload, upload.problem)
        if isinstance(upload.problem, MostlyRejected) and upload.profile is None:
            _offer_columns(upload)
        if upload.draft is None:
            _show_answers(upload)  # one of them may be what stands in the way
    if upload.asks_columns or (upload.seen is None and upload.draft is not None):
        show_mapping(upload)
    elif upload.seen is not None:
        _show_seen(upload, upload.seen, is_alone)


def _offer_columns(upload: Upload) -> None:
    """A way out where a source fits a file, but wrongly."""
    st.button(_("Say what its columns are"), key=f"anew|{upload.file_id}", on_click=partial(tell_anew, upload))


def _ask_which(upload: Upload, problem: errors.Undecided) -> None:
    """Let the manager choose between what looks alike."""

    def keep_choice() -> None:
        upload.chosen[problem.kind] = st.session_state[key]

    key = f"which_{upload.file_id}"
    title = _("Which sheet is it?") if problem.kind == "sheet" else _("Which source is it?")
    st.selectbox(title, problem.choices, None, key=key, on_change=keep_choice, placeholder=_("choose"), width=360)


def _show_seen(upload: Upload, seen: Preview, is_alone: bool) -> None:
    """The file in two lines, then what it asks, then what would change, then the buttons."""
    used = queries.times_used(publish_id, seen.source) if (publish_id := st.session_state.get("publish_id")) else 0
    st.markdown(f":material/{'help' if seen.questions else 'check'}: {sentences.file_seen(seen, used)}")
    st.markdown(f"**{sentences.rows_seen(seen)}**")
    if seen.as_counted is not None:
        st.markdown(sentences.counted_as(seen.as_counted, seen.relation))
        if not used:  # once loaded, these counts were agreed with
            st.markdown(f":small[:gray[{_hold_against(seen.as_counted)}]]")
    if seen.replaces_sample:
        st.markdown(f":material/info: {sentences.sample_goes()}")
    if seen.remembered:
        st.markdown(f":material/info: {upload_words.read_as_before(seen.remembered)}")
    for problem in problems_beside_personal(seen):
        st.markdown(f":material/info: {words.plain(words.told(problem))}")
    _show_doubts(upload, seen)
    if seen.set_back:
        st.markdown(f":material/history: {words.plain(words.told(seen.set_back))}")
    show_rewritten(seen)
    ask_personal(upload, seen)
    for question in seen.questions:
        _ask(upload, question)
    _show_answers(upload)
    if seen.status == "unchanged":
        st.markdown(_("All of it is known already. Nothing to do."))
    if not seen.questions:  # the figures wait for the answer
        _ask_reported(upload, seen)
        if seen.effects:
            st.markdown(sentences.what_changes(seen.effects))
    _show_buttons(upload, seen, is_alone)


def _show_doubts(upload: Upload, seen: Preview) -> None:
    """What is doubtful in the cells of the file, a line a kind and column; they are read as each line says."""
    if not seen.doubts:
        return
    count = len(seen.doubts)
    title = n_("{count} doubt about what stands in it", "{count} doubts about what stands in it", count)
    with st.expander(f":material/help: {title.format(count=count)}", key=f"doubts|{upload.file_id}"):
        st.markdown("\n".join(f"- {words.plain(words.told(doubt))}" for doubt in seen.doubts))


def _hold_against(counted: AsCounted) -> str:
    """What to do with the counts of a file whose like was not loaded before."""
    if counted.rows.height == 1:
        return _("Does your own system count as many? If not, see its columns before you load.")
    return _("Does your own system count as many? If not, see how each row counts before you load.")


def _ask(upload: Upload, question: Question) -> None:
    """A question that the file leaves open, with a button for each answer; pressing one reads the file again."""
    with st.container(border=True):
        st.markdown(f":material/help: {words.plain(words.told(question.words))}")
        with st.container(horizontal=True):
            for choice in question.choices:
                st.button(
                    words.first_upper(words.plain(words.told(choice.words))),
                    key=f"answer|{upload.file_id}|{question.key}|{choice.value}",
                    type="primary" if choice.value == question.proposed else "secondary",
                    on_click=partial(upload.answers.update, {question.key: choice.value}),
                )


def _show_answers(upload: Upload) -> None:
    """What was answered about this file, and the way back."""
    for key, answer in list(upload.answers.items()):
        if key.startswith("personal: "):  # it stands among the columns
            continue
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                _("You said: {answer}.").format(answer=words.plain(upload_words.answered(key, answer))), width="content"
            )
            st.button(
                _("Ask again"),
                key=f"again|{upload.file_id}|{key}",
                type="tertiary",
                on_click=partial(_ask_again, upload, key),
            )


def _ask_again(upload: Upload, key: str) -> None:
    upload.answers.pop(key, None)


def _ask_reported(upload: Upload, seen: Preview) -> None:
    """Ask for the figure that the organisation reported, to be kept beside our recount."""
    if seen.recount is None:
        return
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
            key=f"reported_same_{upload.file_id}",
        )
        upload.reported = round(seen.recount.value, 1) if said == "yes" else None
        if said == "no":
            upload.reported = st.number_input(
                _("The figure you report, in per cent"),
                0.0,
                100.0,
                None,
                0.1,
                format="%.1f",
                label_visibility="collapsed",
                key=f"reported_{upload.file_id}",
                width=140,
            )


def _show_buttons(upload: Upload, seen: Preview, is_alone: bool) -> None:
    """Load, or first look at the columns and at the rows that need a look."""
    waits = bool(seen.questions)
    with st.container(horizontal=True, vertical_alignment="center"):
        is_off = waits or seen.status == "unchanged"
        kind: Literal["primary", "secondary"] = "primary" if is_alone else "secondary"
        wants_load = st.button(_("Load"), type=kind, disabled=is_off, key=f"load|{upload.file_id}")
        if upload.profile is not None:
            st.button(_("Change its columns"), key=f"back|{upload.file_id}", on_click=partial(_back_to_columns, upload))
        if mend := to_mend(seen.rejected_rows).height:
            offer_rejected(seen.file_name, mend, lambda: seen.rejected_rows, key=f"before|{upload.file_id}")
    if waits:
        st.markdown(f":small[:gray[{_('Load waits for your answer.')}]]")
    steps = st.container()
    with st.expander(_("See columns"), key=f"columns|{upload.file_id}"):
        st.dataframe(_columns_of(seen), hide_index=True, alt=_("What each column of the file is taken for"))
        if upload.profile is None:
            _offer_columns(upload)
    if seen.rejected:
        with st.expander(_("See the rows that need a look"), key=f"rows_to_mend|{upload.file_id}"):
            st.dataframe(mendable(seen.rejected_rows), hide_index=True, alt=_("Rows that need a look, and why"))
    if seen.as_counted is not None:
        with st.expander(_("See how each row counts"), key=f"counted|{upload.file_id}"):
            st.dataframe(
                _how_counted(seen.as_counted, seen.relation),
                hide_index=True,
                alt=_("What the file says of its rows, what we count them as, and how many there are"),
            )
    if wants_load:
        with steps:
            load_and_tell([upload])


def _back_to_columns(upload: Upload) -> None:
    upload.profile = None


def _how_counted(counted: AsCounted, relation: str) -> pl.DataFrame:
    """What the file says of its rows, what each counts as, and how many there are; most rows first."""
    columns = {
        _("in your file"): counted.rows["said"].fill_null(_("nothing")),
        _("counts as"): [upload_words.counts_as(relation, word) for word in counted.rows["counts_as"]],
        _("rows"): counted.rows["rows"],
        _("without an end"): counted.rows["without_end"],
        _("without a team"): counted.rows["without_team"],
    }
    if not counted.has_column:  # the dates tell it, or the last event of each case
        columns.pop(_("in your file"))
    return pl.DataFrame({name: cells for name, cells in columns.items() if not _is_unknown(cells)})


def _is_unknown(cells: pl.Series | list[str]) -> bool:
    return isinstance(cells, pl.Series) and cells.null_count() == cells.len()


def _columns_of(seen: Preview) -> pl.DataFrame:
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
