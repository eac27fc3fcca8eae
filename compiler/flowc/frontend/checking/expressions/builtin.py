"""What is called without being declared: conversions between numbers, and `length`."""

from flowc.frontend import errors, terms, tree, typed
from flowc.frontend.checking.context import Context, Finish
from flowc.frontend.checking.expressions.arguments import extra
from flowc.frontend.checking.inference.variables import NUMBERS
from flowc.frontend.checking.packages.package import CONVERSIONS
from flowc.frontend.checking.want import Draft, Site, broken
from flowc.frontend.terms import Type

U32 = terms.Prim("u32")


def single(ctx: Context, name: tree.Name, site: Site) -> tree.Arg | None:
    """Return the one argument of a built-in function; report any other number of them."""
    args = site.args or ()
    if len(args) == 1 and args[0].name is None:
        return args[0]
    ctx.check_all(args)
    if not args:
        ctx.report.add(errors.MissingArguments(name.text, ("value",), None, "", span=site.span))
    elif len(args) > 1:
        ctx.report.add(extra(name.text, 1, site, 1))
    else:
        ctx.report.add(errors.NamedPayload(name.text, args[0].value.span, span=args[0].span))
    return None


def convert(ctx: Context, name: tree.Name, site: Site) -> Draft:
    """Check `u8(x)` to `f64(x)`; a literal becomes one of that type at once."""
    target = next(terms.Prim(one) for one in CONVERSIONS if one == name.text)
    arg = single(ctx, name, site)
    if arg is None:
        return _given(ctx, target, broken(site.span), site)
    operand = ctx.check(arg.value)
    if not ctx.solver.constrain(operand.type, NUMBERS):
        found = ctx.solver.show(operand.type)
        ctx.report.add(errors.BadConversion(name.text, "a number", found, span=arg.span))
        ctx.solver.give_up(operand.type)
    elif _is_literal(arg.value) and ctx.solver.unify(target, operand.type) is None:
        return _given(ctx, target, operand.finish, site)
    return _given(ctx, target, lambda: typed.Convert(operand.finish(), target, site.span), site)


def _is_literal(expr: tree.Expr) -> bool:
    """Whether a number is written out, so that a conversion only says its type."""
    if isinstance(expr, tree.Unary):
        expr = expr.operand
    return isinstance(expr, tree.IntLit | tree.FloatLit)


def length(ctx: Context, name: tree.Name, site: Site) -> Draft:
    """Check `length(list)`."""
    arg = single(ctx, name, site)
    if arg is None:
        return _given(ctx, U32, broken(site.span), site)
    operand = ctx.check(arg.value)
    element = ctx.solver.fresh(arg.span, "this list's elements")
    shown = ctx.solver.show(operand.type)
    if ctx.solver.unify(terms.List(element), operand.type) is not None:
        ctx.report.add(errors.BadConversion(name.text, "a list", shown, span=arg.span))
    return _given(ctx, U32, lambda: typed.Length(operand.finish(), U32, site.span), site)


def _given(ctx: Context, type_: Type, finish: Finish, site: Site) -> Draft:
    return ctx.settle(type_, finish, site.want, site.span)
