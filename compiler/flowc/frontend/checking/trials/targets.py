"""What a stub of a test answers for: a function of a component or service, or a flow."""

from dataclasses import dataclass

from flowc.frontend import errors, tree
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.expressions import paths
from flowc.frontend.checking.inference.variables import UNIT
from flowc.frontend.checking.packages.outside import Formal, Signature
from flowc.frontend.checking.want import Want
from flowc.frontend.errors.wording import short
from flowc.frontend.signature import Function
from flowc.text.span import Span
from flowc.text.suggest import nearest


@dataclass(frozen=True, slots=True)
class Target:
    """What a stub answers for: what it is called by, its parameters and what it gives."""

    component: str
    interface: str
    name: str
    formals: tuple[Formal, ...]
    result: Want

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from others."""
        return self.component, self.interface, self.name


def target_of(ctx: Context, given: tree.Given) -> Target | None:
    """Return what something is given for; report what a test cannot answer for."""
    path, package = given.callee, ctx.package
    head = path[0].text
    if len(path) == 1 and head in package.flow_decls:
        ctx.called.setdefault(head, path[0].span)
        return _flow(head, package.flows[head])
    if len(path) == 1 or head not in package.uses:
        close = nearest(head, (*package.flow_decls, *package.uses))
        ctx.report.add(errors.NotGivable(paths.written(path), close, span=span_of(path)))
        return None
    exports = package.use(head)
    if exports is None:
        return None
    signature = paths.flow_at(exports, path[1:])
    if signature is not None:
        return _flow(paths.written(path), signature)
    found = paths.functions_at(exports, path[1:])
    if len(found) != 1:
        wrong = paths.unknown_export(ctx, exports, path)
        ctx.report.add(paths.ambiguous(path, found, span_of(path)) if found else wrong)
        return None
    return _function(ctx, path, found[0], exports.refusal(found[0]), exports.place)


def _flow(name: str, signature: Signature) -> Target:
    return Target("", "", name, signature.formals, signature.result)


def _function(
    ctx: Context, path: paths.Path, function: Function, refusal: str, place: str
) -> Target | None:
    written, type_ = paths.written(path), short(str(function.type))
    if refusal:
        ctx.report.add(errors.RefusedFunction(written, refusal, type_, span=span_of(path)))
        return None
    note = f"`{written}` is declared in {place} as `{type_}`"
    formals = tuple(Formal(one.name, Want(one.type, note)) for one in function.type.params)
    result = UNIT if function.type.result is None else function.type.result
    return Target(path[0].text, function.interface, function.name, formals, Want(result, note))


def span_of(path: paths.Path) -> Span:
    """Return where a path stands."""
    return path[0].span.to(path[-1].span)
