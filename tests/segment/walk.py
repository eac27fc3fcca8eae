"""A trampoline over the reference evaluator: goes from step to step, in order, one at a time."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests import meaning
from tests.ir.evaluate import Call, evaluate
from tests.meaning import Fault, Place, Trap
from tests.strategies import Value

from flowc.frontend import terms as t
from flowc.ir.graph import Callee
from flowc.segment import Cut, Segmented


class _Left(Exception):  # noqa: N818 - it is no error, but a way out
    """A branch ended the flow that it is a branch of."""

    def __init__(self, value: Value) -> None:
        super().__init__(value)
        self.value = value


class NoJson(Exception):  # noqa: N818 - it reads as `raise NoJson`
    """A step holds a number that JSON cannot hold."""


def is_finite(value: Any) -> bool:
    """Whether JSON can hold all numbers of a value."""
    match value:
        case float():
            return math.isfinite(value)
        case dict():
            return all(map(is_finite, value.values()))
        case list() | tuple():
            return all(map(is_finite, value))
        case _:
            return True


@dataclass
class Walk:
    """Runs the flows of a package that was cut; services are called as components are.

    `instance` makes an instance of all components, for each entry that is run; `refused` is whether
    a step had to hold a number that JSON cannot hold, which whole flows may.
    """

    segmented: Segmented
    instance: Callable[[], Call]
    refused: bool = False

    def flow(self, name: str, given: Mapping[str, Value]) -> Value:
        """Return what a flow gives, through its steps if it has any."""
        if name in self.segmented.cut:
            return self.routine(name, given)
        return evaluate(self.segmented.graph, name, given, self.instance())

    def routine(self, entry: str, given: Mapping[str, Value]) -> Value:
        while True:
            case, payload = evaluate(self.segmented.graph, entry, given, self.instance())
            if not is_finite(payload):
                self.refused = True
                raise NoJson
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
        except (Fault, NoJson):
            if not cut.fallback:
                raise
            return ("failed", None)
        return ("value", value) if cut.leaves or cut.fallback else value

    def asked(self, cut: Cut, args: Value) -> Value:
        match cut.kind:
            case "list":
                held, items = args
                given = [{"given": held, "item": item} for item in items]
                return self.listed(cut, [self.routine(cut.targets[0], one) for one in given])
            case "tuple":
                return tuple(map(self.branch, cut.targets, args))
            case "sleep":
                return ()
            case "try":
                (held,) = args
                try:
                    return self.branch(cut.targets[0], held)
                except Fault as fault:
                    return meaning.caught(self.taken(cut), fault.place.kind)
                except NoJson:
                    return meaning.caught(self.taken(cut), "kept")
            case _:
                return self.tried(cut, args or {})

    def listed(self, cut: Cut, values: list[Value]) -> Value:
        """Return a list of values, bytes where they are such."""
        return meaning.make(self.taken(cut), values)

    def taken(self, cut: Cut) -> t.Type:
        """Return the type of what a flow goes on with after a cut, but for what leaves it."""
        resume = next(one for one in self.segmented.graph.flows if one.name == cut.resume)
        type_ = resume.params[1].value.type
        if cut.leaves and isinstance(type_, t.Variant):
            return type_.cases[0].payload or type_
        return type_

    def branch(self, target: str, held: Value) -> Value:
        return self.routine(target, {"given": held})

    def tried(self, cut: Cut, args: Mapping[str, Value]) -> Value:
        for left in reversed(range(1 + (cut.policies.retry or 0))):
            try:
                return self.once(cut, args)
            except (Fault, NoJson):
                if not left:
                    raise
        raise AssertionError

    def once(self, cut: Cut, args: Mapping[str, Value]) -> Value:
        if cut.kind == "service":
            assert isinstance(cut.function, Callee)
            try:
                return self.instance()(cut.function, list(args.values()))
            except Trap:
                raise Fault(Place("call", cut.flow, cut.span)) from None
        (target,) = cut.targets
        return self.routine(target, args)
