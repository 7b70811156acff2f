"""The page Variation: what would be a signal is said before the figures come, and no phase begins by itself."""

from datetime import date, timedelta

import polars as pl
import pytest

from dashboard import queries, target_words, words
from dashboard import variation_words as say
from dashboard.next_week import next_week
from pipelines import decisions
from pipelines.errors import FixableError
from tests.dashboard.conftest import said, use
from tests.dashboard.published import PHASE_REASON, PUBLISH_ID, SERVICE, publish, rows

DAYS, SHARE = say.reach("days_end_to_end"), say.reach("done_as_promised")


def points(*values: float | None, mean: float = 25, half: float = 13, **columns: object) -> list[dict]:
    """Weeks of one phase, as process_chart has them."""
    return [
        {
            "week": date(2004, 1, 5) + timedelta(weeks=number),
            "measure": "days_end_to_end",
            "value": value,
            "phase": 1,
            "centre_line": mean,
            "upper_limit": mean + half,
            "lower_limit": mean - half,
            "side": None if value is None else (value > mean) - (value < mean),
            "moving_range": None,
            "is_screened": True,
            "is_left_out": False,
            "is_shift": False,
            **columns,
        }
        for number, value in enumerate(values)
    ]


def sentence(*values: float | None, measure: str = "days_end_to_end", **columns: object) -> str:
    with words.speaking("en"):
        return say.next_week_sentence(next_week(points(*values, **columns), say.reach(measure)), measure)


# ---- next week's sentence ------------------------------------------------------------------------------------------


def test_an_ordinary_week_says_what_would_be_a_signal():
    assert sentence(20, 30, 24) == "Next week a signal would be: above 38 days, or below 12 days."


def test_six_weeks_on_one_side_make_the_seventh_a_signal():
    assert "week 7 in a row above 25 days" in sentence(24, 26, 27, 26, 28, 26, 27)
    assert "in a row" not in sentence(24, 26, 27, 26, 28, 26)


def test_a_week_on_the_mean_ends_the_run():
    assert "in a row" not in sentence(26, 27, 26, 28, 26, 27, 25)


def test_six_weeks_that_fall_make_the_seventh_a_signal():
    assert "week 7 in a row that falls" in sentence(31, 29, 27, 24.5, 22, 21)
    assert "falls" not in sentence(31, 29, 29, 24.5, 22, 21)


def test_after_a_week_near_the_limit_a_second_one_is_a_signal():
    near = 25 + 13 * 2 / 3
    coming = next_week(points(24, 27, 36), DAYS)

    assert coming and coming.above == pytest.approx(near)
    assert next_week(points(24, 36, 24), DAYS).above == pytest.approx(38)


def test_what_cannot_be_is_not_said():
    assert sentence(20, 30, half=40) == "Next week a signal would be: above 65 days."
    assert sentence(96, 97, measure="done_as_promised", mean=96, half=5) == "Next week a signal would be: below 91%."
    assert sentence(50, 51, measure="done_as_promised", mean=50, half=60).startswith(
        "No single figure would be a signal"
    )


def test_weeks_without_a_figure_and_weeks_left_out_neither_end_nor_lengthen_a_run():
    gap = points(26, 27, None, 26, 28, 26, 27)
    left_out = points(26, 27, 10, 26, 28, 26, 27)
    left_out[2]["is_left_out"] = True

    assert next_week(gap, DAYS).run == next_week(left_out, DAYS).run == 6


def test_without_limits_there_is_no_sentence_about_them():
    bare = [{**point, "upper_limit": None, "lower_limit": None} for point in points(20, 21)]

    assert next_week(bare, DAYS) is None


def test_a_new_phase_is_suggested_only_after_a_shift_and_dated_at_its_first_week():
    shifted = points(24, *[27] * 8)
    for point in shifted[1:]:
        point["is_shift"] = True
    with words.speaking("en"):
        told, began = say.suggestion(shifted)

    assert began == date(2004, 1, 12)
    assert told.startswith("The last 8 weeks are all above the mean")
    assert say.suggestion(points(24, 27)) is None


def test_after_equal_figures_any_other_is_a_signal():
    assert sentence(25, 25, 25, half=0) == "Next week any other figure than 25 days would be a signal."


def test_how_to_read_the_chart_says_whether_wild_distances_are_left_out():
    with words.speaking("en"):
        assert "3.267 times the mean distance" in " ".join(say.method(is_screened=True))
        assert "3.267" not in " ".join(say.method(is_screened=False))


