"""Explains a token of a `.wit` file that does not fit: from where the parser is to one F18x."""

from collections.abc import Sequence
from typing import Any, Final

from flowc.frontend import errors
from flowc.frontend.errors.wit import GATES
from flowc.frontend.parsing.tokens import END, Token
from flowc.frontend.wit import grammar
from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span
from flowc.text.suggest import nearest

_INSIDE: Final = {
    "INTERFACE": "interface",
    "WORLD": "world",
    "RESOURCE": "resource",
    "RECORD": "record",
    "VARIANT": "variant",
    "ENUM": "enum",
    "FLAGS": "flags type",
    "USE": "`use`",
    "INCLUDE": "`include`",
    "PACKAGE": "package",
    "TYPE": "`type`",
    "FUNC": "function",
}
_TYPES: Final = frozenset({"U8", "LIST", "NAME"})
_SIGNS: Final = (";", ",", ":", "->", "=", "(", ")", "{", "}", "<", ">", ".", "/")
_INSERTED: Final = frozenset({";", ",", ":", "=", "."})
_WORDS: Final = {
    "VERSION": "a version",
    "INT": "a whole number",
    "TEXT": "a text in quotes",
    "NAME": "a name",
}


def explain(
    token: Token, before: Token, after: Token, held: Sequence[Any], accepts: frozenset[str]
) -> Error:
    """Return the error that says best what is wrong with a token between two others."""
    kinds = grammar.fixed_tokens()
    keyword = token.type == kinds.get(token.text) and token.text[:1].isalpha()
    if keyword and "NAME" in accepts and before.type != "LT":
        named = accepts.isdisjoint({"U8", "AT"})
        if named or (after.type == "COLON" and "U8" not in accepts):
            return errors.KeywordInWit(token.text, span=token.span)
    if before.type == "NAME" and accepts == {"LPAREN"} and before.text not in GATES:
        return errors.UnknownGate(before.text, span=before.span)
    missing = _missing(token, accepts)
    if missing is not None:
        end = before.span.end
        return errors.MissingInWit(missing, _found(token), span=Span(token.span.file, end, end))
    return errors.UnexpectedInWit(
        _expected(accepts), _found(token), _inside(held), _advice(token, accepts), span=token.span
    )


def _found(token: Token) -> str:
    if token.type == END:
        return "the end of the file"
    if token.type == "NAME":
        return f"the name `{token.text}`"
    return f"`{token.text[:40]}`"


def _missing(token: Token, accepts: frozenset[str]) -> str | None:
    """Return a sign that was most likely left out before a token that starts something new."""
    kinds = grammar.fixed_tokens()
    signs = [one for one in _SIGNS if kinds[one] in accepts and one in _INSERTED]
    if token.type == END or not signs:
        return None
    starts = token.type in {"NAME", "AT"} or token.text[:1].isalpha() or token.type == "RBRACE"
    if ";" in signs and starts:
        return ";"
    if token.type == "RBRACE" or not starts:
        return None
    if "," in signs:
        return ","
    only = [one for one in signs if len(accepts) == 1]
    return only[0] if only else None


def _expected(accepts: frozenset[str]) -> str:
    if "AT" in accepts:
        if "INTERFACE" in accepts and "WORLD" in accepts:
            return "an interface, a world or a `use`"
        if "IMPORT" in accepts and "RECORD" in accepts:
            return "an import, export, `include`, `use` or type"
        if "RECORD" in accepts:
            return "a function, a type or a `use`"
        if "CONSTRUCTOR" in accepts:
            return "a function of the resource"
        if "NAME" not in accepts and "PACKAGE" in accepts:
            return "an interface, a world or a `use`"
    if accepts >= _TYPES:
        return "a type"
    kinds = grammar.fixed_tokens()
    words = [_WORDS[one] for one in _WORDS if one in accepts]
    words += [f"`{one}`" for one in kinds if kinds[one] in accepts]
    words += ["the end of the file"] if END in accepts else []
    if len(words) < 2:  # noqa: PLR2004 - two words need "or" between them
        return "".join(words) or "something else"
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _inside(held: Sequence[Any]) -> Label | None:
    """Point at the keyword of the innermost item that is not finished yet."""
    finished = closed = 0
    for one in reversed(held):
        if not isinstance(one, Token):
            continue
        if one.type in {"RBRACE", "SEMICOLON"}:
            finished += 1
            closed += one.type == "RBRACE"
        elif one.type == "LBRACE" and closed:
            closed -= 1
        elif one.type in _INSIDE and not closed:
            if not finished:
                return Label(one.span, f"in this {_INSIDE[one.type]}")
            finished -= 1
    return None


def _advice(token: Token, accepts: frozenset[str]) -> Help | None:
    if token.type != "NAME":
        return None
    kinds = grammar.fixed_tokens()
    possible = [text for text, kind in kinds.items() if kind in accepts and text[:1].isalpha()]
    close = nearest(token.text, possible, 1)
    if not close:
        return None
    return Help(f"write `{close[0]}`", (Edit(token.span, close[0]),), "unsafe")
