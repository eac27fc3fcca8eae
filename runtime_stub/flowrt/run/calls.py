"""Makes the calls at cuts as their policies say: in time, again where they fail, or else.

Raises what a transaction raises, where no fallback stands in for that.
"""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING

from flowrt.problems.errors import Unprintable
from flowrt.problems.faults import DeadlinePassed, ServiceFailed
from flowrt.problems.report import Fault
from flowrt.run import answers
from flowrt.run.breakers import Breakers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flowrt.plan.cuts import Cut
    from flowrt.plan.plan import Plan
    from flowrt.run.scope import Scope
    from flowrt.run.services import Binding

BACKOFF = 50_000
"""Microseconds of the first pause, at most, where a call says nothing."""
LONGEST_PAUSE = 30.0
FAILED = b'"failed"'


class Calls:
    """The calls of one plan; `whole` runs an entry of it to its end. May be shared by threads."""

    def __init__(
        self,
        plan: Plan,
        services: Mapping[str, Binding],
        whole: Callable[[Cut, bytes, Scope], bytes],
    ) -> None:
        self._services = services
        self._functions = {one.name: one for one in plan.services}
        self._whole = whole
        self._breakers = Breakers(plan.cuts, services)

    def call(self, cut: Cut, args: bytes, scope: Scope) -> bytes:
        """Make a call as its policies say: again where it fails, then what stands in for it."""
        once = partial(self._once, cut, answers.arguments(args))
        pause, again = (cut.backoff or BACKOFF) / 1e6, 0
        while True:
            try:
                value = self._breakers.call(cut, scope.part(again), once)
            except (Fault, Unprintable):
                is_last = again == cut.retry or self._breakers.refuses(cut)
                if scope.is_over or (is_last and not cut.fallback):
                    raise
            else:
                return b'{"value":%b}' % value if cut.fallback else value
            if is_last:
                return FAILED
            again += 1
            scope.pause(random.uniform(0, pause))  # noqa: S311 - it spreads load, it hides nothing
            pause = min(2 * pause, LONGEST_PAUSE)

    def _once(self, cut: Cut, text: bytes, outer: Scope) -> bytes:
        scope = outer.within(_seconds(cut, outer))
        try:
            if scope.is_over:
                raise late(cut)
            asked = self._whole if cut.kind == "call" else self._service
            value = asked(cut, text, scope)
        except DeadlinePassed:
            if outer.is_over or cut.timeout is None:
                raise
            raise late(cut) from None
        if scope.is_over:
            raise late(cut)
        return value

    def _service(self, cut: Cut, text: bytes, scope: Scope) -> bytes:
        function = self._functions[cut.component].function(cut.interface, cut.function)
        assert function is not None  # noqa: S101 - the plan's reader has seen to it
        governed = self._breakers.governs(cut)
        within = scope if scope.governed == governed else scope.but(governed=governed)
        try:
            value = self._services[cut.component].call(function, text, within)
        except ServiceFailed as problem:
            raise failed(cut, problem.message, is_well=problem.is_well) from problem
        return b"[]" if function.result is None else value


def late(cut: Cut) -> Fault:
    """Make the fault of a call that takes longer than it may."""
    passed = "" if cut.timeout is None else f"the call may take {cut.timeout / 1000:g} ms"
    return DeadlinePassed(**cut.names, message=passed)


def failed(cut: Cut, message: str, *, is_well: bool = False) -> Fault:
    """Make the fault of a service that did not answer as it should."""
    return ServiceFailed(**cut.names, message=message, is_well=is_well)


def _seconds(cut: Cut, scope: Scope) -> float | None:
    """Return how long a call may take, less what it took where it was begun before."""
    if cut.timeout is None or scope.journal is None:
        return None if cut.timeout is None else cut.timeout / 1e6
    return scope.journal.left(cut.timeout / 1e6)
