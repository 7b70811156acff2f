import copy
import json
import pickle
import re

import pytest

from pipelines.sentence import Sentence, from_json, listed

WHOLE = Sentence(
    "{file} was not loaded: {seen}", file="a {b}.csv", seen=Sentence("row {row} is {what}.", row=3, what="odd")
)


def test_a_sentence_is_its_english_text():
    assert WHOLE == "a {b}.csv was not loaded: row 3 is odd."
    assert json.dumps([WHOLE]) == '["a {b}.csv was not loaded: row 3 is odd."]'


def test_a_sentence_without_places_is_said_as_it_stands_whatever_signs_it_holds():
    assert Sentence("{title} of 100%") == "{title} of 100%"


def test_a_place_that_nothing_fills_is_found_at_once():
    with pytest.raises(KeyError):
        Sentence("row {row}", line=3)


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda sentence: pickle.loads(pickle.dumps(sentence))])
def test_a_copy_keeps_the_words_and_the_values(copied):
    again = copied(WHOLE)

    assert (again, again.words, again.values) == (WHOLE, WHOLE.words, WHOLE.values)
    assert again.values["seen"].words == "row {row} is {what}."


def test_a_list_keeps_the_sentences_in_it():
    nearest = [Sentence("'{seen}' to '{known}'", seen=seen, known="Team") for seen in ("Tea", "Teem")]

    assert listed(nearest) == "'Tea' to 'Team', 'Teem' to 'Team'"
    assert isinstance(listed(nearest).values["before"], Sentence)
    assert listed(["alone"]) == "alone"


def test_a_sentence_comes_back_from_json():
    kept = json.dumps({"words": "'{value}' in row {row}.", "value": 'a "{quote}"', "row": 3})

    assert from_json(kept) == "'a \"{quote}\"' in row 3."
    assert re.findall(r"{(\w+)}", from_json(kept).words) == ["value", "row"]
