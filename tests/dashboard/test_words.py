import re
from datetime import date, datetime

import pytest

from dashboard import catalogue, words
from pipelines import vocabulary
from pipelines.definitions import MEASURES
from pipelines.doubts import ISSUES
from pipelines.errors import SAFE, UnreadableFile
from pipelines.sentence import Sentence

# pages.md: what is never said. Whole words, in either language.
NEVER = r"KPI|RAG|red|amber|green|good|bad|better|worse|rood|oranje|groen|goed gedaan|slecht|beter|slechter"


def sayings():
    for message in catalogue.translations("nl"):
        if message.id:
            english = [message.id] if isinstance(message.id, str) else list(message.id)
            dutch = [message.string] if isinstance(message.string, str) else list(message.string)
            yield english, dutch


def test_every_phrase_on_a_page_has_a_dutch_translation():
    known = {str(message.id) for message in catalogue.translations("nl") if message.id}
    said = {str(message.id) for message in catalogue.phrases() if message.id}
    assert sorted(said - known) == []
    assert catalogue.untold(catalogue.translations("nl")) == []


def test_no_translation_is_kept_of_a_phrase_that_no_page_says():
    known = {str(message.id) for message in catalogue.translations("nl") if message.id}
    assert sorted(known - {str(message.id) for message in catalogue.phrases()}) == []


def test_a_translation_leaves_the_same_places_open_for_figures():
    for english, dutch in sayings():
        places = {name for phrase in english for name in re.findall(r"{(\w+)}", phrase)}
        assert {name for phrase in dutch for name in re.findall(r"{(\w+)}", phrase)} == places, dutch


def test_no_phrase_judges_or_ranks():
    for english, dutch in sayings():
        for phrase in {*english, *dutch} - {SAFE}:  # "the last good load" is said of a file
            assert not re.search(rf"\b({NEVER})\b", phrase), phrase


def test_no_phrase_is_translated_after_its_figures_are_filled_in():
    for path in (*catalogue.PAGES.rglob("*.py"), *catalogue.PIPELINES.rglob("*.py")):
        filled = re.search(r"\b(_|N_|Sentence)\(\s*f[\"']", path.read_text())
        assert not filled, f"{path.name} translates a phrase with figures in it"


def test_a_sentence_of_the_pipelines_is_told_in_the_readers_language_with_its_values_as_they_are():
    folder = UnreadableFile(
        "status.xlsx", Sentence("it is {kind}, whatever its name says.", kind=Sentence("a PDF")), SAFE
    )
    problem = Sentence("No heading '{heading}': {field} stays empty.", heading="team", field="team")

    assert words.told(folder.sentence) == str(folder)
    with words.speaking("nl"):
        told = words.told(folder.sentence)
        assert told.startswith(
            "status.xlsx is niet ingelezen: het is een pdf, wat de naam ook zegt. Er is niets veranderd"
        )
        assert words.told(problem) == "Geen kop ‘team’: team blijft leeg."
        assert words.told("a title of somebody's own {with signs}") == "a title of somebody's own {with signs}"


def test_every_table_and_column_is_explained_in_dutch():
    with words.speaking("nl"):
        for relation in vocabulary.PUBLISHED.values():
            for text in (relation.comment, *(column.meaning for column in relation.columns)):
                assert words.told(text) != text


def test_what_is_made_after_the_page_has_run_is_in_the_language_of_the_page():
    with words.speaking("nl"):
        make = words.in_this_language(lambda: words.language().encode())
    assert (make(), words.language()) == (b"nl", "en")


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        ([measure.name for measure in MEASURES], words.MEASURES),
        (vocabulary.STATUSES, words.EVENTS),
        (vocabulary.VISIT_OUTCOMES, words.EVENTS),
        (vocabulary.CONTACT_MEANINGS, words.EVENTS),
        (vocabulary.SOLVED, words.EVENTS),
        (vocabulary.DELIVERED, words.RELATIONS),
        ({column.name for columns in vocabulary.DELIVERED.values() for column in columns}, words.FIELDS),
    ],
)
def test_every_code_of_ours_has_a_name(codes, names):
    assert [code for code in codes if code not in names] == []


