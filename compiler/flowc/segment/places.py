"""Where a package is cut: calls of services and under policies, `par`, and what was asked for."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from flowc.ir.graph import Callee, Graph, Operation
from flowc.ir.walk import inside, operations


@dataclass(slots=True)
class Places:
    """Tells which operations are cuts, and which hold some.

    `apart` are the components, as `ALIAS` or `ALIAS.FUNCTION`, whose calls are cuts too; `cut` are
    the flows that have cuts, so that a call of one is a cut. It knows operations by identity.
    """

    services: frozenset[str]
    apart: Container[str]
    cut: set[str] = field(default_factory=set)
    _known: dict[int, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, graph: Graph, apart: Container[str] = ()) -> "Places":
        """Find the places of a package; callees come before their callers."""
        services = (alias for alias, one in graph.components.items() if one.service)
        places = cls(frozenset(services), apart)
        for flow in graph.flows:
            if places.among(operations(flow)):
                places.cut.add(flow.name)
        return places

    def among(self, found: Iterable[Operation]) -> bool:
        """Whether one of some operations is a cut."""
        return any(map(self.is_cut, found))

    def is_cut(self, op: Operation) -> bool:
        """Whether an operation itself is a cut."""
        match op.name, op.attribute:
            case ("with" | "par" | "catch" | "sleep", _) | ("for", "par"):
                return True
            case "flow", str() as name:
                return name in self.cut
            case "call", Callee(component) as callee:
                return component in self.services or self.is_apart(callee)
            case _:
                return False

    def is_apart(self, callee: Callee) -> bool:
        """Whether calls of a component's function were asked to be cuts."""
        return (
            callee.component in self.apart or f"{callee.component}.{callee.function}" in self.apart
        )

    def within(self, op: Operation) -> Iterator[Operation]:
        """Yield the cuts in an operation, in order, that are not in a branch beside others."""
        regions = op.regions
        if self.is_cut(op):
            yield op
            regions = regions[1:] if op.name == "with" else ()
        for region in regions:
            for inner in region.operations:
                yield from self.within(inner)

    def holds(self, op: Operation) -> bool:
        """Whether an operation is a cut or holds one."""
        known = self._known.get(id(op))
        if known is None:
            known = self.is_cut(op) or any(
                self.is_cut(inner) for region in op.regions for inner in inside(region)
            )
            self._known[id(op)] = known
        return known
