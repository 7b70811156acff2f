"""How long until the first chart of Contrast is there, against a Streamlit page with one Altair chart.

Both run on this machine, in turn, in the same headless Chromium; the ratio of the medians is what counts.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser

from pipelines import samples
from tests.dashboard.serving import chromium, serving
from tests.places import PROJECT

ROUNDS = 12
PLAIN_PAGE = """
import altair as alt
import polars as pl
import streamlit as st

st.title("One chart")
weeks = pl.DataFrame({"week": range(100), "days": [20 + week % 7 for week in range(100)]})
st.altair_chart(alt.Chart(weeks).mark_line().encode(x="week", y="days"))
"""
PLAIN_CHART = "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"
OUR_CHART = "[data-testid=stImage] img"


def seconds_to(browser: Browser, address: str, chart: str) -> float:
    """Seconds from asking for the page, in a fresh session, until its first chart can be seen."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address)
    page.locator(chart).first.wait_for(state="visible", timeout=60_000)
    took = time.perf_counter() - began
    context.close()
    return took


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data, plain = Path(folder) / "data", Path(folder) / "plain.py"
        samples.build(data)
        plain.write_text(PLAIN_PAGE)
        ours: list[float] = []
        theirs: list[float] = []
        app = PROJECT / "dashboard" / "app.py"
        with serving(app, data) as our_address, serving(plain, data) as plain_address, chromium() as browser:
            for round_ in range(ROUNDS + 2):
                ours.append(seconds_to(browser, f"{our_address}/contrast", OUR_CHART))
                theirs.append(seconds_to(browser, plain_address, PLAIN_CHART))
                if round_ < 2:  # the first rounds warm both servers and the browser's cache of code
                    ours.clear()
                    theirs.clear()
    ratio = statistics.median(ours) / statistics.median(theirs)
    print(f"first chart of Contrast, median of {ROUNDS}: {statistics.median(ours):.2f} s")
    print(f"page with one Altair chart, median of {ROUNDS}: {statistics.median(theirs):.2f} s")
    print(f"ratio: {ratio:.2f} (to be at most 1.5)")


if __name__ == "__main__":
    main()
