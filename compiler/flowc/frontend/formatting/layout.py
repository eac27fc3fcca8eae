"""Lays out what the parser reduces: a method for every rule of `flow.lark`.

In come a rule's leaves, and pieces made before, as `building.Build` gets tokens and nodes.
"""

from typing import Any

from lark import Tree

from flowc.frontend.formatting.declarations import Declarations
from flowc.frontend.formatting.expressions import Expressions
from flowc.frontend.formatting.interfaces import Interfaces, Tests
from flowc.frontend.formatting.operators import words
from flowc.frontend.formatting.patterns import Patterns, Types
from flowc.frontend.formatting.pieces import Children
from flowc.frontend.formatting.uses import Uses


class Layout(Declarations, Uses, Interfaces, Tests, Types, Expressions, Patterns):
    """A method for each rule; what has none is laid out word by word."""

    def __default__(self, rule: str, c: Children, _: object) -> Any:
        """Put a space between the parts; rules that start with `_` are no constructs."""
        if rule.startswith("_"):
            return Tree(rule, c)
        return words(rule, c)
