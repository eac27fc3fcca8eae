"""Three evaluators agree: the typed tree, the optimised graph, and the fused component.

Random packages call `tests.fixture`. The tree calls its binary through wasmtime-py, the graph its
Python twin, the fused code holds the binary; results agree as text, faults by kind and place.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import fixture, flows, flows_eval
from tests.ir.evaluate import evaluate
from tests.meaning import Fault, Place
from tests.produce.json_reference import write
from tests.strategies import Value
from tests.validity import validate

from flowc import ir, optimise, plan, produce
from flowc.frontend.typed import FlowBody, TypedFlow
from flowrt.engine.engine import Code, Engine
from flowrt.engine.live import Live
from flowrt.engine.traps import Frame, Trapped
from flowrt.rights.limits import Limits

ENGINE = Engine()
NO_JSON = "a number that JSON cannot hold"


@dataclass(frozen=True)
class Built:
    """A package in its three forms."""

    package: TypedFlow
    graph: ir.Graph
    fused: produce.Fused
    code: Code

    @classmethod
    def of(cls, package: TypedFlow) -> "Built":
        """Build a package, optimised."""
        graph = optimise.run(ir.lower(package))
        fused = produce.fuse(graph, plan.build(graph), {fixture.ALIAS: fixture.BINARY})
        validate(fused.component)
        return cls(package, graph, fused, ENGINE.compile(fused.component))

    def body(self, flow: str) -> FlowBody:
        return next(body for body in self.package.flows if body.name == flow)

    def by_tree(self, flow: str, args: Mapping[str, Value]) -> str:
        call = fixture.Real().function
        return self.outcome(flow, lambda: flows_eval.evaluate(self.package, flow, args, call))

    def by_graph(self, flow: str, args: Mapping[str, Value]) -> str:
        call = fixture.Twin().callee
        return self.outcome(flow, lambda: evaluate(self.graph, flow, args, call))

    def outcome(self, flow: str, run: Callable[[], Value]) -> str:
        try:
            value = run()
        except Fault as fault:
            return repr(fault.place)
        return write(self.body(flow).result, value) if is_finite(value) else NO_JSON

    def by_door(self, flow: str, args: Mapping[str, Value]) -> str:
        entries = [one.name for one in self.graph.flows if one.exported]
        live = Live(self.code, Limits())
        try:
            invoke = live.function(self.code.export(plan.build(self.graph).door, "invoke"))
            well, text = live.call(invoke, entries.index(flow), self.text(flow, args))
        except Trapped as trapped:
            return repr(self.place(trapped.frames))
        finally:
            live.close()
        return text.decode() if well else refused(text)

    def text(self, flow: str, args: Mapping[str, Value]) -> bytes:
        types = {param.slot.name: param.slot.type for param in self.body(flow).params}
        fields = (f"{json.dumps(name)}:{write(types[name], args[name])}" for name in args)
        return f"{{{','.join(fields)}}}".encode()

    def place(self, frames: Sequence[Frame]) -> Place:
        """Return the innermost site that a trap came from."""
        sites = dict(self.fused.sites)
        named = (frame for frame in frames if frame.module or frame.function)
        known = (sites[frame.offset] for frame in named if frame.offset in sites)
        site = next(known, None)
        assert site is not None, (frames, self.fused.sites)
        return Place(site.kind, site.flow, site.span)


def refused(text: bytes) -> str:
    """Return what the door said it cannot do: all it may refuse here is such a number."""
    said = json.loads(text)
    return NO_JSON if "finite" in str(said) else text.decode()


def is_finite(value: Any) -> bool:
    match value:
        case float():
            return math.isfinite(value)
        case dict():
            return all(map(is_finite, value.values()))
        case list() | tuple():
            return all(map(is_finite, value))
        case _:
            return True


def agree(data: st.DataObject, calls: int) -> None:
    built = Built.of(data.draw(flows.packages()))
    for _ in range(calls):
        flow, args = data.draw(flows.calls(built.package))
        expected = built.by_tree(flow, args)
        assert built.by_graph(flow, args) == expected
        assert built.by_door(flow, args) == expected


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_three_evaluators_agree(data: st.DataObject) -> None:
    agree(data, calls=4)
