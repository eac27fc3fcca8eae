"""Inlay hints: the type that each `let` was found to have."""

from collections.abc import Iterator
from typing import Any

from lsprotocol.types import InlayHint, InlayHintKind, InlayHintParams

from flowc.frontend import tree
from flowc.frontend.parsing.depth import children
from flowc.lsp.documents import View

MOST = 40
"""The columns of a type that is shown whole."""


def hints(view: View, params: InlayHintParams) -> list[InlayHint]:
    """Return a hint for every name that a `let` in the range binds, where its type is known."""
    start, end = (view.positions.offset(at) for at in (params.range.start, params.range.end))
    names = (name for name in _names(view) if start <= name.span.end <= end)
    return [hint for name in names if (hint := _hint(view, name)) is not None]


def _hint(view: View, name: tree.Name) -> InlayHint | None:
    bound = view.now.seen.bound.get(name.span.start)
    if bound is None or str(bound.type) == "_":
        return None
    text = str(bound.type)
    return InlayHint(
        view.positions.position(name.span.end),
        f": {text if len(text) <= MOST else text[: MOST - 1] + '…'}",
        kind=InlayHintKind.Type,
        tooltip=text if len(text) > MOST else None,
    )


def _names(view: View) -> Iterator[tree.Name]:
    flow = view.now.flow
    waiting: list[Any] = [] if flow is None else [*flow.flows, *flow.tests]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tree.Let):
            yield from binder_names(node.binder)
        waiting.extend(children(node))


def binder_names(binder: tree.Binder) -> Iterator[tree.Name]:
    """Yield the names that a binder binds."""
    match binder:
        case tree.Name():
            yield binder
        case tree.TupleBinder(items):
            for item in items:
                yield from binder_names(item)
        case tree.Ignore():
            return
