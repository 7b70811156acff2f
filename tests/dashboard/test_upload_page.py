import io
import json

import openpyxl
import polars as pl
import pytest

from dashboard import words
from pipelines import run
from pipelines.preview import preview
from pipelines.rejects import as_workbook
from pipelines.store import Places
from tests.dashboard.conftest import said
from tests.stores import first_load

pytestmark = pytest.mark.usefixtures("without_charts")

WEEK = """
service,item_id,customer_id,team,status,opened_at,target_first_at,reported_done_at
repairs,W1,c1,North,done,2004-05-03 09:00,2004-05-31,2004-05-11 10:00
repairs,W2,c2,North,done,2004-05-04 09:00,2004-06-01,2004-05-12 10:00
repairs,W3,c3,North,open,2004-05-05 09:00,2004-06-02,
repairs,W4,c4,South,done,2004-05-06 09:00,2004-05-08,2004-05-14 10:00
repairs,W5,c5,South,done,31-2-2004,2004-05-08,2004-05-14 10:00
repairs,W6,c6,South,open,2004-05-17 09:00,2004-06-14,
""".strip()
NEXT_WEEK = WEEK.replace(
    "W3,c3,North,open,2004-05-05 09:00,2004-06-02,", "W3,c3,North,done,2004-05-05 09:00,2004-06-02,2004-05-20 10:00"
)

FIGURES = "\n".join(
    ["Month,Total attendances,Total breaches,Total admissions"]
    + [f"2024-{month:02},{month * 3},{month * 5},{month * 7}" for month in range(1, 13)]
)


def give(app, text: str, name: str = "repairs_wk20.csv"):
    app.file_uploader[0].upload(name, text.encode()).run()
    return app


def loaded(data, tmp_path) -> None:
    """Have the week loaded already."""
    file = tmp_path.with_suffix(".files") / "repairs_wk20.csv"
    file.parent.mkdir()
    file.write_text(WEEK)
    first_load(data, file)


def press(app, label: str):
    next(button for button in app.button if button.label == label).click().run()
    return app


def batches(data) -> pl.DataFrame:
    return run.batches(data)


def test_a_file_is_understood_before_anything_is_loaded(empty_data, open_page):
    app = give(open_page("upload"), WEEK)
    told = said(app)

    assert not app.exception
    assert "headings on row 1" in told
    assert "**6 rows: 5 new · 0 changed · 0 same as last time · 1 needs a look**" in told
    assert "What it shows for week 20" in told
    assert not Places(empty_data).current.exists()


def test_what_the_rows_count_as_is_told_before_anything_is_loaded(empty_data, open_page):
    coded = WEEK.replace(",North,", ",,", 1).replace(",South,open,", ",South,parked,")
    app = give(open_page("upload"), coded)
    told = said(app)
    counted = next(frame.value for frame in app.dataframe if "counts as" in frame.value.columns)

    assert "What they count as, from 3 May 2004 to 17 May 2004: done **3** · open **2** · without a team **1**" in told
    assert "Does your own system count as many? If not, see how each row counts before you load." in told
    assert counted.to_dict("split")["data"] == [
        ["done", "done", 3, 0, 1], ["open", "open", 1, 1, 0], ["parked", "open", 1, 1, 0],
    ]  # fmt: skip


def test_what_is_doubtful_in_the_cells_is_told_before_anything_is_loaded(empty_data, open_page):
    app = give(open_page("upload"), WEEK.replace(",South,open,", ",South,parked,"))
    told = said(app)
    labels = [fold.label for fold in app.expander]

    assert ":material/help: 1 doubt about what stands in it" in labels
    assert words.plain("Column 'status' has codes that we do not know: 'parked' (row 7); kept as it is.") in told
    assert not any("doubt" in fold.label for fold in give(open_page("upload"), NEXT_WEEK).expander)


def test_a_file_of_a_kind_that_was_loaded_before_is_not_asked_to_be_held_against_the_system(
    empty_data, tmp_path, open_page
):
    loaded(empty_data, tmp_path)
    told = said(give(open_page("upload"), NEXT_WEEK, "repairs_wk21.csv"))

    assert "What they count as, from 3 May 2004 to 17 May 2004: done **4** · open **1**" in told
    assert "Does your own system count as many?" not in told


