"""Guards: what is published is described, what is described is published, and every query is in the order."""

from __future__ import annotations

import re

import pytest

from pipelines import measure
from pipelines.definitions import MEASURES
from pipelines.vocabulary import DELIVERED, PUBLISHED, RECORD_ID, REQUIRED
from tests.worlds import World

ITEM = """
    service | item_id | customer_id | status | opened_at  | target_first_at | reported_done_at
    toy     | A       | Ann         | done   | 2024-01-02 | 2024-01-09      | 2024-01-05
"""


def test_every_query_stands_in_the_order_once() -> None:
    files = {path.stem for path in measure.SQL_FOLDER.rglob("*.sql")} - {"macros"}

    assert sorted((*measure.ALL, *measure.AGAIN)) == sorted(files)


def test_every_published_relation_is_made_by_a_query_of_its_name() -> None:
    written_beside = {"definitions", "dictionary"}

    assert {name for name in measure.ALL if measure.query(name).is_published} | written_beside == set(PUBLISHED)


@pytest.fixture(scope="module")
def made() -> World:
    """A small world of which all is made."""
    world = World(ITEM)
    world.connection.execute("set variable publish_id = 'x'; set variable published_at = timestamp '2024-01-01'")
    return world.measured()


@pytest.mark.parametrize("name", [name for name in measure.ALL if measure.query(name).is_published])
def test_a_query_makes_the_columns_that_the_vocabulary_describes_and_no_others(made: World, name: str) -> None:
    columns = made.connection.sql(measure.query(name).text).columns

    assert sorted(columns) == sorted(PUBLISHED[name].names)


def test_every_column_says_what_it_means() -> None:
    for relation in PUBLISHED.values():
        assert all(column.meaning.endswith(".") for column in relation.columns)
    assert set(DELIVERED) == set(RECORD_ID) == set(REQUIRED)


def test_every_query_says_what_it_makes() -> None:
    for name in (*measure.ALL, *measure.AGAIN):
        assert measure.query(name).text.startswith(f"-- {name}:")


def test_every_measure_is_defined_and_every_definition_is_measured() -> None:
    made = World(ITEM).measured().rows("select distinct measure from weekly")

    assert {row["measure"] for row in made} <= {measure.name for measure in MEASURES}
    text = measure.measures_query().text
    assert all(f"'{measure.name}'" in text for measure in MEASURES)


def test_the_version_of_a_figure_changes_with_all_that_it_rests_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def versions() -> dict[str, str]:
        return {
            name: measure.definition_version.__wrapped__(name) for name in ("weekly", "process_chart", "work_items")
        }

    def another(name: str) -> measure.Query:
        text = query(name).text
        return measure.Query(name, text.replace("quiet_days", "quiet_days + 1") if name == "need_states" else text)

    plain, whole, query, macros = versions(), measure.versions.__wrapped__(), measure.query, measure.macros()
    with monkeypatch.context() as changed_query:
        changed_query.setattr(measure, "query", another)
        changed = {name for name, version in versions().items() if version != plain[name]}
    assert measure.query("chains").reads == {"links"}, "what a macro is given counts too"
    assert changed == {"weekly", "process_chart"}, "items know nothing of when a need is done"

    monkeypatch.setattr(measure, "macros", lambda: macros.replace("duplicat|", ""))
    assert all(version != plain[name] for name, version in versions().items())
    assert measure.versions.__wrapped__() != whole


def test_no_figure_is_made_of_what_a_person_wants_or_how_far_there_is_to_go() -> None:
    as_they_are = {"goals", "goal_marks", "delivered_rows", "data_issues"}
    reading = {
        name for name in measure.ALL if re.search(r"\b(?:delivered_)?goal(?:s|_marks)\b", measure.query(name).text)
    }

    assert reading == as_they_are
    for name in ("goals", "goal_marks"):
        assert not re.search(r"\b(?:avg|mean|median|sum|group by)\b", measure.query(name).text.partition("select")[2])
