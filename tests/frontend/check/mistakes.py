"""Mistakes seeded into written programs: each in the place of one expression, with its code.

A `Seed` names the expression by its count, as `Written` has it, so that a first writing finds what
can be made a mistake and a second one makes it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.frontend.check.programs import FILE, Choice, Written, slot, written
from tests.frontend.check.programs import inits as write_fields

from flowc.frontend import terms as t
from flowc.frontend import typed as ty
from flowc.frontend.checking.expressions.literals import bounds
from flowc.text.span import Span

UNKNOWN = "zebra-crossing"
GREATEST = 2**64 - 1


@dataclass(frozen=True)
class Seed:
    """A kind of mistake, put where the `at`th expression stands."""

    at: int
    kind: str


def seeds(package: ty.TypedFlow) -> list[Seed]:
    """Return the mistakes that can be made in a package."""
    found: list[Seed] = []

    def note(out: Written, expr: ty.Expr) -> bool:
        found.extend(Seed(out.count, kind) for kind in mistakes(expr))
        return False

    written(package, note)
    return found


def seeded(package: ty.TypedFlow, seed: Seed) -> Written:
    """Write a package with one mistake."""

    def put(out: Written, expr: ty.Expr) -> bool:
        if out.count != seed.at:
            return False
        MISTAKES[seed.kind](out, expr)
        return True

    return written(package, put)


def mistakes(expr: ty.Expr) -> Iterator[str]:
    """Give the kinds of mistake that can stand in an expression's place."""
    if expr.type == t.Tuple(()):
        return
    yield from ("type", "name")
    match expr:
        case ty.Const(value=int() as value) if not isinstance(value, bool):
            yield "range"
        case ty.FlowCall(args=args) | ty.ComponentCall(args=args):
            yield from ("argument", "callee")
            if args and isinstance(expr, ty.ComponentCall):
                yield "missing argument"
        case ty.Part():
            yield "part"
        case ty.Make(type=t.Record()):
            yield from ("field", "missing field")
        case ty.MakeCase(payload=payload, type=t.Variant() | t.Enum()):
            yield from ("case", "no payload" if payload is not None else "payload")
        case ty.Match(arms=arms, other=other) if other is not None or len(arms) > 1:
            yield "missing case"
        case ty.LiteralMatch(other=other) if other is not None:
            yield "missing case"
        case _:
            pass


def of_another_type(out: Written, expr: ty.Expr) -> None:
    with out.wrong("F220"):
        out.put("1" if expr.type == t.STRING else '"wrong"')


def unknown_name(out: Written, _: ty.Expr) -> None:
    with out.wrong("F201"):
        out.put(UNKNOWN)


def out_of_range(out: Written, expr: ty.Expr) -> None:
    _, most = bounds(str(expr.type))
    greater = int(float(most)) + 1 if str(expr.type).startswith("f") else int(most) + 1
    with out.wrong("F222"):
        out.put(str(greater) if greater <= GREATEST else "-1")


def one_argument_more(out: Written, expr: ty.Expr) -> None:
    assert isinstance(expr, ty.FlowCall | ty.ComponentCall)
    out.put(callee(expr), "(")
    for one in expr.args:
        out.expr(one)
        out.put(", ")
    with out.wrong("F251"):
        out.put("true")
    out.put(")")


def one_argument_less(out: Written, expr: ty.Expr) -> None:
    assert isinstance(expr, ty.ComponentCall)
    with out.wrong("F250"):
        out.put(callee(expr))
        out.args(expr.args[:-1])


def unknown_callee(out: Written, expr: ty.Expr) -> None:
    assert isinstance(expr, ty.FlowCall | ty.ComponentCall)
    if isinstance(expr, ty.ComponentCall):
        out.put(f"{expr.component}.")
    with out.wrong("F203" if isinstance(expr, ty.ComponentCall) else "F201"):
        out.put(UNKNOWN)
    out.put("(", ", ".join(slot_or_one(one) for one in expr.args), ")")


def slot_or_one(expr: ty.Expr) -> str:
    """Return an argument that has a type of its own, whatever its place."""
    return slot(expr.slot) if isinstance(expr, ty.Local) else "true"


def callee(expr: ty.FlowCall | ty.ComponentCall) -> str:
    return expr.flow if isinstance(expr, ty.FlowCall) else f"{expr.component}.{expr.function.name}"


def unknown_part(out: Written, expr: ty.Expr) -> None:
    assert isinstance(expr, ty.Part)
    start = out.size
    out.fixed(expr.base)
    out.put(".")
    if isinstance(expr.base.type, t.Record):
        with out.wrong("F234"):
            out.put(UNKNOWN)
        return
    out.put("99")
    out.place, out.code = Span(FILE, start, out.size), "F236"


def unknown_field(out: Written, expr: ty.Expr) -> None:
    assert isinstance(expr, ty.Make)
    assert isinstance(expr.type, t.Record)
    out.put("{ ")
    write_fields(out, expr.type, expr.parts)
    out.put(", ")
    with out.wrong("F234"):
        out.put(UNKNOWN)
    out.put(": true }")


def missing_field(out: Written, expr: ty.Expr) -> None:
    assert isinstance(expr, ty.Make)
    assert isinstance(expr.type, t.Record)
    with out.wrong("F237"):
        out.put("{ " if expr.parts[1:] else "{")
        write_fields(out, expr.type, expr.parts[:-1])
        out.put(" }" if expr.parts[1:] else "}")


def unknown_case(out: Written, expr: ty.Expr) -> None:
    assert isinstance(expr, ty.MakeCase)
    out.put(f"{out.name(expr.type)}.")
    with out.wrong("F260"):
        out.put(UNKNOWN)


def missing_payload(out: Written, expr: ty.Expr) -> None:
    assert isinstance(expr, ty.MakeCase)
    assert isinstance(expr.type, Choice)
    with out.wrong("F262"):
        out.put(out.qualified(expr.type), t.cases_of(expr.type)[expr.index].name)


def surplus_payload(out: Written, expr: ty.Expr) -> None:
    assert isinstance(expr, ty.MakeCase)
    assert isinstance(expr.type, Choice)
    with out.wrong("F263"):
        out.put(out.qualified(expr.type), t.cases_of(expr.type)[expr.index].name, "(true)")


def missing_case(out: Written, expr: ty.Expr) -> None:
    assert isinstance(expr, ty.Match | ty.LiteralMatch)
    arms = out.arms(expr) if isinstance(expr, ty.Match) else out.literal_arms(expr)
    with out.wrong("F264"):
        out.put("match ")
        out.fixed(expr.subject)
    place, code = out.place, out.code
    out.put(" { ")
    out.listed(*arms[:-1])
    out.put(" }")
    out.place, out.code = place, code


MISTAKES: dict[str, Callable[[Written, ty.Expr], None]] = {
    "type": of_another_type,
    "name": unknown_name,
    "range": out_of_range,
    "argument": one_argument_more,
    "missing argument": one_argument_less,
    "callee": unknown_callee,
    "part": unknown_part,
    "field": unknown_field,
    "missing field": missing_field,
    "case": unknown_case,
    "no payload": missing_payload,
    "payload": surplus_payload,
    "missing case": missing_case,
}