def test_equal_figures_are_remarked_upon():
    with words.speaking("en"):
        assert say.flat(pl.DataFrame({"value": [5.0, 5.0, None]})).startswith("No variation in these records")
        assert say.flat(pl.DataFrame({"value": [5.0, 5.1]})) is None


# ---- page ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", list(words.MEASURES))
def test_every_measure_can_be_drawn(data, open_page, measure):
    app = open_page("variation", measure=measure)

    assert not app.exception
    assert app.title[0].value.startswith(words.MEASURES[measure])


def test_the_chart_has_the_decision_on_its_line(data, open_page):
    app = open_page("variation", team="South")
    (chart,) = app.get("vega_lite_chart")

    assert PHASE_REASON in str(chart.proto)


def test_teams_stand_by_name_and_not_by_rank(data, open_page):
    app = open_page("variation")
    named = [line.value for line in app.markdown if line.value.startswith("**Team ")]

    assert named == sorted(named) == ["**Team North**", "**Team South**"]


def test_weeks_of_few_people_are_shown_only_to_their_own_team(data):
    every = queries.team_charts(PUBLISH_ID, SERVICE, "North", "days_end_to_end", 5)
    few = every.filter(pl.col("n") < 5)

    assert few.filter(pl.col("team") == "North")["value"].null_count() == 0
    assert few.filter(pl.col("team") != "North")["value"].drop_nulls().is_empty()


def test_many_people_are_drawn_evenly_and_always_the_same(data, monkeypatch):
    everyone = queries.finished_people(PUBLISH_ID, SERVICE, "*")
    monkeypatch.setattr(queries, "MOST_DOTS", 100)
    some = queries.finished_people(PUBLISH_ID, SERVICE, "*")

    assert everyone["one_of"].unique().to_list() == [1]
    assert set(some["need_id"]) < set(everyone["need_id"])
    assert abs(some.height * some["one_of"][0] - everyone.height) < 0.3 * everyone.height


def test_a_new_phase_without_a_reason_is_refused(data, open_page, monkeypatch):
    def refuse(*_given, **_named):
        raise FixableError("No new phase was recorded.")

    monkeypatch.setattr(decisions, "add_phase", refuse)
    app = open_page("variation")
    app.session_state["new_phase"] = True
    app.run()
    next(button for button in app.button if button.label == "Begin a new phase").click().run()

    assert not app.exception
    assert [warning.value for warning in app.warning] == ["No new phase was recorded."]


def test_a_new_phase_is_recorded_with_what_who_and_when(data, open_page, monkeypatch):
    recorded = []
    monkeypatch.setattr(decisions, "add_phase", lambda folder, **what: recorded.append(what))
    app = open_page("variation", team="North")
    app.session_state["new_phase"] = True
    app.run()
    app.text_input[0].set_value("Van keys at the weekend")
    app.text_input[1].set_value("team North")
    next(button for button in app.button if button.label == "Begin a new phase").click().run()

    assert not app.exception
    assert recorded[0]["reason"] == "Van keys at the weekend"
    assert (recorded[0]["team"], recorded[0]["measure"]) == ("North", "days_end_to_end")


def test_a_week_is_left_out_with_what_happened_and_who_decided(data, open_page, monkeypatch):
    recorded = []
    monkeypatch.setattr(decisions, "leave_week_out", lambda folder, **what: recorded.append(what))
    app = open_page("variation", team="North")
    app.session_state["leave_out"] = True
    app.run()
    app.text_input[0].set_value("Flood")
    app.text_input[1].set_value("team North")
    next(button for button in app.button if button.label == "Leave this week out").click().run()

    assert not app.exception
    assert (recorded[0]["reason"], recorded[0]["decided_by"]) == ("Flood", "team North")
    assert (recorded[0]["team"], recorded[0]["measure"]) == ("North", "days_end_to_end")


def test_what_was_decided_about_a_chart_stands_by_it_and_can_be_taken_back(tmp_path, monkeypatch, open_page):
    made = rows()
    charted = [row for row in made["process_chart"] if (row["team"], row["measure"]) == ("South", "days_end_to_end")]
    charted[-1] |= {"is_left_out": True, "left_out_reason": "Flood", "left_out_by": "Ann", "side": None, "rule": None}
    use(publish(tmp_path, made), monkeypatch)
    undone = []
    monkeypatch.setattr(decisions, "count_week_again", lambda folder, **what: undone.append(what["week"]))
    monkeypatch.setattr(decisions, "take_phase_back", lambda folder, **what: undone.append(what["reason"]))
    app = open_page("variation", team="South")
    assert "Left out of the usual range: Flood." in said(app)

    app.session_state["new_phase"] = app.session_state["leave_out"] = True
    app.run()
    assert "Flood (Ann)" in said(app)
    assert f"{PHASE_REASON} (team South)" in said(app)
    for label in ("Count it again", "Take this back"):
        next(button for button in app.button if button.label == label).click().run()

    assert not app.exception
    assert undone == [charted[-1]["week"], PHASE_REASON]


