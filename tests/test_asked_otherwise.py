"""Questions that hold the name of a field and ask something else are told, and never taken as the answer they look like."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines import run
from pipelines.asked_otherwise import other_scale
from pipelines.draft import draft_of
from pipelines.errors import UnknownHeadings
from pipelines.proposal import Proposal
from pipelines.propose import propose_rows
from pipelines.store import open_published
from tests.exports import text_file

pytestmark = pytest.mark.usefixtures("without_charts")

ANSWERS = 20


def survey(heading: str, cells: tuple[str, ...]) -> pl.DataFrame:
    """Answers with a number, a day and an order of their own, and what was said under one more heading."""
    return pl.DataFrame({
        "Response ID": [f"A{at}" for at in range(ANSWERS)],
        "Submitted on": [f"2024-03-{at + 1:02}" for at in range(ANSWERS)],
        "Order no": [f"WO{at}" for at in range(ANSWERS)],
        heading: [cells[at % len(cells)] for at in range(ANSWERS)],
    })  # fmt: skip


def proposed(heading: str, *cells: str) -> Proposal:
    return propose_rows(survey(heading, cells))


@pytest.mark.parametrize(
    "heading",
    [
        "Is uw probleem niet opgelost?", "Nog steeds niet opgelost", "Nog niet opgelost", "Onopgelost", "Niet verholpen",
        "Klacht onvoldoende opgelost", "Is de klacht nog niet opgelost?", "Nooit opgelost", "Geen probleem opgelost", "Unresolved",
        "Problem still not fixed", "Not solved?", "Issue unsolved",
    ],
)  # fmt: skip
def test_a_question_turned_round_is_told_as_that_and_not_taken(heading):
    proposal = proposed(heading, "Ja", "Nee")
    guess = proposal.guesses[heading]

    assert proposal.table == "answers" and (guess.field, guess.others) == (None, ("solved",))
    assert str(guess.why).startswith("the question is turned round: who says yes says that it is not solved.")


@pytest.mark.parametrize(
    "heading",
    [
        "Opgelost zonder terugbellen", "Problem resolved without further calls?", "Was the repair fixed first time?",
        "In één keer opgelost", "Direct opgelost?", "Opgelost bij het eerste bezoek", "Resolved on first visit", "Op tijd opgelost",
    ],
)  # fmt: skip
def test_a_question_whether_it_was_solved_in_one_way_is_not_whether_it_is_solved(heading):
    guess = proposed(heading, "Ja", "Nee").guesses[heading]

    assert guess.field is None and str(guess.why).startswith("it asks whether it was solved in one go or in one way")


@pytest.mark.parametrize(
    "heading",
    [
        "Opgelost",
        "Is uw probleem opgelost?",
        "Was the issue resolved?",
        "Naar tevredenheid opgelost",
        "Is the problem fixed now?",
    ],
)
def test_a_plain_question_whether_it_is_solved_is_taken(heading):
    assert proposed(heading, "Ja", "Nee").guesses[heading].field == "solved"


@pytest.mark.parametrize("heading", ["Niet op tijd", "Niet binnen termijn", "Nog niet gereed"])
def test_nothing_of_a_case_is_taken_from_a_heading_that_denies_it(heading):
    rows = survey(heading, ("Ja", "Nee")).rename(
        {"Response ID": "Ordernummer", "Submitted on": "Gemeld op", "Order no": "Eenheid"}
    )

    assert propose_rows(rows).guesses[heading].field is None


OTHER_SCALES = {
    "Score (1-5)": "1-5", "Rating out of 5": "out of 5", "Cijfer (1-5)": "1-5", "Stars": "stars", "Score (1 = best)": "1 = best",
    "Satisfaction (1 = very satisfied, 5 = very dissatisfied)": "1 = very satisfied", "score_1_5": "1-5", "Score /5": "/5",
    "Cijfer (10-1)": "10-1", "Tevredenheid (%)": "%", "Cijfer 1 t/m 5": "1 t/m 5", "Aantal sterren": "sterren",
    "Score (0 tot 100)": "0 tot 100", "Cijfer (1 laag - 5 hoog)": "5 hoog",
    "Satisfaction (very satisfied = 1)": "very satisfied = 1",
    "Rapportcijfer (1 = heel goed, 10 = heel slecht)": "1 = heel goed", "Cijfer vijfpuntsschaal": "vijfpuntsschaal",
}  # fmt: skip


@pytest.mark.parametrize(("heading", "scale"), OTHER_SCALES.items())
def test_marks_on_another_scale_are_not_taken_for_marks_out_of_ten(heading, scale):
    guess = proposed(heading, "1", "5", "4").guesses[heading]

    assert guess.field is None and other_scale(heading) == scale


def test_the_reason_names_the_scale():
    assert str(proposed("Score (1-5)", "1", "5", "4").guesses["Score (1-5)"].why) == (
        "the heading names another scale than one out of ten, with ten for the best: by '1-5' its marks would be read wrongly."
        " Write them out of ten in the file first"
    )


@pytest.mark.parametrize(
    "heading",
    [
        "Score", "Cijfer (1-10)", "Score out of 10", "Rapportcijfer (1 t/m 10)", "Cijfer (1 = zeer slecht, 10 = uitstekend)",
        "Hoe tevreden bent u op een schaal van 1 tot 10?", "NPS (0-10)", "Score 2024",
        "How satisfied were you? (10 = very satisfied)",
    ],
)  # fmt: skip
def test_marks_out_of_ten_are_taken_without_a_word(heading):
    proposal = proposed(heading, "7", "10", "4")

    assert proposal.guesses[heading].field == "score" and not proposal.notes


def test_that_no_score_is_above_five_is_told():
    assert [str(note) for note in proposed("Score", "1", "5", "4").notes] == [
        "None of 20 scores under 'Score' is above 5. They are read as out of ten: if they are out of five, or if 1 is the best, do"
        " not choose that column, and write them out of ten in the file first."
    ]
    assert not proposed("Score (0-10)", "1", "5", "4").notes


def loaded(
    tmp_path: Path, heading: str, cells: tuple[str, ...], field: str
) -> tuple[pl.DataFrame, list[tuple[str, ...]]]:
    """Return the answers as published and the doubts, where a person chose the heading for the field all the same."""
    rows = survey("Is it solved?", ("Yes", "No")).with_columns(survey(heading, cells)[heading])
    path = text_file(tmp_path, rows.write_csv(), "survey.csv")
    with pytest.raises(UnknownHeadings) as unknown:
        run.ingest(tmp_path / "data", path)
    draft = draft_of(unknown.value)
    assert draft is not None
    columns = {name: found for name, found in draft.proposal.columns().items() if found != field} | {heading: field}
    codes = {"solved": {"Ja": "yes", "Nee": "no", "Yes": "yes", "No": "no"}}
    profile = draft.proposal.profile("survey", "Survey", "repairs", columns=columns, codes=codes)
    assert run.ingest(tmp_path / "data", path, profile=profile).accepted == ANSWERS
    with open_published(run.published_file(tmp_path / "data")) as connection:
        issues = connection.sql("from data_issues").pl().select("column", "issue", "action").rows()
        return connection.sql("select solved, score from answers").pl(), issues


def test_marks_that_a_person_chose_all_the_same_are_left_out_and_told(tmp_path):
    answers, issues = loaded(tmp_path, "Score (1-5)", ("5", "1"), "score")

    assert answers["score"].null_count() == ANSWERS
    assert ("Score (1-5)", "another_scale", "left_out") in issues


def test_that_a_yes_to_a_question_turned_round_is_read_as_solved_is_told(tmp_path):
    _, issues = loaded(tmp_path, "Nog niet opgelost", ("Ja", "Nee"), "solved")

    assert ("Nog niet opgelost", "question_turned_round", "kept") in issues
