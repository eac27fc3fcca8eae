"""Cases as values: which type a case's name means, and its payload."""

from collections.abc import Sequence
from typing import TypeAlias

from flowc.frontend import terms, tree, typed
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.package import BUILT_IN_CASES
from flowc.frontend.checking.want import Draft, Want
from flowc.frontend.errors.calls import NamedPayload
from flowc.frontend.errors.matches import PayloadMissing, PayloadUnexpected, UnknownCase, WhichCase
from flowc.frontend.terms import Type
from flowc.text.span import Span
from flowc.text.suggest import nearest

Choice: TypeAlias = terms.Variant | terms.Enum | terms.Option | terms.Result
Args: TypeAlias = Sequence[tree.Arg] | None
"""What follows a case in brackets; None where there are no brackets."""


def names_of(choice: Choice) -> tuple[str, ...]:
    """Return the names of a choice's cases, by index."""
    return tuple(case.name for case in terms.cases_of(choice))


def chosen(ctx: Context, name: str, want: Want | None) -> Choice | None:
    """Return the choice that is wanted here, if it has a case of this name."""
    wanted = None if want is None else ctx.solver.shallow(want.type)
    if isinstance(wanted, Choice) and name in names_of(wanted):
        return wanted
    return None


def is_case(ctx: Context, name: str, want: Want | None) -> bool:
    """Whether a name that is bound to nothing means a case here."""
    known = name in BUILT_IN_CASES or name in ctx.package.cases
    return known or chosen(ctx, name, want) is not None


def case(ctx: Context, name: tree.Name, args: Args, want: Want | None, span: Span) -> Draft:
    """Check a case written without its type: the wanted type's, a built-in, or the only one."""
    choice = chosen(ctx, name.text, want)
    if choice is not None:
        return make(ctx, choice, name, args, want, span)
    if name.text in BUILT_IN_CASES:
        return make(ctx, _built_in(ctx, name.text, args, span), name, args, want, span)
    candidates = ctx.package.cases[name.text]
    if len(candidates) > 1:
        ctx.check_all(args)
        full = tuple(f"{one}.{name.text}" for one in candidates)
        return ctx.fail(WhichCase(name.text, full, span=name.span), want)
    return make(ctx, candidates[0], name, args, want, span)


def _built_in(ctx: Context, name: str, args: Args, span: Span) -> Choice:
    def open_payload(what: str) -> Type:
        return ctx.solver.fresh(span, what, payload=True)

    given = None if args is None else ctx.solver.fresh(span, "this payload")
    match name:
        case "none":
            return terms.Option(ctx.solver.fresh(span, "what this option could hold"))
        case "some":
            return terms.Option(given or ctx.solver.fresh(span, "this payload"))
        case "ok":
            return terms.Result(given, open_payload("this result's error"))
        case _:
            return terms.Result(open_payload("this result's value"), given)


def qualified(
    ctx: Context, type_: Type, name: tree.Name, args: Args, want: Want | None, span: Span
) -> Draft:
    """Check `type.name`, a case of a type that is written out."""
    if isinstance(type_, Choice) and name.text in names_of(type_):
        return make(ctx, type_, name, args, want, span)
    ctx.check_all(args)
    if isinstance(type_, terms.Unknown):
        return ctx.unknown(want, span)
    known = names_of(type_) if isinstance(type_, Choice) else ()
    near = nearest(name.text, known)
    return ctx.fail(UnknownCase(str(type_), name.text, near, known, span=name.span), want)


def make(  # noqa: PLR0913 - a case, where it stands and what is wanted there
    ctx: Context, choice: Choice, name: tree.Name, args: Args, want: Want | None, span: Span
) -> Draft:
    """Check a case of a known type with its payload."""
    ctx.package.mark_used(choice)
    index = names_of(choice).index(name.text)
    payload = _payload(ctx, choice, index, name, args, span)
    type_ = ctx.bounded(choice, span)

    def finish() -> typed.Expr:
        made = None if payload is None else payload.finish()
        return typed.MakeCase(index, made, ctx.closed(type_, span), span)

    return ctx.settle(type_, finish, want, span)


def _payload(  # noqa: PLR0913 - the same
    ctx: Context, choice: Choice, index: int, name: tree.Name, args: Args, span: Span
) -> Draft | None:
    declared = terms.cases_of(choice)[index].payload
    if declared is not None:
        declared = ctx.solver.payload(declared, given=args is not None)
    shown = ctx.solver.show(choice)
    if declared is None:
        if args is None:
            return None
        ctx.check_all(args)
        return ctx.fail(PayloadUnexpected(name.text, shown, span=span))
    if not args:
        return ctx.fail(PayloadMissing(name.text, ctx.solver.show(declared), span=span))
    if len(args) > 1 or args[0].name is not None:
        ctx.check_all(args)
        return ctx.fail(NamedPayload(name.text, span=args[-1].span))
    place, note = ctx.package.declared(choice)
    text = f"`{name.text}` carries {{type}}" if place is not None or not note else note
    return ctx.check(args[0].value, Want(declared, text, place))
