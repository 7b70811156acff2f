"""Text -> yes or no, number, or one of our own words; and closing words -> what was achieved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import polars as pl

from pipelines.code_words import compared_code, known_words
from pipelines.plain_signs import plain_text
from pipelines.profile import Extract, Outcome, OutcomeBlank, OutcomeGroup

MARKS: Final = ("x", "✓", "✔", "☑", "v")  # in a column of these and of empty cells, an empty cell says no
YES_WORDS: Final = ("true", "t", "yes", "y", "1", "1.0", "ja", "j", "waar", "wel", "✓", "✔", "☑")
NO_WORDS: Final = ("false", "f", "no", "n", "0", "0.0", "nee", "neen", "onwaar", "niet", "✗", "✘", "☐")
SAYS_YES: Final = (*YES_WORDS, *MARKS)  # of a cell that does so by a word or a mark
YES_NO: Final = {**dict.fromkeys(YES_WORDS, "true"), **dict.fromkeys(NO_WORDS, "false")}

BLANKS: Final = r"[\s\u{a0}\u{202f}\u{2009}]+"
CURRENCY: Final = r"(?i:[€£$¥]|\b(?:eur|gbp|usd|euro|euros)\b|^(?:eur|gbp|usd))"
# What proves a sign to be the decimal one, of bare numbers: not three digits behind it, thousands before it, or a lone 0.
DECIMAL_PROOF: Final = {
    ",": r"^[-+]?\d*,(?:\d{1,2}|\d{4,})%?$|\.\d{3},\d|^[-+]?0,\d|\.\d{3}\.\d{3}|[ ']\d{3},\d",
    ".": r"^[-+]?\d*\.(?:\d{1,2}|\d{4,})%?$|,\d{3}\.\d|^[-+]?0\.\d|,\d{3},\d{3}|[ ']\d{3}\.\d",
}
PLAIN_NUMBER: Final = r"^-?\d+(?:\.\d+)?$"
OF_TEN: Final = r"(?i)^(\d+(?:[.,]\d+)?) ?(?:/|van(?: de)?|out of|of) ?10$"
EITHER_SIGN: Final = r"^[-+]?[1-9]\d{0,2}[.,]\d{3}%?$"

MOST_CODES: Final = 5_000  # different texts: a column of more is no list of codes

# Words that we know and that can mean more than one thing: they are asked, and never taken for granted.
ASKED: Final = frozenset(
    (
        "rejected", "declined", "denied", "refused", "deleted", "revoked", "expired", "superseded", "superceded", "duplicate",
        "invalid", "skipped", "draft", "approved", "accepted", "closed as incomplete", "closed incomplete", "closed duplicate",
        "completed close to base", "afgewezen", "geweigerd", "dubbel", "afgekeurd", "verwijderd", "verworpen", "geaccepteerd",
        "concept", "niet ontvankelijk", "buiten behandeling", "buiten behandeling gesteld",
    )
)  # fmt: skip

# Words for our own, used where a profile lists no codes of its own.
BUILT_IN: Final[dict[str, dict[str, str]]] = {
    "on_time_flag": YES_NO,
    "solved": {
        **dict.fromkeys(YES_WORDS, "yes"),
        **dict.fromkeys(NO_WORDS, "no"),
        **dict.fromkeys(("partly", "partially", "deels", "gedeeltelijk"), "partly"),
    },
}


def codes_for(field: str, listed: Mapping[str, str] | None, allowed: tuple[str, ...]) -> dict[str, str]:
    """Return code -> our word, in lower case: the profile's own codes where it lists any, else the words that we know."""
    if listed:
        return {plain_text(code).strip().casefold(): meant for code, meant in listed.items()}
    known = {word: meant for word, meant in known_words(field).items() if meant in allowed and word not in ASKED}
    return {**known, **{word: word for word in allowed}, **BUILT_IN.get(field, {})}


def coded(texts: pl.Series, codes: Mapping[str, str], loosely: bool = False) -> pl.Series:
    """Return our word for each code in any case; null where it is not listed. `loosely`, "In-Progress" is "in progress"."""
    written = texts.unique().drop_nulls().to_list()
    loosely = loosely and len(written) <= MOST_CODES
    found = {
        text: codes.get(text.casefold()) or (codes.get(compared_code(text)) if loosely else None) for text in written
    }
    meant = {text: word for text, word in found.items() if word is not None}
    return texts.replace_strict(list(meant), list(meant.values()), default=None, return_dtype=pl.String)


def decimal_sign(texts: pl.Series) -> str:
    """Return the decimal sign that a column writes: what most of its numbers prove, else a point.

    A comma with exactly three digits behind it can be either; it is taken for thousands unless another row tells.
    """
    return proven_sign(texts) or "."


def proven_sign(texts: pl.Series) -> str | None:
    """Return the decimal sign that most numbers of a column prove; None where neither is."""
    plain = _bare(texts.drop_nulls())
    comma, point = (plain.str.contains(f"(?:{DECIMAL_PROOF[sign]})").sum() for sign in (",", "."))
    if comma == point:
        return None
    return "," if comma > point else "."


