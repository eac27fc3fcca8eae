"""Native code: a fused component compiled in pieces, each of which is made once and kept."""

from flowc.native.compile import Listener, Made, Piece, compile_native, load
from flowc.native.outline import Outlined, outline
from flowc.native.store import Store, user_store

__all__ = [
    "Listener",
    "Made",
    "Outlined",
    "Piece",
    "Store",
    "compile_native",
    "load",
    "outline",
    "user_store",
]
