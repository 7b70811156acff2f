"""The definition bench on the page Contrast, on a town of its own: try a rule, see figures move, adopt it, take it back."""

from functools import partial

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from pipelines import decisions, trial
from pipelines.errors import FixableError
from pipelines.publish import newest
from pipelines.store import Places
from tests.dashboard.conftest import opened, said
from tests.examples import examples

open_folded_out = partial(opened, "contrast", held={"bench": True})


def tried(app: AppTest, rule: str, value: str) -> AppTest:
    app.selectbox(key="trial_rule").set_value(rule).run()
    return app.text_input(key=f"trial_value_{rule}").set_value(value).run()


def test_the_page_shows_how_much_rests_on_the_windows(town):
    app = open_folded_out()
    assert not app.exception
    shown = next(table.value for table in app.table if "windows of 7 days" in table.value)

    assert list(shown["all weeks together"])[:2] == ["Done as promised", "Days from first contact to done"]
    assert {"as it is", "windows of 14 days", "quiet for 7 days"} <= set(shown)


def test_a_rule_is_tried_before_it_is_adopted_and_can_be_taken_back(town):
    app = tried(open_folded_out(), "came_back_days", "3")
    assert not app.exception
    shown = next(table.value for table in app.table if "as it would be" in table.value)
    back = list(shown["all weeks together"]).index("Came back after it was done")
    assert shown["as it is"][back] != shown["as it would be"][back]
    with duckdb.connect(str(town / "published" / "buitenblik.duckdb"), read_only=True) as file:
        assert file.execute("select value from rules where rule = 'came_back_days'").fetchone() == ("28",), "only tried"

    app.text_input[-2].set_value("The contract says three days")
    app.text_input[-1].set_value("team North")
    next(button for button in app.button if button.label == "Adopt this rule").click().run()
    assert not app.exception
    assert "team North set window: came back to 3 on" in said(app)
    assert "where the profile says 28: The contract says three days" in said(app)
    with duckdb.connect(str(town / "published" / "buitenblik.duckdb"), read_only=True) as file:
        row = file.execute(
            "select value, profile_value, decided_by from rules where rule = 'came_back_days'"
        ).fetchone()
    assert row == ("3", "28", "team North")

    next(button for button in app.button if button.label == "Take this back").click().run()
    assert "set window: came back" not in said(app)


def test_what_a_trial_said_is_what_adopting_makes(town):
    version = Places(town).version(newest(Places(town))["publish_id"])
    found = trial.figures_under(version, "repairs", {"came_back_days": "3"})
    promised = {
        row["measure"]: (row["value"], row["n"]) for row in found.iter_rows(named=True) if row["rule"] == "tried"
    }
    decisions.adopt_rule(town, service="repairs", rule="came_back_days", value="3", reason="contract", decided_by="Jo")
    with duckdb.connect(str(town / "published" / "buitenblik.duckdb"), read_only=True) as file:
        made = file.execute("select measure, value, n from sensitivity where is_current").fetchall()

    assert {measure: (pytest.approx(value), n) for measure, value, n in made} == promised


@pytest.mark.parametrize(
    ("rule", "value"),
    examples([("quiet_days", "often")], [("came_back_days", "-1"), ("quiet_days", "often"), ("counts_by", "luck")]),
)
def test_a_value_that_a_rule_cannot_have_is_said(town, rule, value):
    app = tried(open_folded_out(), rule, value)

    assert not app.exception
    assert f"{value} is no value that the rule {rule} can have" in app.warning[0].value.replace("\\", "")


def test_no_rule_is_adopted_without_a_reason(town):
    with pytest.raises(FixableError, match="needs the reason"):
        decisions.adopt_rule(town, service="repairs", rule="quiet_days", value="14", reason="", decided_by="Jo")


def test_the_page_speaks_dutch(town):
    app = open_folded_out(lang="nl")

    assert not app.exception
    assert "termijnen van 7 dagen" in {name for table in app.table for name in table.value}
