"""Whether there is code for all that a package calls."""

from collections.abc import Container, Mapping

from flowc.ir.graph import Callee, Graph
from flowc.ir.walk import operations
from flowc.plan.errors import NoImplementation
from flowc.text.report import Report


def require_code(
    graph: Graph, paths: Mapping[str, str], have: Container[str], report: Report
) -> None:
    """Report F501 at the first call of each alias that `have` lacks, and stop if there are any."""
    told: set[str] = set()
    for flow in graph.flows:
        for op in operations(flow):
            alias = op.attribute.component if isinstance(op.attribute, Callee) else ""
            if alias and alias not in have and alias not in told:
                told.add(alias)
                report.add(NoImplementation(alias, paths[alias], span=op.span))
    report.stop_if_errors()
