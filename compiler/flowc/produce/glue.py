"""What all functions of the glue share: imported functions, sites, literals and descriptors."""

from dataclasses import dataclass, field

from flowc.frontend.signature import Component, Function
from flowc.frontend.terms import Resource
from flowc.ir.graph import Callee, Graph
from flowc.ir.owned import any_in
from flowc.produce.sites import Sites
from flowc.produce.statics import Statics
from flowc.text.diagnostic import InternalError


@dataclass(slots=True)
class Glue:
    """The collector that one glue module is written with.

    `imports` are the component functions called so far, in order of first use; `holds` is whether
    flows come to own handles, and `resources` those that they are of.
    """

    graph: Graph
    sites: Sites = field(default_factory=Sites)
    statics: Statics = field(default_factory=Statics)
    imports: dict[Callee, int] = field(default_factory=dict)
    resources: dict[Resource, int] = field(default_factory=dict)
    holds: bool = field(init=False)

    def __post_init__(self) -> None:
        self.holds = any_in(self.graph)

    def resource(self, resource: Resource) -> int:
        """Return the number of a resource whose handles the glue owns."""
        return self.resources.setdefault(resource, len(self.resources))

    def function(self, callee: Callee) -> tuple[str, Function]:
        """Return the core name of a component's function, and its signature."""
        index = self.imports.setdefault(callee, len(self.imports))
        return f"$call:{index}", signature(self.graph.components[callee.component], callee)


def signature(component: Component, callee: Callee) -> Function:
    """Return the exported function that a callee names."""
    for function in component.functions:
        if (function.interface, function.name) == (callee.interface, callee.function):
            return function
    raise InternalError("produce", f"component {callee.component} has no {callee.function}")
