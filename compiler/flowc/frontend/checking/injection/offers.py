"""What may stand for an imported function: a component's, a flow of this package or of another."""

from dataclasses import dataclass

from flowc.frontend import errors, typed
from flowc.frontend.checking.injection.link import Each
from flowc.frontend.checking.packages.exports import Exports, no_export, short_name
from flowc.frontend.checking.packages.outside import Signature
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.errors.wording import short
from flowc.frontend.signature import Function
from flowc.frontend.terms import FuncType, Param
from flowc.text.span import Span
from flowc.text.suggest import nearest

OF_A_SERVICE = "is a function of a service, for which only a flow can wait"


@dataclass(frozen=True, slots=True)
class Offer:
    """A function that stands for an imported one: its type, and where it is declared."""

    by: typed.Supplier
    shown: str
    type: FuncType
    span: Span | None
    note: str


def offers_of(offering: Exports, interface: str) -> dict[str, Offer]:
    """Return the functions of an interface that a component exports."""
    return {
        one.name: _of_component(offering, one)
        for one in offering.component.functions
        if one.interface == interface
    }


def _of_component(offering: Exports, function: Function) -> Offer:
    shown = ".".join(
        part for part in (offering.alias, short_name(function.interface), function.name) if part
    )
    note = f"`{shown}` is declared in {offering.place} as `{short(str(function.type))}`"
    by = typed.ComponentSupplier(offering.alias, function)
    return Offer(by, shown, function.type, function.note.span, note)


def offer_of(package: Package, one: Each) -> Offer | None:
    """Return the flow or function that a path names; report one that names neither."""
    head, *rest = one.path
    text = ".".join(name.text for name in one.path)
    signature = package.flows.get(head.text)
    if signature is not None and not rest:
        return _of_flow(text, signature)
    if head.text not in package.uses or not rest:
        use = package.uses.get(head.text)
        what = "is no flow" if use is None else f"is {use.what}; name one of its {use.calls}"
        near = nearest(head.text, package.flows) if not rest else ()
        package.report.add(errors.NoSupplier(text, what, near, span=one.span))
        return None
    exports = package.use(head.text)
    if exports is None:
        return None
    if exports.library is not None:
        return _of_package(package, exports, one)
    if exports.component.service:
        package.report.add(errors.NoSupplier(text, OF_A_SERVICE, span=one.span))
        return None
    found = _functions_at(exports, [name.text for name in rest])
    if len(found) == 1:
        return _of_component(exports, found[0])
    problem = "may be several functions; name the interface" if found else "is no function"
    near = tuple(f"{head.text}.{name}" for name in nearest(rest[-1].text, exports.plain_functions))
    package.report.add(errors.NoSupplier(text, problem, () if found else near, span=one.span))
    return None


def _of_package(package: Package, exports: Exports, one: Each) -> Offer | None:
    """Return the flow of another package that a path names; report one that names none."""
    _, name, *rest = one.path
    signature = None if rest else exports.flows.get(name.text)
    if signature is None:
        used = package.uses[exports.alias].path_span
        package.report.add(no_export(exports, name, tuple(exports.flows), used))
        return None
    return _of_flow(f"{exports.alias}.{name.text}", signature)


def _of_flow(name: str, signature: Signature) -> Offer:
    params = tuple(Param(formal.name, formal.want.type) for formal in signature.formals)
    type_ = FuncType(params, signature.result.type)
    return Offer(typed.FlowSupplier(name), name, type_, signature.decl.name.span, "")


def _functions_at(exports: Exports, names: list[str]) -> list[Function]:
    match names:
        case [name]:
            return exports.functions.get(name, [])
        case [interface, name]:
            return exports.interfaces.get(interface, {}).get(name, [])
        case _:
            return []
