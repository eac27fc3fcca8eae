"""Texts through a door: what a transaction is, once there is code to run it.

A `Stream` starts an instance when it needs one and replaces it after a fault; `Fresh` takes a new
one for each text. What they take of a `Runner` is `Instances`. Bad values are raised as `BadInput`,
what stops a flow as `Fault`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from flowrt import problems
from flowrt.engine.engine import EngineError, Function, Live, StartError, Trapped
from flowrt.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol, Self

    from flowrt.engine.once import Once
    from flowrt.plan.plan import Entry
    from flowrt.problems.report import BadInput
    from flowrt.rights.limits import Limits
    from flowrt.run.scope import Scope

    class Instances(Protocol):
        """Where streams take instances from, and what bounds their transactions."""

        @property
        def limits(self) -> Limits:
            """What texts and transactions may take."""

        @property
        def style(self) -> int:
            """What is added to the number of a flow, so that its result is printed as was asked."""

        @property
        def once(self) -> Once | None:
            """What runs a transaction in native code, where that can be done."""

        def start(self, flow: str, scope: Scope | None = None) -> Live:
            """Return a new instance with its deadline set; raises a `Fault`."""

        def bounds(
            self, scope: Scope | None = None
        ) -> tuple[int | None, Callable[[], bool] | None]:
            """Return how many epochs work may last from now, and what it has to ask at each."""

        def door_of(self, live: Live, name: str) -> Function:
            """Return a door function of an instance that `start` gave."""

        def fault_of(self, trapped: Trapped, flow: str) -> Exception:
            """Return the fault that a trap means."""


INVOKE = "invoke"
INVOKE_LINES = "invoke-lines"


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

    def __init__(self, instances: Instances) -> None:
        self._instances = instances

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
        admit(text, self._instances.limits, origin)
        return entry.index | self._instances.style

    def result_of(self, entry: Entry, origin: Origin, well: bool, answer: bytes) -> bytes:  # noqa: FBT001 - as the door says it
        """Return what came of a transaction, if it is a result; raises `BadInput` or `Fault`."""
        if not well:
            raise problem_of(answer, origin)
        return bounded(entry, answer, self._instances.limits)

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

    def __init__(self, instances: Instances) -> None:
        super().__init__(instances)
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
        number = entry.index | self._instances.style
        return self._run(INVOKE_LINES, number, entry.name, text)[1]

    def _run(
        self, door: str, number: int, flow: str, text: bytes, scope: Scope | None = None
    ) -> tuple[bool, bytes]:
        source = self._instances
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
    """Transactions that each have an instance of their own; may be shared by threads."""

    def close(self) -> None:
        """Do nothing: there is nothing left to be freed."""

    def transact(
        self, number: int, flow: str, text: bytes, scope: Scope | None = None
    ) -> tuple[bool, bytes]:
        """Run an entry in a new instance, by native code unless it has to be asked meanwhile."""
        once = self._instances.once
        if once is None or (scope is not None and scope.is_shared):
            with Stream(self._instances) as stream:
                return stream.transact(number, flow, text, scope)
        return self._at_once(once, number, flow, text, self._instances.bounds(scope)[0])

    def brief(self, once: Once, entry: Entry, text: bytes, origin: Origin, ticks: int) -> bytes:
        """Run a flow as `call` does, for so many epochs, by native code."""
        number = self.number_for(entry, text, origin)
        outcome = self._at_once(once, number, entry.name, text, ticks)
        return self.result_of(entry, origin, *outcome)

    def _at_once(
        self, once: Once, number: int, flow: str, text: bytes, ticks: int | None
    ) -> tuple[bool, bytes]:
        try:
            return once.call(number, text, ticks)
        except Trapped as trapped:
            raise self._instances.fault_of(trapped, flow) from None
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
