"""Each pass on small graphs: `cases/PASS/x.ir` becomes what `x.txt` beside it holds."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.conftest import Golden
from tests.ir.reading import read, read_file

from flowc import ir
from flowc.optimise import DEFAULT_PASSES, run
from flowc.text.diagnostic import InternalError

CASES = sorted(Path(__file__).parent.glob("cases/*/*.ir"))
PASSES = {one.name: (one,) for one in DEFAULT_PASSES} | {"all": DEFAULT_PASSES}


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_pass_gives_its_golden(path: Path, golden: Golden) -> None:
    better = run(read_file(path), PASSES[path.parent.name])
    golden(path.with_suffix(".txt"), ir.text(better))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_pass_leaves_nothing_for_a_second_run(path: Path) -> None:
    passes = PASSES[path.parent.name]
    once = run(read_file(path), passes)
    assert ir.text(run(once, passes)) == ir.text(once)


@dataclass(frozen=True, slots=True)
class Careless:
    """A pass that breaks a rule."""

    name: str = "careless"

    def run(self, graph: ir.Graph) -> ir.Graph:
        flow = graph.flows[0]
        return replace(graph, flows=(replace(flow, body=replace(flow.body, operations=())),))


def test_a_pass_that_breaks_a_rule_is_named() -> None:
    graph = read("package a:b@1.0.0 flow f() -> u8 { %0: u8 = const 7 return %0 }")
    with pytest.raises(InternalError) as caught:
        run(graph, (Careless(),))
    assert caught.value.stage == "optimise"
    assert caught.value.message == (
        "after pass `careless`: flow `f`: %0 is used where it is not defined"
    )


def test_a_graph_that_breaks_a_rule_is_refused_before_any_pass() -> None:
    graph = Careless().run(read("package a:b@1.0.0 flow f() -> u8 { %0: u8 = const 7 return %0 }"))
    with pytest.raises(InternalError, match="stage `ir`"):
        run(graph)
