"""What the flows compute, in plain Python: an order's lines and country to its result."""

from collections.abc import Mapping, Sequence
from typing import Any

PRICES = {
    "bolt": 12,
    "nut": 8,
    "washer": 3,
    "hammer": 2450,
    "anvil": 18900,
    "bellows": 7600,
    "tongs": 1999,
    "apron": 3250,
}
VAT = {"DE": 190, "ES": 210, "FI": 255, "FR": 200, "IE": 230}
"""In tenths of a per cent."""
STEPS = ((1000, 12), (100, 7), (10, 2))
SUSPICIOUS = 50


def order(lines: Sequence[Mapping[str, Any]], country: str = "IE") -> dict[str, Any]:
    """Return the result of `order`, as JSON has it."""
    if not lines:
        return {"err": "empty"}
    net = 0
    for line in lines:
        if line["sku"] not in PRICES:
            return {"err": {"not-sold": line["sku"]}}
        net += cost(line["sku"], line["quantity"])
    points = score(net, sum(line["quantity"] for line in lines), abroad=country != "IE")
    if points >= SUSPICIOUS:
        return {"err": {"suspicious": f"{points} points"}}
    if country not in VAT:
        return {"err": {"not-there": country}}
    vat = (net * VAT[country] + 500) // 1000
    return {"ok": {"net": net, "vat": vat, "total": net + vat}}


def cost(sku: str, quantity: int) -> int:
    """Return what so many cost, in cents."""
    cents = PRICES[sku] * quantity
    off = next((percent for least, percent in STEPS if quantity >= least), 0)
    return cents - cents // 100 * off


def score(cents: int, things: int, *, abroad: bool) -> int:
    """Return how odd an order looks."""
    points = cents // 10000
    points += 20 if cents > things * 10000 else 0
    return min(100, points + (15 if abroad else 0))
