"""Calls: of flows, here or in another package, components' functions, and what else is called."""

from flowc.frontend import errors, terms, tree, typed
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.expressions import builtin, cases, paths
from flowc.frontend.checking.expressions.arguments import Callee, arrange
from flowc.frontend.checking.expressions.policies import govern
from flowc.frontend.checking.inference.variables import UNIT
from flowc.frontend.checking.packages.exports import Exports, has_handles
from flowc.frontend.checking.packages.outside import Formal, Signature
from flowc.frontend.checking.packages.package import CONVERSIONS
from flowc.frontend.checking.want import Draft, Site, Want
from flowc.frontend.errors.wording import listed, short
from flowc.frontend.resources import handle_of
from flowc.frontend.signature import Function
from flowc.frontend.terms import Type
from flowc.text.span import Span


def call(ctx: Context, expr: tree.Call, want: Want | None) -> Draft:
    """Check `callee(args)`."""
    draft = _call(ctx, expr.callee, Site(expr.args, want, expr.span))
    return govern(ctx, expr, draft)


def pipe(ctx: Context, expr: tree.Pipe, want: Want | None) -> Draft:
    """Check `value |> callee(args)`: the value is the first argument."""
    first = tree.Arg(None, expr.value, expr.value.span)
    draft = _call(ctx, expr.call.callee, Site((first, *expr.call.args), want, expr.span))
    return govern(ctx, expr.call, draft)


def _call(ctx: Context, callee: tree.Expr, site: Site) -> Draft:
    path = paths.path_of(callee)
    if len(path) == 1:
        return _named(ctx, path[0], site)
    if paths.is_top(ctx, path):
        return _top(ctx, path, site)
    return _no_call(ctx, callee, site)


def _no_call(ctx: Context, callee: tree.Expr, site: Site) -> Draft:
    before = ctx.report.errors
    ctx.check(callee.base if isinstance(callee, tree.Member) else callee)
    known = ctx.report.errors == before
    ctx.check_all(site.args)
    if known:
        ctx.report.add(errors.NotCallable(*_no_function(callee), span=callee.span))
    return ctx.unknown(site.want, site.span)


def _no_function(callee: tree.Expr) -> tuple[str, str]:
    if isinstance(callee, tree.Member):
        return "a field", f"values have no methods; pipe it: `value |> {callee.name.text}(..)`"
    return "a value", ""


def making(type_: Type) -> str:
    """Say how a value of a type is written."""
    match type_:
        case terms.Record(fields):
            inits = ", ".join(f"{field.name}: .." for field in fields)
            return f"write its fields in braces: `{{ {inits} }}`"
        case terms.Variant() | terms.Enum():
            names = listed(tuple(case.name for case in terms.cases_of(type_)), "or")
            return f"write one of its cases: {names}"
        case terms.Flags():
            return "write the labels that are set in braces: `{ a, b }`"
        case _:
            return ""


def _named(ctx: Context, name: tree.Name, site: Site) -> Draft:
    text, package = name.text, ctx.package
    if text in ctx.names:
        ctx.names[text].uses += 1
        ctx.check_all(site.args)
        return ctx.fail(errors.NotCallable(f"the binding `{text}`", span=name.span), site.want)
    if text in CONVERSIONS:
        return builtin.convert(ctx, name, site)
    if text == "length":
        return builtin.length(ctx, name, site)
    if text in package.flow_decls:
        ctx.called.setdefault(text, site.span)
        return _flow(ctx, text, package.flows[text], site)
    if text not in package.uses and cases.is_case(ctx, text, site.want):
        return cases.case(ctx, name, site)
    ctx.check_all(site.args)
    if text in package.uses:
        exports = package.use(text)
        known = exports.callable if exports is not None else []
        what, inside = package.uses[text].what, package.uses[text].calls
        advice = f"call one of its {inside}: `{text}.{known[0]}(..)`" if known else ""
        return ctx.fail(errors.NotCallable(what, advice, span=name.span), site.want)
    if text in package.type_decls:
        type_ = package.types.get(text, terms.UNKNOWN)
        return ctx.fail(errors.NotCallable("a type", making(type_), span=name.span), site.want)
    return paths.no_name(ctx, name, site)


