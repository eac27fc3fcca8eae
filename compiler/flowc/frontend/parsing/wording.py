"""How the parser's messages name tokens, what may follow, and the construct it is in."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flowc.frontend.parsing.frames import Role, start_of
from flowc.frontend.parsing.tokens import END, Token
from flowc.text.suggest import nearest

_KINDS: Final[Mapping[str, str]] = {
    END: "the end of the file",
    "TEXT_START": "a string",
    "TEXT": "a string",
    "TEXT_END": "the end of the string",
    "HOLE_END": "the end of the interpolation",
    "CHAR": "a character",
}
_CLOSING: Final[Mapping[str, str]] = {
    "COMMA": "`,`",
    "SEMICOLON": "`;`",
    "RPAREN": "`)`",
    "RBRACKET": "`]`",
    "RBRACE": "`}`",
    "HOLE_END": "`}`",
    "LBRACE": "`{`",
    "GT": "`>`",
    "ELSE": "`else`",
    "FLOW": "`flow`",
    "INT": "a number",
    "NAME": "a name",
    "TEXT_START": "a string",
}
FOREIGN: Final[Mapping[str, str]] = {
    "class": "record",
    "const": "let",
    "def": "flow",
    "fn": "flow",
    "func": "flow",
    "function": "flow",
    "import": "use",
    "pub": "export",
    "public": "export",
    "struct": "record",
    "union": "variant",
}
"""What other languages call it."""

WIT_ONLY: Final = frozenset({"constructor", "export", "import", "include", "resource", "world"})
"""What WIT has in interfaces and worlds, and an interface in a flow file does not."""

SIMILAR: Final[Mapping[str, tuple[str, ...]]] = {
    "=>": ("ARROW", "COLON", "ASSIGN"),
    "->": ("COLON", "FAT_ARROW"),
    ":": ("ASSIGN",),
    "=": ("EQ",),
    "in": ("FROM", "COLON", "ASSIGN"),
    "from": ("ASSIGN", "COLON", "IN"),
}
"""What is easily written for a sign."""

_DECLARING: Final = (
    "use",
    "interface",
    "record",
    "variant",
    "enum",
    "flags",
    "type",
    "flow",
    "export",
    "test",
)
_OPENING: Final = frozenset({"PACKAGE", "USE", "TYPE", "LET", "GIVEN", "EXPECT"})


def is_keyword(token: Token) -> bool:
    """Say whether a token is a keyword."""
    return token.type != "NAME" and token.text.isalpha() and token.type == token.text.upper()


def found(token: Token) -> str:
    """Name a token that was found."""
    if token.type in _KINDS:
        return _KINDS[token.type]
    return f"the keyword `{token.text}`" if is_keyword(token) else f"`{token.text}`"


def declaration(word: str) -> str:
    """Return the keyword that `word` was probably meant to be; empty if there is none."""
    close = nearest(word, _DECLARING, 1)
    return FOREIGN.get(word) or (close[0] if close else "")


def expected_in(role: Role, accepts: frozenset[str], before: Token) -> str:
    """Say what may come next where just a few things may; empty anywhere else."""
    match before.type:
        case "NEEDS":
            return "a capability such as `clock`, or `nothing`"
        case "COMMA" if role is Role.FILE:
            return "another capability"
        case "AS":
            return "`service`"
        case "FROM" if role is Role.FILE:
            return "a path in quotes or the name of an interface"
        case "COLON" if role is Role.FILLS:
            return "a component, an interface of one or a flow"
    if accepts == {"DURATION"}:
        return "a duration such as `5s`"
    if role is Role.TEST and "EXPECT" in accepts:
        return "`given`, `let` or `expect`" if "GIVEN" in accepts else "`let` or `expect`"
    return ""


def expected(accepts: frozenset[str], before: Token, role: Role, *, after_expr: bool) -> str:
    """Say what may come next, in a few words."""
    if {"NAME", "INT", "LBRACKET"} <= accepts:
        extra = [_CLOSING[one] for one in ("RPAREN", "RBRACKET", "RBRACE") if one in accepts]
        return " or ".join(["an expression", *extra])
    if {"UNDERSCORE", "INT"} <= accepts:
        return "a pattern"
    if {"UNDERSCORE", "NAME", "LPAREN"} <= accepts:
        return "a name to bind"
    if "NAME" in accepts and before.type in {"COLON", "ARROW", "ASSIGN", "LT"}:
        return "a type"
    if role is Role.TYPES and "NAME" in accepts:
        return "a type"
    known = [text for kind, text in _CLOSING.items() if kind in accepts]
    if after_expr or "QUESTION" in accepts:
        known = ["an operator", *(one for one in known if one != "`>`")]
    *first, last = dict.fromkeys(known) or ("something else",)
    return f"{', '.join(first)} or {last}" if first else last


def whole(role: Role) -> str:
    """Name what a bracket starts."""
    match role:
        case Role.BLOCK:
            return "block starts"
        case Role.HOLE | Role.PAYLOAD | Role.PATTERN_PAYLOAD:
            return f"{role.value} starts"
        case _:
            return f"{role.value} start"


def sign_wanted(
    accepts: frozenset[str], role: Role, held: Sequence[Any], *, after_expr: bool
) -> tuple[str, str] | None:
    """Return the construct and the sign that it needs now, if there is just one."""
    if "FAT_ARROW" in accepts:
        return ("a handler" if "ELSE" in kinds(held[-2:]) else "a match arm", "=>")
    if "LPAREN" in accepts and (needy := _called(role, held)):
        return (needy, "(")
    if "ARROW" in accepts and "SEMICOLON" not in accepts:
        return ("a flow", "->")
    if "ASSIGN" in accepts and role is not Role.PARAMETERS:
        return (_assigning(held), "=")
    if "IN" in accepts:
        return (_loop(held), "in")
    if "FROM" in accepts:
        return ("a `fold`" if after_expr else "a `use`", "from")
    if "COLON" in accepts and role in _NAMED and not after_expr:
        return (_NAMED[role], ":")
    return None


_NAMED: Final[Mapping[Role, str]] = {
    Role.FIELDS: "a field",
    Role.PARAMETERS: "a parameter",
    Role.FILE: "the name of a package",
    Role.INTERFACE: "a function",
    Role.FILLS: "an import",
}


def _called(role: Role, held: Sequence[Any]) -> str:
    """Name what needs a `(` after its name."""
    if role is Role.INTERFACE:
        return "a function"
    if "SLEEP" in kinds(held[-1:]):
        return "a `sleep`"
    return "a `given`" if role is Role.TEST and "GIVEN" in kinds(held[-2:]) else ""


def _assigning(held: Sequence[Any]) -> str:
    if "TYPE" in kinds(held[-2:]):
        return "a `type`"
    place = start_of(held, frozenset({"LET", "GIVEN"}))
    return "a `let`" if place is None else f"a `{held[place].text}`"


def _loop(held: Sequence[Any]) -> str:
    place = start_of(held, frozenset({"FOR", "FOLD"}))
    return "a `for`" if place is None or held[place].type == "FOR" else "a `fold`"


def ended(held: Sequence[Any]) -> str:
    """Say after what a `;` is missing."""
    if "INTERFACE" in kinds(held):
        return "after this function"
    place = start_of(held, _OPENING)
    return f"after this `{held[place].text}`" if place is not None else "here"


def kinds(held: Sequence[Any]) -> set[str]:
    """Return the kinds of the tokens among what the parser holds."""
    return {one.type for one in held if isinstance(one, Token)}
