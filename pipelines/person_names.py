"""Columns of people's names: the heading says that they name a person, and the cells look like names."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import polars as pl

MOST_LIKE_NAMES: Final = 0.7  # of the different cells: some are empty of sense, written twice, or a firm's

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
    r"|council|gemeente|housing|group|department|afdeling)\b|(?:straat|weg|laan|plein|gracht|kade|dijk)$"
)


def names_people(heading: str) -> bool:
    """Return whether a heading says that its cells name people: "Caller name", "aanmelder", "Achternaam", or just "Naam"."""
    words = _words(heading)
    if any(part in words for part in OTHERS):
        return False
    return words in NAMED or any(part in words for part in PERSONS)


def _words(heading: str) -> str:
    apart = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", heading)
    return " ".join(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", apart).casefold()))


def name_share(heading: str, different: pl.Series) -> float:
    """Return which share of the different cells look like names of people, under a heading that says they are; else 0."""
    if not names_people(heading):
        return 0.0
    like = different.str.contains(PERSON)
    if any(part in _words(heading) for part in ONE_WORD):
        like |= different.str.contains(A_WORD)
    share = float((like & ~different.str.contains(NO_PERSON)).mean() or 0.0)  # type: ignore[arg-type]
    return share if share >= MOST_LIKE_NAMES else 0.0
