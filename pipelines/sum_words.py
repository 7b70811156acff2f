"""Words for what is worked out of other rows, in Dutch and English: a row that begins with one is no case."""

from __future__ import annotations

from typing import Final

_TOTAL: Final = r"(?:grand |sub|eind)?-?\s*(?:totaal|totalen|totals?)"

TOTALS: Final = rf"(?i)^\W*{_TOTAL}\b"
NOTHING_BUT_TOTALS: Final = rf"{TOTALS}\W*$"
ENDS_IN_TOTALS: Final = (
    r"(?i)\w\W+(?:sub|eind)?-?(?:totaal|totals?)\W*$"  # "North Total", as a spreadsheet names groups
)
SUMS_UP: Final = (  # and at most its value: "Average", "n=40", "Aantal: 40"
    rf"(?i)^\W*(?:{_TOTAL}|min(?:imum)?|max(?:imum)?|average|avg|mean|median|mode|sum"
    r"|count|gem(?:iddelde)?|mediaan|modus|som|aantal(?: rijen| regels)?|row count|number of rows|n|st\.? ?dev|standard deviation"
    r"|standaarddeviatie)(?:\s*[.:=]\s*[\d.,]*)?\W*$"
)
_OF_A_GROUP: Final = (
    r"(?:min(?:imum)?|max(?:imum)?|average|avg|mean|median|sum|count|gem(?:iddelde)?|mediaan|som|aantal"
    r"|first|last|earliest|latest|oldest|newest|eerste|laatste|vroegste|oudste|nieuwste)"
)
GROUP_SUMMED_UP: Final = (  # and no digit, where others have a number: "North Total", "Laatste Noord", "Average of South"
    rf"{ENDS_IN_TOTALS}|(?i:^\W*{_OF_A_GROUP}\W+[^\W\d]\D*$|^\D*[^\W\d]\W+{_OF_A_GROUP}\W*$)"
)
