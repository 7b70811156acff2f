"""How long until the first chart of Contrast is there, against a Streamlit page with one Altair chart.

    python -m tests.benchmarks.first_chart [--beside DATA]

With `--beside`, how long until the first chart of each page is there with another store, against the sample data. All run on
this machine, in turn, in the same headless Chromium; the ratio of the medians is what counts.
"""

from __future__ import annotations

import argparse
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
APP = PROJECT / "dashboard" / "app.py"
CHARTS = {"": f"{OUR_CHART}, {PLAIN_CHART}", "contrast": OUR_CHART, "variation": PLAIN_CHART}  # by page


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


def beside_plain(data: Path, plain: Path) -> None:
    """Print how much longer Contrast takes than a page with nothing but a chart."""
    plain.write_text(PLAIN_PAGE)
    with serving(APP, data) as ours, serving(plain, data) as theirs, chromium() as browser:
        found = medians(browser, (f"{ours}/contrast", OUR_CHART), (theirs, PLAIN_CHART))
    print(f"first chart of Contrast, median of {ROUNDS}: {found[0]:.2f} s")
    print(f"page with one Altair chart, median of {ROUNDS}: {found[1]:.2f} s")
    print(f"ratio: {found[0] / found[1]:.2f} (to be at most 1.5)")


def beside_samples(data: Path, samples_data: Path) -> None:
    """Print for each page how much longer it takes with a store than with the sample data."""
    with serving(APP, data) as theirs, serving(APP, samples_data) as ours, chromium() as browser:
        for page, chart in CHARTS.items():
            found = medians(browser, (f"{theirs}/{page}", chart), (f"{ours}/{page}", chart))
            print(
                f"{page or 'this_week'}: {found[0]:.2f} s, sample data {found[1]:.2f} s,"
                f" ratio {found[0] / found[1]:.2f} (to be at most 1.5)"
            )


def medians(browser: Browser, *pages: tuple[str, str]) -> list[float]:
    """Of each page (its address, its chart) the median of the seconds to its chart, asked for in turn."""
    took: list[list[float]] = [[] for _ in pages]
    for round_ in range(ROUNDS + 2):
        for seconds, (address, chart) in zip(took, pages, strict=True):
            found = seconds_to(browser, address, chart)
            if round_ >= 2:  # the first rounds warm the servers and the browser's cache of code
                seconds.append(found)
    return [statistics.median(seconds) for seconds in took]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--beside", type=Path, help="the data folder of a store to hold against the sample data")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        samples.build(data)
        if asked.beside:
            beside_samples(asked.beside, data)
        else:
            beside_plain(data, Path(folder) / "plain.py")


if __name__ == "__main__":
    main()
