"""Every rule of graphs: what breaks it is found, and said to be our fault."""

from contextlib import suppress
from dataclasses import replace

import pytest
from tests.ir.reading import read

from flowc import ir
from flowc.frontend import terms as t
from flowc.ir.graph import Graph, Value
from flowc.ir.verify import broken
from flowc.text.diagnostic import InternalError
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile

HEAD = """\
package a:b@1.0.0
type pair = record { first: u8, second: bool }
type colour = enum { red, green }
type marks = flags { a, b }
component c {
  f: func(n: u8) -> u8
}
service s {
  f: func(n: u8) -> u8
}
flow g(%0 n: u8) -> u8 {
  return %0
}
flow h(%0 n: u8, %1 b: bool, %2 p: pair, %3 c: colour, %4 xs: list<u8>, %5 o: option<u8>,
       %6 m: marks, %7 r: result<u8, string>, %8 s: string, %9 x: f64, %10 v: u16) -> u8 {
"""
BROKEN = {
    "%11: u8 = frob %0": "there is no operation `frob`",
    "%11: u8 = add %0": "it takes 2 operands, found 1",
    "%11: u8 = add %0, %10": "the operands are of two types, u8 and u16",
    "%11: u16 = add %0, %0": "the result is of type u16, expected u8",
    "%11: bool = add %1, %1": "it takes no operand of type bool",
    "%11: f64 = rem %9, %9": "it takes no operand of type f64",
    "%11: u8 = neg %0": "it takes no operand of type u8",
    "%11: u8 = eq %0, %0": "the result is of type u8, expected bool",
    "%11: bool = lt %2, %2": "it takes no operand of type pair",
    "%11: bool = not %0": "%0 is of type u8, expected bool",
    "%11: string = convert %0": "string is no number",
    "%11: u8 = convert %8": "it takes no operand of type string",
    "%11: u32 = length %8": "string has no length",
    "%11: list<u8> = portions %8": "string has no portions",
    "%11: list<u8> = joined %8": "string is no list of lists",
    "%11: u8 = length %4": "the result is of type u8, expected u32",
    "%11: u16 = part %2.first": "the result is of type u16, expected u8",
    "%11: u8 = flag %6.a": "the result is of type u8, expected bool",
    "%11: pair = make (%0)": "it takes 2 operands, found 1",
    "%11: pair = make (%0, %0)": "%0 is of type u8, expected bool",
    "%11: u8 = make (%0)": "u8 is not made of parts",
    "%11: list<u8> = list [%10]": "%10 is of type u16, expected u8",
    "%11: u8 = list [%0]": "u8 is no list",
    "%11: option<u8> = case some": "it takes 1 operands, found 0",
    "%11: option<u8> = case none(%0)": "it takes 0 operands, found 1",
    "%11: u8 = flags {}": "0 is no value of u8",
    "%11: string = text %2": "%2 has no text",
    "%11: u8 = text %8": "the result is of type u8, expected string",
    "%11: u8 = call c.g(%0)": "component `c` has no function `g`",
    "%11: u8 = call d.f(%0)": "component `d` has no function `f`",
    "%11: u8 = call c.f(%10)": "%10 is of type u16, expected u8",
    "%11: u16 = call c.f(%0)": "the result is of type u16, expected u8",
    "%11: u8 = unanswered c.g": "component `c` has no function `g`",
    "%11: u16 = unanswered c.f": "the result is of type u16, expected u8",
    "%11: u8 = cover 1": "the result is of type u8, expected tuple<>",
    "%11: tuple<> = cover 1048576": "1048576 is no point",
    "%11: list<u8> = covered 1": "the result is of type list<u8>, expected list<bool>",
    "%11: list<bool> = covered 1048577": "1048577 is no number of points",
    "%11: tuple<u8> = par { yield %0 }": "it takes at least 2 regions, found 1",
    "%11: u8 = par { yield %0 } and { yield %0 }": "2 branches do not make u8",
    "%11: tuple<u8, u8> = par { yield %0 } and { yield %10 }": (
        "a region's result is of type u16, expected u8"
    ),
    "%11: u8 = with retry 1 { yield %0 }": "its first region is not one call",
    "%11: u8 = with isolate { %12: u8 = call c.f(%0) yield %0 }": (
        "its first region is not one call"
    ),
    "%11: u8 = with isolate { %12: u8 = call c.f(%0) yield %12 } fallback { yield %1 }": (
        "a region's result is of type bool, expected u8"
    ),
    "%11: u8 = with breaker 5 open 1 probes 1 { %12: u8 = call c.f(%0) yield %12 }": (
        "a breaker governs what is no call of a service"
    ),
    "%11: u8 = with breaker 5 open 1 probes 1 { %12: u8 = flow g(%0) yield %12 }": (
        "a breaker governs what is no call of a service"
    ),
    "%11: u8 = with breaker 5 of 4 open 1 probes 1 { %12: u8 = call s.f(%0) yield %12 }": (
        "a breaker never opens or never closes"
    ),
    "%11: u8 = with breaker 5 open 1 probes 0 { %12: u8 = call s.f(%0) yield %12 }": (
        "a breaker never opens or never closes"
    ),
    "%11: u8 = flow h(%0)": "no flow `h` stands before this one",
    "%11: u8 = flow g(%10)": "%10 is of type u16, expected u8",
    "%11: u8 = if %0 { yield %0 } else { yield %0 }": "%0 is of type u8, expected bool",
    "%11: u8 = if %1 { yield %0 } else { yield %1 }": (
        "a region's result is of type bool, expected u8"
    ),
    "%11: u8 = switch %0 { _ { yield %0 } }": "u8 has no cases",
    "%11: u8 = switch %3 { red { yield %0 } }": "1 regions cannot take 1 cases of 2 and the rest",
    "%11: u8 = switch %3 { red { yield %0 } red { yield %0 } }": "a case has two regions",
    "%11: u8 = switch %5 { some { yield %0 } _ { yield %0 } }": (
        "a region is given (), expected (u8)"
    ),
    "%11: u8 = for %4 (%12: u8) { yield %12 }": ("it makes a list of a list, found u8 of list<u8>"),
    "%11: list<u8> = for %4 (%12: u16) { yield %0 }": "a region is given (u16), expected (u8)",
    "%11: u8 = fold %0, %0 (%12: u8, %13: u8) { yield %12 }": "u8 is no list",
    "%11: u8 = fold %4, %10 (%12: u8, %13: u8) { yield %12 }": (
        "the start is of type u16, expected u8"
    ),
    "%11: u8 = try %3 { return %0 }": "colour has no failure",
    "%11: u8 = try %7 (%12: string) { return %12 }": (
        "a region's result is of type string, expected u8"
    ),
    "%11: u16 = try %5 { return %0 }": "the result is of type u16, expected u8",
    "%0: u8 = add %0, %0": "%0 is defined twice",
    "%11: u8 = if %1 { %12: u8 = add %0, %0 yield %12 } else { yield %12 }": (
        "%12 is used where it is not defined"
    ),
}


