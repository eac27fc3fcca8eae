"""Texts through a door: what a transaction is, once there is code to run it.

A `Stream` starts an instance when it needs one and replaces it after a fault; `Fresh` takes a new
one for each text, out of a pool where that pays. Both take instances from a `Source`. Bad values
are raised as `BadInput`, what stops a flow as `Fault`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from flowrt import problems
from flowrt.engine.engine import EngineError, StartError, Trapped
from flowrt.run.source import INVOKE, INVOKE_LINES
from flowrt.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from flowrt.engine.engine import Function, Live
    from flowrt.engine.once import Once
    from flowrt.plan.plan import Entry
    from flowrt.problems.report import BadInput
    from flowrt.rights.limits import Limits
    from flowrt.run.scope import Scope
    from flowrt.run.source import Source
    from flowrt.run.warm import Warm


PAYS = 32
"""Transactions for whose instances a pool could have been made; the next ones have it."""


class Origin(Value):
    """Where a text came from: a name for messages, and how many bytes were put before it.

    `counts` is False where the text was put together here, so that offsets in it say nothing.
    """

    within: str = ""
    shift: int = 0
    counts: bool = True


NOWHERE = Origin()


class Texts(ABC):
    """Runs texts through the door of an archive's code."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @abstractmethod
    def close(self) -> None:
        """Free what is kept from one transaction to the next."""

    @abstractmethod
    def transact(
        self, number: int, flow: str, text: bytes, scope: Scope | None = None
    ) -> tuple[bool, bytes]:
        """Run an entry by its number; return whether it went well, and what came of it."""

    def call(
        self, entry: Entry, text: bytes, origin: Origin = NOWHERE, scope: Scope | None = None
    ) -> bytes:
        """Run a flow that does not wait on one JSON object; raises `BadInput` or `Fault`."""
        number = self.number_for(entry, text, origin)
        return self.result_of(entry, origin, *self.transact(number, entry.name, text, scope))

    def number_for(self, entry: Entry, text: bytes, origin: Origin) -> int:
        """Return a flow's number at the door, if it may be given the text; raises `BadInput`."""
        admit(text, self._source.limits, origin)
        return entry.index | self._source.style

    def result_of(self, entry: Entry, origin: Origin, well: bool, answer: bytes) -> bytes:  # noqa: FBT001 - as the door says it
        """Return what came of a transaction, if it is a result; raises `BadInput` or `Fault`."""
        if not well:
            raise problem_of(answer, origin)
        return bounded(entry, answer, self._source.limits)

    def step(
        self, number: int, flow: str, text: bytes, scope: Scope, origin: Origin | None = None
    ) -> bytes:
        """Run one entry of the door by its number; raises `BadInput` or `Fault`."""
        well, answer = self.transact(number, flow, text, scope)
        if not well:
            raise problem_of(answer, origin or Origin(counts=False))
        return answer


class Stream(Texts):
    """Transactions that share an instance, for one thread; a fault replaces the instance."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._live: Live | None = None
        self._doors: dict[str, Function] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the instance; the next transaction starts another."""
        if self._live is not None:
            self._live.close()
            self._live = None
            self._doors.clear()

    def transact(
        self, number: int, flow: str, text: bytes, scope: Scope | None = None
    ) -> tuple[bool, bytes]:
        """Run an entry in the instance."""
        return self._run(INVOKE, number, flow, text, scope)

    def call_lines(self, entry: Entry, text: bytes) -> bytes:
        """Run a flow on each line of valid UTF-8; return a line for each, `!` before a fault."""
        number = entry.index | self._source.style
        return self._run(INVOKE_LINES, number, entry.name, text)[1]

    def _run(
        self, door: str, number: int, flow: str, text: bytes, scope: Scope | None = None
    ) -> tuple[bool, bytes]:
        source = self._source
        if self._live is None:
            live = self._live = source.start(flow, scope)
        else:
            live = self._live
            live.arm(*source.bounds(scope))
        try:
            function = self._doors.get(door)
            if function is None:
                function = self._doors[door] = source.door_of(live, door)
            return live.call(function, number, text)
        except Trapped as trapped:
            self.close()
            raise source.fault_of(trapped, flow) from None
        except EngineError as error:
            self.close()
            raise problems.NotCompiled(message=str(error)) from None


