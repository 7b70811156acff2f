"""The upload page with a file that nobody knows: what is asked, what is tried, what is kept, and how it is forgotten."""

from __future__ import annotations

import json

import pytest

from dashboard import words
from pipelines import learn, run
from pipelines.store import Places
from tests.dashboard.conftest import said
from tests.dashboard.test_upload_page import press
from tests.stores import learnt_source
from tests.unseen import export

pytestmark = pytest.mark.usefixtures("without_charts")


def unknown(name: str = "woningcorporatie", **renamed: str) -> bytes:
    rows, _ = export(name)
    return rows.rename({old.replace("_", " "): new for old, new in renamed.items()}).write_csv(separator=";").encode()


def give(app, content: bytes, name: str = "corporatie_wk47.csv"):
    app.file_uploader[0].upload(name, content).run()
    return app


def box(app, label: str):
    return next(found for found in app.selectbox if found.label.replace("\\", "") == label)


def with_service(app, name: str = "repairs"):
    next(found for found in app.text_input if found.label == "Which service it is of").set_value(name).run()
    return app


def labels(app) -> list[str]:
    return [button.label for button in app.button]


def is_off(app, label: str) -> bool:
    return next(button for button in app.button if button.label == label).disabled


def test_an_unknown_file_is_shown_column_by_column_with_what_we_think_it_is(empty_data, open_page):
    app = give(open_page("upload"), unknown())
    told = said(app).replace("\\", "")

    assert not app.exception and not app.warning
    assert "It looks like **jobs or cases, one row each**. Check what we made of it; it is remembered." in told
    assert box(app, "What is under Ordernummer?").value == "item_id"
    assert box(app, "What is under Technisch gereed?").value == "reported_done_at"
    assert "100000 · 100003 · 100006" in told
    assert "Load" not in labels(app) and not Places(empty_data).profiles.exists()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Column 'Resultaat' says 'Ingetrokken' in rows that count as done by 'Status' (10 of 40)."),
        ("nl", "Kolom 'Resultaat' zegt 'Ingetrokken' in rijen die volgens 'Status' als klaar tellen (10 van 40)."),
    ],
)
def test_what_the_proposal_may_have_wrong_is_told_before_its_columns(empty_data, open_page, language, told):
    lines = [
        f"Z{at},{at % 28 + 1:02}-01-2024,{at % 28 + 1:02}-02-2024,Afgehandeld,{'Verleend' if at % 4 else 'Ingetrokken'}"
        for at in range(40)
    ]
    content = "\n".join(["Zaaknummer,Startdatum,Einddatum,Status,Resultaat", *lines]).encode()

    app = give(open_page("upload", lang=language), content)

    assert not app.exception and told in said(app).replace("\\", "")


def test_what_a_row_cannot_do_without_stands_first_and_the_unused_is_folded(empty_data, open_page):
    app = give(open_page("upload"), unknown())
    asked = [found.label for found in app.selectbox if found.label.startswith("What is under")]

    assert asked[:2] == ["What is under Ordernummer?", "What is under Opdrachtdatum?"]
    assert asked[-1] == "What is under Bedrag?"
    assert [found.label for found in app.expander if "would not use" in found.label] == [
        "1 column that we would not use"
    ]


def test_a_column_may_be_several_things_and_then_stands_blank(empty_data, open_page):
    app = give(open_page("upload"), unknown(Vakgroep="Bijzonder"))
    doubtful = box(app, "What is under Bijzonder?")

    assert doubtful.value is None
    assert doubtful.proto.placeholder.startswith("perhaps ")


def test_a_time_of_day_stands_behind_its_day_which_is_shown_as_it_will_be_read(empty_data, open_page):
    lines = [
        f"J{at};0{at % 7 + 1}-05-2024;0{at % 9 + 1}:15;1{at % 7 + 1}-05-2024;1{at % 9}:45;{['Gereed', 'Open'][at % 2]}"
        for at in range(20)
    ]
    headings = "Meldnummer;Datum melding;Tijd melding;Datum gereed;Tijd gereed;Status"
    app = give(open_page("upload"), "\n".join([headings, *lines]).encode())
    asked = [found.label for found in app.selectbox if found.label.startswith("What is under")]

    assert asked[1:3] == ["What is under Datum melding?", "What is under Tijd melding?"]
    time = box(app, "What is under Tijd melding?")
    assert time.options[time.index] == "the time of 'Datum melding'"
    assert f":gray[{words.plain('01-05-2024 01:15:00')}" in said(app)
    assert not [found for found in app.expander if "not use" in found.label]


