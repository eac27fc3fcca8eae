"""What is drawn, against goldens that were read, and for random packages what must always hold."""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from tests.flows import Package, packages

from flowc import draw
from flowc.draw.picture import Line, Picture, Shape, boxes
from flowc.frontend import typed as t
from flowc.frontend.capability import Capabilities, Capability
from flowc.frontend.checked import check_flow
from flowc.frontend.signature import Function
from flowc.frontend.terms import FuncType
from flowc.text.report import Report
from flowc.text.source import SourceFile

CASES = Path(__file__).parent / "cases"
SAMPLES = Path(__file__).resolve().parents[2] / "samples"
GREETING = SAMPLES / "hello"
DOT = shutil.which("dot")
ANY = settings(max_examples=40, suppress_health_check=list(HealthCheck))

Golden = Callable[[Path, str], None]


def checked(path: Path, folder: Path) -> t.TypedFlow:
    source = SourceFile(path.name, path.read_text())
    return check_flow(source, lambda used: (folder / used).read_bytes(), Report()).package


def case(name: str) -> t.TypedFlow:
    return checked(CASES / f"{name}.flow", GREETING)


def by_text(picture: Picture) -> dict[str, str]:
    return {" ".join(node.lines): node.id for node in boxes(picture.clusters)}


@pytest.mark.parametrize("name", ["shapes", "awkward", "cuts", "apart"])
def test_mermaid_is_as_it_was_read(name: str, golden: Golden) -> None:
    golden(CASES / f"{name}.mmd", draw.mermaid(draw.picture([case(name)])))


@pytest.mark.parametrize("name", ["shapes", "awkward", "cuts", "apart"])
def test_dot_is_as_it_was_read(name: str, golden: Golden) -> None:
    golden(CASES / f"{name}.dot", draw.dot(draw.picture([case(name)])))


def test_the_movies_are_drawn(golden: Golden) -> None:
    movies = checked(SAMPLES / "movies" / "movies.flow", SAMPLES / "movies")
    golden(CASES / "movies-score.dot", draw.dot(draw.picture([movies], "score")))


def test_arrows_counted_by_hand() -> None:
    picture = draw.picture([case("shapes")], "handled")
    ids = by_text(picture)
    greetings = [node.id for node in boxes(picture.clusters) if node.lines == ("greeting.greet",)]
    start, result = ids["tried: result<string, string>"], ids["-> string"]
    found = {(edge.source, edge.target, edge.line): edge.labels for edge in picture.edges}
    # What failed leads to its handler's call, and that to the result.
    assert found[start, greetings[0], Line.LEAVE] == ("err: string",)
    assert found[greetings[0], result, Line.LEAVE] == ("string",)
    # The name decides; only one of the two ways calls.
    assert found[start, ids["if"], Line.DATA] == ("name: string",)
    assert found[ids["if"], greetings[1], Line.CONTROL] == ("then",)


def test_what_a_handler_uses_leads_to_the_result() -> None:
    picture = draw.picture([case("shapes")], "first")
    result = by_text(picture)["-> result<string, u32>"]
    leaving = [edge.labels for edge in picture.edges if edge.line is Line.LEAVE]
    assert leaving == [("names: list<string>",), ("none",)]
    assert {edge.target for edge in picture.edges if edge.line is Line.LEAVE} == {result}


def test_cases_stand_on_the_arrows_of_a_match() -> None:
    picture = draw.picture([case("shapes")], "welcome")
    decision = by_text(picture)["match"]
    labels = [edge.labels for edge in picture.edges if edge.source == decision]
    assert labels == [
        ("named(name): string",),
        ("pair(both).0: string", "pair(both).1: string"),
        ("nobody",),
    ]


def test_one_flow_is_drawn_with_only_its_components() -> None:
    package = case("shapes")
    assert [one.title for one in draw.picture([package], "all").clusters] == [
        "export flow all",
        ("components of draw:shapes@1.0.0"),
    ]
    assert draw.picture([case("awkward")]).aliases == ()


def test_the_legend_says_what_components_need_and_what_they_are_given() -> None:
    function = Function("a:b/c", "f", FuncType((), None))
    fills = tuple(
        t.Fill(f"acme:x/y{i}@1.0.0", (t.Supply("f", t.ComponentSupplier("other", function)),))
        for i in range(7)
    )
    flow = t.Fill("on-event", (t.Supply("on-event", t.FlowSupplier("told")),))
    grants = Capabilities.of([Capability("files", "data"), Capability("clock")])
    package = replace(
        case("shapes"), grants={"greeting": grants}, fills={"greeting": (flow, *fills)}
    )
    (legend,) = [
        one for one in boxes(draw.picture([package]).clusters) if one.shape is Shape.COMPONENT
    ]
    assert legend.lines == (
        "greeting",
        'needs files("data", read), clock',
        "on-event: told",
        *(f"y{i}: other" for i in range(5)),
        "and 2 more",
    )