class Fresh(Texts):
    """Transactions that each have an instance of their own; may be shared by threads.

    After some of them instances are taken out of a pool, where there can be one and it has room.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._cold: Iterator[int] = iter(range(1, PAYS + 1))
        self._warm: Warm | None = None

    def close(self) -> None:
        """Do nothing: there is nothing left to be freed."""

    def transact(
        self, number: int, flow: str, text: bytes, scope: Scope | None = None
    ) -> tuple[bool, bytes]:
        """Run an entry in a new instance."""
        warm = self._warm
        if warm is None or not warm.take():
            outcome = _apart(self._source, number, flow, text, scope)
            if next(self._cold, None) == PAYS:
                self._warm = self._warmed()
            return outcome
        try:
            return _apart(warm.source, number, flow, text, scope)
        finally:
            warm.give()

    def brief(self, once: Once, entry: Entry, text: bytes, origin: Origin, ticks: int) -> bytes:
        """Run a flow as `call` does, for so many epochs, by native code."""
        number = self.number_for(entry, text, origin)
        outcome = _at_once(self._source, once, number, entry.name, text, ticks)
        return self.result_of(entry, origin, *outcome)

    def _warmed(self) -> Warm | None:
        from flowrt.run.warm import warmed  # noqa: PLC0415 - most archives are called seldom

        return warmed(self._source)


def _apart(
    source: Source, number: int, flow: str, text: bytes, scope: Scope | None
) -> tuple[bool, bytes]:
    """Run an entry in a new instance, by native code unless it has to be asked meanwhile."""
    once = source.once
    if once is None or (scope is not None and scope.is_shared):
        with Stream(source) as stream:
            return stream.transact(number, flow, text, scope)
    return _at_once(source, once, number, flow, text, source.bounds(scope)[0])


def _at_once(  # noqa: PLR0913, PLR0917 - a transaction, and what runs it
    source: Source, once: Once, number: int, flow: str, text: bytes, ticks: int | None
) -> tuple[bool, bytes]:
    try:
        return once.call(number, text, ticks)
    except Trapped as trapped:
        raise source.fault_of(trapped, flow) from None
    except StartError as error:
        raise problems.NotStarted(flow=flow, message=str(error)) from None
    except EngineError as error:
        raise problems.NotCompiled(message=str(error)) from None


def problem_of(answer: bytes, origin: Origin = NOWHERE) -> BadInput:
    """Return the problem that the codec reports as JSON; raises `NotCompiled` if it is none."""
    import json  # noqa: PLC0415 - most values fit

    from flowrt.problems.errors import codec_fault  # noqa: PLC0415 - the same

    try:
        report = json.loads(answer)
        report["path"] = f"{origin.within} {report.get('path', '')}".strip()
        at = report.pop("at", None)
        if isinstance(at, int) and origin.counts:
            report["at"] = max(0, at - origin.shift)
        return codec_fault(report)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise problems.NotCompiled(message="its codec reports a fault of an unknown form") from None


def admit(text: bytes, limits: Limits, origin: Origin = NOWHERE) -> None:
    """Raise `TooLarge` or `NotJson` for a text that no flow is to be given."""
    if limits.input_bytes is not None and len(text) > limits.input_bytes:
        expected = f"at most {limits.input_bytes} bytes"
        raise problems.TooLarge(origin.within, expected=expected, found=f"{len(text)} bytes")
    if text.isascii():
        return
    from flowrt.engine.utf8 import fault_in  # noqa: PLC0415 - most texts are

    at = fault_in(text)
    if at is not None:
        place = f"{origin.within} (byte {max(0, at - origin.shift)})".strip()
        raise problems.NotJson(place, expected="UTF-8", found="a byte that is not")


def bounded(entry: Entry, answer: bytes, limits: Limits) -> bytes:
    """Return a flow's result; raises `OutputTooLarge`."""
    if limits.output_bytes is not None and len(answer) > limits.output_bytes:
        message = f"{len(answer)} bytes, where {limits.output_bytes} are allowed"
        raise problems.OutputTooLarge(flow=entry.name, message=message)
    return answer
