"""What a package or a test uses or declares for nothing, and a package that offers nothing."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from flowc.frontend import errors, typed
from flowc.frontend.checking.mistakes import Mistakes
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.walk import inside

Callee: TypeAlias = tuple[str, str, str]
"""Alias, interface and function of a component, or nothing, nothing and a flow."""


def report_unused(
    package: Package,
    called: Mapping[str, Iterable[str]],
    tested: Iterable[str],
    *,
    is_used: bool = False,
) -> None:
    """Report what is used and never referred to, flows nobody calls, a package without export.

    `called` says for each flow what it calls; `tested` are the flows that tests call. A package
    that another one uses, for its types, needs no export.
    """
    report, flows = package.report, package.flow_decls
    for alias, use in package.uses.items():
        if alias not in package.used:
            unused = errors.UnusedPackage if use.is_package else errors.UnusedUse
            report.add(unused(alias, span=use.span))
    exported = [name for name, decl in flows.items() if decl.exported]
    needed = _needed([*exported, *tested], called)
    for name, decl in flows.items():
        if name not in needed:
            anyone = any(name in callees for callees in called.values())
            report.add(errors.UnusedFlow(name, decl.span, anyone, span=decl.name.span))
    if not is_used and not any(decl.exported for decl in flows.values()):
        first = next(iter(flows.values()), None)
        start = None if first is None else first.span
        report.add(errors.NothingExported(start, span=package.flow.package_span))


def _needed(names: list[str], called: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the flows that are run when those of `names` are."""
    needed: set[str] = set()
    while names:
        name = names.pop()
        if name not in needed:
            needed.add(name)
            names.extend(called.get(name, ()))
    return needed


def report_unused_givens(
    report: Mistakes, flows: Iterable[typed.FlowBody], tests: Iterable[typed.Test]
) -> None:
    """Report what tests are given for functions and flows that they do not come to."""
    if report.errors:
        return
    bodies = {flow.name: flow.body for flow in flows}
    called: dict[str, frozenset[Callee]] = {}
    for test in (test for test in tests if test.stubs):
        found = _reached(test.run.body, bodies, called)
        elsewhere = any("." in name for _, _, name in found)
        for stub in test.stubs:
            if elsewhere and "." in stub.name:
                continue  # what flows of other packages come to is known when all are linked
            if (stub.component, stub.interface, stub.name) not in found:
                name = f"{stub.component}.{stub.name}" if stub.component else stub.name
                report.add(errors.UnusedGiven(name, span=stub.answer.span))


def _reached(
    body: typed.Expr, bodies: Mapping[str, typed.Expr], called: dict[str, frozenset[Callee]]
) -> set[Callee]:
    """Return all that an expression comes to; `called` remembers what each flow calls itself."""
    found: set[Callee] = set()
    waiting = list(_called(body))
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        component, _, name = one
        if not component and name in bodies:
            if name not in called:
                called[name] = frozenset(_called(bodies[name]))
            waiting += called[name]
    return found


def _called(body: typed.Expr) -> Iterator[Callee]:
    """Yield what an expression calls."""
    for node in inside(body):
        match node:
            case typed.ComponentCall(component, function):
                yield component, function.interface, function.name
            case typed.FlowCall(flow):
                yield "", "", flow
