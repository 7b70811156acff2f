"""The upload page in a real browser: a known, an unknown and a hostile file, in both languages, wide and on a phone.

Also takes pictures, as `test_browser.py` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pipelines import learn, run
from tests.dashboard.serving import serving
from tests.dashboard.test_browser import browser, drop, keep_picture, open_page, opened_browser
from tests.dashboard.test_upload_page import WEEK
from tests.dashboard.test_upload_unknown import unknown
from tests.places import PROJECT

__all__ = ["browser", "opened_browser"]  # fixtures
WORDS = {
    "en": {"check": "Check with these", "load": "Load", "service": "Which service it is of", "undo": "Undo this file"},
    "nl": {"check": "Controleer hiermee", "load": "Lees in", "service": "Van welke dienst het is", "undo": ""},
}
NEW = {"en": "80 new", "nl": "80 nieuw"}
KNOWN = {"en": "6 rows: 5 new", "nl": "6 rijen: 5 nieuw"}
REFUSED = {"en": "This file cannot be read", "nl": "Dit bestand is niet te lezen"}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("own") / "data"


@pytest.fixture(scope="module")
def address(own: Path) -> Iterator[str]:
    with serving(PROJECT / "dashboard" / "app.py", own) as found:
        yield found


def give(page: Page, folder: Path, **files: bytes) -> None:
    paths = []
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content)
        paths.append(path)
    drop(page, *paths)


def require_whole(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing sticks out to the side"
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


@pytest.mark.parametrize(("width", "language", "scheme"), [(1400, "nl", "light"), (390, "en", "dark")])
def test_an_unknown_a_known_and_a_hostile_file_stand_side_by_side(
    browser: Browser, address: str, tmp_path: Path, own: Path, width: int, language: str, scheme: str
) -> None:
    page = open_page(browser, f"{address}/upload?lang={language}", width, scheme, language)
    before = run.batches(own).height
    give(page, tmp_path, new_wk47__csv=unknown(), week__csv=WEEK.encode(), broken__xlsx=b"PK\x03\x04 cut off")
    expect(page.locator("[data-testid=stRadio]").first.get_by_role("radio")).to_have_count(3)
    expect(page.get_by_role("button", name=WORDS[language]["check"]).last).to_be_disabled()
    expect(page.get_by_role("combobox").first).to_be_visible()
    require_whole(page, width)
    keep_picture(page, f"upload_unknown_{width}_{scheme}_{language}")

    page.locator("[data-testid=stRadio] label").filter(has_text="week.csv").click()
    expect(page.get_by_text(KNOWN[language])).to_be_visible()
    require_whole(page, width)
    page.locator("[data-testid=stRadio] label").filter(has_text="broken.xlsx").click()
    expect(page.get_by_role("alert").get_by_text(REFUSED[language])).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)
    require_whole(page, width)
    assert run.batches(own).height == before, "nothing is loaded before Load is pressed"
    page.context.close()


def test_an_unknown_file_is_told_with_the_keyboard_tried_loaded_and_known_next_time(
    browser: Browser, address: str, tmp_path: Path, own: Path
) -> None:
    page = open_page(browser, f"{address}/upload?lang=en", 390)
    give(page, tmp_path, corporatie_wk47__csv=unknown())
    service = page.get_by_label(WORDS["en"]["service"])
    service.press_sequentially("repairs")
    service.press("Enter")
    check = page.get_by_role("button", name=WORDS["en"]["check"]).last
    expect(check).to_be_enabled()
    check.press("Enter")
    expect(page.get_by_text(NEW["en"])).to_be_visible()
    assert learn.learnt(own) == [], "what was said is kept with the load, not before"
    page.get_by_role("button", name=WORDS["en"]["load"], exact=True).click()
    expect(page.get_by_role("button", name=WORDS["en"]["undo"]).first).to_be_visible()
    assert [one.title for one in learn.learnt(own)] == ["Corporatie"]

    give(page, tmp_path, corporatie_wk48__csv=unknown().replace(b"Afgehandeld", b"In behandeling"))
    expect(page.get_by_text("64 changed")).to_be_visible()
    expect(page.get_by_role("button", name=WORDS["en"]["load"], exact=True)).to_be_enabled()
    require_whole(page, 390)
    keep_picture(page, "upload_known_390_light_en")

    page.get_by_text("What we learnt from your files").click()
    remove = page.get_by_role("button", name="Remove", exact=True)
    expect(remove).to_be_visible()
    remove.click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name=WORDS["en"]["check"]).last).to_be_visible()
    assert learn.learnt(own) == []
    assert run.batches(own)["accepted"].to_list() == [80], "what was loaded stays"
    page.context.close()
