"""A fused component to native code, in pieces: each is compiled once, and then kept.

The large core modules of the components inside it are pieces of their own, so that an edit to a
flow compiles the rest again and not them. The same component always gives the same code, whatever
was kept before.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from flowc.cache import digest
from flowc.native.outline import outline
from flowc.native.store import Store
from flowrt.archive.format import fingerprint
from flowrt.engine import engine
from flowrt.engine.engine import Code, EngineError
from flowrt.rights.limits import PLAIN, Setup
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


class Listener:
    """Hears how far compiling is, from any thread; this one says nothing of it."""

    def begun(self, wasm: int) -> None:
        """Hear how many bytes there are to compile."""

    def done(self, piece: Piece) -> None:
        """Hear that a piece is there."""


def compile_native(
    component: bytes, store: Store, listener: Listener | None = None, setup: Setup = PLAIN
) -> Made:
    """Return the code of a component that `flowc.produce` made, for engines of a setup.

    Raises `EngineError` for a component that the engine refuses.
    """
    apart, hears = outline(component), listener or Listener()
    wanted = [_Wanted(digest, one.wasm, len(one.wasm)) for digest, one in apart.modules.items()]
    rest = len(component) - sum(one.size for one in wanted)
    wanted.append(_Wanted("", apart.component, rest))
    hears.begun(len(component))
    with ThreadPoolExecutor(THREADS) as pool:
        done = list(pool.map(partial(_piece, store=store, hears=hears, setup=setup), wanted))
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


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be compiled; `size` does not count what only keeps offsets as they were."""

    module: str
    wasm: bytes
    size: int


def _piece(wanted: _Wanted, store: Store, hears: Listener, setup: Setup) -> tuple[Piece, bytes]:
    """Return a piece and its code."""
    started, name = time.perf_counter(), _name(wanted, setup)
    found = store.find(name)
    native = found
    if native is None:
        make = engine.compile_native_module if wanted.module else engine.compile_native
        native = make(wanted.wasm, setup)
        store.keep(name, native)
    seconds = time.perf_counter() - started
    piece = Piece(wanted.module, wanted.size, len(native), seconds, kept=found is not None)
    hears.done(piece)
    return piece, native


def _name(wanted: _Wanted, setup: Setup) -> str:
    """Return what code is kept under: what it is made from, by what, and for which machines."""
    host = engine.host(setup)
    mark = fingerprint(host.engine, host.target)
    kind = "module" if wanted.module else "component"
    return digest(f"{mark} {kind} {digest(wanted.wasm)}".encode())
