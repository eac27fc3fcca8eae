"""Runs flows that wait: segment after segment, doing at each cut what the plan says.

Each segment, each call in an instance of its own and each branch runs in a fresh instance, so a
component remembers nothing across a cut. Values pass from one to the next as the text that the
component itself has printed. Raises what a transaction raises: `BadInput` or `Fault`.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from flowrt.problems.errors import Unprintable
from flowrt.problems.faults import NotCompiled, NotKept
from flowrt.problems.report import BadInput, Fault
from flowrt.run import answers
from flowrt.run.beside import beside
from flowrt.run.calls import Calls, failed
from flowrt.run.caught import caught
from flowrt.run.observe import observed
from flowrt.run.sleep import sleep
from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flowrt.plan.cuts import Cut
    from flowrt.plan.plan import Entry, Plan
    from flowrt.run.instances import Instances
    from flowrt.run.scope import Scope
    from flowrt.run.services import Binding
    from flowrt.run.stream import Origin

_CASE = re.compile(r"(?P<within>.* )?(?:done|left|cut-(?P<cut>[0-9]{1,9}))\.?(?P<path>.*)")
"""The path of a value in a step."""


class Left(Exception):  # noqa: N818 - it is no error, but a way out
    """A branch ended the flow that it is a branch of, with this value."""

    def __init__(self, value: bytes) -> None:
        super().__init__(value)
        self.value = value


class Frame(Value):
    """A flow that waits: at which cut, and what was live there."""

    cut: int
    state: bytes


class Waiting(Value):
    """A transaction that waits: the flows on the way, innermost last, and what that one gives."""

    frames: tuple[Frame, ...]
    args: bytes

    @property
    def cut(self) -> int:
        """The cut that the innermost flow waits at."""
        return self.frames[-1].cut


class Trampoline:
    """Runs the waiting flows of one plan; may be shared by threads."""

    def __init__(self, plan: Plan, services: Mapping[str, Binding], instances: Instances) -> None:
        self._plan = plan
        self._instances = instances
        self._calls = Calls(plan, services, self._whole)

    def run(self, entry: Entry, text: bytes, origin: Origin, scope: Scope) -> bytes:
        """Run an exported flow to its end."""
        step = self.start(entry, text, origin, scope)
        while isinstance(step, Waiting):
            step = self.resume(step, self.perform(step, scope), scope)
        return step

    def start(self, entry: Entry, text: bytes, origin: Origin, scope: Scope) -> Waiting | bytes:
        """Run an exported flow up to where it waits, or to its value."""
        answer = self._run(entry.index, entry.name, text, scope, origin)
        return self._advance((), answer, scope)

    def resume(self, step: Waiting, outcome: bytes, scope: Scope) -> Waiting | bytes:
        """Go on with what came of a cut, up to where the flow waits again, or to its value."""
        *outer, frame = step.frames
        return self._advance(tuple(outer), self._go_on(frame, outcome, scope), scope)

    def perform(self, step: Waiting, scope: Scope) -> bytes:
        """Do what a flow waits for; return the outcome that it is to be resumed with."""
        cut = self._plan.cuts[step.cut]
        name = cut.called or cut.kind
        with observed(scope, "cut", name, cut.flow, cut.place, step.cut) as within:
            match cut.kind:
                case "list" | "tuple":
                    return self._branches(cut, step.args, within)
                case "sleep":
                    return sleep(cut, within)
                case _:
                    return self._once_only(cut, step.args, within)

    def _once_only(self, cut: Cut, args: bytes, scope: Scope) -> bytes:
        """Make a call or try one, unless the transaction remembers what came of it."""
        outcome = None if scope.journal is None else scope.journal.recall()
        if outcome is None:
            make = self._try if cut.kind == "try" else self._calls.call
            outcome = make(cut, args, scope)
            if scope.journal is not None:
                scope.journal.keep(outcome)
        return outcome

    # --- segments --------------------------------------------------------------------------------

    def _advance(self, frames: tuple[Frame, ...], answer: bytes, scope: Scope) -> Waiting | bytes:
        """Go on until something is to be done that is not done by segments."""
        while True:
            match answers.read(answer):
                case answers.Gone(value):
                    raise Left(value)
                case answers.Done(value):
                    if not frames:
                        return value
                    *outer, frame = frames
                    frames, answer = tuple(outer), self._go_on(frame, value, scope)
                case answers.Waits(number, args, state):
                    cut, frame = self._cut(number), Frame(number, state)
                    if cut.kind == "next":
                        answer = self._go_on(frame, None, scope)
                    elif cut.kind == "flow":
                        frames = (*frames, frame)
                        answer = self._entry(cut, answers.arguments(args), scope)
                    else:
                        return Waiting((*frames, frame), args)

    def _run(
        self, number: int, flow: str, text: bytes, scope: Scope, origin: Origin | None = None
    ) -> bytes:
        """Run an entry; what a step cannot hold is told as what it is, a result or what is kept."""
        try:
            with observed(scope, "segment", flow, flow) as within:
                return self._instances.run(number, flow, text, within, origin)
        except Unprintable as problem:
            raise self._unprintable(problem) from None

    def _unprintable(self, problem: Unprintable) -> Fault | Unprintable:
        found = _CASE.fullmatch(problem.path)
        if found is None:
            return problem
        facts = {"expected": problem.expected, "found": problem.found}
        if found["cut"] is None:
            return Unprintable(f"{found['within'] or ''}{found['path']}".strip(), **facts)
        cut = self._cut(int(found["cut"]))
        message = f"{found['path']}: expected {problem.expected}, found {problem.found}"
        return NotKept(**cut.names, message=message)

    def _cut(self, number: int) -> Cut:
        if number >= len(self._plan.cuts):
            raise NotCompiled(message=f"a segment waits at cut {number}, which the plan lacks")
        return self._plan.cuts[number]

    def _go_on(self, frame: Frame, outcome: bytes | None, scope: Scope) -> bytes:
        cut = self._plan.cuts[frame.cut]
        text = answers.resumed(frame.state, outcome)
        try:
            return self._run(cut.resume, cut.flow, text, scope)
        except Unprintable:
            raise
        except BadInput as problem:
            if cut.kind != "service":
                raise NotCompiled(flow=cut.flow, message=f"{problem}") from None
            found = f"{problem.place}: expected {problem.expected}, found {problem.found}"
            raise failed(cut, f"it gave {found}") from None

    def _entry(self, cut: Cut, text: bytes, scope: Scope, branch: int = 0) -> bytes:
        return self._run(cut.targets[branch], cut.flow, text, scope)

    def _whole(self, cut: Cut, text: bytes, scope: Scope, branch: int = 0) -> bytes:
        """Run one of a cut's entries to its end; raises `Left`, too."""
        step = self._advance((), self._entry(cut, text, scope, branch), scope)
        numbers = count()
        while isinstance(step, Waiting):
            step = self.resume(step, self.perform(step, scope.part(next(numbers))), scope)
        return step

    # --- branches --------------------------------------------------------------------------------

    def _branches(self, cut: Cut, args: bytes, scope: Scope) -> bytes:
        try:
            value = answers.array_of(beside(self._jobs(cut, args), scope))
        except Left as left:
            return b'{"left":%b}' % left.value
        return b'{"value":%b}' % value if cut.leaves else value

    def _jobs(self, cut: Cut, args: bytes) -> list[Callable[[Scope], bytes]]:
        if cut.kind == "tuple":
            texts = [answers.branch(held) for held in answers.items(args)]
            return [self._job(cut, text, branch, branch) for branch, text in enumerate(texts)]
        held, array = answers.items(args)
        texts = [answers.branch(held, item) for item in answers.items(array)]
        return [self._job(cut, text, number) for number, text in enumerate(texts)]

    def _job(self, cut: Cut, text: bytes, number: int, branch: int = 0) -> Callable[[Scope], bytes]:
        return lambda scope: self._whole(cut, text, scope.part(number), branch)

    def _try(self, cut: Cut, args: bytes, scope: Scope) -> bytes:
        """Run what a `try` is before; a fault is its value, unless all of the time is over."""
        (held,) = answers.items(args)
        try:
            value = self._whole(cut, answers.branch(held), scope)
        except Left as left:
            return b'{"left":%b}' % left.value
        except (Fault, Unprintable) as problem:
            if scope.is_over:
                raise
            value = caught(problem)
        return b'{"value":%b}' % value if cut.leaves else value
