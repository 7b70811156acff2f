"""Invented people's numbers and addresses for tests: each passes the test that a real one passes, and none is anybody's."""

from __future__ import annotations

import random

from pipelines.personal_signs import is_account, is_citizen_number


def citizen_numbers(count: int, seed: int = 1) -> list[str]:
    """Return different numbers that pass the 11-test, spread over all there are."""
    chance, found = random.Random(seed), dict[str, None]()
    while len(found) < count:
        number = f"{chance.randrange(100_000_000, 999_999_999)}"
        if is_citizen_number(number):
            found[number] = None
    return list(found)


def telephones(count: int, seed: int = 1) -> list[str]:
    chance = random.Random(seed)
    return [f"06-{chance.randrange(10_000_000, 58_999_999)}" for _ in range(count)]


def e_mails(count: int) -> list[str]:
    return [f"bewoner{at}@example.nl" for at in range(count)]


def accounts(count: int, seed: int = 1) -> list[str]:
    """Return Dutch account numbers with the right check digits."""
    chance, found = random.Random(seed), []
    for _ in range(count):
        bank = f"RABO{chance.randrange(10**9):010}"
        found.append(next(iban for check in range(2, 99) if is_account(iban := f"NL{check:02}{bank}")))
    return found