def rules(text: str) -> list[str]:
    report = Report()
    with suppress(Stopped):
        ir.read(SourceFile("x.ir", text), report)
    return [one.label for one in report.diagnostics]


@pytest.mark.parametrize("line", BROKEN)
def test_a_broken_rule_is_found(line: str) -> None:
    assert rules(f"{HEAD}{line}\nreturn %0\n}}") == [BROKEN[line]]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("flow f() -> u8 { %0: bool = const true return %0 }",
         "the flow's result is of type bool, expected u8"),
        ("flow f(%0 a: u8, %1 a: u8) -> u8 { return %0 }", "two parameters have one name"),
        ("flow f(%0 a: u8 = { %1: u16 = const 1 yield %1 }) -> u8 { return %0 }",
         "a default is of type u16, expected u8"),
        ("flow f(%0 a: u8, %1 b: u8 = { yield %0 }) -> u8 { return %0 }",
         "%0 is used where it is not defined"),
        (2 * "flow g() -> u8 { %0: u8 = const 1 return %0 }\n",
         "there are two flows of this name"),
    ],
)  # fmt: skip
def test_a_broken_rule_of_flows_is_found(text: str, rule: str) -> None:
    assert rules(f"package a:b@1.0.0\n{text}") == [rule]


ONE = (Value(0, t.Prim("u8")),)
SOUND = f"{HEAD}%11: u8 = add %0, %0\nreturn %11\n}}"


def with_operation(change: dict[str, object]) -> Graph:
    """Return the sound graph with its one addition changed as no text can say it."""
    graph = read(SOUND)
    last = graph.flows[-1]
    op = replace(last.body.operations[0], **change)  # type: ignore[arg-type]  # wrong on purpose
    body = replace(last.body, operations=(op,), result=op.result)
    return replace(graph, flows=(*graph.flows[:-1], replace(last, body=body)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "const", "operands": (), "attribute": float("nan")},
         "flow `h`: `%11: u8 = const nan`: nan is no constant of type u8"),
        ({"name": "const", "operands": (), "attribute": True}, "True is no constant of type u8"),
        ({"name": "part", "operands": ONE, "attribute": 3},
         "`%11: u8 = part %0.#3`: u8 has no parts"),
        ({"name": "call", "attribute": None}, "`%11: u8 = call #None(%0, %0)`"),
        ({"name": "text", "attribute": (None,)}, "it has room for 1 operands, found 2"),
        ({"name": "case", "operands": (), "attribute": 7}, "u8 has no case 7"),
        ({"name": "switch", "operands": ONE, "attribute": ("a",)}, "u8 has no cases"),
        ({"operands": (Value(0, t.Prim("u16")),) * 2}, "%0 is used as u16, but is of type u8"),
        ({"result": Value(11, t.UNKNOWN)}, "%11 is of type _, which no flow may hold"),
        ({"result": Value(11, t.List(t.Opaque("stream<u8>")))}, "which no flow may hold"),
    ],
)  # fmt: skip
def test_a_broken_graph_is_our_fault(change: dict[str, object], message: str) -> None:
    graph = with_operation(change)
    found = [str(one) for one in broken(graph)]
    assert any(message in one for one in found), found
    with pytest.raises(InternalError) as caught:
        ir.verify(graph)
    assert (caught.value.stage, caught.value.message) == ("ir", found[0])


def test_a_body_is_given_its_parameters() -> None:
    graph = read(SOUND)
    flow = replace(graph.flows[0], params=())
    with pytest.raises(InternalError, match="its body is not given its parameters"):
        ir.verify(replace(graph, flows=(flow,)))
