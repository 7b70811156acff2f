"""Columns of people's names: cells that look like names, under a heading that says so or where they can be nothing else."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import polars as pl

from pipelines.first_names import FIRST_NAMES

MOST_LIKE_NAMES: Final = 0.7  # of the different cells: some are empty of sense, written twice, or a firm's
CERTAIN_NAMES: Final = (
    0.3  # of them can be nothing else than a person, from which all that look like it are taken for names
)
FEWEST: Final = 3  # different ones, before cells tell without their heading
FIRST_LOOK: Final = 200

# Parts of headings, as they are written as one word or apart.
NAMED: Final = ("naam", "name", "names", "namen")
PERSONS: Final = (
    "aanmelder", "aanvrager", "achternaam", "applicant", "assignee", "behandelaar", "betrokkene", "bewoner", "burger",
    "caller", "carer", "citizen", "claimant", "client", "cliënt", "complainant", "contact person", "contactpersoon",
    "contactpersonen", "customer", "deelnemer", "employee", "familienaam", "first name", "forename", "gemachtigde",
    "huurder", "indiener", "initiator", "inwoner", "klant", "last name", "medewerker", "melder", "monteur",
    "occupant", "officer", "operative", "opgegeven door", "patient", "patiënt", "persoon", "reporter", "requested by",
    "requester", "resident", "roepnaam", "service user", "surname", "tenant", "uitvoerder", "verzoeker", "voornaam",
    "worker",
)  # fmt: skip
ONE_WORD: Final = (
    "achternaam",
    "familienaam",
    "first name",
    "forename",
    "last name",
    "roepnaam",
    "surname",
    "voornaam",
)
OTHERS: Final = (
    "afdeling", "bedrijf", "bestand", "building", "buurt", "category", "categorie", "city", "company", "complex",
    "contractor", "department", "dienst", "file", "gebouw", "gemeente", "groep", "group", "label", "leverancier",
    "location", "locatie", "plaats", "product", "project", "queue", "road", "school", "service name", "soort",
    "status", "straat", "street", "supplier", "team", "town", "type", "ward", "wijk",
)  # fmt: skip
NAMED_AFTER_PEOPLE: Final = (
    "bedrijf", "building", "buurt", "city", "company", "complex", "contractor", "gebouw", "gemeente", "group", "leverancier",
    "location", "locatie", "plaats", "product", "project", "road", "school", "straat", "street", "supplier", "team", "town",
    "ward", "wijk",
)  # fmt: skip

TITLE: Final = r"(?:(?i:dhr|de heer|heer|mw|mevr|mevrouw|mej|fam|familie|mr|mrs|ms|miss|dr|drs|ing|ir|prof|sir)\.?\s+)"
INITIALS: Final = r"(?:\p{Lu}\p{Ll}?\.\s?){1,5}|\p{Lu}{1,4}\s"
BETWEEN: Final = (
    r"(?:(?i:van|von|vd|v\.d\.|de|der|den|het|'t|’t|ten|ter|te|op|in|el|al|bin|ben|ibn|da|dos|di|la|le|du|st\.)[\s-]+)"
)
WORD: Final = r"(?:[dDlLO]['’])?\p{Lu}[\p{L}'’]+"
SURNAME: Final = rf"{BETWEEN}{{0,3}}{WORD}(?:\s?-\s?{BETWEEN}{{0,2}}{WORD})?"
PERSON: Final = (
    rf"^(?:{TITLE}+(?:{INITIALS})?\s*(?:{WORD}\s+){{0,2}}{SURNAME}"  # Mevr. A. de Wit
    rf"|(?:{INITIALS})\s*{SURNAME}"  # J.P. van der Berg
    rf"|{WORD}\s+(?:{WORD}\s+|\p{{Lu}}\.\s+)?{SURNAME}"  # Jan de Vries
    rf"|{SURNAME}\s?,\s*(?:{TITLE})?(?:\p{{Lu}}[\p{{L}}.\s'’-]*)(?:{BETWEEN}|\s*(?i:van|de|der|den|ten|ter))*"  # Vries, J. de
    rf"|{SURNAME}\s+(?:\p{{Lu}}\.?){{1,4}})$"  # Jansen J.P.
)
A_WORD: Final = rf"^{SURNAME}$"
NO_PERSON: Final = (
    r"(?i)\b(?:b\.?v|n\.?v|ltd|limited|llc|inc|plc|gmbh|stichting|vereniging|team|street|road|avenue|lane|works|services?|centre|center"
    r"|council|gemeente|housing|group|department|afdeling|boulevard|blvd|drive|court|square|park|school)\b"
    r"|(?:straat|weg|laan|plein|gracht|kade|dijk|singel|plantsoen|park|school)$"
)
# What only a person is called by: a title, initials with points, a name turned round, or a word like "van" in between.
CERTAIN: Final = (
    rf"^(?:{TITLE}|(?:\p{{Lu}}\p{{Ll}}?\.\s?){{1,5}}\s*{BETWEEN}{{0,3}}{WORD}"
    rf"|{SURNAME}\s?,\s*(?:{TITLE})?(?:\p{{Lu}}\.\s?){{1,5}})"
)
WITH_BETWEEN: Final = rf"^{WORD}\s+(?i:van|von|vd|de|der|den|ter|ten|el|al|bin|ben)\s+(?:{BETWEEN}){{0,2}}{WORD}$"
FIRST_NAME: Final = r"^(?:\p{L}+\s?,\s*)?(\p{L}+)\b"


def names_people(heading: str) -> bool:
    """Return whether a heading says that its cells name people: "Caller name", "aanmelder", "Achternaam", or just "Naam"."""
    words = _words(heading)
    if any(part in words for part in OTHERS):
        return False
    return words in NAMED or any(part in words for part in PERSONS)


def _words(heading: str) -> str:
    apart = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", heading)
    return " ".join(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", apart).casefold()))


def name_share(heading: str, different: pl.Series, by_heading: bool = True) -> float:
    """Return which share of the different cells look like names of people; 0 where they are not told to be any.

    by_heading   a heading that says so is enough; else the cells alone have to tell
    """
    is_said = by_heading and names_people(heading)
    if not is_said and _share(_shaped(different.head(FIRST_LOOK))) < MOST_LIKE_NAMES / 2:
        return 0.0
    like = _shaped(different)
    if is_said and any(part in _words(heading) for part in ONE_WORD):
        like |= different.str.contains(A_WORD) & ~different.str.contains(NO_PERSON)
    if not is_said and not _can_be_nothing_else(heading, different, like):
        return 0.0
    share = _share(like)
    return share if share >= MOST_LIKE_NAMES else 0.0


def people_share(different: pl.Series) -> float:
    """Return which share of different cells are names of people, whatever their heading: 0 where all can be something else.

    "Code Enforcement" has the form of a name; that some of a column are first names, or have initials, tells that all are.
    """
    like = _shaped(different.head(FIRST_LOOK))
    return _share(like) if _can_be_nothing_else("", different.head(FIRST_LOOK), like) else 0.0


def _share(which: pl.Series) -> float:
    return float(which.mean() or 0.0)  # type: ignore[arg-type]


def _shaped(different: pl.Series) -> pl.Series:
    """Return which cells have the form of a name, also where they are written without capitals."""
    written = _with_capitals(different)
    cell, name = pl.col("cell"), pl.col("cell").str.to_lowercase()
    is_first_name = name.is_in(list(FIRST_NAMES)) & (cell.str.len_chars() > 2)
    return (
        written.to_frame("cell")
        .select((cell.str.contains(PERSON) | is_first_name) & ~cell.str.contains(NO_PERSON))
        .to_series()
    )


def _with_capitals(cells: pl.Series) -> pl.Series:
    cell = pl.col("cell")
    written = pl.when(cell == cell.str.to_lowercase()).then(cell.str.to_titlecase()).otherwise(cell)
    return cells.to_frame("cell").select(written).to_series()


def _can_be_nothing_else(heading: str, different: pl.Series, like: pl.Series) -> bool:
    """Return whether cells tell by themselves that they are names.

    Streets, schools and teams are named after people too, so under such a heading more of them have to, and by more.
    """
    written = _with_capitals(different)
    certain = written.str.contains(CERTAIN)
    is_of_others = any(part in _words(heading) for part in NAMED_AFTER_PEOPLE)
    if not is_of_others:
        first = written.str.extract(FIRST_NAME).str.to_lowercase().is_in(list(FIRST_NAMES)).fill_null(False)
        certain |= first | written.str.contains(WITH_BETWEEN)
    enough = MOST_LIKE_NAMES if is_of_others else CERTAIN_NAMES
    return different.len() >= FEWEST and _share(certain & like) >= enough
