"""The passes, in order, and the runner that verifies a graph before the first and after each.

A pass takes a sound graph and gives one; its docstring states the law it keeps. Running out of
memory is outside every law: less work may need less of it.
"""

from typing import Protocol

from flowc.ir.graph import Graph
from flowc.ir.verify import verify
from flowc.text.diagnostic import InternalError


class Pass(Protocol):
    """A step from graph to graph."""

    @property
    def name(self) -> str:
        """The name that messages call it by."""

    def run(self, graph: Graph) -> Graph:
        """Return a graph that computes the same."""


DEFAULT_PASSES: tuple[Pass, ...] = ()


def run(graph: Graph, passes: tuple[Pass, ...] = DEFAULT_PASSES) -> Graph:
    """Apply passes in order; raises `InternalError`, naming the pass, where one breaks a rule."""
    verify(graph)
    for one in passes:
        graph = one.run(graph)
        try:
            verify(graph)
        except InternalError as error:
            raise InternalError("optimise", f"after pass `{one.name}`: {error.message}") from error
    return graph