def _top(ctx: Context, path: paths.Path, site: Site) -> Draft:
    exports = ctx.package.use(path[0].text) if path[0].text in ctx.package.uses else None
    flow = None if exports is None else paths.flow_at(exports, path[1:])
    if flow is not None:
        ctx.asked.setdefault(paths.written(path), site.span)
        return _flow(ctx, paths.written(path), flow, site)
    found = [] if exports is None else paths.functions_at(exports, path[1:])
    if exports is not None and len(found) == 1:
        return _function(ctx, exports, path, found[0], site)
    type_ = paths.type_at(ctx, path[:-1])
    if type_ is not None and not found and not isinstance(type_, terms.Resource):
        return cases.qualified(ctx, type_, path[-1], site)
    ctx.check_all(site.args)
    if exports is None:
        return ctx.unknown(site.want, site.span)
    name_span = path[0].span.to(path[-1].span)
    if found:
        return ctx.fail(paths.ambiguous(path, found, name_span), site.want)
    type_ = paths.type_at(ctx, path)
    if type_ is not None:
        return ctx.fail(errors.NotCallable("a type", making(type_), span=name_span), site.want)
    return ctx.fail(paths.unknown_export(ctx, exports, path), site.want)


def _flow(ctx: Context, name: str, signature: Signature, site: Site) -> Draft:
    ctx.lasting += 1
    place = signature.decl.name.span
    drafts = arrange(ctx, Callee(name, signature.formals, place), site)
    type_ = signature.result.type
    ctx.handles = ctx.handles or handle_of(type_) is not None

    def finish() -> typed.Expr:
        return typed.FlowCall(name, tuple(one() for one in drafts), type_, site.span)

    return ctx.settle(type_, finish, site.want, site.span)


def _callee(shown: str, exports: Exports, function: Function) -> Callee:
    """Return a component's function as it is called: with places in its `.wit`, or a note."""
    said = function.note
    if said.span is None:
        note = f"`{shown}` is declared in {exports.place} as `{short(str(function.type))}`"
        formals = tuple(
            Formal(one.name, Want(_lent(one.type), note)) for one in function.type.params
        )
        return Callee(shown, formals, None, note)
    formals = tuple(
        Formal(
            one.name, Want(_lent(one.type), f"`{one.name}` is {{type}}", said.part(one.name).span)
        )
        for one in function.type.params
    )
    return Callee(shown, formals, said.span)


def _lent(type_: Type) -> Type:
    """Return what a value has to be for a parameter: lending a handle takes one that is owned."""
    match type_:
        case terms.Handle("borrow", resource):
            return terms.Handle("own", resource)
        case _:
            return type_


def _to_service(
    shown: str, exports: Exports, function: Function, span: Span
) -> "errors.HandleAcrossCut":
    text = f"`{exports.alias}` is a service, and `{shown}` is `{short(str(function.type))}`"
    return errors.HandleAcrossCut(text, None, "", span=span)


def _function(
    ctx: Context, exports: Exports, path: paths.Path, function: Function, site: Site
) -> Draft:
    ctx.lasting += 1
    ctx.asked.setdefault(exports.alias, site.span)
    shown = paths.written(path)
    reason = exports.refusal(function)
    if reason:
        ctx.check_all(site.args)
        refused = errors.WaitingFunction if exports.waits(function) else errors.RefusedFunction
        name_span = path[0].span.to(path[-1].span)
        error = refused(shown, reason, short(str(function.type)), span=name_span)
        return ctx.fail(error, site.want)
    if exports.component.service:
        ctx.waits(site.span, f"it waits here for the service `{exports.alias}`")
    if has_handles(function.type):
        ctx.handles = True
        if exports.component.service:
            ctx.report.add(_to_service(shown, exports, function, path[0].span.to(path[-1].span)))
    drafts = arrange(ctx, _callee(shown, exports, function), site)
    type_ = UNIT if function.type.result is None else function.type.result

    def finish() -> typed.Expr:
        made = tuple(one() for one in drafts)
        return typed.ComponentCall(exports.alias, function, made, type_, site.span)

    return ctx.settle(type_, finish, site.want, site.span)