def test_the_file_is_kept_at_once(empty_data, open_page):
    give(open_page("upload"), WEEK)

    assert [path.read_text() for path in Places(empty_data).originals.iterdir() if path.is_file()] == [WEEK]


def test_loading_gives_a_receipt_with_a_number_and_a_way_to_this_week(empty_data, open_page):
    app = press(give(open_page("upload"), WEEK), "Load")
    told = said(app)

    assert not app.exception
    assert "is loaded, as B00001: 5 new, 0 changed, 1 need a look." in told
    assert {"See this week", "Undo this file"} <= set(told.splitlines())
    assert app.dataframe[0].value["file"].to_list() == ["repairs_wk20.csv"]


def test_free_text_is_said_to_be_published_before_and_after_the_load(empty_data, open_page):
    headed, *rows = WEEK.splitlines()
    written = "\n".join(
        [f"{headed},cancel_reason", *(f"{row},mrs Brown of {at} is ill" for at, row in enumerate(rows))]
    )
    app = give(open_page("upload"), written)

    assert any(
        "1 column holds free text: published; what we recognise is taken out" in one.label for one in app.expander
    )
    assert "inside a text cannot be recognised" in said(app)
    told = said(press(app, "Load"))
    assert "holds free text, and is published." in told
    assert "inside a text cannot be recognised" in told


def test_the_figure_that_was_reported_is_kept_beside_our_recount(empty_data, open_page):
    app = give(open_page("upload"), WEEK)
    assert "Is this the on-time figure you report for week 20? Recount: **66.7%** of 3." in said(app)
    next(group for group in app.button_group if group.label == "Is this the figure you report?").set_value(["no"]).run()
    app.number_input[0].set_value(98.1).run()
    press(app, "Load")

    assert "recount 66.7%, report says 98.1%" in said(open_page("this_week"))


def test_the_same_file_again_changes_nothing_and_says_so(empty_data, tmp_path, open_page):
    loaded(empty_data, tmp_path)
    app = give(open_page("upload"), WEEK, "again.csv")

    assert "0 new · 0 changed · 5 same as last time" in said(app)
    assert "All of it is known already. Nothing to do." in said(app)
    assert next(button for button in app.button if button.label == "Load").disabled


def test_the_next_file_says_which_rows_changed_and_what_that_does(empty_data, tmp_path, open_page):
    loaded(empty_data, tmp_path)
    told = said(give(open_page("upload"), NEXT_WEEK, "repairs_wk21.csv"))

    assert "0 new · 1 changed · 4 same as last time · 1 needs a look" in told


def test_a_file_of_figures_is_refused_in_a_sentence(empty_data, open_page):
    app = give(open_page("upload"), FIGURES, "attendances.csv")

    assert not app.exception
    assert app.warning[0].value.startswith("attendances.csv was not loaded")
    assert {"Load", "Check with these"}.isdisjoint(button.label for button in app.button)


def test_a_broken_workbook_is_refused_in_a_sentence(empty_data, open_page):
    app = open_page("upload")
    app.file_uploader[0].upload("week.xlsx", b"PK\x03\x04 and then nothing").run()

    assert not app.exception
    assert "was not loaded" in app.warning[0].value


def test_what_each_column_is_taken_for_can_be_seen(empty_data, open_page):
    columns = give(open_page("upload"), WEEK).dataframe[0].value

    assert columns.iloc[1].to_list() == ["item_id", "W1 · W2 · W3", "item number"]


def test_rows_that_need_a_look_are_shown_with_what_to_do(empty_data, open_page):
    rows = give(open_page("upload"), WEEK).dataframe[1].value

    assert rows.iloc[0, 0] == 6
    assert rows.iloc[0, 2] == "31-2-2004"


