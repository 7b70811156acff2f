import json
from datetime import date, timedelta

import duckdb
import pytest

from tests.dashboard.conftest import said, use
from tests.dashboard.published import PUBLISH_ID, publish, rows

PAGES = ["this_week", "contrast", "variation", "people", "upload", "data"]


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs_without_an_exception(data, open_page, page, lang):
    app = open_page(page, lang=lang)

    assert not app.exception
    assert app.title


@pytest.mark.parametrize("page", PAGES)
def test_before_the_first_load_every_page_says_how_to_begin(empty_data, open_page, page):
    app = open_page(page)

    assert not app.exception
    if page == "upload":
        assert app.file_uploader
    else:
        assert app.title[0].value == "Nothing has been loaded yet"
        assert app.code[0].value == "buitenblik demo"
        assert [link.label for link in app.page_link] == ["Upload your export"]


def test_the_line_above_a_page_says_how_far_the_data_reach(data, open_page):
    told = said(open_page("this_week", team="North"))

    assert "data until Mon 17 May, loaded Mon 09:12" in told
    assert "recount agrees with the report: 99.6%" in told
    assert "14 doubts" in told


def test_a_recount_that_differs_from_the_report_says_both(tmp_path, data, monkeypatch, open_page):
    given = rows()
    given["recounts"][0]["reported"] = 98.1

    use(publish(tmp_path, given), monkeypatch)

    assert "recount 99.6%, report says 98.1%" in said(open_page("this_week"))


def test_sample_data_bear_a_band_that_leads_to_upload(data, open_page):
    assert "Sample data" in said(open_page("people"))


def test_an_own_export_bears_no_band(tmp_path, data, monkeypatch, open_page):
    given = rows()
    given["services"][0]["is_sample"] = False

    use(publish(tmp_path, given), monkeypatch)

    assert "Sample data" not in said(open_page("people"))


def test_a_service_with_sample_data_in_it_bears_the_band_and_another_does_not(tmp_path, data, monkeypatch, open_page):
    given = rows()
    given["services"].append(given["services"][0] | {"service": "permits", "is_sample": False, "items": 1})

    use(publish(tmp_path, given), monkeypatch)

    assert "Sample data" in said(open_page("people", service="repairs"))
    assert "Sample data" not in said(open_page("people", service="permits"))


def test_a_file_of_before_services_told_it_says_it_of_all_of_them(tmp_path, data, monkeypatch, open_page):
    folder = publish(tmp_path)
    with duckdb.connect(next(folder.rglob("*.duckdb"))) as published:
        published.execute("alter table services drop column is_sample")

    use(folder, monkeypatch)

    assert "Sample data" in said(open_page("people"))


def test_team_and_week_come_from_the_address(data, open_page):
    app = open_page("this_week", team="South", week="2004-04-22")

    assert app.title[0].value == "Repairs, team South, week 17"


@pytest.mark.parametrize("address", [{"team": "East"}, {"week": "yesterday"}, {"service": "'; drop table needs"}])
def test_what_nobody_knows_in_the_address_is_ignored(data, open_page, address):
    assert open_page("this_week", **address).title[0].value == "Repairs, all teams, week 20"


@pytest.mark.parametrize(("week", "shown"), [("1999-01-01", "week 28"), ("2030-01-01", "week 20")])
def test_a_week_outside_the_data_becomes_the_nearest_that_they_have(data, open_page, week, shown):
    assert open_page("this_week", week=week).title[0].value.endswith(shown)


def test_one_step_back_shows_the_week_before(data, open_page):
    app = open_page("this_week")
    app.button(key="earlier").click().run()

    assert app.title[0].value.endswith("week 19")
    assert app.button(key="later").disabled is False


def test_a_session_stays_on_its_publish_until_its_reader_asks(tmp_path, data, monkeypatch, open_page):

    folder = use(publish(tmp_path), monkeypatch)
    app = open_page("this_week")
    newer = rows()
    newer["services"][0]["doubts"] = 99
    publish(folder, newer, "20040524T090000-2")
    app.run()
    assert "14 doubts" in said(app)
    assert app.session_state["publish_id"] == PUBLISH_ID

    app.button(key="show_new_data").click().run()
    app.run()
    assert "99 doubts" in said(app)


def test_a_published_file_that_was_taken_away_gives_way_to_the_newest(tmp_path, data, monkeypatch, open_page):

    folder = use(publish(tmp_path), monkeypatch)
    app = open_page("this_week")
    publish(folder, rows(), "20040524T090000-2")
    (folder / "published" / "versions" / f"{PUBLISH_ID}.duckdb").unlink()
    app.run()

    assert not app.exception
    assert (
        app.session_state["publish_id"] == json.loads((folder / "published" / "current.json").read_text())["publish_id"]
    )


@pytest.mark.parametrize("weeks_ahead", [-400, 0, 400])
def test_another_service_shows_its_last_week_unless_it_knows_the_week_that_was_looked_at(
    tmp_path, monkeypatch, open_page, weeks_ahead
):
    two = rows()
    apart = timedelta(weeks=weeks_ahead)
    [known] = two["services"]
    other = {
        **known,
        "service": "permits",
        "items": 1,
        **{name: known[name] + apart for name in ("first_week", "last_week")},
    }
    two["services"] = [known, other]
    use(publish(tmp_path, two), monkeypatch)
    app = open_page("this_week", week="2004-05-05")
    app.radio(key="service").set_value("permits").run()
    last = (date(2004, 5, 10) + apart).isocalendar().week

    assert app.title[0].value == f"Permits, all teams, week {last if weeks_ahead else 19}"
