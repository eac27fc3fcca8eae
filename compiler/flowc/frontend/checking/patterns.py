"""One arm's pattern: the case or literal it is for, or all that is left."""

from dataclasses import dataclass
from typing import TypeAlias, assert_never

from flowc.frontend import terms, tree
from flowc.frontend.checking import paths
from flowc.frontend.checking.cases import Choice, after, is_case, names_of
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.variables import FLOATS, NUMBERS
from flowc.frontend.errors.cases import PayloadMissing, PayloadUnexpected, UnknownCase
from flowc.frontend.errors.matches import AlmostCase, PatternMismatch
from flowc.frontend.errors.names import UnknownType
from flowc.frontend.errors.wording import kind
from flowc.frontend.terms import Type
from flowc.text.diagnostic import Error
from flowc.text.suggest import nearest


@dataclass(frozen=True, slots=True)
class ForCase:
    """Takes one case; `binder` takes its payload, of type `payload`."""

    index: int
    binder: tree.Binder | None
    payload: Type


@dataclass(frozen=True, slots=True)
class ForLiteral:
    """Takes the values equal to a literal."""

    literal: tree.LiteralPattern


@dataclass(frozen=True, slots=True)
class ForAll:
    """Takes everything; `binder` takes the whole value."""

    binder: tree.Binder


@dataclass(frozen=True, slots=True)
class ForNothing:
    """A pattern whose mistake was reported; `binder` is bound so that its uses say no more."""

    binder: tree.Binder | None


Target: TypeAlias = ForCase | ForLiteral | ForAll | ForNothing


@dataclass(frozen=True, slots=True)
class Subject:
    """What is matched: its type, and the expression it comes from."""

    type: Type
    expr: tree.Expr


def target(ctx: Context, subject: Subject, pattern: tree.Pattern) -> Target:
    """Say what an arm takes; report a pattern that does not fit the subject."""
    match pattern:
        case tree.Ignore() | tree.TupleBinder():
            return ForAll(pattern)
        case tree.LiteralPattern():
            return _literal(ctx, subject, pattern)
        case tree.CasePattern():
            return _case(ctx, subject, pattern)
    assert_never(pattern)


def _literal(ctx: Context, subject: Subject, pattern: tree.LiteralPattern) -> Target:
    match pattern.kind:
        case "int":
            type_: Type = ctx.solver.fresh(pattern.span, "this number", NUMBERS)
        case "float":
            type_ = ctx.solver.fresh(pattern.span, "this number", FLOATS)
        case "bool":
            type_ = terms.BOOL
        case "char":
            type_ = terms.CHAR
        case _:
            type_ = terms.STRING
    shown = kind(ctx.solver.show(type_))
    if ctx.solver.unify(subject.type, type_) is None:
        return ForLiteral(pattern)
    ctx.report.add(_misfit(ctx, subject, pattern, f"{shown}"))
    ctx.solver.give_up(type_)
    return ForNothing(None)


def _misfit(ctx: Context, subject: Subject, pattern: tree.Pattern, what: str) -> Error:
    found = ctx.solver.show(subject.type)
    return PatternMismatch(what, found, subject.expr.span, span=pattern.span)


def _case(ctx: Context, subject: Subject, pattern: tree.CasePattern) -> Target:
    type_, name = ctx.solver.shallow(subject.type), pattern.name.text
    if ctx.solver.is_lost(type_):
        is_name = pattern.bare and not is_case(ctx, name, None)
        return ForNothing(pattern.name if is_name else pattern.payload)
    if pattern.qualifier and not _qualified(ctx, subject, pattern):
        return ForNothing(pattern.payload)
    if isinstance(type_, Choice) and name in names_of(type_):
        return _of_choice(ctx, type_, pattern)
    known = names_of(type_) if isinstance(type_, Choice) else ()
    near = nearest(name, known)
    if pattern.bare:
        if near:
            shown = ctx.solver.show(type_)
            ctx.report.add(AlmostCase(name, shown, near[0], span=pattern.span))
            return ForNothing(pattern.name)
        return ForAll(pattern.name)
    if known:
        shown = ctx.solver.show(type_)
        ctx.report.add(UnknownCase(shown, name, near, known, span=pattern.name.span))
    else:
        ctx.report.add(_misfit(ctx, subject, pattern, f"the case `{name}`"))
    return ForNothing(pattern.payload)


def _qualified(ctx: Context, subject: Subject, pattern: tree.CasePattern) -> bool:
    """Whether the type written before a case is the subject's; reported if it is not."""
    written = ".".join(name.text for name in pattern.qualifier)
    type_ = paths.type_at(ctx, pattern.qualifier)
    if type_ is None:
        _no_type(ctx, pattern.qualifier, written)
        return False
    if ctx.solver.unify(subject.type, type_) is None:
        return True
    ctx.report.add(_misfit(ctx, subject, pattern, f"a case of `{written}`"))
    return False


def _no_type(ctx: Context, path: paths.Path, written: str) -> None:
    head = path[0].text
    if head in ctx.package.uses:
        exports = ctx.package.use(head)
        if exports is None:
            return
        near = tuple(f"{head}.{name}" for name in nearest(path[-1].text, exports.types))
    else:
        near = nearest(written, ctx.package.types)
    span = path[0].span.to(path[-1].span)
    ctx.report.add(UnknownType(written, near, span=span))


def _of_choice(ctx: Context, choice: Choice, pattern: tree.CasePattern) -> Target:
    index = names_of(choice).index(pattern.name.text)
    payload = terms.cases_of(choice)[index].payload
    if payload is not None:
        payload = ctx.solver.payload(payload, given=pattern.payload is not None)
    if payload is None and pattern.payload is not None:
        shown, brackets = ctx.solver.show(choice), after(pattern.name, pattern.span)
        ctx.report.add(PayloadUnexpected(pattern.name.text, shown, brackets, span=pattern.span))
        return ForNothing(pattern.payload)
    if payload is not None and pattern.payload is None:
        shown = ctx.solver.show(payload)
        ctx.report.add(PayloadMissing(pattern.name.text, shown, in_pattern=True, span=pattern.span))
        return ForNothing(None)
    return ForCase(index, pattern.payload, terms.UNKNOWN if payload is None else payload)