def test_a_service_without_any_week_says_so(tmp_path, monkeypatch, open_page):
    made = rows()
    made["process_chart"].clear()
    use(publish(tmp_path, made), monkeypatch)
    app = open_page("variation")

    assert not app.exception
    assert "No weeks to show yet" in said(app)


def test_the_numbers_and_the_method_can_be_unfolded(data, open_page):
    app = open_page("variation")
    app.session_state["numbers"] = app.session_state["method"] = True
    app.run()

    assert not app.exception
    assert "2.66 times the mean distance" in said(app)
    assert "`days_end_to_end`, version 1, since Mon 17 May 2004" in said(app)
    assert len(app.dataframe) == 1


def test_how_to_read_the_chart_says_where_another_one_suits_better(tmp_path, monkeypatch, open_page):
    made = rows()
    series = {"service": SERVICE, "team": "North", "measure": "came_back"}
    made["suggested_chart"] = [
        {**series, "chart": "g", "weeks": 40, "weeks_without_hits": 31, "n_low": 9, "n_middle": 12, "n_high": 14}
    ]
    made["rare_events"] = [
        {**series, "chart": "g", "number": number, "value": 40.0, "is_outside": number == 3} for number in range(1, 9)
    ]
    use(publish(tmp_path, made), monkeypatch)

    told = said(open_page("variation", {"method": True}, team="North", measure="came_back"))

    assert "In most weeks there is none here (31 of 40)." in told
    assert "1 of 8 are outside on that chart" in told
    assert "rare_events" not in said(open_page("variation", {"method": True}, team="South", measure="came_back"))


# ---- around the target ---------------------------------------------------------------------------------------------


def around_target(open_page, **address):
    """The page with what lies around the target unfolded from the first run on."""
    return open_page("variation", {"around_target_open": True}, **address)


def test_what_lies_around_the_target_is_folded_and_says_how_much_there_is_to_ask(data, open_page):
    app = open_page("variation")

    assert app.expander[0].label == "Around the target: does it bend the work? · 2 things to ask about"
    assert len(app.get("vega_lite_chart")) == 1
    assert "Worth asking why." not in said(app)


def test_unusual_signs_stand_first_and_ordinary_ones_are_folded(data, open_page):
    app = around_target(open_page)
    told = [line.value for line in app.markdown if line.value.startswith((":orange[**", "**")) and "%" in line.value]

    assert not app.exception
    assert [line.split(".**")[0].split("**")[1] for line in told] == [
        "Closed just before the target",
        "Recorded late",
        "In time by our own verdict, not by the dates",
        "Closed at the end of the week",
        "Closed at the end of the month",
    ]
    assert [line.endswith("Worth asking why.") for line in told] == [True, True, False, False, False]
    assert "3 others look ordinary" in [fold.label for fold in app.expander]
    assert "Too few to say anything: Cancelled around the target." in said(app)
    assert len(app.dataframe) == 0


def test_the_signs_are_told_in_dutch_on_the_dutch_page(data, open_page):
    app = around_target(open_page, lang="nl")

    assert not app.exception
    assert app.expander[0].label == "Rond de streefdatum: buigt die het werk om? · 2 dingen om naar te vragen"
    assert "in het laatste tiende deel van de tijd voor de streefdatum, 3% in evenveel werktijd erna." in said(app)
    assert "3 andere tekens zijn gewoon" in [fold.label for fold in app.expander]
    assert "streefdatum (van ons)" in str(app.get("vega_lite_chart")[1].proto)


def test_the_chart_says_which_line_is_the_target_and_what_is_not_drawn(data, open_page):
    app = around_target(open_page, team="North")
    chart = app.get("vega_lite_chart")[1].proto

    assert "target (ours)" in str(chart)
    assert chart.alt.startswith("Days from the target, team North: ")
    assert "less than five days" in said(app)


