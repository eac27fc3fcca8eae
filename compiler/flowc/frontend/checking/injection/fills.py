"""What satisfies imports, compared with them: each function by structure, nothing left out.

Takes the links that names make and gives typed fills; reports what does not fit and what is
missing.
"""

from collections.abc import Iterator, Mapping

from flowc.frontend import errors, terms, typed
from flowc.frontend.checking.injection.difference import difference
from flowc.frontend.checking.injection.link import Link, Links, Whole
from flowc.frontend.checking.injection.offers import Offer, offer_of, offers_of
from flowc.frontend.checking.packages.exports import Exports, plain_name, short_name
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.errors.wording import short
from flowc.frontend.signature import Function, Import
from flowc.text.span import Span


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
            offers = offers_of(offering, interface)
            shown = f"`{alias}.{short_name(interface)}`" if interface else f"`{alias}`"
            missing = _missing_resources(asked, offering, interface)
        case each:
            offers = {one.function: offer for one in each if (offer := offer_of(package, one))}
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


def _missing_resources(asked: Import, offering: Exports, interface: str) -> list[str]:
    have = {
        one.name
        for one in offering.component.types
        if one.interface == interface and isinstance(one.type, terms.Resource)
    }
    return [name for name in _resources_of(asked) if name not in have]


def _resources_of(asked: Import) -> list[str]:
    return [one.name for one in asked.types if isinstance(one.type, terms.Resource)]


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
