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


CALL = "%{m}: u32 = with isolate {{ %{k}: u32 = call fix.half(%{p}) yield %{k} }} yield %{m}"
OFTEN = [
    "%{n}: u32 = with retry 1 {{ %{m}: u32 = call fix.half(%{p}) yield %{m} }}",
    f"%{{n}}: u32 = if %1 {{{{ {CALL} }}}} else {{{{ yield %{{p}} }}}}",
]


@pytest.mark.parametrize("line", OFTEN)
def test_a_flow_may_wait_any_number_of_times(line: str) -> None:
    times = 400
    numbers = [{"n": 4 * i + 4, "m": 4 * i + 5, "k": 4 * i + 6, "p": 4 * i} for i in range(times)]
    lines = "\n".join(line.format(**one) for one in numbers)
    graph = read(
        "package a:b@1.0.0 component fix { half: func(n: u32) -> u32 }"
        f" export flow f(%0 n: u32, %1 yes: bool) -> u32 {{ {lines} return %{4 * times} }}"
    )
    cut = segment.run(graph)
    assert len(cut.cuts) == times
    assert [one.span.start for one in cut.cuts] == sorted(one.span.start for one in cut.cuts)
