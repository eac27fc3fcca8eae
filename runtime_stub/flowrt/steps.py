"""Flows one step at a time: for whoever keeps them between steps, on a queue or in a database.

`Steps(app).start(flow, parameters)` runs a flow up to where it waits and gives a `Step`; `perform`
does what it waits for, `resume` goes on with the outcome. A step is text between the two, and goes
on in any process that has opened the same archive; each step may be resumed any number of times.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final, Self

from flowrt.app import App
from flowrt.plan.plan import encode_plan
from flowrt.problems.errors import BadStep
from flowrt.run import sleep
from flowrt.run.stream import Origin
from flowrt.run.trampoline import Frame, Trampoline, Waiting
from flowrt.value import Value

if TYPE_CHECKING:
    from flowrt.run.runner import Runner
    from flowrt.run.scope import Scope

SLEPT: Final = sleep.SLEPT.decode()
"""What a flow that slept is resumed with."""

_FIELDS = {"plan": str, "result": str, "frames": list, "args": str}


class Step(Value):
    """Where a flow is: done, with its `result` as JSON, or waiting at the cut `at`.

    `plan` is the digest of the plan that it belongs to; `text` and `read` are its form at rest.
    """

    plan: str
    result: str | None
    waiting: Waiting | None = None

    @property
    def at(self) -> int | None:
        """The number of the cut at which the flow waits, None where it is done."""
        return None if self.waiting is None else self.waiting.cut

    @property
    def text(self) -> str:
        """The step as one line of JSON."""
        fields: dict[str, object] = {"plan": self.plan}
        if self.waiting is None:
            fields["result"] = self.result
        else:
            fields["frames"] = [[one.cut, one.state.decode()] for one in self.waiting.frames]
            fields["args"] = self.waiting.args.decode()
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the step that a text holds; raises `BadStep`."""
        try:
            fields = json.loads(text)
            if not all(isinstance(one, _FIELDS[name]) for name, one in fields.items()):
                raise BadStep("", expected="a step's fields", found="others")
            if "result" in fields:
                return cls(fields["plan"], fields["result"])
            frames = tuple(Frame(int(cut), state.encode()) for cut, state in fields["frames"])
            return cls(fields["plan"], None, Waiting(frames, fields["args"].encode()))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadStep("", expected="a step's text", found=type(error).__name__) from None


class Steps:
    """The flows of an opened archive, a step at a time; may be shared by threads."""

    def __init__(self, app: App | Runner) -> None:
        self._runner = app.runner if isinstance(app, App) else app
        self._plan = hashlib.sha256(encode_plan(self._runner.plan)).hexdigest()

    def start(self, flow: str, parameters: str, outer: Scope | None = None) -> Step:
        """Run a flow on a JSON object up to where it waits; raises `BadInput` or `Fault`."""
        entry = self._runner.entry(flow)
        if not entry.waits:
            return Step(self._plan, self._runner.call_json(flow, parameters))
        scope, origin = self._runner.scope(outer), Origin()
        return self._step(self._trampoline.start(entry, parameters.encode(), origin, scope))

    def sleeps(self, step: Step) -> int | None:
        """Return how many milliseconds a flow wants to sleep, None where it waits for else.

        Whoever keeps steps may let a timer wake it: resume the step with `SLEPT` when it is time.
        A flow that sleeps within a call under policies, a branch or a `try` does so in `perform`.
        """
        if step.waiting is None:
            return None
        return self._runner.plan.cuts[self._waiting(step).cut].ms

    def perform(self, step: Step, scope: Scope | None = None) -> str:
        """Do what a flow waits for, under its policies; return the outcome. Raises a `Fault`."""
        scope = scope or self._runner.scope()
        return self._trampoline.perform(self._waiting(step), scope).decode()

    def resume(self, step: Step, outcome: str, outer: Scope | None = None) -> Step:
        """Go on with an outcome, up to where the flow waits again; raises a `Fault`."""
        waiting, scope = self._waiting(step), self._runner.scope(outer)
        return self._step(self._trampoline.resume(waiting, outcome.encode(), scope))

    @property
    def _trampoline(self) -> Trampoline:
        found = self._runner.trampoline
        if found is None:
            raise BadStep("", expected="an archive whose flows wait", found="one whose never do")
        return found

    def _step(self, step: Waiting | bytes) -> Step:
        if isinstance(step, bytes):
            return Step(self._plan, step.decode())
        return Step(self._plan, None, step)

    def _waiting(self, step: Step) -> Waiting:
        if step.plan != self._plan:
            raise BadStep("", expected=f"plan {self._plan}", found=f"plan {step.plan}")
        waiting, cuts = step.waiting, len(self._runner.plan.cuts)
        if waiting is None:
            raise BadStep("", expected="a flow that waits", found="one that is done")
        if not waiting.frames or not all(0 <= one.cut < cuts for one in waiting.frames):
            raise BadStep("", expected=f"cuts below {cuts}", found="others")
        return waiting
