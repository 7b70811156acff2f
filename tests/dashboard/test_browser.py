"""The whole path in a real browser: upload a file, see the page change, open a person, take the file back.

Also takes the pictures of the README, where BUITENBLIK_SCREENSHOTS names a folder for them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pipelines import run
from tests.dashboard.serving import chromium, serving
from tests.examples import examples
from tests.places import PROJECT
from tests.stores import town_store
from tests.test_run import HEADINGS

LATE = "repairs,{0},TENANT-{0},,North,Roofing,done,2004-12-01,2004-12-08,2004-12-20"
expect.set_options(timeout=60_000)
PATIENCE = 60_000  # milliseconds
NOTICED_WITHIN = 30_000  # new data, by a page that is open
PICTURE_PATIENCE = 120_000  # a picture waits for the fonts, which come late where the machine is busy
PICTURES = os.environ.get("BUITENBLIK_SCREENSHOTS")  # the folder of the pictures, where they are wanted
ALL_LOOKS = list(product((1400, 390), ("light", "dark"), ("en", "nl")))
# Any two of a width, a theme and a language meet in one of four; the others are looked at where pictures are made.
LOOKS = [look for at, look in enumerate(ALL_LOOKS) if PICTURES or at in examples({0, 5}, full=set(range(8)))]
HOLD_OPEN = """
import sys, duckdb
file = duckdb.connect(sys.argv[1], read_only=True)
print(file.execute("select count(*) from needs").fetchone()[0], flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def opened_browser() -> Iterator[Browser]:
    if shutil.which("chromium") is None and shutil.which("google-chrome") is None and not os.environ.get("CI"):
        pytest.skip("no Chromium is installed on this machine; where CI is set this fails instead")
    with chromium() as opened:
        yield opened


@pytest.fixture
def browser(opened_browser: Browser) -> Iterator[Browser]:
    """A browser whose pages are closed after the test: an open one goes on asking its server what is new."""
    yield opened_browser
    for context in opened_browser.contexts:
        context.close()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store that all tests of a changing store change; each by rows of its own."""
    return town_store(tmp_path_factory.mktemp("own") / "data")


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    with serving(PROJECT / "dashboard" / "app.py", data) as found:
        yield found


def late_export(folder: Path, name: str, count: int) -> Path:
    """A file of people who are helped too late; their numbers begin with the name."""
    path = folder / "late.csv"
    path.write_text("\n".join([HEADINGS, *(LATE.format(f"{name}{number}") for number in range(count))]) + "\n")
    return path


def open_page(browser: Browser, address: str, width: int = 1400, scheme: str = "light", language: str = "en") -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 1000}, color_scheme=scheme, locale={"en": "en-GB", "nl": "nl-NL"}[language]
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    expect(page.locator("h1")).to_be_visible(timeout=PATIENCE)
    return page


def drop(page: Page, *files: Path) -> None:
    """Give files to the page's uploader; while the page is drawn anew there are two, or none."""
    uploader = page.locator("input[type=file]")
    expect(uploader).to_have_count(1)
    uploader.set_input_files(list(files))


def missed(page: Page) -> int:
    """The first number of the Contrast title: how many did not have it in time."""
    words = page.locator("h1").inner_text()
    return int(words.split(" ")[0].replace(",", ""))


def test_upload_see_it_change_open_a_person_and_take_it_back(
    browser: Browser, address: str, data: Path, tmp_path: Path
) -> None:
    page = open_page(browser, f"{address}/contrast")
    before = missed(page)

    page.goto(f"{address}/upload")
    loads = run.batches(data).height
    drop(page, late_export(tmp_path, "LATE", 7))
    expect(page.get_by_text("7 new")).to_be_visible()
    assert run.batches(data).height == loads, "nothing is loaded before Load is pressed"
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.get_by_role("button", name="Undo this file").first).to_be_visible()

    page.get_by_role("link", name="Contrast").first.click()
    expect(page.locator("h1")).to_contain_text(f"{before + 7:,} of")

    page.goto(f"{address}/people?need=LATE3")
    expect(page.locator("[data-testid=stVegaLiteChart]").first).to_be_visible()
    page.get_by_text("The row as delivered").first.click()
    expect(page.get_by_text("late.csv").first).to_be_attached()  # the table is drawn on a canvas

    page.goto(f"{address}/upload")
    [receipt] = run.batches(data).tail(1)["batch_id"]
    run.undo(data, receipt)
    page.goto(f"{address}/contrast")
    expect(page.locator("h1")).to_contain_text(f"{before:,} of")


