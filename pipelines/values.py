"""Text -> yes or no, number, or one of our own words; and closing words -> what was achieved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from pipelines.profile import Extract, Outcome, OutcomeBlank, OutcomeGroup

YES_WORDS: Final = ("true", "t", "yes", "y", "1", "ja", "j", "waar", "wel")
NO_WORDS: Final = ("false", "f", "no", "n", "0", "nee", "onwaar", "niet")
YES_NO: Final = {**dict.fromkeys(YES_WORDS, "true"), **dict.fromkeys(NO_WORDS, "false")}

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
    """Return code -> our word, in lower case: the profile's own codes where it lists any, else our words themselves."""
    if listed:
        return {code.strip().casefold(): meant for code, meant in listed.items()}
    return {**{word: word for word in allowed}, **BUILT_IN.get(field, {})}


def coded(texts: pl.Series, codes: Mapping[str, str]) -> pl.Series:
    """Return our word for each code; null where it is not listed."""
    known = list(codes)
    return texts.str.to_lowercase().replace_strict(
        known, [codes[code] for code in known], default=None, return_dtype=pl.String
    )


def decimal_sign(texts: pl.Series) -> str:
    """Return the decimal sign that a column writes: the last sign where both stand in one number, else the only one.

    A comma with exactly three digits behind it can be either; it is taken for thousands unless another row tells.
    """
    comma_last = texts.str.contains(r"\.\d{3},\d").any()
    point_last = texts.str.contains(r",\d{3}\.\d").any()
    comma_decimal = texts.str.contains(r"^[+-]?\d+,(\d{1,2}|\d{4,})$").any()
    return "," if (comma_last or comma_decimal) and not point_last else "."


def numbers(texts: pl.Series, decimal: str | None = None) -> pl.Series:
    """Return the numbers of a column; null where a text is none."""
    sign = decimal or decimal_sign(texts)
    thousands = "." if sign == "," else ","
    plain = (
        texts.str.replace_all(r"[\s\u{a0}]", "")
        .str.replace_all(thousands, "", literal=True)
        .str.replace(sign, ".", literal=True)
    )
    return plain.cast(pl.Float64, strict=False)


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
