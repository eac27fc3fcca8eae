"""Calls: of flows, components' functions, cases, conversions and `length`."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from flowc.frontend import terms, tree, typed
from flowc.frontend.checking import cases, paths
from flowc.frontend.checking.arguments import arrange
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.exports import Exports
from flowc.frontend.checking.package import CONVERSIONS, Formal
from flowc.frontend.checking.unify import NUMBERS, UNIT
from flowc.frontend.checking.want import Draft, Want
from flowc.frontend.errors.calls import (
    ExtraArgument,
    MissingArguments,
    NamedPayload,
    RefusedFunction,
)
from flowc.frontend.errors.names import NotCallable
from flowc.frontend.errors.values import BadConversion
from flowc.frontend.signature import Function
from flowc.text.span import Span

Args: TypeAlias = Sequence[tree.Arg]


def call(ctx: Context, expr: tree.Call, want: Want | None) -> Draft:
    """Check `callee(args)`."""
    return _call(ctx, expr.callee, expr.args, want, expr.span)


def pipe(ctx: Context, expr: tree.Pipe, want: Want | None) -> Draft:
    """Check `value |> callee(args)`: the value is the first argument."""
    first = tree.Arg(None, expr.value, expr.value.span)
    return _call(ctx, expr.call.callee, (first, *expr.call.args), want, expr.span)


def _call(ctx: Context, callee: tree.Expr, args: Args, want: Want | None, span: Span) -> Draft:
    path = paths.path_of(callee)
    if len(path) == 1:
        return _named(ctx, path[0], args, want, span)
    if paths.is_top(ctx, path):
        return _top(ctx, path, args, want, span)
    ctx.check(callee)
    ctx.check_all(args)
    return ctx.fail(NotCallable(*_no_function(callee), span=callee.span), want)


def _no_function(callee: tree.Expr) -> tuple[str, str]:
    if isinstance(callee, tree.Member):
        return "a field", f"values have no methods; pipe it: `value |> {callee.name.text}(..)`"
    return "a value", ""


def _named(ctx: Context, name: tree.Name, args: Args, want: Want | None, span: Span) -> Draft:
    text, package = name.text, ctx.package
    if text in ctx.names:
        ctx.names[text].uses += 1
        ctx.check_all(args)
        return ctx.fail(NotCallable(f"the binding `{text}`", span=name.span), want)
    if text in CONVERSIONS:
        return _convert(ctx, name, args, want, span)
    if text == "length":
        return _length(ctx, name, args, want, span)
    if text in package.flow_decls:
        return _flow(ctx, name, args, want, span)
    if text not in package.uses and cases.is_case(ctx, text, want):
        return cases.case(ctx, name, args, want, span)
    ctx.check_all(args)
    if text in package.uses:
        exports = package.use(text)
        known = exports.plain_functions if exports is not None else []
        advice = f"call one of its functions: `{text}.{known[0]}(..)`" if known else ""
        return ctx.fail(NotCallable("a component", advice, span=name.span), want)
    if text in package.type_decls:
        return ctx.fail(NotCallable("a type", span=name.span), want)
    return ctx.fail(paths.unknown_name(ctx, name), want)


def _top(ctx: Context, path: paths.Path, args: Args, want: Want | None, span: Span) -> Draft:
    exports = ctx.package.use(path[0].text) if path[0].text in ctx.package.uses else None
    found = [] if exports is None else paths.functions_at(exports, path[1:])
    if exports is not None and len(found) == 1:
        return _function(ctx, exports, path, found[0], args, want, span)
    type_ = paths.type_at(ctx, path[:-1])
    if type_ is not None and not found:
        return cases.qualified(ctx, type_, path[-1], args, want, span)
    ctx.check_all(args)
    if exports is None:
        return ctx.unknown(want, span)
    name_span = path[0].span.to(path[-1].span)
    if found:
        return ctx.fail(paths.ambiguous(path, found, name_span), want)
    if paths.type_at(ctx, path) is not None:
        return ctx.fail(NotCallable("a type", span=name_span), want)
    return ctx.fail(paths.unknown_export(ctx, exports, path), want)


def _flow(ctx: Context, name: tree.Name, args: Args, want: Want | None, span: Span) -> Draft:
    ctx.called.setdefault(name.text, span)
    signature = ctx.package.flows[name.text]
    place = signature.decl.name.span
    drafts = arrange(ctx, name.text, signature.formals, args, span, (place, ""))
    type_ = signature.result.type

    def finish() -> typed.Expr:
        return typed.FlowCall(name.text, tuple(one() for one in drafts), type_, span)

    return ctx.settle(type_, finish, want, span)


def _function(  # noqa: PLR0913 - a call, where it stands and what is wanted there
    ctx: Context,
    exports: Exports,
    path: paths.Path,
    function: Function,
    args: Args,
    want: Want | None,
    span: Span,
) -> Draft:
    shown = ".".join(name.text for name in path)
    reason = exports.refusal(function)
    if reason:
        ctx.check_all(args)
        name_span = path[0].span.to(path[-1].span)
        return ctx.fail(RefusedFunction(shown, reason, str(function.type), span=name_span), want)
    note = f"`{shown}` is declared in {exports.place} as `{function.type}`"
    formals = tuple(Formal(one.name, Want(one.type, note)) for one in function.type.params)
    drafts = arrange(ctx, shown, formals, args, span, (None, note))
    type_ = UNIT if function.type.result is None else function.type.result

    def finish() -> typed.Expr:
        made = tuple(one() for one in drafts)
        return typed.ComponentCall(exports.alias, function, made, type_, span)

    return ctx.settle(type_, finish, want, span)


def _single(ctx: Context, name: tree.Name, args: Args, span: Span) -> tree.Arg | None:
    """Return the one argument of a built-in function; report any other number of them."""
    if len(args) == 1 and args[0].name is None:
        return args[0]
    ctx.check_all(args)
    if not args:
        ctx.report.add(MissingArguments(name.text, ("value",), None, "", span=span))
    elif len(args) > 1:
        ctx.report.add(ExtraArgument(name.text, 1, None, "", span=args[1].span))
    else:
        ctx.report.add(NamedPayload(name.text, span=args[0].span))
    return None


def _convert(ctx: Context, name: tree.Name, args: Args, want: Want | None, span: Span) -> Draft:
    target = next(terms.Prim(one) for one in CONVERSIONS if one == name.text)
    arg = _single(ctx, name, args, span)
    finish: Callable[[], typed.Expr]
    if arg is None:
        return ctx.settle(target, lambda: typed.Make((), target, span), want, span)
    operand = ctx.check(arg.value)
    if not ctx.solver.constrain(operand.type, NUMBERS):
        found = ctx.solver.show(operand.type)
        ctx.report.add(BadConversion(name.text, "a number", found, span=arg.span))
        ctx.solver.give_up(operand.type)
    elif _is_literal(arg.value) and ctx.solver.unify(target, operand.type) is None:
        return ctx.settle(target, operand.finish, want, span)
    finish = lambda: typed.Convert(operand.finish(), target, span)  # noqa: E731 - one use
    return ctx.settle(target, finish, want, span)


def _is_literal(expr: tree.Expr) -> bool:
    """Whether a number is written out, so that a conversion only says its type."""
    if isinstance(expr, tree.Unary):
        expr = expr.operand
    return isinstance(expr, tree.IntLit | tree.FloatLit)


def _length(ctx: Context, name: tree.Name, args: Args, want: Want | None, span: Span) -> Draft:
    arg = _single(ctx, name, args, span)
    u32 = terms.Prim("u32")
    if arg is None:
        return ctx.settle(u32, lambda: typed.Make((), u32, span), want, span)
    operand = ctx.check(arg.value)
    element = ctx.solver.fresh(arg.span, "this list's elements")
    shown = ctx.solver.show(operand.type)
    if ctx.solver.unify(terms.List(element), operand.type) is not None:
        ctx.report.add(BadConversion(name.text, "a list", shown, span=arg.span))
    finish = lambda: typed.Length(operand.finish(), u32, span)  # noqa: E731 - one use
    return ctx.settle(u32, finish, want, span)
