"""How a spreadsheet shows a day or a time: Jan-24, 3-May, 1:02. What somebody typed as 1/24 is shown so once it is a date."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple

from pipelines.found_cells import key_format

MOMENT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})?[ T]?(?:([0-9]{2}:[0-9]{2}):([0-9]{2}))?")
PART: Final = re.compile(
    r"\"([^\"]*)\"|\\(.)|_.|\*.|\[(?:h+|m+|s+)\]|\[[^\]]*\]|[aA][mM]/[pP][mM]|[aA]/[pP]|y+|m+|d+|h+|s+(?:\.0+)?|.",
    re.IGNORECASE | re.DOTALL,
)
SHOWS_DATES: Final = re.compile(r"[ymdhs]", re.IGNORECASE)
NO_DATES: Final = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general|red|[0#?]', re.IGNORECASE | re.DOTALL
)
DUTCH: Final = re.compile(r"\[\$-(?:[0-9a-f]*413|nl)", re.IGNORECASE)
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DUTCH_MONTHS: Final = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DUTCH_DAYS: Final = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
# Formats that a workbook has without naming them ([ECMA-376] 18.8.30). How 14 and 22 show a day, the reader's country says.
BUILT_IN: Final = {
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
}  # fmt: skip


class Looked(NamedTuple):
    """What is looked for among the formats of a workbook: a format -> how it shows a number, "" where that is not looked for."""

    shown_by: Callable[[str], str]
    built_in: dict[int, str]
    dates: bool = False


def date_format(number_format: str) -> str:
    """Return how a format shows days or times; "" where it shows neither."""
    positive = number_format.split(";")[0]
    return positive if SHOWS_DATES.search(NO_DATES.sub("", positive)) else ""


KEYS: Final = Looked(key_format, {})
DATES: Final = Looked(date_format, BUILT_IN, dates=True)


def shown_as(written: str, number_format: str) -> str:
    """Return a moment as a format shows it; as it is written where it is none.

    written   as the reader of workbooks has it: 2024-01-31 00:00:00, in 1899 where it is a time without a day
    """
    found = MOMENT.fullmatch(written)
    if found is None or not written:
        return written
    moment = datetime.fromisoformat(f"{found[1] or '1899-12-31'} {found[2] or '00:00'}:{found[3] or '00'}")
    parts = [part[0] for part in PART.finditer(number_format)]
    half = any(part.casefold() in ("am/pm", "a/p") for part in parts)
    is_dutch = bool(DUTCH.search(number_format))
    shown = [_shown(moment, part, _is_minutes(parts, at), half, is_dutch) for at, part in enumerate(parts)]
    return "".join(shown).strip()


def _is_minutes(parts: list[str], at: int) -> bool:
    """Return whether an m stands for minutes: behind hours or before seconds."""
    timed = [part.strip("[]").casefold()[0] for part in parts[:at] if _is_time(part)]
    after = [part.strip("[]").casefold()[0] for part in parts[at + 1 :] if _is_time(part)]
    return (bool(timed) and timed[-1] == "h") or (bool(after) and after[0] == "s")


def _is_time(part: str) -> bool:
    return part.strip("[]")[:1].casefold() in ("y", "m", "d", "h", "s") and not part.startswith(('"', "\\"))


def _shown(moment: datetime, part: str, is_minutes: bool, half: bool, is_dutch: bool) -> str:
    """Return what one part of a format shows of a moment."""
    sign, length = part.strip("[]").casefold(), len(part.strip("[]"))
    if part.startswith('"'):
        return part[1:-1]
    if part.startswith("\\"):
        return part[1:]
    if part.startswith(("_", "*")):
        return ""
    if sign in ("am/pm", "a/p"):
        return "AM" if moment.hour < 12 else "PM"
    if not re.fullmatch(r"y+|m+|d+|h+|s+(?:\.0+)?", sign):
        return "" if part.startswith("[") else part
    if sign[0] == "m" and not is_minutes and length >= 3:
        name = (DUTCH_MONTHS if is_dutch else MONTHS)[moment.month - 1]
        short = {"maart": "mrt"}.get(name, name[:3])
        return {3: short, 4: name, 5: name[0]}.get(length, name)
    if sign[0] == "d" and length >= 3:
        name = (DUTCH_DAYS if is_dutch else DAYS)[moment.weekday()]
        return name if length > 3 else name[: 2 if is_dutch else 3]
    if sign[0] == "y":
        return f"{moment.year:04}" if length > 2 else f"{moment.year % 100:02}"
    hour = (moment.hour % 12 or 12) if half else moment.hour
    value = {
        "m": moment.minute if is_minutes else moment.month, "d": moment.day, "h": hour, "s": moment.second,
    }[sign[0]]  # fmt: skip
    return f"{value:02}" if length > 1 else str(value)
