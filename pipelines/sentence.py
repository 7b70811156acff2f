"""What we tell people: an English text that still knows its words and what fills them.

The pipelines speak English and know of no other language. Whoever shows a sentence to a reader of another one looks up
its words, and fills them again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import reduce


class Sentence(str):
    """The text of `words` with its {named} places filled; a value may be a sentence itself.

    Without values the words are the text, whatever signs they hold.
    """

    words: str
    values: dict[str, str | int]

    def __new__(cls, words: str, /, **values: str | int) -> Sentence:
        """Return the sentence in English."""
        sentence = super().__new__(cls, words.format(**values) if values else words)
        sentence.words, sentence.values = str(words), values
        return sentence

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, str | int]]:
        """What a copy is made from."""
        return (self.words,), self.values


def listed(parts: Iterable[str]) -> str:
    """Return the parts as one, with commas between them; sentences among them stay sentences."""
    return reduce(lambda before, part: Sentence("{before}, {part}", before=before, part=part), parts)


def listed_with_more(parts: Iterable[str], more: int) -> str:
    """Return the parts as one, with how many more there are behind them; nothing behind them where there are none."""
    return listed([*parts, Sentence("and {count} more", count=more)] if more else parts)


def from_json(text: str) -> Sentence:
    """Return a sentence that is kept as JSON: its words, and beside them the values that fill them."""
    values: dict[str, str | int] = json.loads(text)
    return Sentence(str(values.pop("words")), **values)
