"""Semantic tokens: every token by what it means, names above all."""

from collections.abc import Iterator

from lsprotocol.types import (
    SemanticTokenModifiers,
    SemanticTokens,
    SemanticTokensLegend,
    SemanticTokensParams,
    SemanticTokenTypes,
)

from flowc.frontend.parsing.tokens import Token
from flowc.lsp.documents import View
from flowc.lsp.symbols import Kind
from flowc.lsp.words import CONTEXTUAL

_KINDS = {
    Kind.BINDING: SemanticTokenTypes.Variable,
    Kind.PARAMETER: SemanticTokenTypes.Parameter,
    Kind.FLOW: SemanticTokenTypes.Function,
    Kind.TYPE: SemanticTokenTypes.Type,
    Kind.COMPONENT: SemanticTokenTypes.Namespace,
    Kind.FUNCTION: SemanticTokenTypes.Method,
    Kind.FIELD: SemanticTokenTypes.Property,
    Kind.CASE: SemanticTokenTypes.EnumMember,
    Kind.INTERFACE: SemanticTokenTypes.Interface,
    Kind.IMPORT: SemanticTokenTypes.Interface,
    Kind.CAPABILITY: SemanticTokenTypes.Decorator,
    Kind.POLICY: SemanticTokenTypes.Property,
    Kind.ANNOTATION: SemanticTokenTypes.Decorator,
    Kind.BUILTIN: SemanticTokenTypes.Type,
}
_LITERALS = {
    "INT": SemanticTokenTypes.Number,
    "FLOAT": SemanticTokenTypes.Number,
    "DURATION": SemanticTokenTypes.Number,
    "CHAR": SemanticTokenTypes.String,
    "TEXT_START": SemanticTokenTypes.String,
    "TEXT": SemanticTokenTypes.String,
    "TEXT_END": SemanticTokenTypes.String,
}
_TYPES = list(dict.fromkeys((*_KINDS.values(), *_LITERALS.values(), SemanticTokenTypes.Keyword)))
_DECLARES, _BUILTIN = 1, 2
LEGEND = SemanticTokensLegend(
    [one.value for one in _TYPES],
    [SemanticTokenModifiers.Declaration.value, SemanticTokenModifiers.DefaultLibrary.value],
)


def colours(view: View, _params: SemanticTokensParams) -> SemanticTokens:
    """Return all tokens of a document, each relative to the one before."""
    data: list[int] = []
    line = column = 0
    for token, kind, modifiers in _meant(view):
        place = view.positions.range(token.span)
        if place.start.line != place.end.line or place.start == place.end:
            continue
        down = place.start.line - line
        right = place.start.character - (0 if down else column)
        length = place.end.character - place.start.character
        data += (down, right, length, _TYPES.index(kind), modifiers)
        line, column = place.start.line, place.start.character
    return SemanticTokens(data)


def _meant(view: View) -> Iterator[tuple[Token, SemanticTokenTypes, int]]:
    for token in view.now.tokens:
        if token.type in _LITERALS:
            yield token, _LITERALS[token.type], 0
        elif token.type == "NAME":
            yield from _name(view, token)
        elif token.text[:1].isalpha():
            yield token, SemanticTokenTypes.Keyword, 0


def _name(view: View, token: Token) -> Iterator[tuple[Token, SemanticTokenTypes, int]]:
    found = view.now.index.starting(token.span.start) or view.find(token.span.start)
    if found is None or found.span.start != token.span.start:
        if token.text in CONTEXTUAL:
            yield token, SemanticTokenTypes.Keyword, 0
        return
    builtin = _BUILTIN if found.symbol.kind is Kind.BUILTIN else 0
    yield token, _KINDS[found.symbol.kind], (_DECLARES if found.declares else 0) | builtin
