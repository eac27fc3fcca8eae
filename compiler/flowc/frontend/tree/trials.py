"""`test` blocks, as written."""

from dataclasses import dataclass
from typing import TypeAlias

from flowc.frontend.tree.expressions import Expr, Let
from flowc.frontend.tree.patterns import Pattern
from flowc.frontend.tree.type_expressions import Name
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Given:
    """`given alias.function(patterns) if guard = value;`: what a call gives in a test.

    The value is left out where the function gives none.
    """

    callee: tuple[Name, ...]
    patterns: tuple[Pattern, ...]
    guard: Expr | None
    value: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class Expect:
    """`expect condition;`."""

    condition: Expr
    span: Span


Step: TypeAlias = Let | Expect


@dataclass(frozen=True, slots=True)
class TestDecl:
    """`test "name" { givens steps }`; at least one of the steps is an `expect`."""

    name: str
    name_span: Span
    givens: tuple[Given, ...]
    steps: tuple[Step, ...]
    doc: str
    span: Span
