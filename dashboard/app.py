"""The pages, in the order the week goes. Run with `buitenblik serve`, or `streamlit run dashboard/app.py`.

Their folder is not called `pages`: Streamlit would run such a file alone, without this one, for the first reader who
comes in by its address.
"""

from pathlib import Path

import streamlit as st

from dashboard import words
from dashboard.words import _

st.set_page_config(page_title="Buitenblik", layout="wide")
st.logo(Path(__file__).parent / "static" / "wordmark.svg")
words.choose_language()

page = st.navigation(
    [
        st.Page("app_pages/this_week.py", title=_("This week"), default=True),
        st.Page("app_pages/contrast.py", title=_("Contrast")),
        st.Page("app_pages/variation.py", title=_("Variation")),
        st.Page("app_pages/people.py", title=_("People")),
        st.Page("app_pages/upload.py", title=_("Upload")),
        st.Page("app_pages/data.py", title=_("Data")),
    ],
    position="top",
)
page.run()
