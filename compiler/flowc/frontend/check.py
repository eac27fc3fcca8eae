"""The checker: packages and the components they use in, a `TypedFlow` out.

Every name is resolved, every expression has one closed type, and flows stand callees first.
All mistakes of all files are reported, each once; then `Stopped` is raised.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from flowc.frontend import tree, typed
from flowc.frontend.capability import Capabilities
from flowc.frontend.checking.context import Checks
from flowc.frontend.checking.dispatch import CHECKS
from flowc.frontend.checking.flows.annotations import check_annotations
from flowc.frontend.checking.flows.bodies import check_bodies, declare_flows
from flowc.frontend.checking.flows.waits import check_suppliers
from flowc.frontend.checking.injection.agreement import check_agreement
from flowc.frontend.checking.injection.fills import check_fills
from flowc.frontend.checking.injection.imports import check_imports
from flowc.frontend.checking.injection.links import connect
from flowc.frontend.checking.mistakes import Mistakes
from flowc.frontend.checking.packages.declared import declare_types
from flowc.frontend.checking.packages.interfaces import declare_interfaces
from flowc.frontend.checking.packages.needs import check_needs
from flowc.frontend.checking.packages.outside import Library
from flowc.frontend.checking.packages.package import Package, declare
from flowc.frontend.checking.packages.unused import report_unused, report_unused_givens
from flowc.frontend.checking.packages.wiring import wire
from flowc.frontend.checking.trials.tests import check_tests
from flowc.frontend.packages import Member, Program
from flowc.frontend.signature import Component
from flowc.text.report import Report, Stopped

Used: TypeAlias = Mapping[str, Component | Library | None]
"""What each `use` stands for, by alias; None, where it could not be read, silences its users."""
Watch: TypeAlias = Callable[[Package], Checks]
"""Is shown the package before it is filled, and says what checks each kind of expression."""


def unwatched(_package: Package) -> Checks:
    """Let expressions be checked, and see nothing of it."""
    return CHECKS


def check(flow: tree.Flow, used: Used, report: Report, watch: Watch = unwatched) -> typed.TypedFlow:
    """Check one package; what it uses is known already.

    `watch` is for editors, which want what could be found out of a file with mistakes. Raises
    `Stopped` if there is any error.
    """
    return _sound(examine(flow, used, report, watch), report)


def check_program(program: Program, report: Report) -> typed.TypedFlow:
    """Check all packages of a program; return the root, which holds the others."""
    return _sound(libraries(program, report)[program.members[-1].label], report)


def libraries(program: Program, report: Report) -> dict[str, Library | None]:
    """Check all packages of a program; return each by its label, None if it could not be read."""
    known: dict[str, Library | None] = {}
    for member in program.members:
        if member.flow is None:
            known[member.label] = None
            continue
        is_used = member is not program.members[-1]
        used = uses_of(member, known)
        known[member.label] = examine(
            member.flow, used, report, prefix=member.prefix, is_used=is_used
        )
    return known


def uses_of(member: Member, known: Mapping[str, Library | None]) -> Used:
    """Return all that a package uses, of the packages those that are known."""
    uses = () if member.flow is None else member.flow.uses
    others = {
        one.alias.text: known.get(member.labels[one.alias.text]) for one in uses if one.is_package
    }
    return {**member.uses.signatures, **others}


def examine(  # noqa: PLR0913 - what is checked, and how
    flow: tree.Flow,
    used: Used,
    report: Report,
    watch: Watch = unwatched,
    *,
    prefix: str = "",
    is_used: bool = False,
) -> Library:
    """Check one package as far as it can be; return what is known of it."""
    mistakes = Mistakes(report)
    package = declare(flow, used, mistakes)
    checks = watch(package)
    declare_interfaces(package)
    links = connect(package)
    declare_types(package)
    declare_flows(package, checks)
    annotations = check_annotations(package)
    fills = check_fills(package, links)
    check_agreement(package, links)
    bodies, called = check_bodies(package, checks)
    tests, tested = check_tests(package, checks)
    check_suppliers(package)
    wiring = wire(package, called)
    check_imports(package, links, wiring.calls)
    needs = check_needs(package, wiring)
    report_unused(package, wiring.calls, tested, is_used=is_used)
    report_unused_givens(mistakes, bodies, tests)
    made = None
    if not mistakes.errors and not package.blind:
        mistakes.tell_cautions()
        noted = tuple(replace(one, annotations=annotations.get(one.name, ())) for one in bodies)
        made = _typed(package, _ordered(noted, wiring.order, needs.flows), prefix)
        granted = {alias: needs.granted[alias] for alias in made.components}
        filled = {alias: fills[alias] for alias in made.components if fills[alias]}
        made = replace(made, tests=tests, grants=granted, fills=filled)
    waits = {name: wait for name, wait in package.waits.items() if name in package.flows}
    return Library(flow, package.flows, package.types, made, needs.outside, waits)


def _typed(package: Package, bodies: tuple[typed.FlowBody, ...], prefix: str) -> typed.TypedFlow:
    flow = package.flow
    components = {
        alias: one.component
        for alias, one in package.exports.items()
        if one.library is None and alias in package.used
    }
    types, packages = dict(package.types), _packages(package)
    return typed.TypedFlow(
        flow.name, flow.version, flow.doc, components, types, bodies, prefix, packages
    )


def _ordered(
    bodies: Iterable[typed.FlowBody], order: Iterable[str], needs: Mapping[str, Capabilities]
) -> tuple[typed.FlowBody, ...]:
    """Return flows after all that they call, also by way of what components import."""
    by_name = {one.name: replace(one, needs=needs[one.name]) for one in bodies}
    return tuple(by_name[name] for name in order if name in by_name)


def _packages(package: Package) -> dict[str, typed.TypedFlow]:
    pairs = ((alias, one.library) for alias, one in package.exports.items())
    return {
        alias: library.typed
        for alias, library in pairs
        if library is not None and library.typed is not None
    }


def _sound(library: Library | None, report: Report) -> typed.TypedFlow:
    """Return the package; what hides it was reported here, or by whoever could not read it."""
    report.stop_if_errors()
    if library is None or library.typed is None:
        raise Stopped(report)
    return library.typed
