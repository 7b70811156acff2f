import re
from datetime import date

import pytest

from tests.dashboard.conftest import said, use
from tests.dashboard.published import publish, rows


def test_signals_come_first_and_the_ordinary_measures_are_folded(data, open_page):
    app = open_page("this_week", team="North")

    assert app.markdown[-1] is not None
    told = said(app)
    assert re.search(r"Signal: 5\d(\.\d)? days, above the usual range", told)
    assert [expander.label for expander in app.expander] == ["9 measures ordinary"]
    assert "Signal" not in "".join(part.value for part in app.expander[0].markdown)


def test_the_week_is_told_in_one_line(data, open_page):
    assert "1 signal. 11 people still wait past their promised moment." in said(open_page("this_week", team="North"))
    dutch = said(open_page("this_week", team="North", lang="nl"))
    assert "1 signaal. 11 mensen wachten nog na hun toegezegde moment." in dutch


def test_the_people_who_wait_longest_come_first_and_lead_to_their_story(data, open_page):
    app = open_page("this_week", team="North")
    people = [link.label for link in app.page_link if link.label.startswith("need")]

    assert len(people) == 5
    assert people[0].startswith("need W8154A · 242 days · 1 visit")
    assert "All 11 who wait past their promised moment" in said(app)


def test_each_measure_has_a_line_that_is_told_in_words(data, open_page):
    app = open_page("this_week", team="North")
    images = app.get("imgs") or app.get("image")

    assert len(images) == 10


def test_a_week_of_fewer_than_five_people_shows_them_one_by_one(tmp_path, monkeypatch, open_page):
    given = rows()
    for point in given["process_chart"]:
        if (point["team"], point["measure"], point["week"]) == ("South", "days_end_to_end", date(2004, 5, 10)):
            point.update(n=3, rule=None)
    use(publish(tmp_path, given), monkeypatch)
    app = open_page("this_week", team="South")

    assert "Too few people this week to show a mean; here they are one by one." in said(app)
    done = [need for need in given["needs"] if need["team"] == "South" and need["done_at"]]
    this_week = [need for need in done if need["done_at"].date() >= date(2004, 5, 10)]
    assert {need["need_id"] for need in this_week} <= {link.label.split(":")[0] for link in app.page_link}


def test_when_nobody_waits_the_page_says_who_is_open(tmp_path, monkeypatch, open_page):
    given = rows()
    for need in given["needs"]:
        if need["customer_says"] == "not_yet":
            need["customer_says"] = "late"
    use(publish(tmp_path, given), monkeypatch)

    assert "No one is waiting past the promised moment in all teams." in said(open_page("this_week"))


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_a_week_without_figures_says_so(tmp_path, monkeypatch, open_page, lang):
    use(publish(tmp_path, rows() | {"process_chart": []}), monkeypatch)
    app = open_page("this_week", lang=lang)

    assert not app.exception
    assert ("No figures for week 20" if lang == "en" else "Nog geen cijfers voor week 20") in said(app)
