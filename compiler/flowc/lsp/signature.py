"""Signature help: the parameters of what is being called, found from the tokens alone.

So it works while the call is unfinished.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lsprotocol.types import (
    ParameterInformation,
    SignatureHelp,
    SignatureHelpParams,
    SignatureInformation,
)

from flowc.frontend import tree
from flowc.frontend.checking.expressions.paths import functions_at
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.parsing.tokens import END, Token
from flowc.lsp.documents import View
from flowc.lsp.piece import NOWHERE
from flowc.lsp.symbols import flow_text, function_parts, function_text, signature_parts

TRIGGERS = ("(", ",")
_OPEN = frozenset({"LPAREN", "LBRACKET", "LBRACE", "HOLE_START"})
_CLOSE = frozenset({"RPAREN", "RBRACKET", "RBRACE", "HOLE_END"})


@dataclass(frozen=True, slots=True)
class _Call:
    """The path before an open bracket, and which argument the cursor is in."""

    path: tuple[str, ...]
    argument: int
    name: str
    """The parameter that the argument names, if it does."""


def signature(view: View, params: SignatureHelpParams) -> SignatureHelp | None:
    """Return the signature of the innermost call around a position."""
    offset = view.positions.offset(params.position)
    piece = view.piece(offset, offset)
    ends = offset - piece.start
    tokens = [one for one in piece.tokens if one.span.end <= ends and one.type != END]
    call = _call(tokens)
    package = view.package
    if call is None or package is None:
        return None
    found = _flow(package, call) or _function(package, call)
    if found is None:
        return None
    names = [str(one.label).partition(":")[0] for one in found.parameters or ()]
    active = names.index(call.name) if call.name in names else call.argument
    return SignatureHelp([found], active_signature=0, active_parameter=active)


def _call(tokens: Sequence[Token]) -> _Call | None:
    depth, argument, name = 0, 0, ""
    for at in range(len(tokens) - 1, -1, -1):
        kind = tokens[at].type
        if kind in _CLOSE:
            depth += 1
        elif kind in _OPEN and depth:
            depth -= 1
        elif kind == "LPAREN":
            path = _path(tokens, at)
            return _Call(path, argument + _is_piped(tokens, at, path), name) if path else None
        elif kind in _OPEN or kind == "SEMICOLON":
            return None
        elif kind == "COMMA" and not depth:
            argument += 1
        elif kind == "COLON" and not depth and not argument and at:
            name = tokens[at - 1].text
    return None


def _path(tokens: Sequence[Token], opener: int) -> tuple[str, ...]:
    names: list[str] = []
    at = opener - 1
    while at >= 0 and tokens[at].type == "NAME":
        names.append(tokens[at].text)
        if at == 0 or tokens[at - 1].type != "DOT":
            break
        at -= 2
    before = tokens[opener - 2 * len(names)].type if opener >= 2 * len(names) else ""
    return () if before == "FLOW" else tuple(reversed(names))


def _is_piped(tokens: Sequence[Token], opener: int, path: tuple[str, ...]) -> bool:
    at = opener - 2 * len(path)
    return at >= 0 and tokens[at].type == "PIPE"


def _flow(package: Package, call: _Call) -> SignatureInformation | None:
    alias, name = ".".join(call.path[:-1]), call.path[-1]
    exports = package.exports.get(alias)
    own = {} if alias else package.flows
    found = (own if exports is None else exports.flows).get(name)
    if found is None:
        return None
    parts = [ParameterInformation(one) for one in signature_parts(found)]
    return SignatureInformation(flow_text(found, alias), found.decl.doc or None, parts)


def _function(package: Package, call: _Call) -> SignatureInformation | None:
    exports = package.exports.get(call.path[0])
    rest = tuple(tree.Name(one, NOWHERE) for one in call.path[1:])
    found = [] if exports is None else functions_at(exports, rest)
    if not found:
        return None
    note = found[0].note
    texts = zip(found[0].type.params, function_parts(found[0]), strict=True)
    parts = [ParameterInformation(text, note.part(one.name).doc or None) for one, text in texts]
    return SignatureInformation(function_text(found[0], call.path[0]), note.doc or None, parts)
