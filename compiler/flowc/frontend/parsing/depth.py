"""Holds a tree to `MOST_DEPTH` levels, so that later stages may recurse over it.

It walks with a stack of its own and so takes any tree; what is too deep is reported once for each
declaration.
"""

from collections.abc import Iterator
from typing import Any

from flowc.frontend import tree
from flowc.frontend.errors.refusals import TooDeep
from flowc.frontend.parsing.outline import MOST_DEPTH
from flowc.text.report import Report
from flowc.text.span import Span


def limit(flow: tree.Flow, report: Report) -> None:
    """Report the first place in each declaration that is nested too deeply."""
    for declaration in (*flow.types, *flow.flows):
        span = _first_too_deep(declaration)
        if span is not None:
            report.add(TooDeep(MOST_DEPTH, span=span))


def _first_too_deep(root: tree.TypeDecl | tree.FlowDecl) -> Span | None:
    waiting: list[tuple[Any, int]] = [(root, 0)]
    while waiting:
        node, level = waiting.pop()
        if level > MOST_DEPTH:
            span: Span = node.span
            return span
        waiting.extend((child, level + 1) for child in children(node))
    return None


def children(node: Any) -> Iterator[Any]:
    """Yield the nodes right below a node of `tree`."""
    for slot in type(node).__slots__:
        held = getattr(node, slot)
        for one in held if isinstance(held, tuple) else (held,):
            if hasattr(one, "span"):
                yield one
