"""The passes, in order, and the runner that verifies a graph before the first and after each.

A pass takes a sound graph and gives one; its docstring states the law it keeps. Running out of
memory is outside every law: less work may need less of it.
"""

from typing import Protocol

from flowc.ir.graph import Graph
from flowc.ir.verify import verify
from flowc.optimise.fold import Fold
from flowc.optimise.inline import Inline
from flowc.optimise.prune import Prune
from flowc.optimise.reach import Reach
from flowc.optimise.share import Share
from flowc.text.diagnostic import InternalError


class Pass(Protocol):
    """A step from graph to graph."""

    @property
    def name(self) -> str:
        """The name that messages call it by."""

    def run(self, graph: Graph) -> Graph:
        """Return a graph that computes the same."""


DEFAULT_PASSES: tuple[Pass, ...] = (
    Inline(),  # first: what a call gives and is given becomes known to the passes after it
    Fold(),  # early: what is known makes more operations equal, and more of them unused
    Share(),  # before pruning: what it leaves unnamed is gone, what that used may be unused
    Prune(),  # after whatever makes values unused; a call that goes takes its callee's last use
    Reach(),  # last: only now is it known which flows are called
)


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
