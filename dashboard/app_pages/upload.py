"""This week's exports: what is understood of each, what would change, and then one button."""

from __future__ import annotations

import streamlit as st

from dashboard import frame, sentences
from dashboard.upload_files import choose_file, ready_ones
from dashboard.upload_lists import confirm_forget, show_learnt, show_past_files
from dashboard.upload_load import confirm_undo, show_receipts
from dashboard.upload_preview import show
from dashboard.upload_state import look, uploads
from dashboard.words import _
from pipelines.read import KINDS

frame.open_if_any(about_a_week=False)
publish_id = frame.publish_of_session()  # there may be loads that no page can show yet

st.title(_("Upload this week's export"))
with st.container(horizontal=True, vertical_alignment="center"):
    as_it_comes = _("Excel or CSV, as it comes from your system. Nothing is changed until you press Load.")
    st.markdown(f":gray[{as_it_comes}]", width="content")
    with st.popover(_("What we do with names and addresses"), type="tertiary"):
        st.markdown(sentences.privacy())
show_receipts()
files = st.file_uploader(
    _("Your export"),
    list(KINDS),
    accept_multiple_files=True,
    key=f"upload_{st.session_state.get('uploads', 0)}",
    label_visibility="collapsed",
)
given = uploads(files)
for upload in given:
    look(upload)
if given:
    show(choose_file(given), is_alone=len(ready_ones(given)) < 2)
show_learnt()
show_past_files(publish_id)
if "undo" in st.session_state:
    confirm_undo(publish_id, st.session_state.pop("undo"))
if "forget" in st.session_state:
    confirm_forget(st.session_state.pop("forget"))
