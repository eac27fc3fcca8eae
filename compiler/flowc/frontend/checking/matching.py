"""`match`: arms to cases or literals, and whether they take every value.

What is matched decides the kind: a choice is told apart by case, a primitive by literals, and
anything else can only be bound.
"""

from dataclasses import dataclass, field

from flowc.frontend import terms, tree, typed
from flowc.frontend.checking.binders import Bind, bind
from flowc.frontend.checking.blocks import joined
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.literals import constant
from flowc.frontend.checking.patterns import (
    ForAll,
    ForCase,
    ForLiteral,
    ForNothing,
    Subject,
    Target,
    target,
)
from flowc.frontend.checking.want import Draft, Want
from flowc.frontend.errors.matches import ArmAfterAll, MissingCases, RepeatedArm, UnreachableArm
from flowc.frontend.terms import Type
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class _Arm:
    pattern: tree.Pattern
    target: Target
    bind: Bind
    body: Draft


@dataclass(slots=True)
class _Arms:
    """The arms of one match so far; `sound` holds while no pattern was mistaken."""

    subject: Subject
    all: list[_Arm] = field(default_factory=list)
    first: dict[object, Span] = field(default_factory=dict)
    other: _Arm | None = None
    sound: bool = True


def match_(ctx: Context, expr: tree.Match, want: Want | None) -> Draft:
    """Check `match subject { arms }`."""
    subject = ctx.check(expr.subject)
    want = joined(ctx, want, expr.arms[0].body.span, "the first arm gives {type}")
    arms = _Arms(Subject(subject.type, expr.subject), sound=not ctx.solver.is_lost(subject.type))
    for arm in expr.arms:
        _arm(ctx, arms, arm, want)
    type_ = want.type
    if arms.sound:
        _exhaustive(ctx, arms, expr.span)
    return Draft(type_, lambda: _finish(ctx, arms, subject, type_, expr.span))


def _arm(ctx: Context, arms: _Arms, arm: tree.Arm, want: Want) -> None:
    takes = target(ctx, arms.subject, arm.pattern)
    if arms.other is not None and arms.sound:
        ctx.report.add(_after(arms.other, arm.pattern.span))
        arms.sound = False
    mark = ctx.mark()
    binder = _bind(ctx, arms.subject.type, takes)
    body = ctx.check(arm.body, want)
    ctx.leave(mark)
    made = _Arm(arm.pattern, takes, binder, body)
    key = _key(takes)
    if isinstance(takes, ForNothing):
        arms.sound = False
    elif isinstance(takes, ForAll):
        arms.other = arms.other or made
    elif key in arms.first:
        ctx.report.add(RepeatedArm(_shown(arm.pattern), arms.first[key], span=arm.pattern.span))
        arms.sound = False
    else:
        arms.first[key] = arm.pattern.span
        arms.all.append(made)


def _after(other: _Arm, span: Span) -> ArmAfterAll:
    pattern = other.pattern
    name = pattern.name.text if isinstance(pattern, tree.CasePattern) else ""
    return ArmAfterAll(pattern.span, name, bool(name), span=span)


def _bind(ctx: Context, type_: Type, takes: Target) -> Bind:
    match takes:
        case ForCase(binder=binder, payload=payload) if binder is not None:
            return bind(ctx, binder, payload)
        case ForAll(binder):
            return bind(ctx, binder, type_)
        case ForNothing(binder) if binder is not None:
            return bind(ctx, binder, terms.UNKNOWN)
        case _:
            return lambda: None


def _key(takes: Target) -> object:
    match takes:
        case ForCase(index):
            return index
        case ForLiteral(literal) if literal.kind == "bool":
            return "bool", literal.value
        case ForLiteral(literal):
            return "literal", literal.value
        case _:
            return None


def _shown(pattern: tree.Pattern) -> str:
    match pattern:
        case tree.CasePattern(name=name):
            return name.text
        case tree.LiteralPattern(value=bool() as value):
            return "true" if value else "false"
        case tree.LiteralPattern(value=str() as value, kind=kind):
            return f"'{value}'" if kind == "char" else f'"{value}"'
        case tree.LiteralPattern(value=value):
            return str(value)
        case _:
            return "_"


def _exhaustive(ctx: Context, arms: _Arms, span: Span) -> None:
    missing = _missing(ctx, arms)
    if missing and arms.other is None:
        shown = ctx.solver.show(arms.subject.type)
        start = Span(span.file, span.start, arms.subject.expr.span.end)
        ctx.report.add(MissingCases(shown, missing, span=start))
    if not missing and arms.other is not None:
        ctx.report.add(UnreachableArm(span=arms.other.pattern.span))
        arms.other = None


def _missing(ctx: Context, arms: _Arms) -> tuple[str, ...]:
    """Return a pattern for each value that no case or literal takes."""
    match ctx.solver.shallow(arms.subject.type):
        case terms.Variant() | terms.Enum() | terms.Option() | terms.Result() as choice:
            cases = enumerate(terms.cases_of(choice))
            left = (case for index, case in cases if index not in arms.first)
            return tuple(c.name if c.payload is None else f"{c.name}(_)" for c in left)
        case terms.Prim("bool") if arms.all:
            values = {"true": True, "false": False}
            return tuple(name for name in values if ("bool", values[name]) not in arms.first)
        case _:
            return ("_",)


def _finish(ctx: Context, arms: _Arms, subject: Draft, type_: Type, span: Span) -> typed.Expr:
    value = subject.finish()
    closed = ctx.solver.close(type_)
    other = None
    if arms.other is not None:
        other = typed.OtherArm(arms.other.bind(), arms.other.body.finish())
    if not arms.all and other is not None:
        return typed.Let(other.binder, value, other.body, closed, span)
    if any(isinstance(arm.target, ForLiteral) for arm in arms.all):
        literals = tuple(_literal_arm(ctx, arm, subject.type) for arm in arms.all)
        return typed.LiteralMatch(value, literals, other, closed, span)
    made = tuple(_case_arm(arm) for arm in arms.all)
    return typed.Match(value, made, other, closed, span)


def _case_arm(arm: _Arm) -> typed.CaseArm:
    assert isinstance(arm.target, ForCase)  # noqa: S101 - a choice is told apart by case alone
    return typed.CaseArm(arm.target.index, arm.bind(), arm.body.finish())


def _literal_arm(ctx: Context, arm: _Arm, type_: Type) -> tuple[typed.Const, typed.Expr]:
    assert isinstance(arm.target, ForLiteral)  # noqa: S101 - literals match primitives alone
    literal = arm.target.literal
    if isinstance(literal.value, bool | str):
        const = typed.Const(literal.value, ctx.solver.close(type_), literal.span)
    else:
        const = constant(ctx, literal.value, type_, literal.span)
    return const, arm.body.finish()
