"""Flows: what each takes and gives, its body, and the order in which they call each other."""

from flowc.frontend import errors, tree, typed
from flowc.frontend.checking.context import Binding, Checks, Context
from flowc.frontend.checking.expressions.constants import inconstant
from flowc.frontend.checking.flows.handles import check_handles
from flowc.frontend.checking.flows.outlast import Waits, check_outlasting
from flowc.frontend.checking.flows.waits import spread
from flowc.frontend.checking.order import callees_first
from flowc.frontend.checking.packages.outside import Formal, Signature
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.checking.packages.types import resolve_bounded
from flowc.frontend.checking.want import Draft, Want
from flowc.frontend.resources import handle_of
from flowc.frontend.terms import UNKNOWN, Type
from flowc.text.diagnostic import Caution
from flowc.text.span import Span

Names = frozenset[str]
Called = dict[str, dict[str, Span]]
"""For each flow, the flows it calls, and where it does so first."""


def declare_flows(package: Package, checks: Checks) -> None:
    """Read every flow's parameters, defaults and result."""
    for name, decl in package.flow_decls.items():
        names = frozenset(param.name.text for param in decl.params)
        formals = tuple(_formal(package, decl, param, names, checks) for param in decl.params)
        result = _type(package, decl, decl.result)
        want = Want(result, f"`{name}` gives {{type}}", decl.result.span)
        package.flows[name] = Signature(decl, formals, want)


def _type(package: Package, decl: tree.FlowDecl, expr: tree.TypeExpr) -> Type:
    """Return a type that a flow takes or gives; no handle leaves the package."""
    type_ = resolve_bounded(package, expr, handles=True)
    handle = handle_of(type_)
    if handle is None or not decl.exported:
        return type_
    package.report.add(errors.HandleExported(str(handle), span=expr.span))
    return UNKNOWN


def _formal(
    package: Package, decl: tree.FlowDecl, param: tree.ParamDecl, params: Names, checks: Checks
) -> Formal:
    type_ = _type(package, decl, param.type)
    want = Want(type_, f"`{param.name.text}` is {{type}}", param.type.span)
    if param.default is None:
        return Formal(param.name.text, want)
    ctx = Context(package, checks, None)
    return Formal(param.name.text, want, _default(ctx, param.default, want, params))


def _default(ctx: Context, expr: tree.Expr, want: Want, params: Names) -> typed.Expr:
    """Check a parameter's default, which is a constant."""
    for what, span in inconstant(ctx.package, expr, params):
        return ctx.fail(errors.NotConstant(what, span=span)).finish()
    return finished(ctx, ctx.check(expr, want))


def check_bodies(package: Package, checks: Checks) -> tuple[tuple[typed.FlowBody, ...], Called]:
    """Check every flow's body; return them callees first, and who calls whom."""
    called: Called = {}
    bodies: dict[str, typed.FlowBody] = {}
    holding: list[typed.FlowBody] = []
    for name, signature in package.flows.items():
        bodies[name], called[name], holds = _body(package, signature, checks)
        holding += [bodies[name]] if holds else []
    order, cycles = callees_first({name: tuple(calls) for name, calls in called.items()})
    for cycle in cycles:
        callees = (*cycle[1:], cycle[0])
        spans = tuple(called[one][callee] for one, callee in zip(cycle, callees, strict=True))
        start = package.flow_decls[cycle[0]].name.span
        package.report.add(errors.RecursiveFlow(cycle, spans, span=start))
    spread(package, called, order)
    components = {alias: one.component for alias, one in package.exports.items()}
    for flow in holding:
        check_outlasting(package.report, Waits(components, package.waits), flow)
    return tuple(bodies[name] for name in order), called


def _body(
    package: Package, signature: Signature, checks: Checks
) -> tuple[typed.FlowBody, dict[str, Span], bool]:
    """Check a flow; return its body, whom it calls, and whether it holds handles as it may."""
    decl = signature.decl
    ctx = Context(package, checks, signature.result)
    pairs = zip(decl.params, signature.formals, strict=True)
    bound = [(ctx.bind(param.name, formal.want.type), formal) for param, formal in pairs]
    ctx.bound.clear()  # parameters are what a flow takes, read or not
    draft = ctx.check(decl.body, signature.result)
    body = finished(ctx, draft)
    holds = ctx.handles or any(handle_of(formal.want.type) is not None for _, formal in bound)
    if holds:
        check_handles(ctx.report, tuple(ctx.slot(one) for one, _ in bound), body)
    params = tuple(typed.TypedParam(ctx.slot(one), formal.default, "") for one, formal in bound)
    result, name = signature.result.type, decl.name.text
    made = typed.FlowBody(name, decl.exported, params, result, body, decl.doc, decl.span)
    package.asked[name] = ctx.asked
    if ctx.wait is not None:
        package.waits[name] = ctx.wait
    return made, ctx.called, holds and not ctx.failed


def finished(ctx: Context, draft: Draft) -> typed.Expr:
    """Finish a flow's expression; what nothing decided is reported where nothing else was."""
    expr = draft.finish()
    if not ctx.failed:
        for one in ctx.solver.undecided:
            ctx.report.add(errors.Undecided(one.what, span=one.span))
    for binding in ctx.bound:
        if not binding.uses:
            ctx.report.add(_unread(ctx, binding))
    return expr


def _unread(ctx: Context, binding: Binding) -> Caution:
    if binding.cases:
        shown = ctx.solver.show(ctx.solver.close(binding.type))
        return errors.ElsewhereCase(binding.name, shown, binding.cases, span=binding.span)
    return errors.UnusedLet(binding.name, binding.unread, span=binding.span)
