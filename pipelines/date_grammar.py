"""How people and systems write a date and a time: the pattern that takes such a text apart, and the names in it.

Digits are those of ASCII: others would match as digits and make no number.
"""

from __future__ import annotations

import re
from typing import Final

# Months in English, Dutch, German and French; each may be cut short to three letters or more.
_MONTHS: Final = (
    ("january", "januari", "januar", "jänner", "janvier"),
    ("february", "februari", "februar", "février", "fevrier"),
    ("march", "maart", "märz", "maerz", "mars", "mrt", "mrz"),
    ("april", "avril"),
    ("may", "mei", "mai"),
    ("june", "juni", "juin"),
    ("july", "juli", "juillet"),
    ("august", "augustus", "août", "aout"),
    ("september", "septembre"),
    ("october", "oktober", "octobre"),
    ("november", "novembre"),
    ("december", "dezember", "décembre", "decembre"),
)
_FEWEST_LETTERS: Final = 3
_TWO_MONTHS: Final = ("jui",)  # juin and juillet
MONTHS: Final[dict[str, str]] = {
    name[:length]: str(number)
    for number, names in enumerate(_MONTHS, start=1)
    for name in names
    for length in range(_FEWEST_LETTERS, len(name) + 1)
    if name[:length] not in _TWO_MONTHS
}

WEEKDAY: Final = (
    r"(?i)^(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
    r"|maa?(?:ndag)?|di(?:nsdag|enstag)?|woe?(?:nsdag)?|don?(?:derdag|nerstag)?|vri?j?(?:dag)?|zat?(?:erdag)?|zon?(?:dag)?"
    r"|mo(?:ntag)?|mi(?:ttwoch)?|fr(?:eitag)?|sa(?:mstag)?|so(?:nntag)?"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\.?,?\s+"
)

_WEEKDAYS: Final = (
    ("monday", "maandag", "montag"), ("tuesday", "dinsdag", "dienstag"), ("wednesday", "woensdag", "mittwoch"),
    ("thursday", "donderdag", "donnerstag"), ("friday", "vrijdag", "freitag"), ("saturday", "zaterdag", "samstag"),
    ("sunday", "zondag", "sonntag"),
)  # fmt: skip
_FRENCH_WEEKDAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
WEEKDAYS: Final[dict[str, int]] = (
    {  # each may be cut short to two letters or more; 1 is Monday
        name[:length]: number
        for number, names in enumerate(_WEEKDAYS, start=1)
        for name in names
        for length in range(2, len(name) + 1)
    }
    | {name: number for number, name in enumerate(_FRENCH_WEEKDAYS, start=1)}
)
NAMED_WEEKDAY: Final = r"^(\p{L}{2,10})\.?,?\s+[0-9]"

# Hours that a zone is ahead of UTC, by its name. CST and the like are meant as in America, BST as in Britain.
ZONES: Final[dict[str, int]] = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "met": 1, "mez": 1, "cest": 2, "mest": 2, "mesz": 2,
    "eet": 2, "eest": 3, "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8,
}  # fmt: skip

