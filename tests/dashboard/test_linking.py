"""What people decide about one need on the page People, in a store of its own: recorded, shown, and taken back."""

from functools import partial
from pathlib import Path

import duckdb
import pytest

from pipelines import decisions, run
from pipelines.errors import FixableError
from tests.dashboard.conftest import opened, said, use
from tests.examples import examples
from tests.stores import first_load

ITEMS = """service,item_id,customer_id,place_id,category,status,opened_at,target_first_at,reported_done_at
repairs,1,Ann,P1,roof,done,2024-01-02,2024-01-09,2024-01-05
repairs,2,Ann,P1,roof,done,2024-01-15,2024-01-22,2024-01-18
repairs,3,Ann,P1,lift,done,2024-03-04,2024-03-11,2024-03-05
repairs,4,Bob,P2,lift,done,2024-06-03,2024-06-10,2024-06-04
"""


WRONG = [
    ({"item": "3", "choice": "together", "other": "4"}, "3 and 4 are of two households"),
    ({"item": "3", "choice": "together", "other": "44"}, "there is no item 44"),
    ({"item": "3", "choice": "together", "other": "3"}, "3 is the same item"),
    ({"item": "3", "reason": " "}, "needs the reason and who decided it"),
]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "week.csv"
    file.write_text(ITEMS)
    first_load(tmp_path / "data", file)
    return use(tmp_path / "data", monkeypatch)


open_story = partial(opened, "people", held={"linking": True}, who="all")


def record(app, *, item, choice="apart", other="", reason="The roof was done; this is another leak", by="Jo"):
    next(box for box in app.selectbox if box.label == "Item").set_value(item)
    next(radio for radio in app.radio if radio.label == "What about it?").set_value(choice)
    for label, words in {
        "Number of the other item": other, "How do you know?": reason, "Who decided it?": by,
    }.items():  # fmt: skip
        next(field for field in app.text_input if field.label == label).set_value(words)
    return next(button for button in app.button if button.label == "Record it").click().run()


def items_of(app):
    return list(app.table[0].value["item"])


def test_an_item_is_set_apart_and_the_decision_is_taken_back(store):
    app = open_story(need="1")
    assert items_of(app) == ["1", "2"]

    app = record(app, item="2")
    assert not app.exception
    assert items_of(app) == ["1"]

    app = open_story(need="2")
    assert items_of(app) == ["2"]
    assert "Jo set 2 apart as a need of its own: The roof was done; this is another leak" in said(app)
    next(button for button in app.button if button.label == "Take this back").click().run()

    assert items_of(open_story(need="1")) == ["1", "2"]


def test_items_are_joined_by_hand_and_stay_so_after_the_next_upload(store, tmp_path):
    app = record(open_story(need="3"), item="3", choice="together", other="1")
    assert not app.exception
    assert items_of(app) == ["1", "2", "3"]
    assert list(app.table[0].value["joined because"])[2] == "joined by hand"

    later = tmp_path / "later.csv"
    later.write_text(ITEMS + "repairs,5,Bob,P2,roof,open,2024-06-10,2024-06-17,\n")
    run.ingest(store, later)
    use(store, pytest.MonkeyPatch())
    assert items_of(open_story(need="1")) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    examples(WRONG[:1], WRONG),
)
def test_what_cannot_be_is_said_and_nothing_is_recorded(store, wrong, told):
    app = record(open_story(need="3"), **wrong)

    assert not app.exception
    assert told in app.warning[0].value
    assert "Take this back" not in said(app)


def test_the_page_speaks_dutch(store):
    app = open_story(need="1", lang="nl")

    assert "Leg vast" in said(app)
    assert "Hoort iets hier niet bij elkaar?" in [fold.label for fold in app.expander]


def test_set_apart_undoes_what_was_joined_by_hand(store):
    about = {"service": "repairs", "reason": "seen", "decided_by": "Jo"}
    decisions.join_by_hand(store, item_id="3", other_item_id="1", **about)
    decisions.set_apart(store, item_id="1", **about)
    with pytest.raises(FixableError, match="no item 9"):
        decisions.set_apart(store, item_id="9", **about)

    with duckdb.connect(str(store / "published" / "buitenblik.duckdb"), read_only=True) as file:
        needs = file.execute("select item_id, need_id from work_items order by item_id").fetchall()
        stands = file.execute("select item_id, other_item_id from link_decisions where undone_at is null").fetchall()
    assert needs == [("1", "1"), ("2", "2"), ("3", "3"), ("4", "4")]
    assert stands == [("1", None)]
