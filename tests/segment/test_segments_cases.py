"""Small graphs, cut: `cases/x.ir` becomes what `x.txt` beside it holds, with the table of cuts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import Golden
from tests.ir.reading import read, read_file

from flowc import ir, segment
from flowc.segment import Cut

CASES = sorted(Path(__file__).parent.glob("cases/*.ir"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_segments_are_as_before(path: Path, golden: Golden) -> None:
    cut = segment.run(read_file(path))
    table = "\n".join(line for n, one in enumerate(cut.cuts) for line in shown(n, one))
    golden(path.with_suffix(".txt"), f"{ir.text(cut.graph)}\n{table}\n")


def shown(number: int, cut: Cut) -> Iterator[str]:
    """Write a line for a cut: what it asks for, and who goes on."""
    wrapped = " or fails" * cut.fallback + " or leaves" * cut.leaves
    asked = cut.function.function if cut.kind == "service" and cut.function else ""
    what = ", ".join([asked, *cut.targets] if asked else cut.targets)
    yield f"cut-{number}: {cut.kind} {what} -> {cut.resume}{wrapped}".replace("  ", " ")


def test_a_flow_without_cuts_stays_as_it_is() -> None:
    graph = read("package a:b@1.0.0 export flow f(%0 x: u8) -> u8 { return %0 }")
    cut = segment.run(graph)
    assert (cut.graph, cut.cuts, cut.cut) == (graph, (), frozenset())


@pytest.mark.parametrize("apart", ["fix", "fix.half"])
def test_calls_of_a_component_are_cuts_where_that_is_asked_for(apart: str) -> None:
    graph = read_file(Path(__file__).parent / "cases" / "beside.ir")
    kinds = [cut.kind for cut in segment.run(graph, {apart}).cuts]
    assert kinds.count("call") == {"fix": 3, "fix.half": 2}[apart]
    assert not any(cut.kind == "call" for cut in segment.run(graph).cuts)
