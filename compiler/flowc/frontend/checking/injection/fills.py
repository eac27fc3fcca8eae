"""What satisfies imports, compared with them: each function by structure, nothing left out.

Takes the links that names make and gives typed fills; reports what does not fit and what is
missing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flowc.frontend import errors, terms, typed
from flowc.frontend.checking.inference.unify import Clash, Solver
from flowc.frontend.checking.injection.link import Each, Link, Links, Whole
from flowc.frontend.checking.packages.exports import Exports, no_export, plain_name, short_name
from flowc.frontend.checking.packages.outside import Signature
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.errors.wording import short
from flowc.frontend.signature import Function, Import
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


def check_fills(package: Package, links: Links) -> dict[str, tuple[typed.Fill, ...]]:
    """Compare what satisfies the imports of each component with them."""
    made: dict[str, tuple[typed.Fill, ...]] = {}
    for alias, exports in package.exports.items():
        imports = {one.name: one for one in exports.component.imports}
        found = links.by_alias.get(alias, [])
        fills = (_fill(package, exports, imports[one.asked.name], one) for one in found)
        made[alias] = tuple(one for one in fills if one is not None)
    return made


def _fill(package: Package, exports: Exports, asked: Import, link: Link) -> typed.Fill | None:
    match link.by:
        case Whole(alias, interface, span):
            offering = package.exports[alias]
            offers = _of_interface(offering, interface)
            shown = f"`{alias}.{short_name(interface)}`" if interface else f"`{alias}`"
            missing = _missing_resources(asked, offering, interface)
        case each:
            offers = {one.function: offer for one in each if (offer := _offer(package, one))}
            span, shown = link.fill.by.span, "this"
            missing = _resources_of(asked)
            if len(offers) < len(each):
                return None
    names = [one for one in asked.functions if one.name not in offers]
    missing += [plain_name(one.name) for one in names]
    if missing:
        functions = tuple(f"{plain_name(one.name)}: {short(str(one.type))}" for one in names)
        name = link.fill.name.text
        error = errors.MissingFunctions(name, shown, tuple(missing), functions, span=span)
        package.report.add(error)
        return None
    return _compared(package, exports, asked, link, offers)


def _compared(
    package: Package, exports: Exports, asked: Import, link: Link, offers: Mapping[str, Offer]
) -> typed.Fill | None:
    """Return the fill if each function is offered as it is imported."""
    before = package.report.errors
    for one in asked.functions:
        _compare(package, exports, one, offers[one.name], link)
    if package.report.errors > before:
        return None
    supplies = tuple(typed.Supply(one.name, offers[one.name].by) for one in asked.functions)
    return typed.Fill(asked.name, supplies)


def _of_interface(offering: Exports, interface: str) -> dict[str, Offer]:
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


def _missing_resources(asked: Import, offering: Exports, interface: str) -> list[str]:
    have = {
        one.name
        for one in offering.component.types
        if one.interface == interface and isinstance(one.type, terms.Resource)
    }
    return [name for name in _resources_of(asked) if name not in have]


def _resources_of(asked: Import) -> list[str]:
    return [one.name for one in asked.types if isinstance(one.type, terms.Resource)]


# --- one function -----------------------------------------------------------------------------


def _offer(package: Package, one: Each) -> Offer | None:
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


def _compare(package: Package, exports: Exports, asked: Function, offer: Offer, link: Link) -> None:
    drops = isinstance(offer.by, typed.FlowSupplier)
    found = difference(asked.type, offer.type, drops=drops)
    if found is None:
        return
    where, clash = found
    note = f"`{exports.alias}` imports it in {exports.place} as `{short(str(asked.type))}`"
    sides = (
        (asked.note.span, f"`{link.fill.name.text}` asks for it like this", note),
        (offer.span, f"`{offer.shown}` is declared here", offer.note),
    )
    places = tuple((place, text) for place, text, _ in sides if place is not None)
    facts = tuple(text for place, _, text in sides if place is None)
    package.report.add(
        errors.UnfitSupplier(
            link.fill.name.text,
            plain_name(asked.name),
            offer.shown,
            f"{where}{f' at `{clash.path}`' if clash.path else ''}",
            clash.expected,
            clash.found,
            places,
            (*facts, *(_structure(asked, offer) if drops else ())),
            drops,
            span=_span(link, asked.name),
        )
    )


def _structure(asked: Function, offer: Offer) -> Iterator[str]:
    """Say what a record that a flow is given is made of, which the flow may call what it will."""
    for param, other in zip(asked.type.params, offer.type.params, strict=False):
        if isinstance(param.type, terms.Record) and param.type != other.type:
            yield f"`{param.type}` is `{short(str(terms.Record(param.type.fields)))}`"


def _span(link: Link, function: str) -> Span:
    """Return the place that says what stands for a function."""
    if isinstance(link.by, Whole):
        return link.by.span
    return next(one.span for one in link.by if one.function == function)


def difference(
    asked: FuncType, offered: FuncType, *, drops: bool = False
) -> tuple[str, Clash] | None:
    """Return where two functions first differ, and how; parameters are compared in order.

    What `drops` its result, as a flow does, may stand for a function that gives nothing.
    """
    if asked.is_async != offered.is_async:
        want, have = ("async func" if one.is_async else "func" for one in (asked, offered))
        return "the kind", Clash("", want, have)
    if len(asked.params) != len(offered.params):
        return "the parameters", Clash("", _params(asked), _params(offered))
    for param, other in zip(asked.params, offered.params, strict=True):
        clash = Solver().unify(param.type, other.type)
        if clash is not None:
            return f"the parameter `{param.name}`", _said(clash)
    if asked.result is None and drops:
        return None
    nothing = terms.Tuple(())
    clash = Solver().unify(asked.result or nothing, offered.result or nothing)
    return None if clash is None else ("the result", _said(clash))


def _said(clash: Clash) -> Clash:
    """Name a payload that is absent on one side."""
    want, have = ("nothing" if one == "_" else one for one in (clash.expected, clash.found))
    return Clash(clash.path, want, have)


def _params(type_: FuncType) -> str:
    return f"({', '.join(f'{one.name}: {one.type}' for one in type_.params)})"
