"""Of a town whose truth is known, items are brought together as they belong, and the days that people lived are found."""

from __future__ import annotations

import pytest

from tests.examples import examples
from tests.labelled_world import SHARES, Found, compared, measured, town

SEEDS = examples(("1",), ("1", "2", "3"))
# Another town: fewer things go well, and problems lie closer together.
ROUGH = SHARES | {"plain": 30, "entered again": 26, "no access": 10, "split over trades": 10, "came back": 10}


def found(seed: str, shares: dict[str, int] = SHARES) -> dict[str, Found]:
    made = town(seed, 3000, shares)
    return {one.kind: one for one in compared(made, measured(made, "needs", "need_items"))}


@pytest.mark.parametrize("seed", SEEDS)
def test_items_of_one_need_are_found_and_the_days_are_those_that_were_lived(seed: str) -> None:
    kinds = found(seed)
    whole = kinds["all"]

    assert whole.precision >= 0.985, kinds
    assert whole.recall >= 0.985, kinds
    assert whole.exact_share >= 0.97, kinds


def test_a_town_where_less_goes_well_is_found_as_well() -> None:
    kinds = found("rough", ROUGH)

    assert kinds["all"].precision >= 0.985, kinds
    assert kinds["all"].recall >= 0.985, kinds
    assert kinds["all"].exact_share >= 0.96, kinds
