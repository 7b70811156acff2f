"""The page Contrast: its counts add up, and it says what it does not know."""

import re
from datetime import date, timedelta

import polars as pl
import pytest

from dashboard import contrast_words as say
from dashboard import queries, words
from tests.dashboard.conftest import said, use
from tests.dashboard.published import LAST_WEEK, PUBLISH_ID, SERVICE, WEEKS, publish, rows

ARTICLE = {"both": 766, "only_ours": 95, "neither": 9}


def cells(**people: int) -> say.Counts:
    frame = pl.DataFrame({"cell": list(people), "people": list(people.values()), "items": list(people.values())})
    return say.counted(frame)


def published(tmp_path, monkeypatch, change):
    """Point the pages to a store of which `change` made the rows."""
    made = rows()
    change(made)
    return use(publish(tmp_path, made), monkeypatch)


def figures(text: str) -> list[int]:
    return [int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", text)]


# ---- words ---------------------------------------------------------------------------------------------------------


def test_the_title_says_how_many_did_not_have_it_in_time_and_what_our_system_knew():
    with words.speaking("en"):
        assert say.verdict(cells(**ARTICLE)) == (
            "104 of 870 people did not have it in time.",
            "Our system knew of 9.",
        )
    with words.speaking("nl"):
        assert say.verdict(cells(**ARTICLE)) == (
            "104 van 870 mensen hadden het niet op tijd.",
            "Ons systeem wist van 9.",
        )


@pytest.mark.parametrize(
    ("people", "title"),
    [
        ({"both": 9}, "All 9 people had it in time, as far as these files can tell."),
        ({"both": 7, "only_ours": 2}, "2 of 9 people did not have it in time. Our system knew of none."),
        ({"both": 7, "neither": 2}, "2 of 9 people did not have it in time. Our system knew of all of them."),
        (
            {"theirs_uncounted": 7, "uncounted": 2},
            "2 of 9 people did not have it in time. Our figure says nothing of them.",
        ),
        ({"both": 1}, "The one person had it in time, as far as these files can tell."),
    ],
)
def test_the_title_does_not_celebrate_what_the_files_cannot_tell(people, title):
    with words.speaking("en"):
        assert " ".join(say.verdict(cells(**people))) == title


def test_who_is_in_no_square_is_counted_beside_them():
    counts = cells(both=90, uncounted=3, pending=31, withdrawn=12, unknown=2, no_promise=1, void=4)

    assert counts.people == 93
    with words.speaking("en"):
        assert say.outside(counts) == (
            "Not in the squares: 31 people whose promised moment is still to come; 12 people who withdrew it "
            "themselves; 2 people of whom nobody knows: it has no date of closing, or they moved, died or went to another "
            "organisation; 1 person (in all the data) to whom nothing was promised; 4 needs (in all the data) of empty "
            "dwellings. Of 3 people in them our figure says nothing: still open, cancelled or without a target."
        )
        assert say.outside(cells(both=90)) is None


def test_both_figures_say_what_each_is_counted_in():
    sums = {"on_target_reported": {"value": 99.6, "n": 1240}, "done_as_promised": {"value": 88.0, "n": 870}}
    with words.speaking("en"):
        assert say.both_figures(sums) == (
            "Our system says 99.6% of 1,240 work items on target; 88% of 870 people had it done as promised."
        )
    with words.speaking("nl"):
        assert "99,6% van 1.240 opdrachten" in say.both_figures(sums)
    assert say.both_figures({}) is None


def test_weeks_over_new_year_are_said_with_both_years():
    with words.speaking("en"):
        assert say.weeks(date(2004, 2, 23), date(2004, 5, 10)) == "weeks 9–20 of 2004"
        assert say.weeks(date(2003, 12, 22), date(2004, 1, 12)) == "week 52 of 2003 to week 3 of 2004"
        assert say.weeks(date(2004, 5, 10), date(2004, 5, 10)) == "week 20 of 2004"


def test_evidence_that_only_our_system_gives_is_not_what_they_say():
    only_ours = pl.DataFrame({"done_evidence": ["system_only", None], "people": [40, 2]})
    some = pl.DataFrame({"done_evidence": ["customer", "system_only"], "people": [5, 45]})

    assert not say.is_heard(only_ours)
    assert say.is_heard(some)
    assert say.evidence_share(some) == 10


# ---- page ----------------------------------------------------------------------------------------------------------


def test_the_reasons_add_up_to_the_people_our_system_did_not_know_of(data, open_page):
    app = open_page("contrast")
    missed, _, knew = figures(app.title[0].value)
    heading = next(header.value for header in app.header if header.value.startswith("What hides"))
    reasons = [link.proto.label for link in app.get("page_link") if link.proto.label.startswith("**")]

    assert figures(heading) == [missed - knew]
    assert sum(figures(reason)[0] for reason in reasons) == missed - knew


def test_each_reason_opens_the_people_behind_it_in_the_same_weeks(data, open_page):
    app = open_page("contrast")
    links = [link.proto for link in app.get("page_link") if link.proto.label.startswith("**")]

    assert links
    for link in links:
        assert "hidden_by=" in link.query_string
        assert f"promised_to={LAST_WEEK.isoformat()}" in link.query_string


def test_the_parts_of_the_ledger_add_up_to_the_days_lived(data, open_page):
    app = open_page("contrast")
    ledger = app.table[0].value
    *parts, total = [float(str(cell).strip("*")) for cell in list(ledger.iloc[:, 2])]

    assert round(sum(parts), 1) == total
    assert any(f"**{total} days lived**" in line.value for line in app.markdown)


def test_the_squares_are_named_by_the_title(data, open_page):
    app = open_page("contrast")
    title = app.title[0].value.replace(":orange[", "").replace("]", "")
    images = [image.proto.imgs[0] for image in app.get("image")]

    assert images[0].alt == title


def test_what_we_say_stands_right_above_its_bracket_and_not_behind_the_choice_of_a_period(data, open_page):
    shown = [part for part in open_page("contrast").main if hasattr(part, "value")]
    squares = [part.type for part in shown].index("image")

    assert str(shown[squares - 1].value).startswith(":blue[**We say")


def test_all_the_data_can_be_asked_for_by_address(data, open_page):
    quarter, whole = open_page("contrast", period="12"), open_page("contrast", period="all")

    assert figures(whole.title[0].value)[1] > figures(quarter.title[0].value)[1]
    assert any("Our system says" in line.value and "had it done as promised" in line.value for line in whole.markdown)


def test_the_page_counts_people_as_the_needs_do(data, open_page):
    app = open_page("contrast", period="all", team="North")
    needs = queries.relation(PUBLISH_ID, "needs").filter(pl.col("team") == "North")
    passed = pl.col("promised_at").dt.date() < LAST_WEEK + timedelta(days=7)
    judged = needs.filter(pl.col("customer_says").is_in(["in_time", "late", "not_yet"]) & passed)
    missed = judged.filter(pl.col("customer_says") != "in_time")
    knew = missed.filter(pl.col("system_says") == "late")

    assert figures(app.title[0].value) == [missed.height, judged.height, knew.height]


def test_who_has_it_before_a_promise_still_to_come_is_in_no_square_yet(data):
    weeks = queries.promised_weeks(PUBLISH_ID, SERVICE, "*", LAST_WEEK)
    whole = say.counted(queries.crowd(PUBLISH_ID, SERVICE, "*", *weeks, LAST_WEEK))
    contrast = queries.relation(PUBLISH_ID, "contrast").filter((pl.col("team") == "*") & (pl.col("week") > LAST_WEEK))

    assert "in_time" in contrast["customer_says"]
    assert whole.outside["pending"] == contrast.filter(pl.col("customer_says") != "withdrawn")["needs"].sum()


def test_weeks_in_which_nothing_was_promised_say_so(data, open_page):
    app = open_page("contrast", week=WEEKS[0].isoformat())

    assert not app.exception
    assert app.title[0].value.startswith(("Nobody was promised", "0 of", "All", "1 of")) or figures(app.title[0].value)


def test_without_any_need_the_page_says_so(tmp_path, monkeypatch, open_page):
    published(
        tmp_path, monkeypatch, lambda made: [made[name].clear() for name in ("contrast", "days_ledger", "weekly")]
    )
    app = open_page("contrast")

    assert not app.exception
    assert app.title[0].value.startswith("Nobody was promised anything")


def test_without_targets_there_is_one_ruler_and_no_second_line(tmp_path, monkeypatch, open_page):
    def no_targets(made):
        for cell in made["contrast"]:
            cell["system_says"] = "not_counted"
            cell["hidden_by"] = "no_target" if cell["customer_says"] in ("late", "not_yet") else None

    published(tmp_path, monkeypatch, no_targets)
    app = open_page("contrast")

    assert "Our figure says nothing of them." in app.title[0].value
    assert "We say" not in said(app)
    assert "The same weeks, twice" not in said(app)


def test_without_a_word_of_the_people_the_page_says_that_it_does_not_know(tmp_path, monkeypatch, open_page):
    def unheard(made):
        for row in made["evidence"]:
            row["done_evidence"] = row["done_evidence"] and "system_only"

    published(tmp_path, monkeypatch, unheard)
    app = open_page("contrast")

    assert "We do not know yet what they say" in said(app)
    assert app.title[0].value.startswith(":gray[")


def test_without_a_gap_the_page_shows_what_that_rests_on_and_does_not_celebrate(tmp_path, monkeypatch, open_page):
    def no_gap(made):
        made["contrast"] = [
            cell for cell in made["contrast"] if cell["customer_says"] == "in_time" or cell["system_says"] == "late"
        ]

    published(tmp_path, monkeypatch, no_gap)
    app = open_page("contrast")

    assert not app.exception
    assert "Our system knew of all of them." in app.title[0].value
    assert "depends on what “done” rests on" in said(app)


def test_what_the_figures_rest_on_is_one_click_away(data, open_page):
    app = open_page("contrast")
    app.session_state["grounds"] = True
    app.run()

    assert not app.exception
    assert "What “done” rests on" in said(app)
    assert SERVICE and len(app.table) == 2


def test_the_days_are_said_before_and_since_a_decision(data, open_page):
    words_of_page = said(open_page("contrast", team="South"))

    assert "Days from first contact to done" in words_of_page
    assert "since the week of Mon 2 Feb 2004 (The tradesperson owns the repair)" in words_of_page
