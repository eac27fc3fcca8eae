"""Random packages under random policies, cut: step by step they compute what they did whole."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from tests import fixture, flows
from tests.flows_governed import under_policies
from tests.ir.evaluate import evaluate
from tests.ir.reading import essence, read
from tests.meaning import Fault
from tests.segment.walk import NoJson, Walk
from tests.strategies import Value

from flowc import ir, optimise, segment

ANY = settings(max_examples=40, suppress_health_check=list(HealthCheck))


def told(run: Callable[[], Value]) -> str:
    try:
        return repr(run())
    except Fault as fault:
        return repr((fault.place.kind, fault.place.span))


def agree(graph: ir.Graph, cut: segment.Segmented, flow: str, args: Mapping[str, Value]) -> None:
    whole, apart = fixture.Twin(), fixture.Twin()
    expected = told(lambda: evaluate(graph, flow, args, whole.callee))
    walk = Walk(cut, lambda: apart.callee)
    try:
        found = told(lambda: walk.flow(flow, args))
    except NoJson:
        return
    # Where policies caught such a refusal, a call was made again, or another value taken.
    if not walk.refused:
        assert found == expected
        assert apart.log == whole.log


@ANY
@given(st.data())
def test_results_faults_and_calls_stay(data: st.DataObject) -> None:
    graph = optimise.run(ir.lower(data.draw(under_policies(data.draw(flows.packages())))))
    fix = replace(graph.components[fixture.ALIAS], service=data.draw(st.booleans()))
    graph = replace(graph, components={fixture.ALIAS: fix})
    apart = data.draw(st.sampled_from([(), (fixture.ALIAS,), (f"{fixture.ALIAS}.half",)]))
    cut = segment.run(graph, apart)
    for _ in range(2):
        flow = data.draw(st.sampled_from([one for one in graph.flows if one.exported]))
        args = {p.name: data.draw(flows.arguments(p.value.type)) for p in flow.params}
        agree(graph, cut, flow.name, args)


@ANY
@given(st.data())
def test_print_then_read_is_the_identity(data: st.DataObject) -> None:
    graph = segment.run(
        optimise.run(ir.lower(data.draw(under_policies(data.draw(flows.packages())))))
    ).graph
    assert essence(read(ir.text(graph))) == essence(graph)


def test_random_packages_have_every_kind_of_cut() -> None:
    """What the other tests promise would be empty without."""
    wanted, found = {"call", "list", "tuple", "flow", "try", "sleep"}, set[str]()

    @settings(max_examples=10, database=None)
    @given(st.data())
    def look(data: st.DataObject) -> None:
        graph = optimise.run(ir.lower(data.draw(under_policies(data.draw(flows.packages())))))
        found.update(cut.kind for cut in segment.run(graph).cuts)

    for number in range(40):
        if not wanted <= found:
            seed(number)(look)()
    assert wanted <= found
