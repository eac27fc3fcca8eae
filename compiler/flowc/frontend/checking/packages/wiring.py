"""Who calls whom in a package: flows, components, and what satisfies components' imports.

`wire` orders all of them, callees first, and reports components that need themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flowc.frontend import errors
from flowc.frontend.checking.order import callees_first
from flowc.frontend.checking.packages.package import Package
from flowc.text.span import Span

Calls = Mapping[str, Mapping[str, Span]]
"""For each flow, the flows or components that it calls, and where it does so first."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """What each flow and component calls, where, and all of their names, callees first."""

    calls: Calls
    order: tuple[str, ...]


def wire(package: Package, called: Calls) -> Wiring:
    """Join the calls of flows with what satisfies the imports of components."""
    calls: dict[str, Mapping[str, Span]] = {
        name: {**flows, **package.asked.get(name, {})} for name, flows in called.items()
    }
    for alias in package.uses:
        calls[alias] = package.suppliers.get(alias, {})
    needs = {name: tuple(one for one in inner if one in calls) for name, inner in calls.items()}
    order, cycles = callees_first(needs)
    for cycle in cycles:
        if any(name in package.uses for name in cycle):
            _report(package, calls, cycle)
    return Wiring(calls, order)


def _report(package: Package, calls: Calls, cycle: tuple[str, ...]) -> None:
    at = next(index for index, name in enumerate(cycle) if name in package.uses)
    cycle = cycle[at:] + cycle[:at]
    steps = []
    for name, callee in zip(cycle, (*cycle[1:], cycle[0]), strict=True):
        word = "is satisfied by" if name in package.uses else "calls"
        steps.append((calls[name][callee], f"`{name}` {word} `{callee}`"))
    (span, _), *others = steps
    package.report.add(errors.InjectionCycle(cycle, tuple(others), span=span))
