"""The funnel on the page Variation: each team beside the whole, by name, as a question and never as a ranking."""

from functools import partial

import polars as pl

from dashboard import beside_the_whole as part
from dashboard.charts import funnel, palette
from tests.dashboard.conftest import opened, said

WORDS = funnel.FunnelText("team", "share", "of how many", "limits", "the whole")
TEAMS = pl.DataFrame(
    {
        "team": ["North", "South", "West"], "name": ["Team North", "Team South", "Team West"], "n": [400, 20, 90],
        "share": [88.0, 80.0, 60.0], "target": [85.0] * 3, "lower_95": [81.0, 65.0, 76.0], "upper_95": [88.5, 97.0, 92.0],
        "lower_998": [79.0, 52.0, 71.0], "upper_998": [90.0, 99.9, 95.0], "is_outside": [False, False, True],
        "is_outside_plain": [False, False, True],
        "limits": ["79 – 90%", "52 – 99.9%", "71 – 95%"],
    }
)  # fmt: skip


open_folded_out = partial(opened, "variation", held={"funnel_open": True})


def test_teams_stand_by_name_with_where_their_size_would_lie(town):
    app = open_folded_out(measure="done_as_promised")
    app.segmented_control(key="funnel_period").set_value("52 weeks").run()

    assert not app.exception
    shown = next(table.value for table in app.table if "where a team of that size would lie" in table.value)
    assert list(shown["team"]) == sorted(shown["team"]) == ["Team East", "Team North", "Team South", "Team West"]
    assert "Done as promised: all 4 teams lie within what chance alone gives." in said(app)


def test_the_page_speaks_dutch(town):
    app = open_folded_out(measure="done_as_promised", lang="nl")

    assert not app.exception
    assert "Elk team naast het geheel: meer dan toeval?" in [fold.label for fold in app.expander]


def test_days_have_no_funnel(town):
    labels = [fold.label for fold in open_folded_out(measure="days_end_to_end").expander]

    assert labels and "Each team beside the whole: more than chance?" not in labels


def test_a_team_beyond_the_limits_is_a_question_and_no_verdict():
    told = part.sentence(TEAMS, "done_as_promised")

    assert told == (
        "Done as promised: Team West lies further from the whole than teams lie from one another here."
        " A question to study, not a verdict."
    )


def test_teams_further_apart_than_chance_are_not_said_to_be_within_it():
    told = part.sentence(TEAMS.with_columns(is_outside=pl.lit(value=False)), "done_as_promised")

    assert told.startswith(
        "Done as promised: the 3 teams lie further apart than chance alone gives, but none stands apart"
    )


def test_what_lies_outside_is_told_by_shape_and_name_and_not_by_colour_alone():
    drawn = funnel.funnel(TEAMS, WORDS, palette.LIGHT, "nl").to_dict(validate=True)
    marks = [layer["mark"]["type"] for layer in drawn["layer"]]

    assert marks == ["area", "area", "rule", "point", "text"]
    assert drawn["layer"][3]["encoding"]["shape"]["condition"]["value"] == "diamond"