def test_undo_is_one_button_on_the_receipt(browser: Browser, address: str, data: Path, tmp_path: Path) -> None:
    page = open_page(browser, f"{address}/upload")
    drop(page, late_export(tmp_path, "UNDONE", 2))
    page.get_by_role("button", name="Load", exact=True).click()
    page.get_by_role("button", name="Undo this file").first.click()
    page.get_by_role("button", name="Undo it").click()

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Undo this file")).to_have_count(0)
    assert run.batches(data).tail(1)["undone_at"].item() is not None


def test_a_broken_file_gets_a_sentence_on_the_page(browser: Browser, address: str, tmp_path: Path) -> None:
    page = open_page(browser, f"{address}/upload")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")
    drop(page, broken)

    expect(page.get_by_text("broken.xlsx").first).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)
    expect(page.get_by_role("button", name="Load", exact=True)).to_have_count(0)


def test_others_load_and_read_while_a_page_is_open_and_the_page_offers_the_new_data(
    browser: Browser, address: str, data: Path, tmp_path: Path
) -> None:
    page = open_page(browser, f"{address}/contrast")
    before = missed(page)
    stable = data / "published" / "buitenblik.duckdb"
    reader = subprocess.Popen(
        [sys.executable, "-c", HOLD_OPEN, str(stable)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert reader.stdout is not None
    assert int(reader.stdout.readline()) > 250

    done = subprocess.run(
        [sys.executable, "-m", "pipelines", "ingest", late_export(tmp_path, "OTHER", 5), "--data", data],
        check=False,
        timeout=60,
    )
    assert done.returncode == 0
    assert reader.poll() is None, "the reader goes on reading"
    page.get_by_role("button", name="Show", exact=True).click(timeout=NOTICED_WITHIN + 5_000)
    expect(page.locator("h1")).to_contain_text(f"{before + 5:,} of")
    reader.communicate("", timeout=20)


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_contrast_is_whole_at_every_width_theme_and_language(
    browser: Browser, samples_address: str, width: int, scheme: str, language: str
) -> None:
    page = open_page(browser, f"{samples_address}/contrast?lang={language}", width, scheme, language)
    expect(page.locator("[data-testid=stImage] img:not([alt=''])").first).to_be_visible()
    expect(page.locator("[data-testid=stVegaLiteChart]").last).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing sticks out to the side"
    keep_picture(page, f"contrast_{width}_{scheme}_{language}")


@pytest.fixture(scope="module")
def samples_address(samples_store: Path) -> Iterator[str]:
    with serving(PROJECT / "dashboard" / "app.py", samples_store) as found:
        yield found


@pytest.mark.parametrize("name", ["this_week", "variation", "people", "upload", "data"])
def test_every_page_opens_without_an_error(browser: Browser, samples_address: str, name: str) -> None:
    page = open_page(browser, f"{samples_address}/{'' if name == 'this_week' else name}")
    page.wait_for_timeout(1500)

    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    keep_picture(page, f"{name}_1400_light_en")


HOSTILE = ("![i](http://e.example/x.png)", "**x**", "$a$", "www.e.example", "<b>h</b>", ":material/check:", "*")


def test_names_in_files_are_drawn_as_they_stand_and_reach_nowhere(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "hostile.csv"
    rows = (
        f"repairs,{name}{day},c{at}{day},Jan,{name},{name},open,2024-01-{day:02},2024-01-{day + 1:02},"
        for at, name in enumerate(HOSTILE)
        for day in range(2, 20)
    )
    path.write_text("\n".join([HEADINGS, *rows]) + "\n")
    run.ingest(tmp_path / "data", path)
    with serving(PROJECT / "dashboard" / "app.py", tmp_path / "data") as address:
        page = open_page(browser, f"{address}/?team=**x**")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        expect(page.locator("h1")).to_contain_text("**x**")
        page.get_by_role("button", name="**x**").click()
        page.get_by_role("combobox").click()
        for name in HOSTILE[:-1]:
            expect(page.get_by_role("option", name=name, exact=True)).to_be_visible()
        page.goto(f"{address}/people?need=**x**2")
        expect(page.get_by_text("What joined its items")).to_be_visible()
        expect(page.get_by_role("cell", name="**x**2")).to_be_visible()

        assert [url for url in asked if "example" in url] == []


def keep_picture(page: Page, name: str) -> None:
    """Save the whole page as a picture, where pictures are wanted: nothing is tested with them."""
    if not PICTURES:
        return
    folder = Path(PICTURES)
    folder.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(1500)
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    width = page.evaluate("window.innerWidth")
    page.set_viewport_size({"width": width, "height": max(600, min(height, 6000))})
    page.wait_for_timeout(800)
    page.screenshot(path=folder / f"{name}.png", animations="disabled", timeout=PICTURE_PATIENCE)
