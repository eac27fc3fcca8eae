"""Calls under policies are lowered, written, read and optimised without a change of meaning."""

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from tests import flows
from tests.flows_governed import under_policies
from tests.ir.reading import essence, read
from tests.optimise.test_passes_keep_meaning import of_graph, of_tree

from flowc import ir, optimise
from flowc.ir.walk import operations

ANY = settings(max_examples=40, suppress_health_check=list(HealthCheck))


@ANY
@given(st.data())
def test_results_faults_and_calls_stay(data: st.DataObject) -> None:
    package = data.draw(under_policies(data.draw(flows.packages())))
    graph = ir.lower(package)
    better = optimise.run(graph)
    for _ in range(2):
        flow, args = data.draw(flows.calls(package))
        expected = of_tree(package, flow, args)
        assert of_graph(graph, flow, args) == expected
        assert of_graph(better, flow, args) == expected


@ANY
@given(st.data())
def test_print_then_read_is_the_identity(data: st.DataObject) -> None:
    graph = optimise.run(ir.lower(data.draw(under_policies(data.draw(flows.packages())))))
    text = ir.text(graph)
    again = read(text)
    assert essence(again) == essence(graph)
    assert ir.text(again) == text


def test_random_packages_have_governed_calls() -> None:
    """What the other tests promise would be empty without."""
    wanted, found = {"with", "par"}, set[str]()

    @settings(max_examples=10, database=None)
    @given(st.data())
    def look(data: st.DataObject) -> None:
        graph = ir.lower(data.draw(under_policies(data.draw(flows.packages()))))
        found.update(op.name for flow in graph.flows for op in operations(flow))

    for number in range(10):
        if not wanted <= found:
            seed(number)(look)()
    assert wanted <= found
