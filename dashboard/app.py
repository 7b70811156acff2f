"""The pages, in the order the week goes. Run with `buitenblik serve`, or `streamlit run dashboard/app.py`."""

from pathlib import Path

import streamlit as st

from dashboard import words
from dashboard.words import _

st.set_page_config(page_title="Buitenblik", layout="wide")
st.logo(Path(__file__).parent / "static" / "wordmark.svg")
words.choose_language()

page = st.navigation(
    [
        st.Page("pages/this_week.py", title=_("This week"), default=True),
        st.Page("pages/contrast.py", title=_("Contrast")),
        st.Page("pages/variation.py", title=_("Variation")),
        st.Page("pages/people.py", title=_("People")),
        st.Page("pages/upload.py", title=_("Upload")),
        st.Page("pages/data.py", title=_("Data")),
    ],
    position="top",
)
page.run()
