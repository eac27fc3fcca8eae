"""Random flows in tests: what they give, what stubs answer and what is marked, against evaluators.

A test that always fails carries what a random flow gives. The oracle evaluates the flow without any
test, on a component that answers some calls as the stub would.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import fixture, flows
from tests.ir.evaluate import evaluate
from tests.meaning import Fault
from tests.produce.json_reference import write
from tests.produce.test_differential import ENGINE, NO_JSON, is_finite
from tests.strategies import Value
from tests.validity import validate

from flowc import ir, optimise, plan, produce
from flowc.frontend import terms as t
from flowc.frontend import typed as ty
from flowc.frontend.points import Point, Points
from flowc.frontend.walk import inside
from flowc.ir.graph import Callee
from flowc.text.span import Span
from flowc.trials import answer
from flowrt.engine.engine import Code, Live, Trapped
from flowrt.rights.limits import Limits

U32 = t.Prim("u32")
HERE = Span(flows.FILE, 0, 0)
ASKS = "asks"
STUBBED = "half"
"""The function with a stub, which answers even numbers with ten times as much."""


@dataclass
class Answering:
    """The fixture's twin, behind what the stub answers."""

    twin: fixture.Twin = field(default_factory=fixture.Twin)

    def call(self, callee: Callee, args: Sequence[Value]) -> Value:
        if callee.function == STUBBED and args[0] % 2 == 0 and args[0] < 1000:
            return args[0] * 10
        return self.twin.callee(callee, args)


def stub() -> ty.Stub:
    """Return the stub as a checked one: `some(n * 10)` where `n % 2 == 0`, below a thousand."""
    slot = ty.Slot(0, "n", U32)
    n = ty.Local(slot, U32, HERE)
    gives = t.Option(U32)

    even = ty.Compare("eq", ty.Calculate("rem", n, number(2), U32, HERE), number(0), t.BOOL, HERE)
    small = ty.Compare("lt", n, number(1000), t.BOOL, HERE)
    some = ty.MakeCase(1, ty.Calculate("mul", n, number(10), U32, HERE), gives, HERE)
    none = ty.MakeCase(0, None, gives, HERE)
    body = ty.If(ty.Logic("and", even, small, t.BOOL, HERE), some, none, gives, HERE)
    function = fixture.FUNCTIONS[STUBBED]
    params = (ty.TypedParam(slot, None, ""),)
    flow = ty.FlowBody(STUBBED, False, params, gives, body, "", HERE)  # noqa: FBT003 - not exported
    return ty.Stub(fixture.ALIAS, function.interface, STUBBED, flow)


def asking(draw: flows.Draw, package: ty.TypedFlow) -> ty.TypedFlow:
    """Add a flow that gives what a random one does, and what calls of the stubbed function do.

    Some of the calls are in a flow of their own; the last tells how often components were called.
    """
    name, args = draw(flows.calls(package))
    flow = next(one for one in package.flows if one.name == name)
    spans = iter(Span("test.flow", at, at + 1) for at in range(1 << 20))
    spell = flows._Flow(draw, (), (), spans, flow.result)
    filled = tuple(
        flows.spelled(spell, one.slot.type, args[one.slot.name])
        if one.slot.name in args
        else one.default
        for one in flow.params
    )
    called = ty.FlowCall(name, filled, flow.result, next(spans))  # type: ignore[arg-type]  # none is absent
    slot = ty.Slot(0, "n", U32)
    half = component("half", ty.Local(slot, U32, next(spans)), span=next(spans))
    params = (ty.TypedParam(slot, None, ""),)
    through = ty.FlowBody("through", False, params, U32, half, "", HERE)  # noqa: FBT003 - not exported
    asked = [called, component("half", number(8), span=next(spans))]
    asked += [ty.FlowCall("through", (number(n),), U32, next(spans)) for n in (8, 9)]
    asked.append(component("count", span=next(spans)))
    result = t.Tuple(tuple(one.type for one in asked))
    body = ty.Make(tuple(asked), result, next(spans))
    asks = ty.FlowBody(ASKS, True, (), result, body, "", HERE)  # noqa: FBT003 - exported
    return replace(package, flows=(*package.flows, through, asks))


def component(name: str, *args: ty.Expr, span: Span) -> ty.Expr:
    return ty.ComponentCall(fixture.ALIAS, fixture.FUNCTIONS[name], args, U32, span)


def number(value: int) -> ty.Expr:
    return ty.Const(value, U32, HERE)


def trial(result: t.Type) -> ty.Test:
    """Return a test that fails with what the flow that asks gives."""
    carried = t.Tuple((U32, result))
    error = t.Variant((t.Case("at-0", carried),))
    gives = t.Result(None, error)
    pair = ty.Make((number(0), ty.FlowCall(ASKS, (), result, HERE)), carried, HERE)
    body = ty.MakeCase(1, ty.MakeCase(0, pair, error, HERE), gives, HERE)
    run = ty.FlowBody("a test", False, (), gives, body, "", HERE)  # noqa: FBT003 - not exported
    return ty.Test("a test", run, (ty.Failure("try", None, (), HERE),), (stub(),), HERE)


def every_point(package: ty.TypedFlow) -> Points:
    """Return a point for every expression, and for every call."""
    nodes = [one for flow in package.flows for one in inside(flow.body)]
    spans = dict.fromkeys(one.span for one in nodes if isinstance(one, ty.Expr))
    entered = {span: (number,) for number, span in enumerate(spans)}
    calls = {
        one.span: (len(spans) + number,)
        for number, one in enumerate(nodes)
        if isinstance(one, ty.ComponentCall | ty.FlowCall)
    }
    count = len(spans) + len(nodes)
    return Points(tuple(Point("branch", HERE) for _ in range(count)), calls, entered)


def by_door(graph: ir.Graph) -> str:
    """Run the first entry; return its answer, or the place of the fault that it came to."""
    steps = plan.build(graph)
    fused = produce.fuse(graph, steps, {fixture.ALIAS: fixture.BINARY})
    validate(fused.component)
    code: Code = ENGINE.compile(fused.component)
    live = Live(code, Limits())
    sites = dict(fused.sites)
    try:
        well, text = live.call(live.function(code.export(steps.door, "invoke")), 0, b"{}")
    except Trapped as trapped:
        named = (one.offset for one in trapped.frames if one.module or one.function)
        site = next(sites[offset] for offset in named if offset in sites)
        return f"{site.kind} at {site.span}"
    finally:
        live.close()
    return text.decode() if well else NO_JSON


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_test_gives_what_its_flow_does_and_marks_what_it_came_to(data: st.DataObject) -> None:
    package = asking(data.draw, data.draw(flows.packages()))
    result = package.flows[-1].result
    try:
        value = evaluate(ir.lower(package), ASKS, {}, Answering().call)
    except Fault as fault:
        expected = f"{fault.place.kind} at {fault.place.span}"
    else:
        expected = write(result, value) if is_finite(value) else NO_JSON
    tested = replace(package, tests=(trial(result),))
    plain = ir.lower_tests(tested, every_point(package), {fixture.ALIAS}).graph
    found = by_door(optimise.run(plain))
    if not found.startswith("["):
        assert found == expected
        return
    said = answer.read(found)
    assert said.found == expected
    _, marks = evaluate(plain, "test-1", {}, fixture.Twin().callee)
    assert list(said.marks) == marks
    assert any(marks)
