"""Columns of birth dates and of addresses: by what their heading says, or by what only such cells look like."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

SAID_BIRTH: Final = (
    r"(?i)geboorte\s?-?(?:datum|dag|dt)|\bgeb[ .-]{0,2}(?:datum|dat|dt)\b|\bgeboren\b|birth\s?(?:date|day)|date\s?of\s?birth"
    r"|\bd\.?o\.?b\b|^born"
)
SAID_ADDRESS: Final = r"(?i)adres(?:s?en)?\b|\baddress|\bstreet\b|\bstraat\b"
NO_HOME: Final = r"(?i)e-?mail|\bip\b|\bweb|\burl\b|internet|\bmac\b"

YEAR: Final = r"(?:18|19|20)\d{2}"
DATE: Final = (
    rf"^\s*(?:({YEAR})[-/.]?\d{{1,2}}[-/.]?\d{{1,2}}|\d{{1,2}}[-/. ](?:\d{{1,2}}|\p{{L}}{{3,9}})[-/. ]({YEAR}|\d{{2}}))"
    r"(?:[T ][\d:.]+)?\s*$"
)
MOSTLY: Final = 0.5  # of the different cells, where the heading says what they are
NEARLY_ALL: Final = 0.9  # of them, where it does not
DECADES_AGO: Final = (
    1990  # half of them before this year: cases of a service are not that old, and grown-up people are older
)
SPREAD: Final = 20  # years between a tenth and nine tenths of them; what happened to buildings or contracts lies closer
FEWEST: Final = 5  # different cells, where no heading says it

NUMBER: Final = (
    r"\d{1,5}(?:\s?[-/]?\s?(?:[A-Za-z]{1,2}|\d{1,4}|bis|hs|huis|[IVX]{1,4}|boven|beneden))?(?:\s?[-/]\s?\w{1,4})?"
)
DUTCH_STREET: Final = (
    r"[\p{L}\d .'’/-]*\p{L}{2}[.]?\s?(?:straat|str\.?|weg|laan|plein|gracht|kade|dijk|singel|steeg|dreef|hof|pad|plantsoen"
    r"|markt|baan|ring|erf|wal|kwartier|veld|park|hoek|kamp|oord|akker|weide|burg|berg|haven|zoom|brink|horst)"
)
ENGLISH_STREET: Final = (
    r"[\p{L}\d .'’-]*?[\p{L}\d.]\s+(?i:street|st|road|rd|avenue|ave|av|lane|ln|drive|dr|court|ct|place|pl|close|crescent|cres"
    r"|way|terrace|ter|gardens|gdns|square|sq|boulevard|blvd|parkway|pkwy|highway|hwy|row|mews|hill|walk|green|grove|circle"
    r"|cir)\b\.?"
)
ADDRESS: Final = (
    rf"(?:^|,\s*)(?i:{DUTCH_STREET})\s+{NUMBER}(?:\s*,.*|\s+[1-9]\d{{3}}\s?[A-Z]{{2}}\b.*|\s*)$"  # Kerkstraat 12-a, 3511 AB Utrecht
    r"|(?:^|,\s*)\d{1,5}\s?[A-Za-z]?(?:\s?[-/]\s?\d{1,5}\s?[A-Za-z]?)?,?\s+"  # 12a High Street
    rf"{ENGLISH_STREET}(?:\s+(?i:N|S|E|W|NE|NW|SE|SW))?(?:\s*[,#(].*|\s+\p{{L}}.*|\s*)$"
    r"|^[1-9]\d{3}\s?[A-Z]{2}[ ,/-]{0,3}\d{1,5}(?:[ /-]?\w{1,4})?$"  # 3511 AB 12
)
WORD_AND_NUMBER: Final = r"\p{L}{2}.*\s\d|^\s*\d+\S*\s+.*\p{L}{2}"


def says_birth(heading: str) -> bool:
    """Return whether a heading says that there are birth dates under it."""
    return bool(re.search(SAID_BIRTH, _spaced(heading)))


def says_address(heading: str) -> bool:
    """Return whether a heading says that there are addresses under it, where people or things are."""
    spaced = _spaced(heading)
    return bool(re.search(SAID_ADDRESS, spaced)) and not re.search(NO_HOME, spaced)


def _spaced(heading: str) -> str:
    return re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", heading).replace("_", " ")


def birth_share(heading: str, different: pl.Series) -> float:
    """Return which share of the different cells are birth dates; 0 where nothing tells that they are any."""
    parts = different.str.extract_groups(DATE).struct
    written = parts.field("1").fill_null(parts.field("2")) if not different.is_empty() else different
    share = 1 - written.null_count() / different.len()
    if says_birth(heading):
        return share if share >= MOSTLY else 0.0
    years = written.filter(written.str.len_chars() == 4).cast(pl.Int64)
    if share < NEARLY_ALL or years.len() < max(FEWEST, NEARLY_ALL * different.len()):
        return 0.0
    half, first, last = years.quantile(0.5), years.quantile(0.1), years.quantile(0.9)
    assert half is not None and first is not None and last is not None
    return share if half < DECADES_AGO and last - first >= SPREAD else 0.0


def is_address(cells: pl.Series) -> pl.Series:
    """Return which cells are a street with a number, or a Dutch postcode with one."""
    return cells.str.contains(ADDRESS).fill_null(False)


def address_share(heading: str, different: pl.Series) -> float:
    """Return which share of the different cells are addresses; 0 where they are not told to be mostly that."""
    found = is_address(different)
    if says_address(heading):
        found |= different.str.contains(WORD_AND_NUMBER)
    share = float(found.mean() or 0.0)  # type: ignore[arg-type]
    enough = share >= MOSTLY and (says_address(heading) or different.len() >= FEWEST)
    return share if enough else 0.0
