"""The upload page with several files at once, and with a file that asks what its dates mean."""

from __future__ import annotations

import pytest

from pipelines import learn, run
from tests.dashboard.conftest import said
from tests.dashboard.test_upload_page import FIGURES, WEEK, press
from tests.dashboard.test_upload_unknown import is_off, labels, unknown

pytestmark = pytest.mark.usefixtures("without_charts")

SECOND = WEEK.replace(",W", ",V").replace(",c", ",d")
EITHER = "service,item_id,customer_id,status,opened_at,target_first_at,reported_done_at\n" + "\n".join(
    f"repairs,Q{at},q{at},done,0{at}/02/2024,0{at}/07/2024,0{at}/06/2024" for at in range(1, 9)
)


def give(app, **files: str | bytes):
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        app.file_uploader[0].upload(f"{name}.csv", data)
    app.run()
    return app


def files_of(app) -> list[str]:
    [listed] = [radio for radio in app.radio if radio.label.endswith(("files", "bestanden"))]
    return [line.partition(": ")[2].replace("\\", "") for line in listed.options]


def open_file(app, name: str):
    [listed] = [radio for radio in app.radio if radio.label.endswith("files")]
    index = next(at for at, line in enumerate(listed.options) if name in line.replace("\\", ""))
    listed.set_value(listed.options[index]).run()
    return app


def test_each_of_several_files_has_its_own_line_and_state(empty_data, open_page):
    app = give(open_page("upload"), week=WEEK, more=SECOND, dates=EITHER, new=unknown(), bad=FIGURES)

    assert not app.exception
    assert files_of(app) == [
        "**week.csv** · ready · 5 new · 0 changed",
        "**more.csv** · ready · 5 new · 0 changed",
        "**dates.csv** · needs an answer · 8 new · 0 changed",
        "**new.csv** · new to us: what are its columns?",
        "**bad.csv** · cannot be used",
    ]
    assert "Load all that are ready (2)" in labels(app)


def test_all_that_are_ready_are_loaded_each_with_its_receipt_and_the_others_stay(empty_data, open_page):
    app = give(open_page("upload"), week=WEEK, bad=FIGURES, more=SECOND, dates=EITHER)
    press(app, "Load all that are ready (2)")
    told = said(app)

    assert run.batches(empty_data)["file_name"].to_list() == ["week.csv", "more.csv"]
    assert "is loaded, as B00001: 5 new" in told and "is loaded, as B00002: 5 new" in told
    assert labels(app).count("Undo this file") == 2
    assert [line.partition(" · ")[0] for line in files_of(app)] == ["**bad.csv**", "**dates.csv**"]


def test_the_newest_of_several_is_loaded_last_whatever_the_order_they_were_dropped_in(empty_data, open_page):
    newer = WEEK.replace(
        "W3,c3,North,open,2004-05-05 09:00,2004-06-02,", "W3,c3,North,done,2004-05-05 09:00,2004-06-02,2004-05-20 10:00"
    )
    app = give(open_page("upload"), newer=newer, older=WEEK)
    press(app, "Load all that are ready (2)")

    assert sorted(run.batches(empty_data).select("batch_id", "file_name").iter_rows()) == [
        ("B00001", "older.csv"),
        ("B00002", "newer.csv"),
    ]

    told = said(give(open_page("upload"), once_more=WEEK))
    assert "This file is older than what is loaded" in told and "1 row goes back" in told


def test_a_single_one_of_several_can_be_loaded(empty_data, open_page):
    app = give(open_page("upload"), week=WEEK, more=SECOND)
    press(app, "Load")

    assert run.batches(empty_data)["file_name"].to_list() == ["week.csv"]
    assert "**6 rows: 5 new" in said(app), "the other stands there still"
    press(app, "Load")
    assert run.batches(empty_data)["file_name"].to_list() == ["week.csv", "more.csv"]
    assert "as B00001" in said(app) and "as B00002" in said(app)
    assert not app.file_uploader[0].value, "with the last one loaded the uploader is empty"


def test_the_same_file_twice_is_known_once_the_first_is_loaded(empty_data, open_page):
    app = give(open_page("upload"), week=WEEK, again=WEEK, other=SECOND)
    press(app, "Load")

    assert files_of(app) == ["**again.csv** · known already", "**other.csv** · ready · 5 new · 0 changed"]


def test_a_file_whose_dates_can_be_read_both_ways_waits_for_an_answer(empty_data, open_page):
    app = give(open_page("upload"), dates=EITHER)

    assert "written day first or month first?" in said(app)
    assert is_off(app, "Load") and "Load waits for your answer." in said(app)
    press(app, "The month first")
    assert "You said: the month first." in said(app) and not is_off(app, "Load")
    press(app, "Load")
    assert [one.answers for one in learn.learnt(empty_data)] == [{"date_order": "month-day"}]


def test_what_was_answered_is_not_asked_next_week_and_is_said(empty_data, open_page):
    press(press(give(open_page("upload"), dates=EITHER), "The month first"), "Load")
    app = give(open_page("upload"), next_week=EITHER.replace("Q", "R"))

    assert "Read as you answered for an earlier file: the month first." in said(app)
    assert not is_off(app, "Load")


def test_an_answer_can_be_taken_back_before_loading(empty_data, open_page):
    app = press(press(give(open_page("upload"), dates=EITHER), "The month first"), "Ask again")

    assert is_off(app, "Load")


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "Load waits for your answer."), ("nl", "Inlezen wacht op uw antwoord.")]
)
def test_a_question_reads_in_both_languages(empty_data, open_page, lang, told):
    app = give(open_page("upload", lang=lang), dates=EITHER)

    assert told in said(app)
    assert {"en": "The day first", "nl": "De dag voorop"}[lang] in labels(app)


def test_swapped_days_and_months_are_told_with_their_count_and_swapped_at_a_press(empty_data, open_page):
    lines = [
        f"repairs,S{at},s{at},done,2024-{at:02}-0{2 + at % 3},2024-12-31,2024-0{1 + at % 3}-{at:02}"
        for at in range(4, 13)
    ]
    text = "service,item_id,customer_id,status,opened_at,target_first_at,reported_done_at\n" + "\n".join(lines)
    app = give(open_page("upload"), swapped=text)
    asked = [label for label in labels(app) if "wap" in label]

    assert asked, said(app)
    press(app, asked[0])
    assert not app.exception and "You said: " in said(app)


def test_how_much_of_publishing_is_done_is_told_as_it_is_known(empty_data, tmp_path):
    path, shares = tmp_path / "week.csv", []
    path.write_text(WEEK)
    run.ingest(empty_data, path, share=lambda step, done: shares.append((step, done)))

    assert {step for step, _ in shares} == {"publishing"}
    assert [done for _, done in shares] == sorted(done for _, done in shares) and shares[-1][1] == 1.0
