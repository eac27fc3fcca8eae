"""Where a name is declared, perhaps in a `.wit` file, and all places that use it."""

from lsprotocol.types import (
    DefinitionParams,
    DocumentHighlight,
    DocumentHighlightKind,
    DocumentHighlightParams,
    Location,
    ReferenceParams,
)

from flowc.frontend import tree
from flowc.lsp.documents import View
from flowc.lsp.index import Occurrence
from flowc.text.span import Span


def definition(view: View, params: DefinitionParams) -> Location | None:
    """Return where a name is declared; what only a binary tells of leads to its `use`.

    The alias and path of a `use` lead to the file that they name, where that is a text.
    """
    offset = view.positions.offset(params.position)
    found, before = view.find(offset), view.back(offset)
    file = None if before is None else _file(view, before)
    home = file or (None if found is None else found.symbol.home)
    if home is None and found is not None:
        home = _use(view, found)
    return None if home is None else view.location(home)


def _file(view: View, offset: int) -> Span | None:
    """Return the start of what the `use` names whose alias or path is at an offset."""
    uses = () if view.known.flow is None else view.known.flow.uses
    for use in uses:
        if any(span.start <= offset <= span.end for span in (use.alias.span, use.path_span)):
            return _told(view, use)
    return None


def _told(view: View, use: tree.Use) -> Span | None:
    exports = None if view.package is None else view.package.exports.get(use.alias.text)
    return None if exports is None else exports.component.note.span


def _use(view: View, found: Occurrence) -> Span | None:
    package = view.known.package
    owner = found.symbol.owner.split(".", 1)[0]
    use = None if package is None else package.uses.get(owner)
    return None if use is None else view.forth(use.alias.span)


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
