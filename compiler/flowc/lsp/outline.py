"""Document symbols: components, types with their parts, and flows."""

from collections.abc import Iterator

from lsprotocol.types import DocumentSymbol, DocumentSymbolParams, SymbolKind

from flowc.frontend import tree
from flowc.lsp.around import tree_parts
from flowc.lsp.documents import View
from flowc.text.span import Span

_KINDS = {
    tree.RecordDecl: SymbolKind.Struct,
    tree.VariantDecl: SymbolKind.Enum,
    tree.EnumDecl: SymbolKind.Enum,
    tree.FlagsDecl: SymbolKind.Enum,
    tree.AliasDecl: SymbolKind.Class,
}


def outline(view: View, _params: DocumentSymbolParams) -> list[DocumentSymbol]:
    """Return what a document declares, in order."""
    flow = view.now.flow
    if flow is None:
        return []
    found = sorted(_declared(view, flow), key=lambda one: one[0])
    return [symbol for _, symbol in found]


def _declared(view: View, flow: tree.Flow) -> Iterator[tuple[Span, DocumentSymbol]]:
    for use in flow.uses:
        origin = use.path if use.interface is None else use.interface.text
        yield use.span, _symbol(view, use.alias, SymbolKind.Module, use.span, origin)
    for decl in flow.types:
        yield decl.span, _type(view, decl)
    for interface in flow.interfaces:
        yield interface.span, _interface(view, interface)
    for one in flow.flows:
        detail = "export" if one.exported else ""
        yield one.span, _symbol(view, one.name, SymbolKind.Function, one.span, detail)
    for test in flow.tests:
        name = tree.Name(test.name, test.name_span)
        yield test.span, _symbol(view, name, SymbolKind.Event, test.span, "test")


def _type(view: View, decl: tree.TypeDecl) -> DocumentSymbol:
    symbol = _symbol(view, decl.name, _KINDS.get(type(decl), SymbolKind.Class), decl.span)
    symbol.children = [_part(view, part) for part in tree_parts(decl)]
    return symbol


def _interface(view: View, decl: tree.InterfaceDecl) -> DocumentSymbol:
    symbol = _symbol(view, decl.name, SymbolKind.Interface, decl.span)
    functions = (
        (one.span, _symbol(view, one.name, SymbolKind.Method, one.span)) for one in decl.functions
    )
    below = sorted(
        [*((one.span, _type(view, one)) for one in decl.types), *functions],
        key=lambda one: one[0],
    )
    symbol.children = [one for _, one in below]
    return symbol


def _part(view: View, part: tree.FieldDecl | tree.CaseDecl) -> DocumentSymbol:
    kind = SymbolKind.Field if isinstance(part, tree.FieldDecl) else SymbolKind.EnumMember
    return _symbol(view, part.name, kind, part.span)


def _symbol(
    view: View, name: tree.Name, kind: SymbolKind, span: Span, detail: str = ""
) -> DocumentSymbol:
    whole = Span(span.file, min(span.start, name.span.start), max(span.end, name.span.end))
    places = view.positions.range(whole), view.positions.range(name.span)
    return DocumentSymbol(name.text or "_", kind, *places, detail=detail or None)
