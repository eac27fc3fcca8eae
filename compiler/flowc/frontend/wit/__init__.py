"""The reader of `.wit` files: `read` makes packages of texts, and is pure.

Its own mistakes are F178 to F189 (text) and F280 to F289 (names).
"""

from flowc.frontend.wit.resolve import layout, read
from flowc.frontend.wit.tree import Gate
from flowc.frontend.wit.units import Features
from flowc.frontend.wit.values import (
    Resolved,
    WitExtern,
    WitFunction,
    WitInterface,
    WitPackage,
    WitType,
    WitWorld,
)

__all__ = [
    "Features",
    "Gate",
    "Resolved",
    "WitExtern",
    "WitFunction",
    "WitInterface",
    "WitPackage",
    "WitType",
    "WitWorld",
    "layout",
    "read",
]
