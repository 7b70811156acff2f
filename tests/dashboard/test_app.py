import pytest

from tests.dashboard.conftest import said

PAGES = ["this_week", "contrast", "variation", "people", "upload", "data"]


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs_without_an_exception(data, open_page, page, lang):
    app = open_page(page, lang=lang)
    print(said(app))
    assert not app.exception
