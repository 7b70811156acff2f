"""The days ledger: one bar from the days that the organisation counts to the days that the person lived."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor
from typing import Final

from dashboard.charts.palette import drawing

# As the days went by: our clock first, what it leaves out after it, what the person waited on top of that.
PARTS: Final = ("counted", "before_entry", "paused", "uncounted", "reentered", "after_closing")
WIDTH, HEIGHT = 560, 66
_FILLS: Final = {
    "counted": ("ours", None),
    "before_entry": ("quiet", "M0 0H7"),
    "paused": ("quiet", "M0 0V7"),
    "uncounted": ("quiet", "M0 7L7 0"),
    "reentered": ("theirs", None),
    "after_closing": ("theirs", "M0 7L7 0"),
}


def tenths(days: Mapping[str, float]) -> dict[str, float]:
    """Return the days in tenths so that the printed parts add up to the printed total (largest remainder)."""
    scaled = {part: amount * 10 for part, amount in days.items()}
    whole = {part: floor(amount) for part, amount in scaled.items()}
    missing = round(sum(scaled.values())) - sum(whole.values())
    by_remainder = sorted(scaled, key=lambda part: whole[part] - scaled[part])
    for part in by_remainder[:missing]:
        whole[part] += 1
    return {part: whole[part] / 10 for part in days}


def _fill(part: str, x: float, y: float, width: float, height: float) -> str:
    """Return one piece; each kind has its own texture, so that it can be told without colour."""
    tone, texture = _FILLS[part]
    if texture is None:
        return f'<rect x="{x:.2f}" y="{y:g}" width="{width:.2f}" height="{height:g}" fill="var(--{tone})"/>'
    return (
        f'<pattern id="{part}" width="7" height="7" patternUnits="userSpaceOnUse">'
        f'<rect width="7" height="7" fill="var(--{tone})" opacity=".35"/>'
        f'<path d="{texture}" stroke="var(--{tone})" stroke-width="2.2"/></pattern>'
        f'<rect x="{x:.2f}" y="{y:g}" width="{width:.2f}" height="{height:g}" fill="url(#{part})"/>'
    )


def bar(days: Mapping[str, float]) -> str:
    """Draw the parts end to end over a bracket as long as the days lived."""
    total = sum(days.values())
    pieces, x = [], 0.0
    for part in PARTS:
        width = days.get(part, 0) / total * WIDTH if total else 0
        if width:
            pieces.append(_fill(part, x, 0, max(width - 2, 0.8), 46))
        x += width
    bracket = (
        f'<path d="M1 {HEIGHT - 2}V55H{WIDTH - 3}V{HEIGHT - 2}" fill="none" stroke="var(--ink)" stroke-width="1.6"/>'
    )
    return drawing(WIDTH, HEIGHT, "".join(pieces) + bracket)


def swatch(part: str) -> str:
    """Return one small square of a part, for the legend in words."""
    return drawing(16, 16, _fill(part, 1, 1, 14, 14))
