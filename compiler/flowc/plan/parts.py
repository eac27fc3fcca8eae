"""Where each component's code lies: what a trap means that is too deep for its flow to be seen.

The engine tells the innermost frames and no more. Where none of them is a flow's, their offsets
still lie in the code of one component; what is known of its calls stands where that code starts.
"""

from collections.abc import Iterable
from dataclasses import replace

from flowc.ir.graph import Callee, Graph
from flowrt.plan.plan import Plan, Site
from flowrt.run.trace import CALL, INSIDE

Part = tuple[int, tuple[str, ...]]
"""Where a component's code starts, and its names in the package; none where no component's is."""


def with_parts(plan: Plan, parts: Iterable[Part], graph: Graph) -> Plan:
    """Add a site where each component's code starts, and one where the last one's ends.

    A component that is called at one place alone, and by no other component, was called there.
    """
    fills = (fill for filled in graph.fills.values() for fill in filled)
    lent = {by.component for fill in fills for _, by in fill.functions if isinstance(by, Callee)}
    calls: dict[str, set[Site]] = {}
    for site in plan.sites:
        if site.kind == CALL:
            calls.setdefault(site.component, set()).add(replace(site, offset=0, kind=INSIDE))

    def site_of(offset: int, names: tuple[str, ...]) -> Site:
        known = [call for name in names for call in calls.get(name, ())]
        if len(known) == 1 and lent.isdisjoint(names):
            return replace(known[0], offset=offset)
        return Site(offset, INSIDE, "", " or ".join(names), "", "")

    sites = (*(site_of(offset, names) for offset, names in parts), *plan.sites)
    return replace(plan, sites=tuple(sorted(sites, key=lambda one: one.offset)))
