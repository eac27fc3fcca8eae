"""Patterns, checked against what they match: a shape, and the names it binds.

What is wrong is reported; a pattern that does not fit gives None, and its names are bound all the
same, so that their uses say no more.
"""

from dataclasses import dataclass
from typing import assert_never

from flowc.frontend import errors, terms, tree
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.expressions import paths
from flowc.frontend.checking.expressions.binders import item_types
from flowc.frontend.checking.expressions.cases import after, is_case
from flowc.frontend.checking.expressions.literals import bounds
from flowc.frontend.checking.expressions.records import no_field
from flowc.frontend.checking.inference.variables import FLOATS, NUMBERS
from flowc.frontend.checking.matches.shapes import CaseHead, LiteralHead, Of, Shape, WholeHead, Wild
from flowc.frontend.checking.packages.choices import Choice
from flowc.frontend.errors.wording import kind
from flowc.frontend.terms import Type
from flowc.text.diagnostic import Error
from flowc.text.span import Span
from flowc.text.suggest import nearest


@dataclass(frozen=True, slots=True)
class Subject:
    """What is matched: its type, and the expression it comes from; None for a part of one."""

    type: Type
    span: Span | None


def shape(ctx: Context, subject: Subject, pattern: tree.Pattern) -> Shape | None:
    """Check one pattern and bind its names."""
    match pattern:
        case tree.Ignore():
            return Wild()
        case tree.LiteralPattern():
            return _literal(ctx, subject, pattern)
        case tree.TuplePattern():
            return _tuple(ctx, subject, pattern)
        case tree.RecordPattern():
            return _record(ctx, subject, pattern)
        case tree.CasePattern():
            return _case(ctx, subject, pattern)
    assert_never(pattern)


def give_up(ctx: Context, *patterns: tree.Pattern | None) -> None:
    """Bind the names of patterns that fit nothing, so that their uses say no more."""
    for pattern in patterns:
        match pattern:
            case tree.CasePattern(payload=payload):
                if pattern.bare and not is_case(ctx, pattern.name.text, None):
                    ctx.bind(pattern.name, terms.UNKNOWN)
                give_up(ctx, payload)
            case tree.TuplePattern(items):
                give_up(ctx, *items)
            case tree.RecordPattern(fields):
                for one in fields:
                    _give_up_field(ctx, one)


def _give_up_field(ctx: Context, field: tree.FieldPattern) -> None:
    if field.pattern is None:
        ctx.bind(field.name, terms.UNKNOWN)
    give_up(ctx, field.pattern)


def _misfit(ctx: Context, subject: Subject, pattern: tree.Pattern, what: str) -> Error:
    found = ctx.solver.show(subject.type)
    return errors.PatternMismatch(what, found, subject.span, span=pattern.span)


# --- literals --------------------------------------------------------------------------------


def _literal(ctx: Context, subject: Subject, pattern: tree.LiteralPattern) -> Shape | None:
    if ctx.solver.is_lost(subject.type):
        return None
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
        return Of(LiteralHead(pattern, _total(ctx.solver.shallow(subject.type))), ())
    ctx.report.add(_misfit(ctx, subject, pattern, f"{shown}"))
    ctx.solver.give_up(type_)
    return None


def _total(type_: Type) -> int | None:
    """Return how many values a type has that literals could list, None where it is open."""
    match type_:
        case terms.Prim("bool"):
            return 2
        case terms.Prim(name) if name in terms.INTEGERS:
            least, most = map(int, bounds(name))
            return most - least + 1
        case _:
            return None


# --- tuples and records ----------------------------------------------------------------------


def _tuple(ctx: Context, subject: Subject, pattern: tree.TuplePattern) -> Shape | None:
    lost = ctx.solver.is_lost(subject.type)
    types = None if lost else item_types(ctx, pattern, subject.type)
    if types is None:
        give_up(ctx, *pattern.items)
        return None
    pairs = zip(types, pattern.items, strict=True)
    parts = [shape(ctx, Subject(type_, None), item) for type_, item in pairs]
    return _of(WholeHead(len(parts)), parts)


def _of(head: WholeHead, parts: list[Shape | None]) -> Shape | None:
    sound = tuple(part for part in parts if part is not None)
    return Of(head, sound) if len(sound) == len(parts) else None