@pytest.mark.parametrize("team", ["*", "South"])
def test_a_sign_opens_the_items_that_bear_it_and_no_others(data, open_page, team):
    app = around_target(open_page, team=team)
    app.button("items_pile_up").click().run()
    wanted = {row["item_id"] for row in rows()["item_signs"] if row["is_pile_up"] and team in ("*", row["team"])}

    assert not app.exception
    [table] = app.dataframe
    assert set(table.value["item"]) == wanted
    assert "worker" not in " ".join(table.value.columns)
    assert "These rows for Excel" in [button.label for button in app.get("download_button")]


def test_an_item_of_a_sign_opens_its_story(data, open_page):
    app = around_target(open_page)
    app.button("items_pile_up").click().run()
    app.session_state["items_of_pile_up_repairs_*"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.run()

    assert not app.exception
    assert "Open this story" in [link.label for link in app.get("page_link")]


def test_a_service_without_targets_has_nothing_around_them(tmp_path, monkeypatch, open_page):
    made = rows()
    for name in ("around_target", "target_signs", "item_signs"):
        made[name].clear()
    use(publish(tmp_path, made), monkeypatch)
    app = open_page("variation")

    assert not app.exception
    assert not any("Around the target" in fold.label for fold in app.expander)


def test_more_items_than_a_table_takes_are_said_to_be_the_last_of_them(data, monkeypatch):
    monkeypatch.setattr(queries, "MOST_ITEMS", 7)
    found = queries.items_with_sign(PUBLISH_ID, SERVICE, "*", "pile_up")
    with words.speaking("en"):
        told = target_words.rows_shown(found.height, 81)

    assert found["ended_at"].is_sorted(descending=True)
    assert told == "The last 7 of 81 items."


# ---- the season ----------------------------------------------------------------------------------------------------

FACTOR = 1.25


@pytest.fixture
def with_season(tmp_path, monkeypatch):
    """The invented repairs with the season of the last weeks known: every week is a quarter above its year."""
    made = rows()
    made["season_chart"] = [
        {
            **row,
            **{
                name: row[name] and row[name] / FACTOR
                for name in ("value", "centre_line", "lower_limit", "upper_limit", "moving_range")
            },
            "measured": row["value"],
            "factor": FACTOR,
            "lag_1": 0.61,
            "is_warned": True,
        }
        for row in made["process_chart"]
        if row["measure"] == "days_end_to_end"
    ]
    made["season_factors"] = [
        {"service": SERVICE, "measure": "days_end_to_end", "week_of_year": week, "factor": FACTOR, "years": 2}
        | {"first_year": 2002, "last_year": 2003, "judged_from": date(2004, 1, 1)}
        for week in range(1, 53)
    ]
    return use(publish(tmp_path, made), monkeypatch)


def test_the_season_can_be_taken_out_and_stays_so_in_the_address(with_season, open_page):
    app = open_page("variation")
    before = said(app)
    assert "without the season" not in before

    app.toggle(key="without_season").set_value(True).run()

    assert not app.exception
    assert "without the season" in app.title[0].value
    assert "Without the season, too, a week resembles the week before it (0.61 of 1)." in said(app)
    assert app.query_params["season"] == "out"
    assert "in 2002 to 2003" in said(app)
    measured = queries.process_chart(PUBLISH_ID, SERVICE, "*", "days_end_to_end")["value"][-1]
    assert f"Measured in this week: {words.mean_days(measured)}; it usually is 1.25 times its year." in said(app)
    assert said(open_page("variation", season="out")) == said(app)


def test_next_weeks_signal_is_said_in_days_as_they_will_be_measured(with_season, open_page):
    def signal(app):
        return next(line for line in said(app).splitlines() if "a signal would be" in line).split("be: ")[1]

    assert signal(open_page("variation")) == signal(open_page("variation", season="out"))
    assert "Next week, as it will be measured, a signal would be" in said(open_page("variation", season="out"))


def test_the_teams_too_stand_without_the_season(with_season):
    told = queries.team_charts(PUBLISH_ID, SERVICE, "*", "days_end_to_end", 5, without_season=True)
    measured = queries.team_charts(PUBLISH_ID, SERVICE, "*", "days_end_to_end", 5)

    assert told["centre_line"].to_list() == pytest.approx([line / FACTOR for line in measured["centre_line"]])


def test_where_no_season_is_known_there_is_nothing_to_take_out(with_season, open_page):
    assert not open_page("variation", measure="done_as_promised").toggle
    assert "without the season" not in said(open_page("variation", measure="done_as_promised", season="out"))
