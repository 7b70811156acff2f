"""To be written."""

import streamlit as st

from dashboard import frame

view = frame.open_page()
st.title("data")
