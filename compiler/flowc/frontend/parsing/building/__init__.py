"""Makes the nodes of `tree` from what the parser reduces; each method is named for its rule.

In come a rule's children: tokens, and nodes made before. A node's span reaches from the first
token of its rule to the last; that of an expression in parentheses includes them.
A rule that the grammar could not state raises `Refused`.
"""

from flowc.frontend.parsing.building.children import Refused
from flowc.frontend.parsing.building.declarations import Declarations
from flowc.frontend.parsing.building.expressions import Expressions
from flowc.frontend.parsing.building.interfaces import Interfaces, Tests
from flowc.frontend.parsing.building.patterns import Patterns
from flowc.frontend.parsing.building.types import Types
from flowc.frontend.parsing.building.uses import Uses

__all__ = ["Build", "Refused"]


class Build(Declarations, Uses, Interfaces, Tests, Types, Expressions, Patterns):
    """A method for every rule of `flow.lark` that makes a node."""
