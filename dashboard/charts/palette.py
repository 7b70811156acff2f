"""The colours of the drawings, and what every chart has in common.

One colour for our clock, one for the person's (always with a line or a stroke, never by colour alone), grey for what is
ordinary. There is no red and no green: the bright colour means "ask about this".
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Final

import altair as alt
from babel import Locale
from babel.dates import get_day_names, get_month_names


@dataclass(frozen=True)
class Palette:
    """The colours of one theme; `theirs_text` is dark enough for small words."""

    paper: str
    ink: str
    soft: str
    line: str
    ours: str
    theirs: str
    theirs_text: str
    quiet: str
    band: str
    wash: str


LIGHT: Final = Palette(
    paper="#fbfaf6", ink="#1b2a30", soft="#5d6b70", line="#dcdfd9", ours="#1f5a66", theirs="#c8611c",
    theirs_text="#a94e12", quiet="#aab4b4", band="#e6ebe8", wash="#f6e3d3",
)  # fmt: skip
DARK: Final = Palette(
    paper="#11181b", ink="#e9eeec", soft="#9fb0b3", line="#2a373b", ours="#6fb4c0", theirs="#f0945a",
    theirs_text="#f0945a", quiet="#5c6a6d", band="#1f2c30", wash="#3a281c",
)  # fmt: skip


def palette(theme: str | None) -> Palette:
    """Return the colours of the theme that the reader has chosen ("dark", or anything else for light)."""
    return DARK if theme == "dark" else LIGHT


def drawing(width: float, height: float, body: str) -> str:
    """Return an SVG image that takes the colours of the reader's theme by itself.

    An image in a page follows the page's own `color-scheme`, so no rerun is needed when somebody changes the theme.
    Words belong outside: fonts of the page don't reach an image, and on a telephone it is shown small.
    """
    light, dark = (";".join(f"--{name}:{colour}" for name, colour in asdict(tones).items()) for tones in (LIGHT, DARK))
    style = f"svg{{{light}}}@media (prefers-color-scheme:dark){{svg{{{dark}}}}}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}"><style>{style}</style>{body}</svg>'
    )


def in_words(image: str) -> str:
    """Return a small drawing as Markdown, to stand in a line of words; it has no words of its own."""
    return f"![](data:image/svg+xml;base64,{b64encode(image.encode()).decode()})"


@cache
def vega_locale(language: str) -> dict[str, Any]:
    """Return how numbers and dates are written in `language`, as Vega wants to be told."""
    locale = Locale.parse(language)
    symbols = locale.number_symbols["latn"]

    def days(width: str) -> list[str]:
        names = get_day_names(width, "format", locale)  # type: ignore[arg-type]
        return [names[(day - 1) % 7].rstrip(".") for day in range(7)]  # babel counts from Monday, Vega from Sunday

    def months(width: str) -> list[str]:
        names = get_month_names(width, "format", locale)  # type: ignore[arg-type]
        return [names[month].rstrip(".") for month in range(1, 13)]

    return {
        "number": {
            "decimal": symbols["decimal"],
            "thousands": symbols["group"],
            "grouping": [3],
            "currency": ["", ""],
            "minus": "\u2212",
        },
        "time": {
            "dateTime": "%a %e %b %Y %H:%M",
            "date": "%e %b %Y",
            "time": "%H:%M",
            "periods": ["AM", "PM"],
            "days": days("wide"),
            "shortDays": days("abbreviated"),
            "months": months("wide"),
            "shortMonths": months("abbreviated"),
        },
    }


class Layers(alt.LayerChart):
    """A layered chart that isn't held against the Vega-Lite schema each time it is shown.

    Checking takes longer than all else of a page together. The tests check every chart instead.
    """

    def to_dict(self, validate: bool = False, **how: Any) -> dict[str, Any]:
        return super().to_dict(validate=validate, **how)


def finish(layers: Sequence[alt.Chart | alt.LayerChart], height: int, tones: Palette, language: str) -> Layers:
    """Return the layers with what all charts share: no frame, quiet axes, numbers and dates in the reader's language."""
    axis = alt.AxisConfig(
        labelColor=tones.soft,
        titleColor=tones.soft,
        gridColor=tones.line,
        domain=False,
        ticks=False,
        labelFontSize=13,
        labelPadding=6,
    )
    config = alt.Config(
        locale=vega_locale(language),
        background="transparent",
        view=alt.ViewConfig(stroke=None),
        axis=axis,
        text=alt.MarkConfig(color=tones.ink, fontSize=13),
    )
    return Layers(layer=list(layers), height=height, config=config)


def words_where(test: str, field: str) -> alt.TextValue:
    """Return the words of `field` where the test holds and none elsewhere: words that are hidden still take room."""
    return alt.TextValue("", condition={"test": test, "field": field, "type": "nominal"})
