"""What hides the people that the organisation's figure does not show: one bar a reason, words and links beside it."""

from __future__ import annotations

from dashboard.charts.palette import drawing

WIDTH, HEIGHT = 260, 22


def bar(people: int, most: int) -> str:
    """Draw one bar as long as `people` is of `most`: the longest reason fills the width."""
    length = max(people / most, 0.008) * WIDTH if most else 0
    return drawing(WIDTH, HEIGHT, f'<rect width="{length:.1f}" height="{HEIGHT}" fill="var(--theirs)" opacity=".88"/>')
