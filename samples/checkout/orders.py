"""Orders out of a seed: most are well, some name what is not sold or look odd."""

import random
from collections.abc import Iterator
from typing import Any

from samples.checkout.reference import PRICES, VAT

COUNTRIES = (*VAT, *VAT, "XX")
SKUS = (*PRICES, *PRICES, "unicorn")
QUANTITIES = (1, 2, 5, 12, 150, 1200)


def orders(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Give so many orders."""
    chance = random.Random(seed)
    for _ in range(count):
        lines = [_line(chance) for _ in range(chance.randint(0, 4))]
        yield {"lines": lines, "country": chance.choice(COUNTRIES)}


def _line(chance: random.Random) -> dict[str, Any]:
    most = chance.randint(1, len(QUANTITIES))
    return {"sku": chance.choice(SKUS), "quantity": chance.choice(QUANTITIES[:most])}
