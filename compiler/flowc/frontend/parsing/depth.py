"""Holds a tree to `MOST_DEPTH` levels, so that later stages may recurse over it.

It walks level by level and so takes any tree; what is too deep is reported once for each
declaration.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from flowc.frontend import errors, tree
from flowc.frontend.parsing.outline import MOST_DEPTH
from flowc.text.report import Report
from flowc.text.span import Span


def limit(flow: tree.Flow, report: Report) -> None:
    """Report the first place in each declaration that is nested too deeply."""
    for declaration in (*flow.types, *flow.interfaces, *flow.flows, *flow.tests):
        span = _first_too_deep(declaration)
        if span is not None:
            report.add(errors.TooDeep(MOST_DEPTH, span=span))


def _first_too_deep(root: Any) -> Span | None:
    nodes: list[Any] = [root]
    for _ in range(MOST_DEPTH + 1):
        nodes = [child for node in nodes for child in children(node)]
        if not nodes:
            return None
    span: Span = nodes[0].span
    return span


def children(node: Any) -> list[Any]:
    """Return the nodes right below a node of `tree`."""
    below: list[Any] = []
    for held in _parts(type(node))(node):
        if type(held) is tuple:
            below.extend(one for one in held if hasattr(one, "span"))
        elif hasattr(held, "span"):
            below.append(held)
    return below


def _parts(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """Return what takes a node of this class apart, its places left out."""
    if kind not in _PARTS:
        names = [name for name in getattr(kind, "__slots__", ()) if not name.endswith("span")]
        _PARTS[kind] = lambda node: tuple(getattr(node, name) for name in names)
        if len(names) > 1:
            _PARTS[kind] = attrgetter(*names)
    return _PARTS[kind]


_PARTS: dict[type, Callable[[Any], tuple[Any, ...]]] = {}
