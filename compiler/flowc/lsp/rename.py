"""Rename of all that a file declares: bindings, flows, types and their parts, interfaces, aliases.

The renamed text is read again before it is handed out: a name that would be a mistake, or would
catch or lose another's meaning, is refused.
"""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from lsprotocol.types import (
    PrepareRenameParams,
    PrepareRenamePlaceholder,
    RenameParams,
    TextEdit,
    WorkspaceEdit,
)

from flowc.frontend import grammar
from flowc.lsp.analysis import Analysis
from flowc.lsp.documents import View
from flowc.lsp.index import Occurrence
from flowc.lsp.problems import message
from flowc.lsp.symbols import Kind
from flowc.text.span import Span

RENAMEABLE: Final = frozenset(
    {
        *(Kind.BINDING, Kind.PARAMETER, Kind.FLOW, Kind.TYPE, Kind.COMPONENT),
        *(Kind.FIELD, Kind.CASE, Kind.INTERFACE, Kind.FUNCTION),
    }
)
Change: TypeAlias = tuple[Span, str]


class Refused(Exception):  # noqa: N818 - it is an answer: the editor shows its text
    """Something cannot be renamed; the text says why."""


def prepare(view: View, params: PrepareRenameParams) -> PrepareRenamePlaceholder:
    """Return the name at a position; raise `Refused` if it cannot be renamed."""
    found = _target(view, view.positions.offset(params.position))
    return PrepareRenamePlaceholder(view.positions.range(found.span), found.symbol.name)


def rename(view: View, params: RenameParams) -> WorkspaceEdit:
    """Return the edits that rename what stands at a position; raise `Refused` if none can."""
    found = _target(view, view.positions.offset(params.position))
    changes = _changes(view, found, _written(params.new_name))
    _verify(view, changes)
    edits = [TextEdit(view.positions.range(span), text) for span, text in changes]
    return WorkspaceEdit({view.uri: edits})


def _target(view: View, offset: int) -> Occurrence:
    if not view.now.whole:
        raise Refused("the file has syntax errors: repair them first")
    found = view.now.index.at(offset)
    if found is None:
        raise Refused("there is no name here")
    symbol = found.symbol
    if symbol.kind not in RENAMEABLE or not _is_here(view, symbol.home):
        what = f"{symbol.owner}.{symbol.name}" if symbol.owner else symbol.name
        raise Refused(f"`{what}` cannot be renamed here: it is a {_what(found)}")
    return found


def _is_here(view: View, home: Span | None) -> bool:
    return home is not None and home.file == view.source.path


def _what(found: Occurrence) -> str:
    if found.symbol.kind is Kind.BINDING:
        return "word of the language"
    if found.symbol.kind is Kind.TYPE:
        return "component's type"
    kind: str = found.symbol.kind.value
    return kind


def _written(name: str) -> str:
    """Return a name as it is written: a keyword gets its `%`."""
    name = name.strip()
    return f"%{name}" if name in grammar.fixed_tokens() and name[:1].isalpha() else name


def _changes(view: View, found: Occurrence, name: str) -> Sequence[Change]:
    """Return what is written instead; shorthand, a field and a binding at once, keeps the other."""
    is_field = found.symbol.kind is Kind.FIELD
    kinds = [(one.symbol.kind is Kind.FIELD, one.span) for one in view.now.index.all]
    others = {span for of_field, span in kinds if of_field is not is_field}
    changes = []
    for one in view.now.index.of(found.symbol):
        old = view.source.slice(one.span)
        both = f"{name}: {old}" if is_field else f"{old}: {name}"
        changes.append((one.span, both if one.span in others else name))
    return changes


def applied(text: str, changes: Sequence[Change]) -> str:
    """Return a text with changes made that do not overlap."""
    for span, new in sorted(changes, reverse=True):
        text = text[: span.start] + new + text[span.end :]
    return text


def _verify(view: View, changes: Sequence[Change]) -> None:
    after = view.read(applied(view.text, changes))
    if after.errors > view.now.errors:
        known = {(one.code, one.label) for one in view.now.diagnostics}
        new = [one for one in after.diagnostics if (one.code, one.label) not in known]
        raise Refused(message((new or list(after.diagnostics))[0]).partition("\n")[0])
    if _meanings(after) != _meanings(view.now):
        raise Refused("another name would change its meaning")


def _meanings(analysis: Analysis) -> Sequence[object]:
    """Return what each name of a file means, by the place in line of where that is declared."""
    homes: Mapping[Span, int] = {one.span: at for at, one in enumerate(analysis.index.all)}
    return [
        (
            one.symbol.kind,
            homes.get(one.symbol.home, one.symbol.name) if one.symbol.home else one.symbol.name,
        )
        for one in analysis.index.all
    ]