def test_a_flow_says_what_it_needs() -> None:
    package = case("shapes")
    needs = Capabilities.of([Capability("random")])
    flows = tuple(replace(one, needs=needs) for one in package.flows)
    first = draw.picture([replace(package, flows=flows)]).clusters[0]
    assert first.title.endswith(" needs random")


def test_a_long_flow_is_drawn_soon() -> None:
    """A thousand calls, each used by a choice that calls: what is quadratic here takes minutes."""
    head = 'package a:long@1.0.0;\nuse greeting from "components/greeting/greeting.wasm";\n'
    steps = "".join(
        f"let a{i} = greeting.greet(a{i - 1});\n"
        f'let a{i + 1} = if a{i} == "" {{ greeting.greet(a0) }} else {{ a{i} }};\n'
        for i in range(1, 2000, 2)
    )
    source = SourceFile(
        "long.flow", f"{head}export flow f(a0: string) -> string {{ {steps} a2000 }}"
    )
    package = check_flow(source, lambda used: (GREETING / used).read_bytes(), Report()).package
    text = draw.mermaid(draw.picture([package]))
    assert text.count("greeting.greet") == 2000


def test_several_packages_share_a_picture() -> None:
    picture = draw.picture([case("shapes"), case("awkward")])
    assert picture.title == "draw:shapes@1.0.0, odd:signs@0.1.0"
    ids = [node.id for node in boxes(picture.clusters)]
    assert len(set(ids)) == len(ids)


@ANY
@given(packages())
def test_every_call_is_drawn_once(package: Package) -> None:
    picture = draw.picture([package])
    wanted = Counter[str]()
    for flow in package.flows:
        _count(flow.body, wanted)
    drawn = Counter(
        node.lines[0] for node in boxes(picture.clusters) if node.shape in (Shape.CALL, Shape.FLOW)
    )
    assert drawn == wanted


@ANY
@given(packages())
def test_arrows_join_boxes_of_one_flow(package: Package) -> None:
    picture = draw.picture([package])
    home = {node.id: cluster.id for cluster in picture.clusters for node in boxes(cluster.parts)}
    assert all(home[edge.source] == home[edge.target] for edge in picture.edges)
    assert all(edge.labels or edge.line is Line.CONTROL for edge in picture.edges)
    assert draw.dot(picture) == draw.dot(draw.picture([package]))


MERMAID = re.compile(
    r'flowchart TB|(  )+end|(  )+subgraph c\d+\["[^"<>&]*"\]'
    r'|(  )+n\d+[\[({/]+"[^"&]*"[\])}/]+:::[a-z]+-[a-z0-9]+'
    r'|  n\d+ (-->|-\.->)(\|"[^"&]*"\|)? n\d+'
    r"|  classDef [a-z]+-[a-z0-9]+ fill:#\w{6},stroke:#\w{6},color:#\w{6}"
    r"|  linkStyle \d+(,\d+)* stroke:#\w{6}"
)


@ANY
@given(packages())
def test_mermaid_has_only_lines_of_known_form(package: Package) -> None:
    text = draw.mermaid(draw.picture([package]))
    assert [line for line in text.splitlines() if not MERMAID.fullmatch(line)] == []
    assert "<" not in text.replace("<br>", "")


@pytest.mark.skipif(DOT is None, reason="Graphviz is not installed: no `dot` on the path")
@settings(ANY, max_examples=8)
@given(packages())
def test_graphviz_reads_the_dot(package: Package) -> None:
    text = draw.dot(draw.picture([package]))
    done = subprocess.run(
        [str(DOT), "-Tcanon"], input=text, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def _count(one: object, found: Counter[str]) -> None:
    """Count the calls in a typed tree, by what a box says."""
    match one:
        case t.ComponentCall(component, function):
            found[f"{component}.{function.name}"] += 1
        case t.FlowCall(flow):
            found[flow] += 1
        case t.Slot():
            return
        case tuple():
            for each in one:
                _count(each, found)
            return
    for name in getattr(type(one), "__dataclass_fields__", ()):
        if name not in ("type", "span", "function"):
            _count(getattr(one, name), found)
