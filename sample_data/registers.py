"""Numbers and households: which tenancy each need is of, and the numbers of orders and requests."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from sample_data.records import Need, Order

HOMES = 4300
APART = timedelta(days=62)  # between two needs of a household: beyond every window, so that none is joined by accident
FIRST_ORDER, FIRST_REQUEST, FIRST_TENANCY = 1_408_211, 512_034, 100_213
LIFT_BLOCK = "B0417"


def give_households(rng: random.Random, needs: list[Need]) -> None:
    """Give each need a tenancy and a property that have no other need around that time."""
    free_from = dict.fromkeys(range(HOMES), date.min)
    family: int | None = None
    for need in sorted(needs, key=lambda need: need.asked_at):
        if need.label == "family" and family is not None:
            need.tenancy, need.place = tenancy(family, 2), property_of(family)
            continue
        home = rng.randrange(HOMES)
        while free_from[home] > need.asked_at.date():
            home = rng.randrange(HOMES)
        free_from[home] = last_moment(need).date() + APART
        need.tenancy, need.place = tenancy(home), property_of(home)
        if need.label == "lift":
            need.place = LIFT_BLOCK
        if need.label == "family":
            family, free_from[home] = home, date.max


def tenancy(home: int, person: int = 1) -> str:
    return f"{FIRST_TENANCY + 7 * home}/{person}"


def property_of(home: int) -> str:
    return f"P{10_020 + 3 * home:05d}"


def last_moment(need: Need) -> datetime:
    """Return when a need last left a trace."""
    moments = [need.asked_at, *(order.ended_at or datetime.max - 2 * APART for order in need.orders)]
    moments += [paid.ended for paid in need.visits] + [answer.at for answer in need.answers]
    return max(moments)


def give_numbers(needs: list[Need]) -> None:
    """Number orders and requests as they were raised."""
    orders = sorted((order for need in needs for order in need.orders), key=lambda order: order.opened_at)
    for at, order in enumerate(orders):
        order.number = FIRST_ORDER + at
    firsts: list[tuple[datetime, Order, list[Order]]] = []
    for need in needs:
        for order in need.orders:
            if order.new_request or order is need.orders[0]:
                firsts.append((order.opened_at, order, [order]))
            else:
                firsts[-1][2].append(order)
    for at, (_, _, together) in enumerate(sorted(firsts, key=lambda first: (first[0], first[1].number))):
        for order in together:
            order.request = FIRST_REQUEST + at
