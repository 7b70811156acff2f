from datetime import date, datetime

import polars as pl
import pytest

from dashboard import sentences, words
from pipelines.preview import Effect

POINT = {
    "measure": "days_end_to_end",
    "week": date(2004, 5, 10),
    "value": 46.0,
    "n": 12,
    "hits": None,
    "centre_line": 29.0,
    "lower_limit": 20.0,
    "upper_limit": 38.0,
    "rule": "outside",
    "is_left_out": False,
    "left_out_reason": None,
    "run_length": 3,
    "rule_direction": 1,
}
ABOVE = pl.DataFrame({"side": [-1, 1, 1, 1], "phase": 1})


def test_a_signal_says_the_figure_and_its_usual_range():
    assert sentences.point_sentence(POINT, ABOVE) == "Signal: 46 days, above the usual range (20 – 38 days)."
    with words.speaking("nl"):
        assert sentences.point_sentence(POINT, ABOVE).startswith("Signaal: 46 dagen, boven de gewone bandbreedte")


def test_a_week_beyond_a_limit_by_less_than_a_day_does_not_read_as_if_it_lay_on_it():
    told = sentences.point_sentence(POINT | {"value": 38.4, "upper_limit": 37.6}, ABOVE)

    assert told == "Signal: 38.4 days, above the usual range (20 – 37.6 days)."


def test_a_row_of_weeks_on_one_side_says_how_long_it_is():
    told = sentences.point_sentence(POINT | {"rule": "shift", "value": 31.0}, ABOVE)
    assert told == "Signal: 31 days, week 3 in a row above the mean of 29 days."


def test_a_row_of_weeks_passes_over_weeks_left_out_and_begins_anew_with_a_phase():
    history = pl.DataFrame({"side": [1, 1, 1, None, 1, None, 1], "phase": [1, 1, 2, 2, 2, 2, 2]})

    told = sentences.point_sentence(POINT | {"rule": "shift", "value": 31.0}, history)

    assert "week 3 in a row" in told


def test_a_week_within_a_row_says_how_long_the_row_became():
    told = sentences.point_sentence(POINT | {"rule": "shift", "value": 31.0, "run_length": 9}, ABOVE)

    assert told == "Signal: 31 days, week 3 of 9 in a row above the mean of 29 days."


def test_each_week_of_a_trend_says_which_way_it_goes_and_not_that_it_ends_there():
    falling = POINT | {"rule": "trend", "rule_direction": -1}

    assert sentences.point_sentence(falling, ABOVE) == "Signal: 46 days, one of seven weeks or more that each fall."


def test_a_week_left_out_says_why_and_is_not_called_ordinary():
    flood = POINT | {"rule": None, "is_left_out": True, "left_out_reason": "flood"}

    assert sentences.point_sentence(flood, ABOVE) == "46 days. Left out of the usual range: flood."
    with words.speaking("nl"):
        late = flood | {"left_out_reason": "after the last opening in the export"}
        assert sentences.point_sentence(late, ABOVE).endswith("na de laatste opening in de export.")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, "46 days. Ordinary. Usual range 20 – 38 days."),
        ({"lower_limit": -4.0}, "46 days. Ordinary. Usual range 0 – 38 days."),
        ({"lower_limit": None}, "46 days. Too few weeks for a usual range; 12 is comfortable."),
        ({"n": 4}, "Too few people this week to show a mean."),
        (
            {"measure": "done_as_promised", "value": 99.6, "n": 241, "hits": 240, "upper_limit": 104.0},
            "99.6% of 241. Ordinary. Usual range 20 – 100%.",
        ),
        (
            {"measure": "done_as_promised", "value": 50, "n": 4, "hits": 2},
            "2 of 4. Too few people this week to show a share.",
        ),
        ({"measure": "open_now", "value": 4, "n": 4, "upper_limit": 37.6}, "4. Ordinary. Usual range 20 – 37.6."),
    ],
)
def test_an_ordinary_week_says_no_more_than_it_can(changed, told):
    assert sentences.point_sentence(POINT | {"rule": None} | changed, ABOVE) == told


def test_people_are_said_to_stand_below_only_where_they_do():
    few = POINT | {"rule": None, "n": 4}

    assert sentences.point_sentence(few, ABOVE, names_people=True).endswith("here they are one by one.")


def test_what_a_load_changes_is_told_from_before_to_after():
    week = date(2004, 5, 10)
    effects = [Effect("repairs", "done_as_promised", week, 87.1, 86.4), Effect("repairs", "open_now", week, 203, 203)]
    assert (
        sentences.what_changes(effects)
        == "What changes in week 20: Done as promised **87.1% → 86.4%** · Open now **203**"
    )
    new = [Effect("repairs", "open_now", week, None, 46)]
    assert sentences.what_changes(new) == "What it shows for week 20: Open now **46**"


def test_a_verdict_says_what_each_side_makes_of_a_need_and_why_it_is_hidden():
    need = {
        "system_says": "in_time",
        "customer_says": "late",
        "hidden_by": "re_entered",
        "done_at": datetime.fromisoformat("2004-05-01 10:00"),
        "done_evidence": "customer",
        "promised_at": datetime.fromisoformat("2004-04-01 23:59:59"),
        "promise_rule": "first_target",
        "may_change": False,
    }
    assert sentences.need_verdict(need, datetime.fromisoformat("2004-05-17 07:50")) == [
        "Our system says: in time.",
        "The person's clock says: late.",
        "Why our figure does not show it: cancelled and entered again.",
        "Done on Sat 1 May 2004, 10:00: the person said so.",
        "Promised for Thu 1 Apr 2004, by the first target of the first item.",
    ]
    gone = need | {"customer_says": "unknown", "hidden_by": None, "done_at": None, "unknown_because": "person_gone"}
    assert sentences.need_verdict(gone, datetime.fromisoformat("2004-05-17 07:50"))[1:3] == [
        "The person's clock says: nobody knows whether it was done.",
        "Nobody knows because the person moved out or died. It is in no figure of the person's clock.",
    ]
