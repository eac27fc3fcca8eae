"""Completion: what can be written at the cursor, best first."""

from collections.abc import Iterable, Iterator
from typing import Final

from lsprotocol.types import (
    CompletionItem,
    CompletionItemKind,
    CompletionList,
    CompletionParams,
    MarkupContent,
    MarkupKind,
    Range,
    TextEdit,
)

from flowc.frontend import tree
from flowc.lsp import offers
from flowc.lsp.cursor import Cursor, cursor, declaration, word_at
from flowc.lsp.documents import View
from flowc.lsp.keywords import fitting, scanned
from flowc.lsp.offers import Offer
from flowc.lsp.offers_around import Around, contextual
from flowc.lsp.symbols import Kind
from flowc.text.span import Span

TRIGGERS: Final = (".",)
_KINDS: Final = {
    Kind.BINDING: CompletionItemKind.Variable,
    Kind.PARAMETER: CompletionItemKind.Variable,
    Kind.FLOW: CompletionItemKind.Function,
    Kind.TYPE: CompletionItemKind.Struct,
    Kind.COMPONENT: CompletionItemKind.Module,
    Kind.FUNCTION: CompletionItemKind.Function,
    Kind.FIELD: CompletionItemKind.Field,
    Kind.CASE: CompletionItemKind.EnumMember,
    Kind.INTERFACE: CompletionItemKind.Interface,
    Kind.IMPORT: CompletionItemKind.Interface,
    Kind.CAPABILITY: CompletionItemKind.Constant,
    Kind.POLICY: CompletionItemKind.Property,
    Kind.ANNOTATION: CompletionItemKind.Event,
    Kind.BUILTIN: CompletionItemKind.Keyword,
}


def completion(view: View, params: CompletionParams) -> CompletionList:
    """Return what can be written at a position."""
    offset = view.positions.offset(params.position)
    word = word_at(view.text, offset, view.source.path)
    if not _in_code(view, offset):
        return CompletionList(is_incomplete=False, items=[])
    before = declaration(view, word)[0]
    alone = contextual(scanned(before))
    if alone is not None:
        return _items(view, word, alone)
    fit = fitting(before)
    words = [Offer(one, Kind.BUILTIN, rank=6) for one in fit.words] if fit else []
    if fit is not None and not fit.name:
        return _items(view, word, words)
    found = cursor(view, offset)
    names = _fallback(view, offset) if found is None else _offers(found)
    return _items(view, word, [*names, *words])


def _offers(found: Cursor) -> Iterator[Offer]:
    package, seen = found.analysis.package, found.analysis.seen
    if package is None:
        return
    scope = offers.Scope(seen, package)
    yield from Around(seen, package, found.path).offers()
    match found.node:
        case tree.NamedType(qualifier=None):
            yield from scope.types()
        case tree.NamedType(qualifier=tree.Name(alias)):
            yield from scope.foreign_types(alias)
        case tree.Member() as member:
            yield from scope.members(member)
        case tree.CasePattern() as pattern:
            yield from scope.cases(pattern, found.path)
        case tree.FieldPattern():
            yield from scope.pattern_fields(found.path)
        case tree.FieldInit():
            yield from scope.fields(found.above(1))
            yield from scope.values(found.above(1).span)
        case tree.NameRef(span=span):
            yield from scope.arguments(found.above(2))
            yield from scope.values(span)


def _in_code(view: View, offset: int) -> bool:
    """Whether an offset is outside of strings and comments."""
    last = 0
    piece = view.piece(offset, offset)
    offset -= piece.start
    for one in piece.tokens:
        start, end = one.span.start, one.span.end
        ends_inside = one.type in ("TEXT", "TEXT_START") and start < offset <= end
        if ends_inside or (one.type == "HOLE_END" and offset == end):
            return False
        if one.type == "CHAR" and start < offset < end:
            return False
        last = end if end <= offset else last
    gap = piece.text[last:offset]
    return "//" not in gap.rpartition("\n")[2] and gap.rfind("/*") <= gap.rfind("*/")


def _fallback(view: View, offset: int) -> Iterable[Offer]:
    """Offer all names of the file where its text says nothing about the cursor."""
    package = view.good.package or view.package
    if package is None:
        return []
    scope = offers.Scope(view.good.seen, package)
    nowhere = Span(view.source.path, -1, -1)
    return [*_bindings(view, offset), *scope.values(nowhere)]


def _bindings(view: View, offset: int) -> Iterator[Offer]:
    """Offer the bindings that the flow around an offset had when it could be read."""
    edit = view.since(view.good)
    before = edit.start if (found := edit.back(offset)) is None else found
    flows = () if view.good.flow is None else view.good.flow.flows
    for flow in flows:
        if flow.span.start <= before <= flow.span.end:
            for start, bound in view.good.seen.bound.items():
                if flow.span.start <= start < before:
                    yield Offer(bound.binding.name, Kind.BINDING, str(bound.type), rank=1)


def _items(view: View, word: Span, found: Iterable[Offer]) -> CompletionList:
    place = view.positions.range(word)
    best: dict[str, Offer] = {}
    for one in found:
        if one.name not in best or one.rank < best[one.name].rank:
            best[one.name] = one
    ranked = sorted(best.values(), key=lambda one: (one.rank, one.order, one.name))
    return CompletionList(is_incomplete=False, items=[_item(one, place) for one in ranked])


def _item(offer: Offer, place: Range) -> CompletionItem:
    return CompletionItem(
        offer.name,
        kind=_KINDS[offer.kind],
        detail=offer.detail or None,
        documentation=MarkupContent(MarkupKind.Markdown, offer.doc) if offer.doc else None,
        sort_text=f"{offer.rank}{offer.order:02}{offer.name}",
        text_edit=TextEdit(place, offer.text),
    )
