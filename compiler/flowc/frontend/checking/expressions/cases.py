"""Cases as values: which type a case's name means, and its payload."""

from flowc.frontend import errors, terms, tree, typed
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.expressions.arguments import extra
from flowc.frontend.checking.packages.choices import Choice
from flowc.frontend.checking.packages.package import BUILT_IN_CASES
from flowc.frontend.checking.want import Draft, Site, Want
from flowc.frontend.terms import Type
from flowc.text.span import Span
from flowc.text.suggest import nearest


def chosen(ctx: Context, name: str, want: Want | None) -> Choice | None:
    """Return the choice that is wanted here, if it has a case of this name."""
    wanted = None if want is None else ctx.solver.shallow(want.type)
    if isinstance(wanted, Choice) and name in ctx.package.choices.of(wanted).at:
        return wanted
    return None


def is_case(ctx: Context, name: str, want: Want | None) -> bool:
    """Whether a name that is bound to nothing means a case here."""
    known = name in BUILT_IN_CASES or name in ctx.package.cases
    return known or chosen(ctx, name, want) is not None


def case(ctx: Context, name: tree.Name, site: Site) -> Draft:
    """Check a case written without its type: the wanted type's, a built-in, or the only one."""
    choice = chosen(ctx, name.text, site.want)
    if choice is not None:
        return make(ctx, choice, name, site)
    if name.text in BUILT_IN_CASES:
        return make(ctx, _built_in(ctx, name.text, site), name, site)
    candidates = ctx.package.cases[name.text]
    if len(candidates) > 1:
        ctx.check_all(site.args)
        if ctx.lost(site.want):
            return ctx.unknown(site.want, site.span)
        full = tuple(f"{one}.{name.text}" for one in candidates)
        return ctx.fail(errors.WhichCase(name.text, full, span=name.span), site.want)
    return make(ctx, candidates[0], name, site)


def _built_in(ctx: Context, name: str, site: Site) -> Choice:
    def open_payload(what: str) -> Type:
        return ctx.solver.fresh(site.span, what, payload=True)

    given = None if site.args is None else ctx.solver.fresh(site.span, "this payload")
    match name:
        case "none":
            return terms.Option(ctx.solver.fresh(site.span, "the value in this option"))
        case "some":
            return terms.Option(given or ctx.solver.fresh(site.span, "this payload"))
        case "ok":
            return terms.Result(given, open_payload("this result's error"))
        case _:
            return terms.Result(open_payload("this result's value"), given)


def qualified(ctx: Context, type_: Type, name: tree.Name, site: Site) -> Draft:
    """Check `type.name`, a case of a type that is written out."""
    if isinstance(type_, Choice) and name.text in ctx.package.choices.of(type_).at:
        return make(ctx, type_, name, site)
    ctx.check_all(site.args)
    if isinstance(type_, terms.Unknown):
        return ctx.unknown(site.want, site.span)
    known = ctx.package.choices.of(type_).names if isinstance(type_, Choice) else ()
    near = nearest(name.text, known)
    return ctx.fail(
        errors.UnknownCase(str(type_), name.text, near, known, span=name.span), site.want
    )


def after(name: tree.Name, span: Span) -> Span:
    """Return what stands after a name, up to the end of `span`."""
    return Span(span.file, name.span.end, span.end)


def make(ctx: Context, choice: Choice, name: tree.Name, site: Site) -> Draft:
    """Check a case of a known type with its payload."""
    ctx.package.mark_used(choice)
    index = ctx.package.choices.of(choice).at[name.text]
    payload = _payload(ctx, choice, index, name, site)
    type_ = ctx.bounded(choice, site.span)

    def finish() -> typed.Expr:
        made = None if payload is None else payload.finish()
        return typed.MakeCase(index, made, ctx.closed(type_, site.span), site.span)

    return ctx.settle(type_, finish, site.want, site.span)


def _payload(ctx: Context, choice: Choice, index: int, name: tree.Name, site: Site) -> Draft | None:
    declared = ctx.package.choices.of(choice).all[index].payload
    if declared is not None:
        declared = ctx.solver.payload(declared, given=site.args is not None)
    shown = ctx.solver.show(choice)
    if declared is None:
        if site.args is None:
            return None
        ctx.check_all(site.args)
        return ctx.fail(
            errors.PayloadUnexpected(name.text, shown, after(name, site.span), span=site.span)
        )
    args = site.args
    if not args:
        return ctx.fail(
            errors.PayloadMissing(
                name.text, ctx.solver.show(declared), in_pattern=False, span=site.span
            )
        )
    if len(args) > 1:
        ctx.check_all(site.args)
        return ctx.fail(extra(name.text, 1, site, 1))
    if args[0].name is not None:
        ctx.check_all(site.args)
        return ctx.fail(errors.NamedPayload(name.text, args[0].value.span, span=args[0].span))
    place, note = ctx.package.declared(choice)
    text = note or f"`{name.text}` carries {{type}}"
    return ctx.check(args[0].value, Want(declared, text, place))