_SIGN: Final = r"[-/. ]"
_ORDINAL: Final = r"(?:st|nd|rd|th|ste|de|e|er)?"
_YEAR: Final = r"[0-9]{4}|[0-9]{2}"
DATE: Final = (
    rf"(?P<year>[0-9]{{4}}){_SIGN}(?P<month>[0-9]{{1,2}}){_SIGN}(?P<day>[0-9]{{1,2}})"
    # Of years that are far off only those that stand for "never": other digits are more likely a number than a date.
    r"|(?P<packed_year>(?:19|20)[0-9]{2}|2100|2[1-9]99|9999)(?P<packed_month>[0-9]{2})(?P<packed_day>[0-9]{2})"
    r"(?:[Tt ]?(?P<packed_hour>[0-9]{2})(?P<packed_minute>[0-9]{2})(?P<packed_seconds>[0-9]{2})?)?"
    rf"|(?P<first>[0-9]{{1,2}}){_SIGN}(?P<second>[0-9]{{1,2}}){_SIGN}['’]?(?P<last_year>{_YEAR})"
    rf"|(?P<named_day>[0-9]{{1,2}}){_ORDINAL}\.?[-/. ]*(?:of )?(?P<name>\p{{L}}{{3,10}})\.?,?[-/. ]*['’]?(?P<named_year>{_YEAR})"
    rf"|(?P<lead_name>\p{{L}}{{3,10}})\.?[-/. ]*(?P<lead_day>[0-9]{{1,2}}){_ORDINAL}(?:,\s*|{_SIGN}+)['’]?(?P<lead_year>{_YEAR})"
    rf"|(?P<first_year>[0-9]{{4}}){_SIGN}*(?P<mid_name>\p{{L}}{{3,10}})\.?{_SIGN}*(?P<mid_day>[0-9]{{1,2}})"
)
# 04012024, or 4012024 where a spreadsheet took its zero off. No such text is a year, month and day: no month is 19 or 20.
WITHOUT_SIGNS: Final = r"^([0-3]?[0-9])([0-3][0-9])((?:19|20)[0-9]{2})([ T].*)?$"
AS_TEXT: Final = r"^'([0-9][^']*)$"  # the mark by which a spreadsheet keeps what is typed as text
TIME: Final = (
    r"(?P<hour>[0-9]{1,2})(?:\s?[:.uUhH]\s?(?P<minute>[0-9]{2})(?:[:.](?P<seconds>[0-9]{2})(?:[.,:](?P<fraction>[0-9]{1,9}))?)?)?"
    r"(?:\s*(?P<half>[AaPp])\.?\s?[Mm]\.?)?(?:\s*(?P<clock>(?i:uur|uhr|hrs?|h|u))\b\.?)?"
)
_NAMED_ZONE: Final = "|".join(sorted(ZONES, key=len, reverse=True))
ZONE: Final = (
    rf"(?P<zone>(?i:{_NAMED_ZONE})\b(?:[+-][0-9]{{1,2}}:?(?:[0-9]{{2}})?)?|[+-][0-9]{{2}}(?::?[0-9]{{2}})?)"
    r"(?:\s?(?:\([^)]*\)|\[[^\]]*\]))?"
)
WRITTEN: Final = rf"^(?:{DATE})(?:(?:[Tt]|(?: -)?[ ,]+(?:(?i:om|at|um|à)\s+)?){TIME})?(?:\s*{ZONE})?$"
# A text with a time of day, whether a zone stands behind it, and whether the time is the midnight by which systems write days.
BEARS_TIME: Final = r"[T ,][0-9]{1,2}[:.uh][0-9]{2}|[0-9]T[0-9]{4}"
BEARS_ZONE: Final = (
    rf"[0-9]\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?i:{_NAMED_ZONE})\b"
    r"|(?:[:.uh][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]+)?)?|T[0-9]{4,6})\s*(?:[AaPp]\.?[Mm]\.?)?\s*[+-][0-9]{2}"
)
# The same of a text without its time: what may be a zone, and what is none else.
MAY_BEAR_ZONE: Final = r"[A-Za-z)\]]$|[+][0-9:]+$|-[0-9]{2}:[0-9]{2}$|(?:[-/. ][0-9]+){2}-[0-9]{2}(?:[0-9]{2})?$"
SURELY_BEARS_ZONE: Final = r"(?:Z|[+][0-9]{2}:?[0-9]{2}|-[0-9]{2}:[0-9]{2})$"
BEARS_MIDNIGHT: Final = r"[T ,]0?0[:.]?00(?:[:.]?00(?:[.,]0+)?)?(?:[^0-9:.]|$)|[T ,]12:00(?::00)? ?[Aa][Mm]"
# "5-1-2024 10:00-11:00" names two times and no zone; so does 2024-01-05T08:00-12:00: nobody lives twelve hours behind UTC.
_CLOCK: Final = r"[0-9]{1,2}[:.][0-9]{2}"
_TO_NOON_OR_LATER: Final = r"(?:1[2-9]|2[0-4])[:.][0-9]{2}"
TIMES_FROM_TO: Final = (
    rf"[ ,]{_CLOCK}\s?[-–]\s?{_CLOCK}$|T{_CLOCK}(?:\s?–\s?|\s-\s?|-\s){_CLOCK}$|T{_CLOCK}-{_TO_NOON_OR_LATER}$"
)
# 2024-01-05T08:00-10:00 may name either: the whole column tells.
TIME_OR_ZONE: Final = r"T(?P<from>[0-9]{2}:[0-9]{2})-(?P<to>[0-9]{2}:[0-9]{2})$"

# What most systems write that do not write plain ISO: these are taken apart ten times as fast.
QUICK: Final = (
    r"^(?P<first>[0-9]{1,2})[-/.](?P<second>[0-9]{1,2})[-/.](?P<last_year>[0-9]{4})"
    r"(?: (?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<seconds>[0-9]{2}))?(?: ?(?P<half>[AaPp])[Mm])?)?$",
    r"^(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})[T ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<seconds>[0-9]{2})"
    r"(?:\.(?P<fraction>[0-9]{1,9}))?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})$",
)
# Signs that keep a date on one line, and look like the blank and the hyphen that they stand for.
UNBROKEN_BLANK: Final = "[\u00a0\u2009\u202f]"
UNBROKEN_HYPHEN: Final = "[\u2010\u2011]"
GROUPS: Final = tuple(re.findall(r"\(\?P<(\w+)>", WRITTEN))
# The time of day, and behind it a zone: without the former the same dates come again and again.
TIME_OF_DAY: Final = (
    r"(?: -)?[Tt ,]+[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]{1,9})?)?(?:\s*[AaPp]\.?[Mm]\.?)?"
    r"(?P<zone>\s*(?:Z|[+-][0-9]{2}:?[0-9]{2})?)$"
)
