"""The graph: a typed, printable SSA form of every flow."""

from flowc.ir import document
from flowc.ir.document import Document
from flowc.ir.graph import Graph
from flowc.ir.lower import lower
from flowc.ir.print import text
from flowc.ir.read import read
from flowc.ir.trials import lower_tests
from flowc.ir.verify import verify

__all__ = ["Document", "Graph", "document", "lower", "lower_tests", "read", "text", "verify"]
