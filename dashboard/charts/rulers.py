"""Two rulers over one crowd: what we say above the squares, what they say below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from dashboard.charts.palette import drawing

# In this order both sets are one unbroken stretch: in time for them, and in time on paper.
GROUPS: Final = (
    "only_theirs",  # late for us, in time for them
    "theirs_uncounted",  # in time for them, not in our figure
    "both",  # in time for both
    "only_ours",  # in time on paper, not for them
    "uncounted",  # not in time for them, and not in our figure
    "neither",  # late for both
)
OURS: Final = ("both", "only_ours")
THEIRS: Final = ("only_theirs", "theirs_uncounted", "both")
SQUARES: Final = 100
ROWS: Final = 5
SIZE, GAP, LEFT = 44, 8, 4
PITCH: Final = SIZE + GAP


@dataclass(frozen=True)
class Crowd:
    """Squares per group, and how many people they stand for."""

    squares: Mapping[str, int]
    people: int

    @property
    def total(self) -> int:
        return sum(self.squares.values())

    @property
    def ours(self) -> int:
        return sum(self.squares[group] for group in OURS)

    @property
    def theirs(self) -> int:
        return sum(self.squares[group] for group in THEIRS)

    @property
    def is_of_people(self) -> bool:
        """Each square is one person, because there are no more than the squares."""
        return self.people <= SQUARES


def share_out(counts: Sequence[int], squares: int, least: Sequence[int] | None = None) -> list[int]:
    """Return `squares` shared out over the counts by largest remainder; a count that exists keeps at least one.

    least  the fewest squares of each count, where that is not one
    """
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    floors = least if least is not None else [min(count, 1) for count in counts]
    exact = [count * squares / total for count in counts]
    shares = [max(int(share), floor) for share, floor in zip(exact, floors, strict=True)]
    while sum(shares) < squares:
        shares[max(range(len(counts)), key=lambda k: (exact[k] - shares[k], counts[k]))] += 1
    while sum(shares) > squares:  # some were lifted to the least: who has most above its exact share pays
        shares[max(range(len(counts)), key=lambda k: (shares[k] > floors[k], shares[k] - exact[k], counts[k]))] -= 1
    return shares


def crowd(people: Mapping[str, int]) -> Crowd:
    """Return the squares to draw for a count of people per group of `GROUPS`.

    Where there are no more people than squares, each person is a square. Otherwise squares are shared out first over who
    had it in time and who had not, so that their ruler is as exact as squares can be; then within each, where a group
    that exists is never left out; last over whether our figure counts them, so that our ruler is exact too.
    """
    count = {group: people.get(group, 0) for group in GROUPS}
    total = sum(count.values())
    if total <= SQUARES:
        return Crowd(count, total)
    on_their_side = [count["only_theirs"], count["both"] + count["theirs_uncounted"]]
    missed = [count["only_ours"] + count["uncounted"], count["neither"]]
    sides = [on_their_side, missed]
    least = [sum(1 for group in side if group) for side in sides]
    theirs, not_theirs = share_out([sum(side) for side in sides], SQUARES, least)
    only_theirs, in_time = share_out(on_their_side, theirs)
    hidden, neither = share_out(missed, not_theirs)
    # Our ruler is the nearest number of squares too; who is not in our figure has what that leaves, and words besides.
    ours = round(SQUARES * (count["both"] + count["only_ours"]) / total)
    outside = max(SQUARES - ours - only_theirs - neither, 0)
    wished, _ = share_out([count["theirs_uncounted"], count["uncounted"]], outside, [0, 0])
    theirs_uncounted = _between(wished, in_time, count["both"], count["theirs_uncounted"])
    uncounted = _between(outside - theirs_uncounted, hidden, count["only_ours"], count["uncounted"])
    drawn = (only_theirs, theirs_uncounted, in_time - theirs_uncounted, hidden - uncounted, uncounted, neither)
    return Crowd(dict(zip(GROUPS, drawn, strict=True)), total)


def _between(wished: int, whole: int, counted: int, uncounted: int) -> int:
    """Return how many of `whole` squares are outside our figure: none or all where only one of the two groups exists."""
    least, most = (0 if counted else whole), (whole if uncounted else 0)
    return max(least, min(wished, most))


def square(group: str, x: float, y: float, size: float = SIZE) -> str:
    """Return one square of a group; each kind differs in shape, not in colour alone."""
    frame = f'x="{x + 1:g}" y="{y + 1:g}" width="{size - 2:g}" height="{size - 2:g}" rx="{size / 11:g}"'
    inset, width = size * 0.22, max(size / 15, 1.4)
    slash = (
        f'<path d="M{x + inset:g} {y + size - inset:g}L{x + size - inset:g} {y + inset:g}" '
        f'stroke="var(--theirs)" stroke-width="{width:g}" stroke-linecap="round"/>'
    )
    theirs = f'stroke="var(--theirs)" stroke-width="{max(size / 22, 1.2):g}"'
    dot = (
        f'<rect x="{x + size * 0.34:g}" y="{y + size * 0.34:g}" width="{size * 0.32:g}" height="{size * 0.32:g}" '
        f'rx="{size / 22:g}" fill="var(--ours)"/>'
    )
    match group:
        case "both":
            return f'<rect {frame} fill="var(--ours)"/>'
        case "only_ours":
            return f'<rect {frame} fill="var(--wash)" {theirs}/>{slash}'
        case "uncounted":
            return f'<rect {frame} fill="none" {theirs} stroke-dasharray="{size / 9:g} {size / 11:g}"/>{slash}'
        case "only_theirs":
            return f'<rect {frame} fill="none" stroke="var(--quiet)" stroke-width="2"/>{dot}'
        case "theirs_uncounted":
            return (
                f'<rect {frame} fill="var(--band)" stroke="var(--ours)" stroke-width="2" stroke-dasharray="4 3"/>{dot}'
            )
        case _:
            return f'<rect {frame} fill="none" stroke="var(--quiet)" stroke-width="{max(size / 22, 1.2):g}"/>'


def look(group: str, has_targets: bool) -> str:
    """Return the group whose square is drawn: where nothing has a target, our figure misses nobody in particular."""
    return group if has_targets else {"theirs_uncounted": "both", "uncounted": "only_ours"}.get(group, group)


def swatch(group: str) -> str:
    """Return one small square of a group, for a legend in words."""
    return drawing(18, 18, square(group, 0, 0, 18))


def _bracket(first: float, last: float, y: float, lip: float, tone: str, is_unknown: bool) -> str:
    dash = ' stroke-dasharray="9 7"' if is_unknown else ""
    return (
        f'<path d="M{first:g} {y + lip:g}V{y:g}H{last:g}V{y + lip:g}" fill="none" stroke="var(--{tone})" '
        f'stroke-width="3"{dash}/>'
    )


def rulers(people: Crowd, *, has_targets: bool = True, is_heard: bool = True) -> str:
    """Draw the squares column by column under our bracket and above theirs; words stand outside the drawing.

    has_targets  False leaves our bracket out: nothing was promised by the organisation, so there is one ruler only
    is_heard     False dashes their bracket: nothing in the files tells what they say
    """
    total = people.total
    rows = ROWS if not people.is_of_people else max(1, ceil(total / (SQUARES // ROWS)))
    kinds = [group for group in GROUPS for _ in range(people.squares[group])]
    top = 20 if has_targets else 4
    bottom = top + rows * PITCH - GAP
    body = [
        square(look(kind, has_targets), LEFT + k // rows * PITCH, top + k % rows * PITCH)
        for k, kind in enumerate(kinds)
    ]

    def edges(groups: Sequence[str]) -> tuple[float, float]:
        marked = [k for k, kind in enumerate(kinds) if kind in groups]
        return LEFT + marked[0] / rows * PITCH, LEFT + (marked[-1] + 1) / rows * PITCH - GAP

    if has_targets and people.ours:
        body.append(_bracket(*edges(OURS), y=4, lip=10, tone="ours", is_unknown=False))
    if people.theirs:
        body.append(_bracket(*edges(THEIRS), y=bottom + 16, lip=-10, tone="theirs", is_unknown=not is_heard))
    columns = SQUARES // ROWS if not people.is_of_people else max(ceil(total / rows), 1)
    return drawing(2 * LEFT + max(columns, 10) * PITCH - GAP, bottom + 20, "".join(body))