def test_codes_are_shown_with_their_rows_and_one_that_nobody_knows_never_counts_as_done(empty_data, open_page):
    content = unknown().replace(b"In behandeling", b"Zonderling")
    app = give(open_page("upload"), content)

    assert box(app, "What does Afgehandeld mean?").value == "done"
    assert box(app, "What does Zonderling mean?").value == ""
    assert "Not known: stays open" in box(app, "What does Zonderling mean?").options[0].capitalize()
    assert "**Zonderling** :gray[· 16 rows]" in said(app)


def test_it_is_tried_before_it_is_loaded_and_kept_only_with_the_load(empty_data, open_page):
    app = give(open_page("upload"), unknown())
    assert is_off(app, "Check with these") and "Still needed: which **service** this is of." in said(app)
    press(with_service(app), "Check with these")
    told = said(app)

    assert "**80 rows: 80 new · 0 changed · 0 same as last time · 0 need a look**" in told
    assert "looks like: Corporatie" in told and "What it shows for" in told
    assert not Places(empty_data).profiles.exists() and not Places(empty_data).current.exists()
    press(app, "Load")
    assert "is loaded, as B00001: 80 new" in said(app)
    assert [one.title for one in learn.learnt(empty_data)] == ["Corporatie"]


def test_the_next_file_of_that_kind_has_one_button_and_no_mapping_step(empty_data, open_page):
    learnt_source(empty_data)
    app = give(open_page("upload"), unknown().replace(b"Afgehandeld", b"In behandeling"), "corporatie_wk48.csv")

    assert "looks like: Corporatie (used 1 time)" in said(app)
    assert "64 changed" in said(app) and not is_off(app, "Load")
    assert "Check with these" not in labels(app)


def test_one_may_go_back_to_the_columns_and_finds_what_was_said(empty_data, open_page):
    app = give(open_page("upload"), unknown())
    box(app, "What is under Monteur?").set_value("").run()
    press(press(with_service(app), "Check with these"), "Change its columns")

    assert box(app, "What is under Monteur?").value == ""
    assert [found.value for found in app.text_input] == ["Corporatie", "repairs"]
    assert not is_off(app, "Check with these")


def test_a_field_that_a_row_cannot_do_without_is_asked_for_in_one_sentence(empty_data, open_page):
    app = with_service(give(open_page("upload"), unknown()))
    box(app, "What is under Opdrachtdatum?").set_value("").run()

    assert is_off(app, "Check with these")
    assert "Still needed: **when it was entered**. Choose which column it is." in said(app)


def test_two_columns_are_never_the_same_field(empty_data, open_page):
    app = with_service(give(open_page("upload"), unknown()))
    box(app, "What is under Monteur?").set_value("category").run()

    assert is_off(app, "Check with these")
    assert "**Trade or kind of problem** is chosen for ‘Vakgroep’ and ‘Monteur’" in said(app)


def test_a_person_may_say_that_its_rows_are_something_else(empty_data, open_page):
    app = with_service(give(open_page("upload"), unknown("thuiszorg"), "zorg.csv"), "home care")
    assert "It looks like **visits to people**" in said(app)
    box(app, "What its rows are").set_value("contacts").run()

    assert "When it was" in box(app, "What is under Geplande begintijd?").options
    assert "Still needed" in said(app)


def test_rows_that_we_do_not_see_through_are_asked_about_and_nothing_is_guessed(empty_data, open_page):
    app = give(open_page("upload"), b"colour,size\nred,4\nblue,5", "shoes.csv")

    assert "do not see what its rows are" in said(app)
    assert {found.value for found in app.selectbox if found.label.startswith("What is under")} <= {None, ""}
    assert is_off(app, "Check with these")


def test_a_known_source_that_lacks_a_column_asks_which_one_it_is(empty_data, open_page):
    head = "Number it has,open_dt,target_dt,closed_dt,ontime,case_status,case_title,closure_reason,department"
    row = "{0},2018-03-0{0} 09:00:00,2018-04-01 09:00:00,2018-03-2{0} 10:00:00,ONTIME,Closed,Pothole,Case Closed. Done,PWD"
    content = "\n".join([head, *(row.format(at) for at in range(1, 9))]).encode()
    told = said(give(open_page("upload"), content, "week.csv")).replace("\\", "")

    assert "It looks like **Boston 311" in told
    assert "but no column is called 'case_enquiry_id'. Check what we made of it" in told


def test_what_the_data_cannot_tell_is_asked_once(empty_data, open_page):
    rows, _ = export("woningcorporatie")
    text = rows.write_csv(separator=";")
    app = give(open_page("upload"), text.encode())
    [completed] = [radio for radio in app.radio if radio.label.startswith("What does 'Afgehandeld' tell")]

    assert completed.value == "work_done"
    completed.set_value("closed_only").run()
    press(press(with_service(app), "Check with these"), "Load")
    [profile] = Places(empty_data).profiles.glob("*.toml")
    assert "closed, and no more is said" in profile.read_text()


