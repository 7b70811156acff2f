"""An invented published file once per run, and any page of the app on it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.dashboard.published import publish
from tests.stores import town_store

APP = Path(__file__).parents[2] / "dashboard" / "app.py"


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the invented repairs of `published.py`."""
    return publish(tmp_path_factory.mktemp("data"))


@pytest.fixture
def data(invented: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The pages read the invented data folder."""
    return use(invented, monkeypatch)


@pytest.fixture
def empty_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The pages read a data folder where nothing was ever loaded."""
    return use(tmp_path, monkeypatch)


def use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the pages to `folder`, and forget what they read before."""
    monkeypatch.setenv("BUITENBLIK_DATA", str(folder))
    st.cache_data.clear()
    st.cache_resource.clear()
    return folder


Opener = Callable[..., AppTest]


def opened(page: str, held: Mapping[str, object] = MappingProxyType({}), **address: str) -> AppTest:
    """A page of the app after one run, with this in the address.

    What is `held` stands in the session before that run: a fold that is open.
    """
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in held.items():
        app.session_state[name] = value
    for name, value in address.items():
        app.query_params[name] = value
    return app.switch_page(f"app_pages/{page}.py").run()


@pytest.fixture
def open_page() -> Opener:
    """`open_page("people", lang="nl", team="North")`: see `opened`."""
    return opened


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The pages read a small town's repairs, in a data folder of the test's own."""
    return use(town_store(tmp_path / "data"), monkeypatch)


def said(app: AppTest) -> str:
    """Every word on the page, one element a line."""
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.button, app.page_link, app.metric)
    return "\n".join(
        str(element.label if hasattr(element, "label") else element.value) for kind in kinds for element in kind
    )
