import io

import openpyxl
import polars as pl
import pytest

from dashboard import queries
from dashboard.workbook import workbook
from tests.dashboard.conftest import said, use
from tests.dashboard.published import publish, rows


def people(app):
    return pl.from_pandas(app.dataframe[0].value)


def test_the_list_begins_with_those_who_wait_past_their_promised_moment(data, open_page):
    shown = people(open_page("people", team="North"))

    assert shown.height == 11
    assert shown["need"][0] == "W8154A"
    assert shown["days lived"].is_sorted(descending=True)
    assert shown.columns[:7] == [
        "need", "days lived", "our days", "entered again", "visits", "last heard", "why hidden",
    ]  # fmt: skip


def test_the_list_reads_in_dutch(data, open_page):
    shown = people(open_page("people", team="North", lang="nl"))

    assert shown.columns[:2] == ["vraag", "doorleefde dagen"]
    assert shown["waarom verborgen"][0] == "niemand thuis, gesloten"


def test_a_link_can_ask_for_those_hidden_by_one_cause(data, open_page):
    app = open_page("people", hidden_by="re_entered")

    assert set(people(app)["why hidden"]) == {"cancelled and entered again"}
    assert app.selectbox(key="who").value == "hidden"


def test_a_link_can_ask_for_the_weeks_that_were_promised(data, open_page):
    within = people(open_page("people", who="all", promised_from="2004-04-05", promised_to="2004-04-12"))
    everyone = people(open_page("people", who="all"))

    assert 0 < within.height < everyone.height


def test_a_long_list_ends_somewhere_and_says_of_how_many(data, open_page, monkeypatch):
    everyone = people(open_page("people", who="all")).height
    monkeypatch.setattr(queries, "MOST_LISTED", 20)
    app = open_page("people", who="all")

    assert people(app).height == 20
    assert f"{everyone} needs. The 20 who waited longest are listed; the workbook has all." in said(app)


@pytest.mark.parametrize("who", ["waiting", "within", "hidden", "done_this_week", "promised_this_week", "all"])
def test_each_list_has_people_in_it(data, open_page, who):
    app = open_page("people", who=who)

    assert not app.exception
    assert people(app).height > 0


def test_an_address_with_an_unknown_cause_shows_the_whole_list(data, open_page):
    assert people(open_page("people", team="North", hidden_by="bad luck")).height == 11


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_address_opens_a_story_down_to_the_rows_as_delivered(data, open_page, lang):
    reentered = next(need for need in rows()["needs"] if need["reentries"])
    app = open_page("people", need=reentered["need_id"], lang=lang)
    told = said(app)

    assert not app.exception
    assert (f"Need {reentered['need_id']}" if lang == "en" else f"Vraag {reentered['need_id']}") in told
    assert ("Why our figure does not show it" if lang == "en" else "Waarom ons cijfer het niet laat zien") in told
    joined, delivered = pl.from_pandas(app.table[0].value), pl.from_pandas(app.dataframe[1].value)
    assert joined.height == reentered["items"]
    assert {"Job no", "Status"} <= set(delivered.columns)
    assert delivered.height == reentered["items"]


def test_an_item_number_finds_the_need_that_it_serves(data, open_page):
    follow_on = next(item for item in rows()["work_items"] if item["item_id"].endswith("B"))

    assert f"Need {follow_on['need_id']}" in said(open_page("people", need=follow_on["item_id"]))


def test_an_unknown_number_is_said_to_be_unknown(data, open_page):
    assert "No need or item 4711 in repairs." in said(open_page("people", need="4711"))


def test_an_empty_list_says_what_that_means(tmp_path, monkeypatch, open_page):
    given = rows()
    for need in given["needs"]:
        if need["customer_says"] == "not_yet":
            need["customer_says"] = "late"
    use(publish(tmp_path, given), monkeypatch)
    told = said(open_page("people", team="North"))

    assert "No one is waiting past the promised moment in team North." in told
    assert "are open within it." in told


def test_text_in_the_workbook_is_never_a_formula():
    frame = pl.DataFrame({"what": ["=1+1", "@sum", "+31 6", "plain"], "n": [1, 2, 3, None]})
    page = openpyxl.load_workbook(io.BytesIO(workbook(frame, "Sheet"))).active

    assert [cell.value for cell in page["A"]] == ["what", "=1+1", "@sum", "+31 6", "plain"]
    assert {cell.data_type for cell in page["A"]} == {"s"}
    assert [cell.value for cell in page["B"]][1:] == [1, 2, 3, None]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2004-13-45", "'; drop table needs; --"])
def test_weeks_in_the_address_that_cannot_be_are_ignored(data, open_page, day):
    app = open_page("people", who="all", promised_from=day, promised_to=day)

    assert not app.exception
    assert people(app).equals(people(open_page("people", who="all")))
