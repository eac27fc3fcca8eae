"""Interfaces that several components have under one name: their types must be the same.

An interface is known by its name and version everywhere, so what two components say of it is
compared, whether they import or export it. Resources are compared by name alone.
"""

from collections.abc import Iterator
from typing import NamedTuple

from flowc.frontend import errors, terms, tree
from flowc.frontend.checking.inference.unify import Solver
from flowc.frontend.checking.injection.link import Links, Whole
from flowc.frontend.checking.packages.exports import Exports
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.resources import Swap
from flowc.frontend.signature import Declared


class _Said(NamedTuple):
    """A type as one component has it."""

    use: tree.Use
    type: terms.Type


def check_agreement(package: Package, links: Links) -> None:
    """Report the first type of each interface that a component says otherwise than one before."""
    linked = {
        frozenset((alias, link.by.alias))
        for alias, made in links.by_alias.items()
        for link in made
        if isinstance(link.by, Whole)
    }
    known: dict[tuple[str, str], _Said] = {}
    for alias, exports in package.exports.items():
        told: set[str] = set()
        by_name = Swap(lambda one: terms.Resource("", "", one.name))
        for one in _named(exports):
            said = _Said(package.uses[alias], by_name.type(one.type))
            first = known.setdefault((one.interface, one.name), said)
            pair = frozenset((alias, first.use.alias.text))
            if pair in linked or one.interface in told:
                continue
            if not _agree(package, one, first, said):
                told.add(one.interface)


def _named(exports: Exports) -> Iterator[Declared]:
    """Yield the types of a component's interfaces, once each."""
    component = exports.component
    types = (*component.types, *(one for part in component.imports for one in part.types))
    yield from {(one.interface, one.name): one for one in types if ":" in one.interface}.values()


def _agree(package: Package, one: Declared, first: _Said, said: _Said) -> bool:
    if first.use is said.use:
        return True
    clash = Solver().unify(first.type, said.type)
    if clash is None:
        return True
    package.report.add(
        errors.InterfacesDisagree(
            one.interface,
            one.name,
            clash.path,
            (first.use.alias.text, clash.expected),
            (said.use.alias.text, clash.found),
            first.use.path_span,
            span=said.use.path_span,
        )
    )
    return False
