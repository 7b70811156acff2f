import shlex

import duckdb
import pytest

from dashboard import queries, snippets
from pipelines.vocabulary import PUBLISHED
from tests.dashboard.conftest import said, use
from tests.dashboard.published import PUBLISH_ID, publish
from tests.stores import first_load
from tests.test_run import FIRST, export


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_page_names_the_file_and_every_table(data, open_page, lang):
    app = open_page("data", lang=lang)

    assert not app.exception
    assert app.code[0].value == str(data.resolve() / "published" / "buitenblik.duckdb")
    tables = app.dataframe[0].value
    assert {"needs", "work_items", "contrast", "dictionary"} <= set(tables.iloc[:, 0])


def test_tables_and_views_of_a_load_stand_on_it_with_their_rows(tmp_path, monkeypatch):
    loaded = use(tmp_path / "data", monkeypatch)
    first_load(loaded, export(tmp_path, "week.csv", *FIRST))

    rows = dict(queries.relations(queries.newest_publish()).select("relation", "row_count").iter_rows())

    assert rows.keys() == {*PUBLISHED, "dictionary", "definitions"}
    assert (rows["work_items"], rows["needs"], rows["need_items"]) == (2, 2, None), "a view holds no rows of its own"
    assert queries.relation(queries.newest_publish(), "need_items").height == 2


def test_tables_and_columns_are_explained_in_dutch_on_the_dutch_page(data, open_page):
    tables, columns = (frame.value for frame in open_page("data", lang="nl").dataframe[:2])

    assert "Opdrachten zoals het systeem ze het laatst meldde" in tables.to_string()
    assert {"De woning of het adres van de eerste opdracht.", "lokale tijd"} <= set(columns.to_numpy().flatten())


def test_every_way_to_open_the_file_opens_it_to_read(data):
    for _language, text in snippets.opening(queries.stable_path()).values():
        assert "read_only" in text or "-readonly" in text


def test_a_path_with_quotes_and_spaces_can_be_pasted_as_it_stands(tmp_path):
    path = tmp_path / 'Jan\'s "data" $HOME' / "file.duckdb"
    path.parent.mkdir()
    duckdb.connect(path).execute("create table contrast (team varchar)").close()
    opening = snippets.opening(path)
    names: dict[str, duckdb.DuckDBPyConnection] = {}
    exec(opening["Python"][1], names)
    names["file"].close()

    assert shlex.split(opening["CLI"][1])[2] == str(path)


def test_the_ready_queries_can_be_run_as_they_stand(tmp_path):
    folder = publish(tmp_path)
    path = folder / "published" / "versions" / f"{PUBLISH_ID}.duckdb"
    from datetime import date

    with duckdb.connect(path, read_only=True) as file:
        for title, text in snippets.queries("repairs", date(2004, 5, 10)):
            assert file.execute(text).fetchall(), title


def test_every_measure_is_defined_with_its_query(data, open_page):
    app = open_page("data")

    assert "**Days from first contact to done** · on the person's clock · days" in [each.label for each in app.expander]


def test_the_doubts_are_counted_and_named(data, open_page):
    assert "a date that cannot be" in open_page("data").dataframe[3].value.to_string()


def test_a_table_can_be_taken_as_parquet_and_as_a_workbook(data):
    assert queries.parquet(PUBLISH_ID, "needs")[:4] == b"PAR1"
    assert queries.relation(PUBLISH_ID, "needs").height > 600


def test_what_is_no_table_of_ours_is_not_read(data):
    assert queries.relation(PUBLISH_ID, "read_csv('/etc/passwd')").is_empty()


def test_nothing_can_be_written_through_the_pages(data):
    said_to = queries._opened(PUBLISH_ID)
    with pytest.raises(duckdb.Error):
        said_to.cursor().execute("drop table needs")
    assert said is not None


@pytest.mark.parametrize(
    ("lang", "ends", "gone", "asked"),
    [
        (
            "en",
            "3 end dates moved to an earlier day",
            "1 case of an earlier file is missing",
            "lacks 1 of the 40 cases",
        ),
        (
            "nl",
            "3 einddatums zijn verschoven naar een eerdere dag",
            "1 zaak uit een eerder bestand ontbreekt",
            "ontbreekt 1 van de 40",
        ),
    ],
)
def test_what_deliveries_changed_afterwards_is_counted_with_its_rows(data, open_page, lang, ends, gone, asked):
    app = open_page("data", lang=lang)

    assert ends in said(app) and gone in said(app) and asked in said(app)
    rows = app.dataframe[-1].value
    assert rows.shape == (5, 8)
    assert set(rows.iloc[:, 4]) == {"repairs_wk19.xlsx"}
