"""A fused component to native code, in pieces: each is compiled once, and then kept.

The large core modules of the components inside it are pieces of their own, so that an edit to a
flow compiles the rest again and not them. The same component always gives the same code, whatever
was kept before.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from flowc.cache import digest
from flowc.native.outline import outline
from flowc.native.store import Store
from flowrt import engine
from flowrt.engine import Code, EngineError
from flowrt.format import fingerprint
from flowrt.verify import Apart, Native

THREADS = 2
"""Pieces at once; the engine itself uses all processors for each."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What was compiled: `module` is the digest of a core module, empty for the component.

    `wasm` and `native` are sizes in bytes; `kept` is whether the code was there already.
    """

    module: str
    wasm: int
    native: int
    seconds: float
    kept: bool


@dataclass(frozen=True, slots=True)
class Made:
    """Native code, and the pieces it is made of: modules as in the component, then the rest."""

    native: Native
    pieces: tuple[Piece, ...]


def _quiet(_: Piece) -> None:
    """Tell nobody."""


def compile_native(component: bytes, store: Store, tell: Callable[[Piece], None] = _quiet) -> Made:
    """Return the code of a component that `flowc.produce` made; `tell` hears of each piece.

    Raises `EngineError` for a component that the engine refuses.
    """
    apart = outline(component)
    wanted = [(digest, one.wasm) for digest, one in apart.modules.items()]
    wanted.append(("", apart.component))
    with ThreadPoolExecutor(THREADS) as pool:
        done = list(pool.map(partial(_piece, store=store, tell=tell), wanted))
    modules = {
        piece.module: Apart(code, apart.modules[piece.module].at)
        for piece, code in done
        if piece.module
    }
    return Made(Native(done[-1][1], modules), tuple(piece for piece, _ in done))


def load(component: bytes, store: Store) -> Code:
    """Return a component's code, ready to run here, from what is kept or compiled now."""
    with suppress(EngineError):
        native = compile_native(component, store).native
        return engine.shared().load(native.code, native.modules)
    return engine.shared().compile(component)


def _piece(
    wanted: tuple[str, bytes], store: Store, tell: Callable[[Piece], None]
) -> tuple[Piece, bytes]:
    """Return a piece and its code."""
    (module, wasm), started = wanted, time.perf_counter()
    name = _name(module, wasm)
    found = store.find(name)
    native = found
    if native is None:
        make = engine.compile_native_module if module else engine.compile_native
        native = make(wasm)
        store.keep(name, native)
    seconds = time.perf_counter() - started
    piece = Piece(module, len(wasm), len(native), seconds, kept=found is not None)
    tell(piece)
    return piece, native


def _name(module: str, wasm: bytes) -> str:
    """Return what code is kept under: what it is made from, by what, and for which machines."""
    host = engine.host()
    mark = fingerprint(host.engine, host.target)
    return digest(f"{mark} {'module' if module else 'component'} {digest(wasm)}".encode())