def _record(ctx: Context, subject: Subject, pattern: tree.RecordPattern) -> Shape | None:
    type_ = ctx.solver.shallow(subject.type)
    if not isinstance(type_, terms.Record):
        if not ctx.solver.is_lost(type_):
            ctx.report.add(_misfit(ctx, subject, pattern, "a record"))
        give_up(ctx, pattern)
        return None
    names = tuple(one.name for one in type_.fields)
    parts: list[Shape | None] = [Wild() for _ in names]
    first: dict[str, tree.Name] = {}
    for field in pattern.fields:
        name = field.name.text
        if name in names and name not in first:
            at = names.index(name)
            parts[at] = _field(ctx, type_.fields[at].type, field)
        else:
            _wrong_field(ctx, type_, field, first)
            parts.append(None)
        first.setdefault(name, field.name)
    missing = tuple(name for name in names if name not in first)
    if missing and not pattern.open and None not in parts:
        ctx.report.add(
            errors.FieldsLeftOut(str(type_), missing, pattern.fields[-1].span, span=pattern.span)
        )
        return None
    return _of(WholeHead(len(names), names), parts)


def _field(ctx: Context, type_: Type, field: tree.FieldPattern) -> Shape | None:
    if field.pattern is None:
        binding = ctx.bind(field.name, type_)
        binding.unread = f"{field.name.text}: _"
        return Wild(binding)
    return shape(ctx, Subject(type_, None), field.pattern)


def _wrong_field(
    ctx: Context, type_: terms.Record, field: tree.FieldPattern, first: dict[str, tree.Name]
) -> None:
    name = field.name
    if name.text in first:
        ctx.report.add(errors.RepeatedField(name.text, first[name.text].span, span=name.span))
        give_up(ctx, field.pattern)
        return
    ctx.report.add(no_field(type_, name, "field", tuple(one.name for one in type_.fields)))
    _give_up_field(ctx, field)


# --- cases -----------------------------------------------------------------------------------


def _case(ctx: Context, subject: Subject, pattern: tree.CasePattern) -> Shape | None:
    type_, name = ctx.solver.shallow(subject.type), pattern.name.text
    if ctx.solver.is_lost(type_) or (pattern.qualifier and not _qualified(ctx, subject, pattern)):
        give_up(ctx, pattern)
        return None
    if isinstance(type_, Choice) and name in ctx.package.choices.of(type_).at:
        return _of_choice(ctx, type_, pattern)
    known = ctx.package.choices.of(type_).names if isinstance(type_, Choice) else ()
    near = nearest(name, known)
    if pattern.bare and not near:
        binding = ctx.bind(pattern.name, type_)
        if known:
            binding.cases = tuple(map(str, ctx.package.cases.get(name, ())))
        return Wild(binding)
    shown = ctx.solver.show(type_)
    if pattern.bare:
        ctx.report.add(errors.AlmostCase(name, shown, near[0], span=pattern.span))
        ctx.bind(pattern.name, terms.UNKNOWN)
    elif known:
        ctx.report.add(errors.UnknownCase(shown, name, near, known, span=pattern.name.span))
    else:
        ctx.report.add(_misfit(ctx, subject, pattern, f"the case `{name}`"))
    give_up(ctx, pattern.payload)
    return None


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
    ctx.report.add(errors.UnknownType(written, near, span=span))


def _of_choice(ctx: Context, choice: Choice, pattern: tree.CasePattern) -> Shape | None:
    cases = ctx.package.choices.of(choice)
    index, carrying = cases.at[pattern.name.text], cases.carrying
    payload = cases.all[index].payload
    if payload is not None:
        payload = ctx.solver.payload(payload, given=pattern.payload is not None)
    if carrying[index] and payload is None:
        carrying = (*carrying[:index], False, *carrying[index + 1 :])
    head = CaseHead(index, cases.names, carrying)
    if payload is None and pattern.payload is None:
        return Of(head, ())
    if payload is None or pattern.payload is None:
        _wrong_payload(ctx, choice, payload, pattern)
        return None
    part = shape(ctx, Subject(payload, None), pattern.payload)
    return None if part is None else Of(head, (part,))


def _wrong_payload(
    ctx: Context, choice: Choice, payload: Type | None, pattern: tree.CasePattern
) -> None:
    name = pattern.name
    if payload is None:
        shown, brackets = ctx.solver.show(choice), after(name, pattern.span)
        ctx.report.add(errors.PayloadUnexpected(name.text, shown, brackets, span=pattern.span))
        give_up(ctx, pattern.payload)
        return
    shown = ctx.solver.show(payload)
    ctx.report.add(errors.PayloadMissing(name.text, shown, in_pattern=True, span=pattern.span))
