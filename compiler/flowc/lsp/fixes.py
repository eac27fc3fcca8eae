"""Quick fixes: the edits that diagnostics carry.

Edits that only show an idea (`display`) are offered where they take their mistake away and leave
no other in its place.
"""

from collections.abc import Iterator

from lsprotocol.types import (
    CodeAction,
    CodeActionKind,
    CodeActionParams,
    Range,
    TextEdit,
    WorkspaceEdit,
)

from flowc.lsp.documents import View
from flowc.lsp.problems import place, problem
from flowc.lsp.rename import applied
from flowc.text.diagnostic import Diagnostic, Help


def fixes(view: View, params: CodeActionParams) -> list[CodeAction]:
    """Return what can be done about the mistakes in a range."""
    found = [one for one in view.now.diagnostics if _touches(place(view, one), params.range)]
    actions = [action for one in found for action in _actions(view, one)]
    only = params.context.only
    if only is not None and CodeActionKind.QuickFix not in only:
        actions = []
    return [*actions, *_all_safe(view, params)]


def _touches(one: Range, other: Range) -> bool:
    return one.start <= other.end and other.start <= one.end


def _actions(view: View, one: Diagnostic) -> Iterator[CodeAction]:
    for each in one.help:
        if each.edits and _is_sound(view, each):
            yield CodeAction(
                each.text,
                kind=CodeActionKind.QuickFix,
                diagnostics=[problem(view, one)],
                is_preferred=each.safety == "safe",
                edit=_edit(view, (each,)),
            )


def _is_sound(view: View, each: Help) -> bool:
    if each.safety != "display":
        return True
    if any(edit.span.file != view.source.path for edit in each.edits):
        return False
    changes = [(edit.span, edit.new_text) for edit in each.edits]
    after = view.read(applied(view.text, changes))
    return len(after.diagnostics) < len(view.now.diagnostics) or after.errors < view.now.errors


def _all_safe(view: View, params: CodeActionParams) -> list[CodeAction]:
    safe = [each for one in view.now.diagnostics for each in one.help[:1] if each.safety == "safe"]
    wanted = params.context.only or ()
    if not safe or CodeActionKind.SourceFixAll not in wanted:
        return []
    kind = CodeActionKind.SourceFixAll
    return [CodeAction("make all safe fixes", kind=kind, edit=_edit(view, tuple(safe)))]


def _edit(view: View, helps: tuple[Help, ...]) -> WorkspaceEdit:
    changes: dict[str, list[TextEdit]] = {}
    for each in helps:
        for edit in each.edits:
            place = view.location(edit.span)
            changes.setdefault(place.uri, []).append(TextEdit(place.range, edit.new_text))
    return WorkspaceEdit(changes)