def test_an_event_log_says_that_several_rows_tell_of_one_case(empty_data, open_page):
    days = [f"2024-01-{day:02}" for day in range(1, 21)]
    lines = [
        f"C{at:02},{what},{day} {hour:02}:00"
        for at, day in enumerate(days)
        for what, hour in (("Opened", 8), ("Worked on", 12), ("Closed", 16))
    ]
    app = give(open_page("upload"), "\n".join(["Case ID,Activity,Timestamp", *lines]).encode(), "log.csv")

    assert "It looks like **events: several rows tell of one job or case**" in said(app)
    assert "When it happened" in said(app)
    app.multiselect[0].select("Closed").run()
    press(with_service(app, "care"), "Check with these")
    assert "60 events of 20 cases: 20 new" in said(app)
    press(app, "Load")
    assert run.batches(empty_data)["rejected"].to_list() == [0]


def test_what_was_learnt_is_listed_and_removed_after_a_question(empty_data, open_page):
    learnt_source(empty_data)
    app = open_page("upload")
    assert "What we learnt from your files (1)" in [found.label for found in app.expander]
    assert "**Corporatie** · work items · 12 columns · learnt on" in said(app) and "used 1 time" in said(app)
    press(app, "Remove")

    assert "you say again what its columns are. What was loaded stays." in said(app)
    assert {"Remove it", "Keep it"} <= set(labels(app))


def test_headings_of_a_hostile_file_are_shown_as_they_stand(empty_data, open_page):
    app = give(open_page("upload"), unknown(Vakgroep="![x](http://e.example/x.png)", Monteur="**bold**"))
    told = said(app)

    assert "![x](http://e.example/x.png)" not in told and "**\\*\\*bold\\*\\***" in told


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_unknown_file_reads_in_both_languages(empty_data, open_page, lang):
    app = give(open_page("upload", lang=lang), unknown())
    first = {"en": "It looks like **jobs or cases", "nl": "Het lijkt te gaan om **klussen of zaken"}[lang]
    button = {"en": "Check with these", "nl": "Controleer hiermee"}[lang]

    assert first in said(app) and button in labels(app)


def test_the_receipt_names_the_source_that_was_learnt(empty_data, open_page):
    press(press(with_service(give(open_page("upload"), unknown())), "Check with these"), "Load")

    assert run.batches(empty_data)["source"].to_list() == ["corporatie"]
    assert json.loads(Places(empty_data).current.read_text())["publish_id"]


def under_headings_of_another_system() -> bytes:
    """A list of incidents, one row each, under the headings by which the audit trail of a service desk is known."""
    known = {"Caller": "caller_id", "Resolved": "resolved_at", "State": "incident_state", "Updated": "sys_updated_at"}
    return unknown("servicenow", Updated_by="sys_mod_count", **known)


def test_a_file_that_is_taken_for_the_wrong_system_can_be_told_anew(empty_data, open_page):
    app = give(open_page("upload"), under_headings_of_another_system(), "meldingen.csv")
    assert app.warning[0].value.startswith("meldingen.csv was not loaded")
    press(app, "Say what its columns are")
    assert not app.warning and "It goes before what we took the file for" in said(app)
    box(app, "What is under Opened?").set_value("opened_at").run()
    press(press(with_service(app, "desk"), "Check with these"), "Load")

    assert run.batches(empty_data)["source"].to_list() == ["meldingen"]
    again = give(open_page("upload"), under_headings_of_another_system(), "meldingen.csv")
    assert "looks like: Meldingen" in said(again), "what a person said goes before our own profile"


def test_what_was_learnt_can_be_told_anew_and_is_replaced(empty_data, open_page):
    learnt_source(empty_data)
    app = press(give(open_page("upload"), unknown()), "Say what its columns are")
    box(app, "Which service it is of").select("repairs").run()
    box(app, "What is under Monteur?").set_value("").run()
    press(app, "Check with these")
    assert "80 changed" in said(app)
    press(app, "Load")

    assert [one.name for one in learn.learnt(empty_data)] == ["corporatie"]
    assert run.batches(empty_data)["source"].to_list() == ["corporatie", "corporatie"]


def test_what_was_said_of_other_rows_stands_there_again(empty_data, open_page):
    app = with_service(give(open_page("upload"), unknown("thuiszorg"), "zorg.csv"), "care")
    box(app, "What its rows are").set_value("contacts").run()
    box(app, "What is under Geplande begintijd?").set_value("at").run()
    press(press(with_service(app, "care"), "Check with these"), "Change its columns")

    assert box(app, "What its rows are").value == "contacts"
    assert box(app, "What is under Geplande begintijd?").value == "at"
