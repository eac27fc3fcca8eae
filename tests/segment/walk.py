"""A trampoline over the reference evaluator: goes from step to step, in order, one at a time."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.ir.evaluate import Call, evaluate
from tests.meaning import Fault
from tests.strategies import Value

from flowc.ir.graph import Callee
from flowc.segment import Cut, Segmented


class _Left(Exception):  # noqa: N818 - it is no error, but a way out
    """A branch ended the flow that it is a branch of."""

    def __init__(self, value: Value) -> None:
        super().__init__(value)
        self.value = value


@dataclass
class Walk:
    """Runs the flows of a package that was cut; services are called as components are.

    `steps` counts the segments that ran.
    """

    segmented: Segmented
    call: Call
    steps: int = 0

    def flow(self, name: str, given: Mapping[str, Value]) -> Value:
        """Return what a flow gives, through its steps if it has any."""
        if name in self.segmented.cut:
            return self.routine(name, given)
        return evaluate(self.segmented.graph, name, given, self.call)

    def routine(self, entry: str, given: Mapping[str, Value]) -> Value:
        while True:
            self.steps += 1
            case, payload = evaluate(self.segmented.graph, entry, given, self.call)
            if case == "done":
                return payload
            if case == "left":
                raise _Left(payload)
            cut = self.segmented.cuts[int(case.removeprefix("cut-"))]
            entry, given = cut.resume, {"state": payload["state"]}
            if cut.kind != "next":
                given = {**given, "outcome": self.outcome(cut, payload["args"])}

    def outcome(self, cut: Cut, args: Value) -> Value:
        try:
            value = self.asked(cut, args)
        except _Left as left:
            assert cut.leaves
            return ("left", left.value)
        except Fault:
            if not cut.fallback:
                raise
            return ("failed", None)
        return ("value", value) if cut.leaves or cut.fallback else value

    def asked(self, cut: Cut, args: Value) -> Value:
        match cut.kind:
            case "list":
                held, items = args
                return [
                    self.routine(cut.targets[0], {"given": held, "item": item}) for item in items
                ]
            case "tuple":
                return tuple(map(self.branch, cut.targets, args))
            case _:
                return self.tried(cut, args or {})

    def branch(self, target: str, held: Value) -> Value:
        return self.routine(target, {"given": held})

    def tried(self, cut: Cut, args: Mapping[str, Value]) -> Value:
        for left in reversed(range(1 + (cut.policies.retry or 0))):
            try:
                return self.once(cut, args)
            except Fault:
                if not left:
                    raise
        raise AssertionError

    def once(self, cut: Cut, args: Mapping[str, Value]) -> Value:
        if cut.kind == "service":
            assert isinstance(cut.function, Callee)
            return self.call(cut.function, list(args.values()))
        (target,) = cut.targets
        return self.routine(target, args)