def test_undoing_a_load_asks_first(empty_data, open_page):
    app = press(give(open_page("upload"), WEEK), "Load")
    press(app, "Undo this file")

    assert "its 5 new rows go" in said(app)
    assert {"Undo it", "Keep it"} <= {button.label for button in app.button}


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_whole_page_reads_in_both_languages(empty_data, open_page, lang):
    told = said(give(open_page("upload", lang=lang), WEEK))

    assert ("6 rows: 5 new" if lang == "en" else "6 rijen: 5 nieuw") in told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b"PK\x03\x04 and then nothing",
            "het is een werkmap of een archief (zip), maar het is kapot of onderweg afgebroken.",
        ),
        (b"%PDF-1.7", "het is een pdf, wat de naam ook zegt."),
        (b"", "er staat niets in."),
        (FIGURES.encode(), "er staan cijfers per periode of organisatie in en geen rij per zaak"),
        (
            WEEK.replace("2004-05-", "in mei ").encode(),
            "6 van de 6 rijen zouden apart worden gelegd, 6 daarvan om deze reden: (rij 2) ‘",
        ),
    ],
)
def test_a_file_that_is_refused_is_told_of_in_dutch_on_the_dutch_page(empty_data, open_page, content, told):
    app = open_page("upload", lang="nl")
    app.file_uploader[0].upload("week.csv", content).run()
    warning = app.warning[0].value.replace("\\", "")

    assert warning.startswith("week.csv is niet ingelezen: " + told)
    assert warning.endswith("Er is niets veranderd: de pagina's tonen nog wat de laatste keer goed is ingelezen.")


def test_what_is_odd_in_a_file_is_told_in_dutch_on_the_dutch_page(empty_data, open_page):
    without_team = WEEK.replace("team", "").replace("North", "Noord")
    told = said(give(open_page("upload", lang="nl"), without_team)).replace("\\", "")

    assert "Kolom D heeft cellen maar geen kop; die wordt niet gebruikt." in told


def test_rows_that_need_a_look_are_told_of_in_dutch_on_the_dutch_page(empty_data, open_page):
    rows = give(open_page("upload", lang="nl"), WEEK).dataframe[1].value

    assert rows.columns.to_list() == ["rij in uw bestand", "kop", "wat er staat", "wat te doen"]
    assert rows.iloc[0, 3] == (
        "‘31-2-2004’ in kolom ‘opened_at’ is geen datum die wij kunnen lezen (de kolom leest als dag, maand, jaar)."
        " Schrijf de datum als 2024-01-31 en lees de rij opnieuw in."
    )


def test_the_rows_to_mend_are_whole_and_in_dutch_and_load_once_mended(empty_data, tmp_path):
    file = tmp_path / "week.csv"
    file.write_text(WEEK)
    before = preview(empty_data, file).rejected_rows
    batch = run.ingest(empty_data, file).batch_id
    with words.speaking("nl"):
        offered = as_workbook(before, words.told)
        assert offered_cells(offered) == offered_cells(as_workbook(run.rejected(empty_data, batch), words.told))

    book = openpyxl.load_workbook(io.BytesIO(offered))
    headings, row = ([cell.value for cell in line] for line in book.active)
    assert headings[:4] == ["rij in uw bestand", "wat te doen", "service", "item_id"]
    assert row[1].startswith("‘31-2-2004’ in kolom ‘opened_at’ is geen datum")
    [bad] = [cell for cell in book.active[2] if cell.comment]
    bad.value = "2004-05-05"
    book.save(tmp_path / "mended.xlsx")
    mended = run.ingest(empty_data, tmp_path / "mended.xlsx")
    assert (mended.new, mended.rejected) == (1, 0)


def offered_cells(content: bytes) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.values)


def test_after_a_load_the_page_of_the_session_shows_the_new_publish(empty_data, open_page):
    app = press(give(open_page("upload"), WEEK), "Load")

    assert app.session_state["publish_id"] == json.loads(Places(empty_data).current.read_text())["publish_id"]
    assert batches(empty_data)["accepted"].to_list() == [5]


