"""What a package uses or declares for nothing, and a package that offers nothing."""

from collections.abc import Iterable, Mapping

from flowc.frontend.checking.package import Package
from flowc.frontend.errors.packages import UnusedPackage
from flowc.frontend.errors.wholes import NothingExported, UnusedFlow, UnusedUse


def report_unused(
    package: Package, called: Mapping[str, Iterable[str]], *, is_used: bool = False
) -> None:
    """Report what is used and never referred to, flows nobody calls, a package without export.

    A package that another one uses, for its types, needs no export.
    """
    report, flows = package.report, package.flow_decls
    for alias, use in package.uses.items():
        if alias not in package.used:
            unused = UnusedPackage if use.is_package else UnusedUse
            report.add(unused(alias, span=use.span))
    needed = _needed([name for name, decl in flows.items() if decl.exported], called)
    for name, decl in flows.items():
        if name not in needed:
            anyone = any(name in callees for callees in called.values())
            report.add(UnusedFlow(name, decl.span, anyone, span=decl.name.span))
    if not is_used and not any(decl.exported for decl in flows.values()):
        first = next(iter(flows.values()), None)
        start = None if first is None else first.span
        report.add(NothingExported(start, span=package.flow.package_span))


def _needed(names: list[str], called: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the flows that are run when those of `names` are."""
    needed: set[str] = set()
    while names:
        name = names.pop()
        if name not in needed:
            needed.add(name)
            names.extend(called.get(name, ()))
    return needed
