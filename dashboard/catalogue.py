"""Bring locale/nl.po up to date with the phrases in the code: `python -m dashboard.catalogue [--drop]`.

The code is that of the pages, and the sentences that the pipelines tell people.

New phrases are added without a translation; phrases that are gone stay until `--drop`.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

import pipelines
from dashboard.words import LOCALES
from pipelines.definitions import MEASURES
from pipelines.profile import RULE_WORDS, Rules, canonical_profiles
from pipelines.vocabulary import PUBLISHED

PAGES = Path(__file__).parent
PIPELINES = Path(pipelines.__file__).parent
HEADER = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Language: {language}\n"
"Plural-Forms: {plurals}\n"

"""
MARKS = {"_": 1, "N_": 1, "n_": 2, "Sentence": 1}  # how many of its arguments are phrases


def phrases() -> Catalog:
    """Every phrase that the code says, also inside f-strings."""
    found = Catalog(charset="utf-8", fuzzy=False)
    for path in sorted([*PAGES.rglob("*.py"), *PIPELINES.rglob("*.py")]):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MARKS:
                said = [part.value for part in call.args[: MARKS[call.func.id]] if isinstance(part, ast.Constant)]
                if len(said) == MARKS[call.func.id]:  # a phrase that is handed on by name was marked where it stands
                    found.add(said[0] if len(said) == 1 else tuple(said))
    for sentence in told_elsewhere():
        found.add(sentence)
    return found


def told_elsewhere() -> list[str]:
    """What pages show of the pipelines' own tables: what measures, rules, tables, columns and sources are."""
    measures = [text for measure in MEASURES for text in (measure.meaning, measure.unit)]
    rules = [text for _name, _value, unit, meaning in Rules().described() for text in (unit, meaning)]
    tables = [table.comment for table in PUBLISHED.values()]
    columns = [
        text for table in PUBLISHED.values() for column in table.columns for text in (column.meaning, column.unit)
    ]
    sources = [profile.title for profile in canonical_profiles()]
    return [text for text in (*measures, *rules, *RULE_WORDS, *tables, *columns, *sources) if text]


def translations(language: str) -> Catalog:
    """The phrases of a language as its .po file has them."""
    with (LOCALES / f"{language}.po").open("rb") as lines:
        return read_po(lines, locale=language)


def refresh(language: str, drop: bool) -> tuple[list[str], list[str]]:
    """Write the .po file again, sorted; return the phrases without a translation, and those that the code lacks."""
    path = LOCALES / f"{language}.po"
    known = translations(language) if path.exists() else Catalog()
    kept = Catalog(locale=language, charset="utf-8", fuzzy=False)
    code = phrases()
    gone = [str(message.id) for message in known if message.id and code.get(message.id) is None]
    for message in (*known, *code):
        if message.id and not (drop and code.get(message.id) is None) and kept.get(message.id) is None:
            told = known.get(message.id)
            kept.add(message.id, told.string if told else None)
    with path.open("wb") as out:
        out.write(HEADER.format(language=language, plurals=kept.plural_forms).encode())
        write_po(out, kept, sort_output=True, no_location=True, omit_header=True, width=110)
    return untold(kept), gone


def untold(catalog: Catalog) -> list[str]:
    """The phrases that have no translation, or none for one of their plurals."""
    missing = []
    for message in catalog:
        told = [message.string] if isinstance(message.string, str) else list(message.string or [])
        if message.id and not (told and all(told)):
            missing.append(str(message.id))
    return missing


if __name__ == "__main__":
    missing, gone = refresh("nl", drop="--drop" in sys.argv)
    sys.stdout.write("".join(f"not translated: {phrase}\n" for phrase in missing))
    sys.stdout.write("".join(f"not in the code: {phrase}\n" for phrase in gone))
