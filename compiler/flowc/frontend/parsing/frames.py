"""What the parser is in the middle of: the innermost open bracket, and what it brackets.

Read from the tokens and nodes that the parser holds, for error messages alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from flowc.frontend import tree
from flowc.frontend.parsing.tokens import Token
from flowc.text.span import Span


class Role(Enum):
    """What a bracket holds; the value is how a message speaks of several of them."""

    FILE = "declarations"
    FIELDS = "fields"
    CASES = "cases"
    LABELS = "labels"
    PARAMETERS = "parameters"
    TYPES = "types"
    PAYLOAD = "payload"
    PATTERN_PAYLOAD = "payload of a pattern"
    ARGUMENTS = "arguments"
    ITEMS = "items"
    GROUP = "values"
    BINDERS = "binders"
    RECORD = "fields of a record"
    BLOCK = "lets"
    ARMS = "arms"
    FILLS = "imports"
    SCOPES = "scopes"
    INTERFACE = "types and functions"
    TEST = "steps of a test"
    GIVEN = "patterns"
    POLICIES = "policies"
    SETTINGS = "settings"
    BRANCHES = "branches"
    HOLE = "interpolation"


SEPARATED: Final = frozenset(Role) - {
    Role.FILE,
    Role.PAYLOAD,
    Role.PATTERN_PAYLOAD,
    Role.BLOCK,
    Role.INTERFACE,
    Role.TEST,
    Role.HOLE,
}
"""Where things are separated by `,`."""

_DECLARED: Final = {
    "RECORD": Role.FIELDS,
    "VARIANT": Role.CASES,
    "ENUM": Role.CASES,
    "FLAGS": Role.LABELS,
    "INTERFACE": Role.INTERFACE,
    "TEST": Role.TEST,
    "MATCH": Role.ARMS,
}
_INTRODUCED: Final = {"WITH": Role.POLICIES, "PAR": Role.BRANCHES}
_BEFORE_BLOCK: Final = frozenset({"IF", "IN", "FROM", "WHERE"})


@dataclass(frozen=True, slots=True)
class Frame:
    """The innermost open bracket; none at the level of declarations."""

    role: Role
    opener: Token | None
    inner: tuple[Any, ...]
    """What the parser holds after the bracket."""


def frame(held: Sequence[Any]) -> Frame:
    """Find the innermost open bracket in what the parser holds."""
    for at in range(len(held) - 1, -1, -1):
        opener = held[at]
        if isinstance(opener, Token) and (role := _role(held, at)) is not None:
            return Frame(role, opener, tuple(held[at + 1 :]))
    return Frame(Role.FILE, None, tuple(held))


def start_of(held: Sequence[Any], kinds: frozenset[str]) -> int | None:
    """Return where the last token of one of `kinds` stands in `held`."""
    for at in range(len(held) - 1, -1, -1):
        one = held[at]
        if isinstance(one, Token) and one.type in kinds:
            return at
    return None


def start_of_declaration(held: Sequence[Any], kinds: frozenset[str]) -> int | None:
    """Return where the unfinished declaration starts in `held`, its annotations included."""
    return next((at for at, one in enumerate(held) if _kind(one) in kinds or _is_noted(one)), None)


def _is_noted(held: Any) -> bool:
    """Whether this is an annotation, or several."""
    children = getattr(held, "children", ())
    return isinstance(children[0] if children else held, tree.Annotation)


def span_in(held: Any) -> Span:
    """Return the span of a token or node, or of the first of several."""
    span: Span = getattr(held, "children", (held,))[0].span
    return span


def start_of_item(held: Sequence[Any]) -> int | None:
    """Return where the unfinished type or function of an interface starts in `held`."""
    place = start_of(held, frozenset({"INTERFACE"}))
    if place is None or len(held) < place + 3 or _kind(held[place + 2]) != "LBRACE":
        return None
    inner = range(place + 3, len(held))
    return next((at for at in inner if isinstance(held[at], Token)), len(held))


def _role(held: Sequence[Any], at: int) -> Role | None:
    before = held[at - 1] if at else None
    earlier = _kind(held[at - 2]) if at > 1 else ""
    match held[at].type:
        case "LT":
            return Role.TYPES if _kind(before) == "NAME" else None
        case "LBRACKET":
            return Role.ITEMS
        case "HOLE_START":
            return Role.HOLE
        case "LPAREN":
            return _round(held, at)
        case "LBRACE":
            return _curly(held, before, earlier, held[at + 1 :])
    return None


def _round(held: Sequence[Any], at: int) -> Role:
    before = held[at - 1] if at else None
    earlier = _kind(held[at - 2]) if at > 1 else ""
    if isinstance(before, tree.Expr):
        return Role.ARGUMENTS
    match _kind(before), earlier:
        case "NAME", _ if start_of(held, frozenset({"NEEDS"})) is not None:
            return Role.SCOPES
        case ("NAME", "AT") | ("SLEEP", _):
            return Role.SETTINGS
        case "NAME", _ if frame(held[: at - 1]).role is Role.POLICIES:
            return Role.SETTINGS
        case "NAME", "FLOW" | "COLON" | "NAME":
            return Role.PARAMETERS
        case "NAME", _:
            return Role.PAYLOAD
        case "path", "PIPE":
            return Role.ARGUMENTS
        case "path", "GIVEN":
            return Role.GIVEN
        case "path", _:
            return Role.PATTERN_PAYLOAD
        case "LET" | "FOR" | "FOLD", _:
            return Role.BINDERS
    return Role.GROUP


def _curly(held: Sequence[Any], before: Any, earlier: str, inner: Sequence[Any]) -> Role:
    if start_of(held, frozenset({"USE"})) is not None:
        return Role.FILLS
    if earlier in _DECLARED:
        return _DECLARED[earlier]
    if _kind(before) in _INTRODUCED:
        return _INTRODUCED[_kind(before)]
    opens_block = isinstance(before, tree.TypeExpr | tree.Needs) or _kind(before) == "ELSE"
    if opens_block or earlier in _BEFORE_BLOCK or _has_let(inner):
        return Role.BLOCK
    return Role.RECORD


def _has_let(inner: Sequence[Any]) -> bool:
    first = inner[0] if inner else None
    return _kind(first) == "LET" or _kind(first) == "lets"


def _kind(held: Any) -> str:
    if isinstance(held, Token):
        return held.type
    if isinstance(held, tuple):
        return "path"
    if isinstance(held, tree.Let):
        return "lets"
    children = getattr(held, "children", ())
    return "lets" if children and isinstance(children[0], tree.Let) else ""