def either_sign(texts: pl.Series) -> str | None:
    """Return a number such as 1,234 of a column in which nothing tells what its sign means; None where something does."""
    plain = _bare(texts.drop_nulls())
    open_ones = texts.drop_nulls().filter(plain.str.contains(EITHER_SIGN))
    if open_ones.is_empty() or plain.str.contains("|".join(DECIMAL_PROOF.values())).any():
        return None
    return str(open_ones[0])


def numbers(texts: pl.Series, decimal: str | None = None) -> pl.Series:
    """Return the numbers of a column, null where a text is none. A percentage is a share: 45% is 0.45.

    Currencies, thousands signs (point, comma, blank, apostrophe), a minus behind and parentheses around are understood.
    """
    sign = decimal or decimal_sign(texts)
    digit_groups = rf"\d{{1,3}}(?:[ ']\d{{3}})+|\d{{1,3}}(?:{re.escape('.' if sign == ',' else ',')}\d{{3}})+|\d*"
    number = rf"^(?P<minus>[-+]?)(?P<whole>{digit_groups})(?:{re.escape(sign)}(?P<decimals>\d*))?(?P<power>[eE][-+]?\d{{1,3}})?$"
    if sign == "." and texts.str.contains(PLAIN_NUMBER).all():  # as most exports write them; nulls count as plain
        return texts.cast(pl.Float64, strict=False)
    bare = _bare(texts)
    is_share = bare.str.ends_with("%")
    parts = bare.str.strip_suffix("%").str.strip_chars().str.extract_groups(number).struct.unnest()
    whole = pl.col("whole").str.replace_all(r"\D", "")
    digits = pl.concat_str([whole, pl.col("decimals").fill_null("")])
    written = pl.concat_str(
        [
            pl.col("minus").str.strip_chars("+"),
            pl.when(whole == "").then(pl.lit("0")).otherwise(whole),
            pl.lit("."),
            pl.when(pl.col("decimals").fill_null("") == "").then(pl.lit("0")).otherwise(pl.col("decimals")),
            pl.col("power").fill_null(""),
        ]
    )
    value = parts.select(pl.when(digits != "").then(written).cast(pl.Float64, strict=False)).to_series()
    return pl.select(pl.when(is_share).then(value / 100).otherwise(value).alias(texts.name)).to_series()


def scores(texts: pl.Series, decimal: str | None = None) -> pl.Series:
    """Return scores out of ten; "8/10", "8 van 10" and "8 out of 10" are 8. A percentage is none, nor is money."""
    plain = texts.str.replace(OF_TEN, "$1")
    value = numbers(plain, decimal or decimal_sign(plain))
    return pl.select(pl.when(~texts.str.contains(f"%|{CURRENCY}")).then(value).alias(texts.name)).to_series()


def _bare(texts: pl.Series) -> pl.Series:
    """Return numbers without what stands around them: currency, blanks, a minus behind or parentheses become a minus."""
    bare = (
        pl.col("text").str.strip_chars()
        .str.replace_all(BLANKS, " ")
        .str.replace_all("[−–]", "-")
        .str.replace_all("[’`´]", "'")
        .str.replace_all(CURRENCY, "")
        .str.strip_chars()
        .str.replace(r"^\((.*)\)$", "-$1")
        .str.replace(r"^([\d.,' ]*\d)[.,]-+$", "$1")  # 12,- is twelve euros
        .str.replace(r"^([\d.,' ]*\d) ?-$", "-$1")
        .str.replace(r"^([-+]) +", "$1")
    )  # fmt: skip
    return texts.to_frame("text").select(bare.alias(texts.name)).to_series()


def outcomes(texts: pl.Series, rule: Outcome) -> pl.DataFrame:
    """Return outcome and outcome_label of each closing text: the first group that is found in it decides."""
    text = pl.col("text")
    if rule.strip is not None:
        text = text.str.replace(rule.strip, "")
    words = texts.to_frame("text").select(text.str.strip_chars().fill_null("").alias("words"))
    found: dict[OutcomeBlank | OutcomeGroup, pl.Expr] = {rule.blank: pl.col("words") == ""}
    for group in rule.group:
        both = [pl.col("words").str.contains(pattern) for pattern in (group.pattern, group.also) if pattern is not None]
        found[group] = pl.all_horizontal(both)
    said = {
        name: [pl.when(holds).then(pl.lit(getattr(group, name))) for group, holds in found.items()]
        for name in ("means", "label")
    }
    return words.select(
        pl.coalesce(*said["means"], pl.lit(rule.otherwise.means)).replace("", None).alias("outcome"),
        pl.coalesce(*said["label"], pl.lit(rule.otherwise.label)).alias("outcome_label"),
    )


def extracted(texts: pl.Series, rule: Extract) -> pl.Series:
    """Return what the pattern finds: its first group, or all of it where it has none."""
    return texts.str.extract(rule.pattern, 1).fill_null(texts.str.extract(rule.pattern, 0))
