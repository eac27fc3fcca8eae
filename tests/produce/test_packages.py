"""Packages that use each other compute what one package of all their flows does."""

import json
from collections.abc import Callable, Mapping

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import fixture, flows_eval
from tests.frontend.packages.programs import within
from tests.frontend.packages.splits import HOME, Split, splits
from tests.ir.evaluate import evaluate
from tests.meaning import Fault
from tests.produce.json_reference import write
from tests.strategies import Value

from flowc import ir, optimise
from flowc.frontend.checked import check_flow
from flowc.frontend.typed import TypedFlow
from flowc.pipeline import Compiled, compile_flow
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt.engine.engine import Engine
from flowrt.engine.live import Live
from flowrt.engine.traps import Trapped
from flowrt.rights.limits import Limits

ENGINE = Engine()
ROOT = "main.flow"
Args = Mapping[str, Value]


def source(files: Mapping[str, str]) -> SourceFile:
    return SourceFile(ROOT, files[ROOT])


def checked(files: Mapping[str, str]) -> TypedFlow:
    report = Report()
    package = check_flow(source(files), within({**files, **WASM}), report, HOME).package
    assert not report.errors
    return package


WASM = {"fix.wasm": fixture.BINARY}


def outcome(package: TypedFlow, flow: str, run: Callable[[], Value]) -> str:
    """Return what a flow gives, or what fault in which flow ends it, prefixes apart."""
    body = next(one for one in package.flows if one.name == flow)
    try:
        return write(body.result, run())
    except Fault as fault:
        return f"{fault.place.kind} in {fault.place.flow.rpartition('.')[2]}"


def by_tree(package: TypedFlow, flow: str, args: Args) -> str:
    twin = fixture.Twin()
    call = lambda _, function, given: twin.run(function.name, given)  # noqa: E731 - one line
    return outcome(package, flow, lambda: flows_eval.evaluate(package, flow, args, call))


def by_graph(package: TypedFlow, graph: ir.Graph, flow: str, args: Args) -> str:
    return outcome(package, flow, lambda: evaluate(graph, flow, args, fixture.Twin().callee))


def by_door(compiled: Compiled, flow: str, args: Args) -> str:
    code = ENGINE.compile(compiled.component)
    live = Live(code, Limits())
    entry = compiled.plan.entry(flow)
    assert entry is not None
    try:
        invoke = live.function(code.export(compiled.plan.door, "invoke"))
        well, text = live.call(invoke, entry.index, json.dumps(dict(args)).encode())
    except Trapped as trapped:
        sites = {site.offset: site for site in compiled.plan.sites}
        site = next(sites[one.offset] for one in trapped.frames if one.offset in sites)
        return f"{site.kind} in {site.flow.rpartition('.')[2]}"
    finally:
        live.close()
    assert well
    return text.decode()


@st.composite
def calls(draw: st.DrawFn, split: Split) -> tuple[str, Args]:
    """Return a flow of the root, and arguments."""
    root = [f"f{at}" for at, home in enumerate(split.homes) if home == split.homes[-1]]
    names = draw(st.sets(st.just("step"))) | {"n"}
    numbers = st.integers(0, 20) | st.integers(0, 2**32 - 1)
    return draw(st.sampled_from(root)), {name: draw(numbers) for name in sorted(names)}


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_split_computes_the_same(data: st.DataObject) -> None:
    split = data.draw(splits())
    whole, parts = checked({ROOT: split.whole}), checked(split.files)
    graph = optimise.run(ir.lower(parts))
    for _ in range(4):
        flow, args = data.draw(calls(split))
        expected = by_tree(whole, flow, args)
        assert by_tree(parts, flow, args) == expected
        assert by_graph(parts, graph, flow, args) == expected


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_split_that_is_fused_computes_the_same(data: st.DataObject) -> None:
    split = data.draw(splits())
    whole = checked({ROOT: split.whole})
    files = split.files
    compiled = compile_flow(source(files), within({**files, **WASM}), Report(), HOME)
    for _ in range(3):
        flow, args = data.draw(calls(split))
        assert by_door(compiled, flow, args) == by_tree(whole, flow, args)


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(splits())
def test_a_linked_graph_reads_as_it_prints(split: Split) -> None:
    text = ir.text(ir.lower(checked(split.files)))
    assert ir.text(ir.read(SourceFile("g.ir", text), Report())) == text
