"""Where a name is declared, and all places that use it."""

from lsprotocol.types import (
    DefinitionParams,
    DocumentHighlight,
    DocumentHighlightKind,
    DocumentHighlightParams,
    Location,
    ReferenceParams,
)

from flowc.lsp.documents import View
from flowc.lsp.index import Occurrence
from flowc.text.span import Span


def definition(view: View, params: DefinitionParams) -> Location | None:
    """Return where a name is declared; what a component exports leads to its `use`."""
    found = view.find(view.positions.offset(params.position))
    home = None if found is None else found.symbol.home or _use(view, found)
    return None if home is None else Location(view.uri, view.positions.range(home))


def _use(view: View, found: Occurrence) -> Span | None:
    package = view.now.package
    owner = found.symbol.owner.split(".", 1)[0]
    use = None if package is None else package.uses.get(owner)
    return None if use is None else use.alias.span


def references(view: View, params: ReferenceParams) -> list[Location]:
    """Return all places that name what stands at a position."""
    found = _same(view, view.positions.offset(params.position))
    wanted = (one for one in found if params.context.include_declaration or not one.declares)
    return [Location(view.uri, view.positions.range(one.span)) for one in wanted]


def highlights(view: View, params: DocumentHighlightParams) -> list[DocumentHighlight]:
    """Return the same places, told apart by whether they declare the name."""
    kinds = {True: DocumentHighlightKind.Write, False: DocumentHighlightKind.Read}
    return [
        DocumentHighlight(view.positions.range(one.span), kinds[one.declares])
        for one in _same(view, view.positions.offset(params.position))
    ]


def _same(view: View, offset: int) -> tuple[Occurrence, ...]:
    found = view.now.index.at(offset)
    if found is None:
        return ()
    return view.now.index.of(found.symbol) or (found,)
