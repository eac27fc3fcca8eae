"""Choices: a box that decides, an arm for each case, a dot where the arms meet again.

An arm is entered by the case's payload where it uses that, and by an arrow without a value where
it does not; either names the case. A choice that leads to no call shrinks to one box.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flowc.draw.drawing import HOLE, Drawing
from flowc.draw.picture import Line, Shape
from flowc.draw.wires import Value, cut, given
from flowc.frontend import terms
from flowc.frontend import typed as t
from flowc.ir.literals import written


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to go: what names it, what it binds of which type, and what it does."""

    label: str
    body: t.Expr
    binder: t.Binder = None
    pattern: str = HOLE
    payload: t.Type | None = None


def draw_choice(d: Drawing, e: t.If | t.Match | t.LiteralMatch) -> Value:
    """Draw a choice; return what it gives."""
    subject = d.expr(e.condition if isinstance(e, t.If) else e.subject)
    arms, mark, joined = tuple(_arms(e)), d.sketch.mark(), ""

    def fill() -> None:
        nonlocal joined
        joined = _fill(d, "if" if isinstance(e, t.If) else "match", subject, arms)

    d.sketch.frame("", fill)
    if d.sketch.is_pure(mark):
        lines = ("if",) if isinstance(e, t.If) else ("match", cut(", ".join(a.label for a in arms)))
        joined = d.sketch.collapse(mark, Shape.CHOICE, *lines)
    return given(joined, "", e.type)


def _fill(d: Drawing, word: str, subject: Value, arms: tuple[Arm, ...]) -> str:
    decision = d.sketch.node(Shape.CHOICE, word)
    d.sketch.feed(subject, decision)
    drawn = [_arm(d, decision, arm) for arm in arms]
    joined = d.sketch.node(Shape.JOIN)
    for arm, (made, value) in zip(arms, drawn, strict=True):
        d.sketch.feed(value, joined)
        if not any(wire.node in made or wire.node == decision for wire in value.wires):
            d.sketch.edge(decision, joined, arm.label, Line.CONTROL)
    return joined


def _arm(d: Drawing, decision: str, arm: Arm) -> tuple[frozenset[str], Value]:
    """Draw one arm; return its boxes and its value."""
    mark = d.sketch.mark()
    if arm.payload is not None:
        d.bind(arm.binder, given(decision, arm.label, arm.payload), arm.pattern)
    value = d.expr(arm.body)
    for entry in d.sketch.entries(mark, decision):
        d.sketch.edge(decision, entry, arm.label, Line.CONTROL)
    return d.sketch.since(mark), value


def _arms(e: t.If | t.Match | t.LiteralMatch) -> Iterator[Arm]:
    match e:
        case t.If(_, then, otherwise):
            yield Arm("then", then)
            yield Arm("else", otherwise)
        case t.Match(subject, arms, other):
            for arm in arms:
                yield _case_arm(arm, subject.type)
            yield from _other(other, subject.type)
        case t.LiteralMatch(subject, literals, other):
            for literal, body in literals:
                yield Arm(constant(literal), body)
            yield from _other(other, subject.type)


def _case_arm(arm: t.CaseArm, type_: t.Type) -> Arm:
    if not isinstance(type_, terms.Variant | terms.Enum | terms.Option | terms.Result):
        return Arm(str(arm.index), arm.body)
    case = terms.cases_of(type_)[arm.index]
    return Arm(case.name, arm.body, arm.binder, f"{case.name}({HOLE})", case.payload)


def _other(arm: t.OtherArm | None, type_: t.Type) -> Iterator[Arm]:
    if arm is not None:
        yield Arm("_", arm.body, arm.binder, payload=type_)


def constant(e: t.Expr) -> str:
    """Return how a literal is written, cut where it is long; `..` for what is no literal."""
    if not isinstance(e, t.Const):
        return ".."
    return cut(written(e.value, char=e.type == terms.CHAR))
