"""Interfaces of the system that are answered here, not by the engine: fixed, or counted.

A clock or randomness that is off gives the fixed values of FORMAT 6.10, to each instance anew. With
a `Count`, real values are given and calls are counted, for an audit. Takes the imports of a
component and which of them to answer; what has handles in it only the engine can answer.
"""

import ctypes
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakValueDictionary

from flowrt.engine.system.count import Count
from flowrt.engine.system.linking import Refused, interface, shadowed
from flowrt.engine.values import Datetime, Pair, Variables, written
from flowrt.problems.refusals.rights import NotAllowed
from flowrt.rights.capabilities import needed_by

if TYPE_CHECKING:
    from flowrt.engine.system import linking
    from flowrt.engine.system.linking import Values

SECOND = 1_000_000_000
TICK = 1_000_000
"""Nanoseconds between two looks at a clock that is fixed."""
WAITS = "the clock is fixed, and nothing waits"
MOST_RANDOM = 64 << 20
"""Random bytes that one call gives: as many as the engine itself gives at once."""
TOO_MANY = "too many random bytes at once"
_PREFIX = b"flowrt random\0"


@dataclass(slots=True, weakref_slot=True)
class State:
    """What one instance has taken of fixed values."""

    looks: int = 0
    drawn: int = 0


Answer: TypeAlias = Callable[[State, int], object]
"""What a function gives to an instance, given its first argument, if that is a number."""
Interface: TypeAlias = Mapping[str, Answer]


def fixed_clock(seconds: int) -> dict[str, Interface]:
    """Return a clock that shows one time, and counts a millisecond a look."""

    def waits(_: State, __: int) -> object:
        raise Refused(WAITS)

    def look(state: State, _: int) -> int:
        state.looks += 1
        return (state.looks - 1) * TICK

    return {
        "clocks/wall-clock": {
            "now": lambda _, __: Datetime(seconds, 0),
            "resolution": lambda _, __: Datetime(0, TICK),
        },
        "clocks/monotonic-clock": {
            "now": look,
            "resolution": lambda _, __: TICK,
            "subscribe-duration": waits,
            "subscribe-instant": waits,
        },
    }


def fixed_random(seed: str) -> dict[str, Interface]:
    """Return randomness that is a function of a seed."""

    def draw(state: State, size: int) -> bytes:
        first, last = state.drawn // 32, (state.drawn + size) // 32
        start = _PREFIX + seed.encode() + b"\0"
        blocks = (sha256(start + n.to_bytes(8, "little")).digest() for n in range(first, last + 1))
        stream, at = b"".join(blocks), state.drawn % 32
        state.drawn += size
        return stream[at : at + size]

    return _random(draw)


def real(variables: tuple[tuple[bytes, bytes], ...], count: Count) -> dict[str, Interface]:
    """Return what the system itself would answer, as far as there are no handles in it."""
    started = time.monotonic_ns()

    def given(_: State, __: int) -> Variables:
        count.variables.update(name.decode() for name, _ in variables)
        return Variables(variables)

    return {
        "clocks/wall-clock": {
            "now": lambda _, __: Datetime(*divmod(time.time_ns(), SECOND)),
            "resolution": lambda _, __: Datetime(0, 1),
        },
        "clocks/monotonic-clock": {
            "now": lambda _, __: time.monotonic_ns() - started,
            "resolution": lambda _, __: 1,
        },
        **_random(lambda _, size: os.urandom(size)),
        "cli/environment": {
            "get-environment": given,
            "get-arguments": lambda _, __: Variables(()),
            "initial-cwd": lambda _, __: None,
        },
    }


def _random(draw: Callable[[State, int], bytes]) -> dict[str, Interface]:
    def some(state: State, size: int) -> bytes:
        if size > MOST_RANDOM:
            raise Refused(TOO_MANY)
        return draw(state, size)

    def number(state: State, _: int = 0) -> int:
        return int.from_bytes(draw(state, 8), "little")

    return {
        "random/random": {"get-random-bytes": some, "get-random-u64": number},
        "random/insecure": {"get-insecure-random-bytes": some, "get-insecure-random-u64": number},
        "random/insecure-seed": {
            "insecure-seed": lambda state, _: Pair(number(state), number(state)),
        },
    }


@dataclass(slots=True)
class StandIns:
    """Interfaces to answer, by their names without `wasi:` and version; `count` may be None."""

    answers: Mapping[str, Interface]
    count: Count | None = None
    fixed: tuple[str, ...] = ()
    """The capabilities of which nothing real may be given."""
    _states: "WeakValueDictionary[int, State]" = field(default_factory=WeakValueDictionary)
    _kept: list[object] = field(default_factory=list)
    """Callbacks, which have to live as long as what calls them."""

    def link(self, api: ctypes.CDLL, linker: int, imports: Mapping[str, tuple[str, ...]]) -> None:
        """Answer those imports, of which the functions are given, that can be answered whole.

        Raises `NotAllowed` for one that is to be `fixed` and cannot be.
        """
        with shadowed(api, linker) as root:
            for name, functions in imports.items():
                of = self.answers.get(name.partition("@")[0].removeprefix("wasi:"), {})
                if functions and of.keys() >= set(functions):
                    self._define(api, root, name, {one: of[one] for one in functions})
                elif functions and needed_by(name) in self.fixed:
                    raise NotAllowed("", expected="interfaces that can be fixed", found=name)

    def _define(self, api: ctypes.CDLL, root: int, name: str, functions: Interface) -> None:
        with interface(api, root, name) as defined:
            for label, answer in functions.items():
                given = self._given(api, name, label, answer)
                self._kept.append(defined.define(label, given))
        if self.count is not None:
            self.count.seen.add(name)

    def _given(
        self, api: ctypes.CDLL, interface: str, function: str, answer: Answer
    ) -> "linking.Answer":
        def given(context: int, arguments: "Values", size: int, results: "Values") -> None:
            if self.count is not None:
                self.count.add(interface, function)
            state = self._states.get(api.wasmtime_context_get_data(context) or 0) or State()
            written(api, results[0], answer(state, arguments[0].of.u64 if size else 0))

        return given

    def enter(self, number: int) -> State:
        """Give a new store, known by a number, values from their beginning.

        What is returned must live with the store.
        """
        state = self._states[number] = State()
        return state
