"""Marks of coverage and calls that nothing answers, from the graph's text to running code."""

import base64
import json

import pytest
from tests.ir.evaluate import evaluate
from tests.ir.reading import read
from tests.meaning import Fault

from flowc import ir, optimise, plan, produce
from flowc.produce.fuse import Fused
from flowrt.engine.engine import Code, Engine, Live, Trapped
from flowrt.rights.limits import Limits

GRAPH = """\
package test:marks@1.0.0

component nowhere {
  ask: func(n: u8) -> u8
}

flow visit(%0 n: u8) -> u8 {
  %1: u8 = const 7
  %2: bool = lt %0, %1
  %5: u8 = if %2 {
    %3: tuple<> = cover 1
    yield %0
  } else {
    %4: tuple<> = cover 300
    yield %1
  }
  return %5
}

export flow marks(%0 xs: list<u8>) -> tuple<list<u8>, list<bool>> {
  %1: tuple<> = cover 0
  %4: list<u8> = for %0 (%2: u8) {
    %3: u8 = flow visit(%2)
    yield %3
  }
  %5: list<bool> = covered 302
  %6: tuple<list<u8>, list<bool>> = make (%4, %5)
  return %6
}

export flow asks(%0 n: u8) -> u8 {
  %1: u8 = unanswered nowhere.ask
  return %1
}
"""


@pytest.fixture(scope="module")
def graph() -> ir.Graph:
    return optimise.run(read(GRAPH))


@pytest.fixture(scope="module")
def fused(graph: ir.Graph) -> Fused:
    return produce.fuse(graph, plan.build(graph), {})


def call(fused: Fused, entry: int, text: bytes) -> str:
    code: Code = Engine().compile(fused.component)
    live = Live(code, Limits())
    try:
        invoke = live.function(code.export(plan.build(read(GRAPH)).door, "invoke"))
        well, answer = live.call(invoke, entry, text)
    finally:
        live.close()
    assert well, answer
    return answer.decode()


@pytest.mark.parametrize(
    ("given", "reached"), [([], {0}), ([3], {0, 1}), ([9], {0, 300}), ([9, 3], {0, 1, 300})]
)
def test_what_is_reached_is_marked(
    graph: ir.Graph, fused: Fused, given: list[int], reached: set[int]
) -> None:
    text = json.dumps({"xs": base64.b64encode(bytes(given)).decode()})
    _, marks = json.loads(call(fused, 0, text.encode()))
    assert {point for point, one in enumerate(marks) if one} == reached
    assert len(marks) == 302
    _, same = evaluate(graph, "marks", {"xs": bytes(given)}, lambda *_: ())
    assert same == marks


def test_a_call_that_nothing_answers_traps_at_its_place(graph: ir.Graph, fused: Fused) -> None:
    with pytest.raises(Trapped) as caught:
        call(fused, 1, b'{"n":1}')
    sites = dict(fused.sites)
    site = next(sites[one.offset] for one in caught.value.frames if one.offset in sites)
    assert (site.kind, site.flow) == ("unanswered", "asks")
    assert (site.component, site.function) == ("nowhere", "ask")
    with pytest.raises(Fault) as fault:
        evaluate(graph, "asks", {"n": 1}, lambda *_: ())
    assert fault.value.place.kind == "unanswered"