@pytest.mark.parametrize(
    ("column", "names"),
    [
        ("rule", words.LINK_RULES),
        ("state", words.STATES),
        ("done_evidence", words.EVIDENCE),
        ("system_says", words.SYSTEM_SAYS),
        ("customer_says", words.CUSTOMER_SAYS),
        ("unknown_because", words.UNKNOWN_BECAUSE),
    ],
)
def test_a_code_that_the_vocabulary_tells_has_a_name(column, names):
    relation = "need_items" if column == "rule" else "needs"
    [meaning] = [each.meaning for each in vocabulary.PUBLISHED[relation].columns if each.name == column]
    told = re.sub(r"\([^)]*\)", "", meaning).split(":")[0].rstrip(".")
    codes = [code.strip() for code in told.split(",")]
    assert [code for code in codes if code not in names] == []


def test_a_measure_is_told_in_the_unit_that_its_definition_says():
    assert {measure.name: measure.unit for measure in MEASURES} == {name: words.unit(name) for name in words.MEASURES}


def test_numbers_and_dates_read_as_each_language_writes_them():
    monday = date(2004, 5, 10)
    assert (words.percent(99.64), words.days(28.84), words.days(1), words.days(241.6)) == (
        "99.6%",
        "28.8 days",
        "1 day",
        "242 days",
    )
    assert words.week_span(monday) == "week 20, 10–16 May 2004"
    assert words.day(date(2004, 5, 16), today=monday) == "Sun 16 May"
    with words.speaking("nl"):
        assert (words.percent(99.64), words.days(28.84), words.days(1)) == ("99,6%", "28,8 dagen", "1 dag")
        assert words.week_span(monday) == "week 20, 10–16 mei 2004"
        assert words.day(date(2004, 5, 16)) == "zo 16 mei 2004"


def test_a_date_without_a_time_is_told_without_a_time():
    assert words.when(datetime.fromisoformat("2004-05-16 00:00")) == "Sun 16 May 2004"
    assert words.when(datetime.fromisoformat("2004-05-16 23:59:59")) == "Sun 16 May 2004"
    assert words.when(datetime.fromisoformat("2004-05-16 09:12")) == "Sun 16 May 2004, 09:12"


def test_delivered_text_is_shown_as_it_stands():
    assert words.plain("*leak* [x](y: z) $1") == r"\*leak\* \[x\]\(y\: z\) \$1"


def test_a_code_without_a_name_reads_as_its_own_words():
    assert words.label(ISSUES, "some_new_doubt") == "some new doubt"
    assert words.label(ISSUES, None) == "–"


@pytest.mark.parametrize(
    "name",
    ["**x**", ":orange[x]", "[a](b)", "<b>h</b>", "&lt;b&gt;", "$a$", "# head", "1. one", "- item", "| a |", "_x_"],
)
def test_delivered_text_is_told_with_every_sign_of_markdown_escaped(name):
    told = words.plain(name).replace(words.JOINER, "")

    assert re.sub(r"\\(.)", r"\1", told) == name
    assert not words.shows_as_it_stands(name)
    for at, sign in enumerate(told):
        assert sign not in "*[]<>&$#|:" or told[at - 1] == "\\"


@pytest.mark.parametrize("name", ["www.evil.example", "a@b.example", "http://evil.example", ":material/check:", "->"])
def test_delivered_text_becomes_no_link_icon_or_arrow(name):
    assert words.JOINER in words.plain(name)


def test_a_name_of_two_lines_is_told_on_one():
    assert words.plain("North \n\n # east") == "North \\# east"


@pytest.mark.parametrize(
    "name", ["North", "GEN_", "team_noord_a", "Team A-12", "Noord (dag)", "R&D", "O'Neill, J. & co", "de Pijp/Zuid"]
)
def test_an_ordinary_name_needs_no_help(name):
    assert words.shows_as_it_stands(name)
