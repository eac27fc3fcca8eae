"""Hover: what a name means, or the type of the smallest expression under the cursor."""

from typing import Any

from lsprotocol.types import Hover, HoverParams, MarkupContent, MarkupKind

from flowc.frontend import tree
from flowc.frontend.parsing.depth import children
from flowc.lsp.analysis import Analysis
from flowc.lsp.documents import View
from flowc.lsp.index import Occurrence
from flowc.lsp.symbols import Kind
from flowc.text.span import Span

WORDS = {
    "length": "length(list) -> u32",
    "some": "some(value): option<_>",
    "none": "none: option<_>",
    "ok": "ok(value): result<_, _>",
    "err": "err(error): result<_, _>",
}


def hover(view: View, params: HoverParams) -> Hover | None:
    """Say what stands at a position."""
    offset = view.positions.offset(params.position)
    found = view.find(offset)
    if found is not None:
        return _shown(view, name_text(found), found.span)
    before = view.back(offset)
    expr = None if before is None else expression_at(view.known, before)
    type_ = None if expr is None else view.known.seen.type_at(expr.span)
    span = None if expr is None else view.forth(expr.span)
    return None if type_ is None or span is None else _shown(view, code(str(type_)), span)


def _shown(view: View, text: str, span: Span) -> Hover:
    return Hover(MarkupContent(MarkupKind.Markdown, text), view.positions.range(span))


def code(text: str) -> str:
    """Return code as Markdown."""
    return f"```flow\n{text}\n```"


def name_text(found: Occurrence) -> str:
    """Return what there is to say about a name, as Markdown."""
    symbol = found.symbol
    if symbol.kind is Kind.BUILTIN:
        return code(WORDS.get(symbol.name, symbol.name))
    return f"{code(symbol.code)}\n\n{symbol.doc}".rstrip()


def expression_at(analysis: Analysis, offset: int) -> tree.Expr | None:
    """Return the smallest expression around an offset whose type is known."""
    best: tree.Expr | None = None
    flow = analysis.flow
    waiting: list[Any] = [] if flow is None else [*flow.flows, *flow.tests]
    while waiting:
        node = waiting.pop()
        if not node.span.start <= offset <= node.span.end:
            continue
        known = isinstance(node, tree.Expr) and analysis.seen.type_at(node.span) is not None
        if known and (best is None or _size(node.span) <= _size(best.span)):
            best = node
        waiting.extend(children(node))
    return best


def _size(span: Span) -> int:
    return span.end - span.start
