"""What a manager should know before loading: what a file says otherwise of the past, and personal data in its columns."""

from __future__ import annotations

import streamlit as st

from dashboard import upload_words, words
from dashboard.upload_state import Upload
from dashboard.words import _, n_
from pipelines.personal_column import Personal
from pipelines.preview import Preview
from pipelines.sentence import Sentence

WIDTHS = (7, 3)


def problems_beside_personal(seen: Preview) -> list[Sentence]:
    """What else is odd in a file: personal data have a place of their own."""
    told = {column.why for column in seen.personal}
    return [problem for problem in seen.problems if problem not in told]


def show_rewritten(seen: Preview) -> None:
    """What a delivery says otherwise than the one before, a line a kind, with its rows folded under it."""
    for found in seen.rewritten:
        with st.expander(f":material/history: {words.plain(words.told(found.sentence))}"):
            st.dataframe(
                found.rows.rename({name: _(upload_words.REWRITTEN.get(name, name)) for name in found.rows.columns}),
                hide_index=True,
                alt=words.told(found.sentence),
            )


def ask_personal(upload: Upload, seen: Preview) -> None:
    """Columns with personal data or free text, and what is done with each; another choice reads the file again."""
    personal = [column for column in seen.personal if column.kind != "text"]
    texts = [column for column in seen.personal if column.kind == "text"]
    _ask_columns(
        upload,
        personal,
        n_("{count} column holds personal data", "{count} columns hold personal data", len(personal)),
        upload_words.PERSONAL,
    )
    _ask_columns(
        upload,
        texts,
        n_("{count} column holds free text", "{count} columns hold free text", len(texts)),
        upload_words.PERSONAL | upload_words.FREE_TEXT,
    )


def _ask_columns(upload: Upload, columns: list[Personal], title: str, choices_in_words: dict[str, str]) -> None:
    """Some of these columns under one title; nothing where there are none."""
    if not columns:
        return
    told = ", ".join(dict.fromkeys(words.label(choices_in_words, column.applied) for column in columns))
    with st.expander(f":material/shield: {title.format(count=words.number(len(columns)))}: {told}"):
        for column in columns:
            left, right = st.columns(WIDTHS, vertical_alignment="center", gap="xsmall")
            left.markdown(words.plain(words.told(column.why)))
            choices = list(column.choices)
            if len(choices) < 2:
                right.markdown(words.first_upper(words.label(choices_in_words, column.applied)))
                continue
            key = f"personal|{upload.file_id}|{column.heading}"
            right.selectbox(
                _("What to do with {heading}").format(heading=words.plain(column.heading)),
                choices,
                index=choices.index(column.applied) if column.applied in choices else None,
                format_func=lambda choice: words.first_upper(words.label(choices_in_words, choice)),
                label_visibility="collapsed",
                key=key,
                on_change=lambda key=key, name=column.heading: upload.answers.update(
                    {f"personal: {name}": st.session_state[key]}
                ),
            )
