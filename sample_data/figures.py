"""What the figures should be, reckoned from what really happened: printed by the generator, and held against the product."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean

from sample_data.plan import AFTER, BEFORE, PEAK_WEEK, limits
from sample_data.records import LAST_RUN, Need, Order, monday

COMES_TO_NOTHING = ("refused", "given_up")  # not done for the tenant, as far as the files tell


@dataclass(frozen=True)
class Figures:
    mean_before: float
    peak: float
    peak_week: date
    mean_after: float
    upper_limit_after: float
    done_as_promised: float  # over the whole
    done_as_promised_by_phase: tuple[float, float]
    least_on_target: float
    on_target: float
    solved_before: float
    solved_after: float


def reckon(needs: list[Need]) -> Figures:
    days = weekly_days(needs)
    before, after = [days[week] for week in BEFORE], [days[week] for week in AFTER]
    promised = promises(needs)
    on_target = weekly_on_target(needs)
    peak_week = max(days, key=lambda week: days[week])
    solved = [(answer.at, answer.solved == "yes") for need in needs for answer in need.answers if answer.at < LAST_RUN]
    return Figures(
        mean_before=fmean(before),
        peak=days[PEAK_WEEK],
        peak_week=peak_week,
        mean_after=fmean(after),
        upper_limit_after=limits(after)[2],
        done_as_promised=100 * fmean(kept for _, kept in promised),
        done_as_promised_by_phase=(
            100 * fmean(kept for week, kept in promised if week < AFTER[0]),
            100 * fmean(kept for week, kept in promised if week >= AFTER[0]),
        ),
        least_on_target=min(100 * hits / n for hits, n in on_target.values()),
        on_target=100 * sum(hits for hits, _ in on_target.values()) / sum(n for _, n in on_target.values()),
        solved_before=100 * fmean(yes for at, yes in solved if at.date() < AFTER[0]),
        solved_after=100 * fmean(yes for at, yes in solved if at.date() >= AFTER[0]),
    )


def weekly_days(needs: list[Need]) -> dict[date, float]:
    """Return week -> mean days from first contact until it is done, by the week it is done in."""
    lived: dict[date, list[float]] = defaultdict(list)
    for need in needs:
        if need.known_done_at is not None and need.days_lived is not None:
            lived[monday(need.known_done_at)].append(need.days_lived)
    return {week: fmean(days) for week, days in sorted(lived.items())}


def promises(needs: list[Need]) -> list[tuple[date, bool]]:
    """Return week of the promised moment, and whether it was done by then; for promises that have come due."""
    last_event = LAST_RUN - timedelta(minutes=20)
    counted = [need for need in needs if need.journey != "withdrawn" and need.promised_at < last_event]
    return [(monday(need.promised_at), _is_kept(need)) for need in counted]


def _is_kept(need: Need) -> bool:
    done = need.known_done_at
    return need.journey not in COMES_TO_NOTHING and done is not None and done <= need.promised_at


def weekly_on_target(needs: list[Need]) -> dict[date, tuple[int, int]]:
    """Return week -> (on target, counted): orders reported done, as the landlord counts them."""
    weeks: dict[date, list[bool]] = defaultdict(list)
    for need in needs:
        for order in need.orders:
            is_known = order.entered_at is not None and order.entered_at <= LAST_RUN
            if order.done_at is not None and is_known and has_target(order):
                weeks[monday(order.done_at)].append(is_on_target(order, order.done_at))
    return {week: (sum(hits), len(hits)) for week, hits in sorted(weeks.items())}


def has_target(order: Order) -> bool:
    return "Target" not in order.written or order.written["Target"] is not None


def is_on_target(order: Order, done_at: datetime) -> bool:
    assert order.target_last is not None
    return done_at <= order.target_last + timedelta(days=order.stopped_days)
