"""The checker: a `Flow` and the components it uses in, a `TypedFlow` out.

Every name is resolved, every expression has one closed type, and flows stand callees first.
All mistakes of a file are reported, each once; then `Stopped` is raised.
"""

from collections.abc import Mapping

from flowc.frontend import tree, typed
from flowc.frontend.checking.declared import declare_types
from flowc.frontend.checking.flows import check_bodies, declare_flows
from flowc.frontend.checking.mistakes import Mistakes
from flowc.frontend.checking.package import Package, declare
from flowc.frontend.checking.unused import report_unused
from flowc.frontend.signature import Component
from flowc.text.report import Report


def check(
    flow: tree.Flow, components: Mapping[str, Component | None], report: Report
) -> typed.TypedFlow:
    """Check one source file.

    `components` holds a signature for each `use`, by alias; None, where one could not be read,
    silences whatever depends on it. Raises `Stopped` if there is any error.
    """
    mistakes = Mistakes(report)
    package = declare(flow, components, mistakes)
    declare_types(package)
    declare_flows(package)
    bodies, called = check_bodies(package)
    report_unused(package, called)
    mistakes.stop_if_errors()
    return typed.TypedFlow(
        flow.name, flow.version, flow.doc, _used(package), dict(package.types), bodies
    )


def _used(package: Package) -> dict[str, Component]:
    exports = package.exports
    return {name: exports[name].component for name in exports if name in package.used}
