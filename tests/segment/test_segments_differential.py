"""Random packages under random policies, built and run by the stub, against the evaluators.

The component traps where it is given 13, which is often. What it remembers is gone behind a cut, so
the reference walks from step to step with an instance for each; where it remembers nothing, the
typed tree, which knows of no steps, has to say the same.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import fixture, flows, flows_eval
from tests.flows_governed import under_policies
from tests.meaning import Fault as Stopped
from tests.produce.json_reference import write
from tests.segment.waiting import sealed
from tests.segment.walk import NoJson, Walk, is_finite
from tests.strategies import Value

from flowc import ir, optimise, plan, produce, segment
from flowc.frontend.typed import FlowBody, TypedFlow
from flowc.ir.graph import Policies
from flowc.ir.walk import calls_in
from flowc.pipeline import Compiled
from flowc.segment import Cut, Segmented
from flowrt.problems.errors import Unprintable
from flowrt.problems.faults import NotKept
from flowrt.problems.report import Fault
from flowrt.run.runner import Runner

NO_JSON = "a number that JSON cannot hold"
STATEFUL = {"count", "tick"}


@dataclass(frozen=True)
class Built:
    """A package as a typed tree, in segments, and in an archive."""

    package: TypedFlow
    segmented: Segmented
    runner: Runner
    remembers: bool

    @classmethod
    def of(cls, package: TypedFlow, apart: tuple[str, ...] = ()) -> "Built":
        graph = optimise.run(ir.lower(package))
        cut = segment.run(graph, apart)
        cut = replace(cut, cuts=tuple(map(patient, cut.cuts)))
        steps = plan.with_cuts(plan.build(graph), cut, lambda span: str(span.start))
        fused = produce.fuse(cut.graph, steps, {fixture.ALIAS: fixture.BINARY})
        steps = plan.with_sites(steps, fused.sites, lambda span: str(span.start))
        archive = sealed(Compiled(steps, fused.component, {})).verified
        called = {one.name for one in calls_in(graph).get(fixture.ALIAS, ())}
        return cls(package, cut, Runner(archive), not called.isdisjoint(STATEFUL))

    def body(self, flow: str) -> FlowBody:
        return next(body for body in self.package.flows if body.name == flow)

    def by_tree(self, flow: str, args: Mapping[str, Value]) -> str:
        call = fixture.Twin().function
        return self.told(flow, lambda: flows_eval.evaluate(self.package, flow, args, call))

    def by_steps(self, flow: str, args: Mapping[str, Value]) -> tuple[str, bool]:
        """Return what comes of a flow, and whether a step was refused, which policies may catch."""
        walk = Walk(self.segmented, lambda: fixture.Twin().callee)
        return self.told(flow, lambda: walk.flow(flow, args)), walk.refused

    def told(self, flow: str, run: Callable[[], Value]) -> str:
        try:
            value = run()
        except Stopped as fault:
            return str(fault.place.span.start)
        except NoJson:
            return NO_JSON
        return write(self.body(flow).result, value) if is_finite(value) else NO_JSON

    def by_archive(self, flow: str, args: Mapping[str, Value]) -> str:
        types = {param.slot.name: param.slot.type for param in self.body(flow).params}
        fields = (f"{json.dumps(name)}:{write(types[name], args[name])}" for name in args)
        try:
            return self.runner.call_json(flow, f"{{{','.join(fields)}}}")
        except (Unprintable, NotKept):
            return NO_JSON
        except Fault as fault:
            return fault.place


def patient(cut: Cut) -> Cut:
    """Return a cut that waits for long, but never before it tries again."""
    policies = Policies(5_000_000, cut.policies.retry, 1, cut.policies.isolate)
    return replace(cut, policies=policies)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_archive_does_what_the_evaluators_say(data: st.DataObject) -> None:
    apart = data.draw(st.sampled_from([(), (f"{fixture.ALIAS}.half",), (fixture.ALIAS,)]))
    built = Built.of(data.draw(under_policies(data.draw(flows.packages()))), apart)
    for _ in range(4):
        flow, args = data.draw(flows.calls(built.package))
        expected, refused = built.by_steps(flow, args)
        assert built.by_archive(flow, args) == expected
        if not (built.remembers or refused or expected == NO_JSON):
            assert built.by_tree(flow, args) == expected
