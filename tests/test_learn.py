"""What people told about files is kept, used for the next one of its kind, listed, and forgotten when asked."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines import learn, run
from pipelines.draft import chosen_twice, draft_of, drafted_as, missing_fields, with_columns
from pipelines.errors import BadProfile, UnknownHeadings, UnreadableFile
from pipelines.limits import Limits
from pipelines.preview import preview
from pipelines.store import Places
from tests.stores import learnt_source
from tests.unseen import export

pytestmark = pytest.mark.usefixtures("without_charts")

HEADINGS = "service,item_id,customer_id,status,opened_at,target_first_at,reported_done_at"

BSN = (
    "691400507",
    "781676447",
    "116263684",
    "168753236",
    "145944372",
    "423483687",
    "946225436",
    "204640775",
    "821598776",
    "644648004",
)  # invented, with a right check digit


def unknown(folder: Path, name: str = "woningcorporatie", file_name: str = "corporatie_wk47.csv") -> Path:
    rows, _ = export(name)
    path = folder / file_name
    path.write_text(rows.write_csv(separator=";"), encoding="utf-8")
    return path


def drafted(data: Path, path: Path):
    with pytest.raises(UnknownHeadings) as refused:
        preview(data, path)
    draft = draft_of(refused.value)
    assert draft is not None
    return draft


def confirmed(data: Path, path: Path):
    draft = drafted(data, path)
    return draft.proposal.profile(learn.free_name(data, "Corporatie"), "Corporatie", "repairs")


def either_way(folder: Path, name: str = "week.csv", day: int = 2) -> Path:
    """A file whose dates can all be read day first and month first."""
    rows = [f"repairs,W{name}{at},c{at},done,0{at}/0{day}/2024,0{at}/07/2024,0{at}/06/2024" for at in range(1, 9)]
    path = folder / name
    path.write_text("\n".join([HEADINGS, *rows]))
    return path


def test_a_file_is_looked_at_with_what_a_person_made_of_it_before_anything_is_kept(tmp_path):
    data, path = tmp_path / "data", unknown(tmp_path)
    seen = preview(data, path, profile=confirmed(data, path))

    assert (seen.new, seen.rejected, seen.title) == (80, 0, "Corporatie")
    assert seen.effects and not Places(data).profiles.exists() and not Places(data).current.exists()


def test_what_was_learnt_reads_the_next_file_of_its_kind_without_a_question(tmp_path):
    data, path = learnt_source(tmp_path / "data"), unknown(tmp_path)

    again = preview(data, path)
    assert (again.source, again.status) == ("corporatie", "unchanged")
    [one] = learn.learnt(data)
    assert (one.name, one.title, one.table, one.used) == ("corporatie", "Corporatie", "work_items", 1)
    assert "Ordernummer" in one.shape


def test_slight_drift_of_what_was_learnt_still_loads_and_is_told(tmp_path):
    data, path = tmp_path / "data", unknown(tmp_path)
    learn.learn(data, confirmed(data, path))
    rows, _ = export("woningcorporatie")
    drifted = tmp_path / "next.csv"
    drifted.write_text(rows.drop("Bedrag").with_columns(pl.lit("x").alias("Bijzonder")).write_csv(separator=";"))

    told = " ".join(preview(data, drifted).problems)
    assert "Bijzonder" in told and "Bedrag" in told


def test_what_is_forgotten_is_asked_again_and_what_was_loaded_stays(tmp_path):
    data, path = learnt_source(tmp_path / "data"), unknown(tmp_path)
    learn.forget(data, "corporatie")
    learn.forget(data, "corporatie")

    assert learn.learnt(data) == [] and run.batches(data)["accepted"].to_list() == [80]
    with pytest.raises(UnknownHeadings):
        preview(data, path)


def test_nothing_outside_the_list_is_ever_forgotten(tmp_path):
    outside = tmp_path / "kept.toml"
    outside.write_text("name = 'kept'")
    learn.forget(tmp_path / "data", "../../kept")

    assert outside.exists()


def test_a_new_source_never_takes_the_name_of_another(tmp_path):
    data, path = tmp_path / "data", unknown(tmp_path)
    learn.learn(data, confirmed(data, path))

    assert learn.free_name(data, "Corporatie") == "corporatie_2"
    assert learn.free_name(data, "Boston311") == "boston311_2"
    assert learn.free_name(data, "2024 / Élan !") == "source_2024_lan"
    assert learn.free_name(data, "…") == "source"


def test_an_answer_is_remembered_for_the_next_file_of_that_source_and_shape(tmp_path):
    data, first, second = tmp_path / "data", either_way(tmp_path), either_way(tmp_path, "next.csv", 3)
    seen = preview(data, first)
    assert [question.key for question in seen.questions] == ["date_order"]
    answers = {"date_order": "month-day"}
    began = run.now()
    run.ingest(data, first, answers=answers)
    learn.remember(data, seen.profile, seen.columns, answers, since=began)

    told = preview(data, second)
    assert (told.questions, told.remembered) == ((), answers)
    assert run.ingest(data, second).questions == ()
    [one] = learn.learnt(data)
    assert (one.answers, one.used) == (answers, 2)
    learn.forget(data, one.name)
    assert preview(data, either_way(tmp_path, "last.csv", 4)).questions


def test_another_answer_takes_the_place_of_the_one_that_is_remembered(tmp_path):
    data, path = tmp_path / "data", either_way(tmp_path)
    seen = preview(data, path)
    learn.remember(data, seen.profile, seen.columns, {"date_order": "month-day"})

    told = preview(data, path, answers={"date_order": "day-month"})
    assert told.remembered == {}
    learn.remember(data, told.profile, told.columns, {"date_order": "day-month"})
    assert [one.answers for one in learn.learnt(data)] == [{"date_order": "day-month"}]


def test_a_remembered_answer_is_not_used_where_the_dates_speak_for_the_other(tmp_path):
    data, path = tmp_path / "data", either_way(tmp_path)
    seen = preview(data, path)
    learn.remember(data, seen.profile, seen.columns, {"date_order": "month-day"})
    clear = tmp_path / "clear.csv"
    rows = [f"repairs,X{at},c{at},done,0{at}/02/2024,28/03/2024,2{at}/03/2024" for at in range(1, 9)]
    clear.write_text("\n".join([HEADINGS, *rows]))

    assert preview(data, clear).remembered == {}


def test_a_file_of_another_shape_has_no_part_in_an_answer(tmp_path):
    data, path = tmp_path / "data", either_way(tmp_path)
    seen = preview(data, path)
    learn.remember(data, seen.profile, seen.columns, {"date_order": "month-day"})
    other = tmp_path / "other.csv"
    other.write_text("service,item_id,opened_at\n" + "\n".join(f"repairs,Z{at},0{at}/02/2024" for at in range(1, 9)))

    assert preview(data, other).questions


def test_an_answer_file_that_somebody_spoilt_is_named(tmp_path):
    folder = Places(tmp_path).profiles / "answers"
    folder.mkdir(parents=True)
    (folder / "odd.toml").write_text("source = 3")

    with pytest.raises(BadProfile, match=r"odd\.toml"):
        learn.learnt(tmp_path)


def test_the_draft_of_an_unknown_file_has_three_real_values_a_column(tmp_path):
    draft = drafted(tmp_path / "data", unknown(tmp_path))

    assert draft.examples["Ordernummer"] == ["100000", "100003", "100006"]
    assert draft.examples["Status omschrijving"] == ["In behandeling", "Afgehandeld"]


def test_codes_and_questions_follow_what_a_person_takes_the_columns_for(tmp_path):
    draft = drafted(tmp_path / "data", unknown(tmp_path))
    columns = {**draft.proposal.columns(), "Status omschrijving": None, "Soort onderhoud": "status"}

    codes = with_columns(draft, columns).codes
    assert list(codes) == ["status"] and "Planmatig" in codes["status"]
    assert {question.kind for question in with_columns(draft, {**columns, "Soort onderhoud": None}).questions} == {
        "service"
    }


def test_what_a_row_cannot_do_without_is_named_and_so_is_what_is_chosen_twice(tmp_path):
    draft = drafted(tmp_path / "data", unknown(tmp_path))
    columns = {**draft.proposal.columns(), "Opdrachtdatum": None, "Monteur": "team", "Vakgroep": "team"}

    assert missing_fields(draft, columns) == ["opened_at"]
    assert chosen_twice(columns) == {"team": ["Vakgroep", "Monteur"]}


def test_a_person_may_say_that_its_rows_are_something_else(tmp_path):
    data, path = tmp_path / "data", unknown(tmp_path)
    other = drafted_as(drafted(data, path), path, path.name, "contacts", False, Limits())
    with pytest.raises(UnreadableFile, match="cells"):
        drafted_as(drafted(data, path), path, path.name, "contacts", False, Limits(cells=1))

    assert other.proposal.table == "contacts"
    assert missing_fields(other, dict.fromkeys(other.examples)) == ["at"]


def test_rows_of_figures_give_no_draft(tmp_path):
    path = tmp_path / "figures.csv"
    rows = [f"2024-{month:02},{month * 3},{month * 5},{month * 7}" for month in range(1, 13)]
    path.write_text("\n".join(["Month,Total attendances,Total breaches,Total admissions", *rows]))
    with pytest.raises(UnknownHeadings) as refused:
        preview(tmp_path / "data", path)

    assert draft_of(refused.value) is None


def with_mail(folder: Path, heading: str = "team", name: str = "mail.csv") -> Path:
    path = folder / name
    rows = [f"repairs,M{at},c{at},2024-01-{at:02},p{at}@example.org" for at in range(1, 20)]
    path.write_text("\n".join([f"service,item_id,customer_id,opened_at,{heading}", *rows]))
    return path


def test_what_is_done_with_personal_data_is_remembered_too(tmp_path):
    data, path = tmp_path / "data", with_mail(tmp_path)
    seen = preview(data, path)
    [column] = seen.personal
    assert column.key == "personal: team"
    learn.remember(data, seen.profile, seen.columns, {column.key: "keep"})

    told = preview(data, path)
    assert (told.personal[0].applied, told.remembered) == ("keep", {"personal: team": "keep"})


def test_an_answer_about_a_column_that_is_gone_or_holds_worse_now_is_not_used(tmp_path):
    data, path = tmp_path / "data", with_mail(tmp_path)
    seen = preview(data, path)
    learn.remember(data, seen.profile, seen.columns, {"personal: team": "keep"})
    rows = [f"repairs,N{at},c{at},2024-01-{at:02},{bsn}" for at, bsn in enumerate(BSN, start=1)]
    worse, gone = tmp_path / "worse.csv", with_mail(tmp_path, "category", "gone.csv")
    worse.write_text("\n".join(["service,item_id,customer_id,opened_at,team", *rows]))

    assert preview(data, gone).remembered == {}
    told = preview(data, worse)
    assert told.remembered == {} and told.personal[0].applied != "keep"