def test_contacts_that_come_before_the_work_items_are_listed_and_can_be_taken_back(empty_data, open_page):
    contacts = "service,contact_id,at,customer_id,meaning\nrepairs,C1,2024-01-02 10:00,c1,value"
    press(give(open_page("upload"), contacts, "contacts.csv"), "Load")

    assert open_page("upload").dataframe[0].value["file"].to_list() == ["contacts.csv"]
    assert "No work items have been loaded yet" in said(open_page("contrast"))


def test_a_load_that_was_taken_back_stays_in_the_list_also_when_it_was_the_only_one(empty_data, tmp_path, open_page):
    loaded(empty_data, tmp_path)
    run.undo(empty_data, "B00001")

    assert open_page("upload").dataframe[0].value["state"].to_list() == ["taken back"]


def test_one_of_two_sheets_that_look_alike_is_chosen_and_loaded_for_that_file_only(empty_data, open_page):
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("Export (2)")):
        for line in WEEK.splitlines()[: 5 if sheet is book.active else 4]:
            sheet.append(line.split(","))
    content = io.BytesIO()
    book.save(content)
    app = open_page("upload")
    app.file_uploader[0].upload("two.xlsx", content.getvalue()).run()
    [which] = [box for box in app.selectbox if box.label == "Which sheet is it?"]
    assert which.options == ["Sheet", "Export (2)"]
    which.select("Export (2)").run()
    assert "3 rows: 3 new" in said(app)
    press(app, "Load")

    assert batches(empty_data).select("sheet", "new").rows() == [("Export (2)", 3)]
    assert "5 new" in said(give(open_page("upload"), WEEK.replace("W", "X")))


def test_the_hidden_sheet_with_the_cases_behind_a_pivot_table_is_chosen_on_the_page(empty_data, open_page):
    app = open_page("upload")
    book = openpyxl.Workbook()
    for row in [["Row Labels", "Count of id"], ["North", 1], ["Grand Total", 1]]:
        book.active.append(row)
    cases = book.create_sheet("Cases")
    for row in [["item_id", "service", "opened_at"], *([f"W{at}", "repairs", "2024-01-05"] for at in range(5))]:
        cases.append(row)
    cases.sheet_state = "hidden"
    held = io.BytesIO()
    book.save(held)
    app.file_uploader[0].upload("both.xlsx", held.getvalue()).run()
    assert "Sheets that are hidden in the workbook are not read: 'Cases'" in app.warning[0].value.replace("\\", "")
    [which] = [box for box in app.selectbox if box.label == "Which sheet is it?"]

    which.select("Cases").run()

    assert "5 rows: 5 new" in said(app)


def test_the_first_own_file_says_before_and_after_that_the_sample_data_go(empty_data, tmp_path, open_page):
    sample = tmp_path / "sample.csv"
    sample.write_text(WEEK.replace(",W", ",S").replace(",c", ",invented"))
    run.ingest(empty_data, sample, is_sample=True)
    assert "Sample data" in said(open_page("contrast"))
    app = give(open_page("upload"), WEEK)

    assert "6 rows: 5 new · 0 changed" in said(app)
    assert "The sample data are taken away with this load" in said(app)
    assert "What it shows for week 20: " in said(app), "and not what changes against invented people"
    press(app, "Load")
    assert "The sample data are gone: only your own people count." in said(app)
    assert app.dataframe[0].value["state"].to_list() == ["counts", "sample data, gone"]
    assert "Sample data" not in said(open_page("contrast"))


def test_which_of_two_columns_of_one_heading_is_meant_is_asked_and_then_read(empty_data, open_page):
    twice = "\n".join(
        f"{line},{'reported_done_at' if at == 0 else '2004-05-20 10:00'}" for at, line in enumerate(WEEK.splitlines())
    )
    app = give(open_page("upload"), twice)
    assert "Which of them is meant?" in said(app)
    assert next(button for button in app.button if button.label == "Load").disabled

    press(app, "Column I")

    assert "You said: the heading ‘reported_done_at’: number 2 from the left." in said(app).replace("\\", "")
    assert not next(button for button in app.button if button.label == "Load").disabled
