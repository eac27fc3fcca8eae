"""The checker: a `Flow` and the components it uses in, a `TypedFlow` out.

Every name is resolved, every expression has one closed type, and flows stand callees first.
All mistakes of a file are reported, each once; then `Stopped` is raised.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from flowc.frontend import tree, typed
from flowc.frontend.checking.context import Checks
from flowc.frontend.checking.declared import declare_types
from flowc.frontend.checking.expressions import CHECKS
from flowc.frontend.checking.flows import check_bodies, declare_flows
from flowc.frontend.checking.mistakes import Mistakes
from flowc.frontend.checking.package import Package, declare
from flowc.frontend.checking.unused import report_unused
from flowc.frontend.signature import Component
from flowc.text.report import Report

Watch: TypeAlias = Callable[[Package], Checks]
"""Is shown the package before it is filled, and says what checks each kind of expression."""


def unwatched(_package: Package) -> Checks:
    """Let expressions be checked, and see nothing of it."""
    return CHECKS


def check(
    flow: tree.Flow,
    components: Mapping[str, Component | None],
    report: Report,
    watch: Watch = unwatched,
) -> typed.TypedFlow:
    """Check one source file.

    `components` holds a signature for each `use`, by alias; None, where one could not be read,
    silences whatever depends on it. `watch` is for editors, which want what could be found out
    of a file with mistakes. Raises `Stopped` if there is any error.
    """
    mistakes = Mistakes(report)
    package = declare(flow, components, mistakes)
    checks = watch(package)
    declare_types(package)
    declare_flows(package, checks)
    bodies, called = check_bodies(package, checks)
    report_unused(package, called)
    mistakes.stop_if_errors()
    return typed.TypedFlow(
        flow.name, flow.version, flow.doc, _used(package), dict(package.types), bodies
    )


def _used(package: Package) -> dict[str, Component]:
    exports = package.exports
    return {name: exports[name].component for name in exports if name in package.used}
