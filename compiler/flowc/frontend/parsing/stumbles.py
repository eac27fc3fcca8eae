"""Where the parser stopped, and what to say where one sign is missing there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flowc.frontend import errors, tree
from flowc.frontend.parsing import wording
from flowc.frontend.parsing.frames import Frame, frame
from flowc.frontend.parsing.tokens import Token
from flowc.text.diagnostic import Edit, Error, Help
from flowc.text.span import Span

_STARTS_EXPR: Final = frozenset({"NAME", "INT", "LBRACKET"})
_AFTER_EXPR: Final = frozenset({"DOT", "LPAREN", "QUESTION"})


@dataclass(frozen=True, slots=True)
class Stumble:
    """Where the parser stopped: the token it could not take, those around it, and its state."""

    token: Token
    before: Token
    after: Token
    held: Sequence[Any]
    accepts: frozenset[str]
    frame: Frame

    @property
    def wants_expr(self) -> bool:
        """Whether an expression may start here."""
        return self.accepts >= _STARTS_EXPR

    @property
    def after_expr(self) -> bool:
        """Whether an expression could end here."""
        return self.accepts >= _AFTER_EXPR or isinstance(self.held[-1], tree.Expr)

    @property
    def gap(self) -> Span:
        """The empty place right after the token before."""
        end = self.before.span.end
        return Span(self.token.span.file, end, end)


def stumble(
    tokens: Sequence[Token], at: int, held: Sequence[Any], accepts: frozenset[str]
) -> Stumble:
    """Describe that token number `at` did not fit."""
    before = tokens[max(at - 1, 0)]
    after = tokens[min(at + 1, len(tokens) - 1)]
    return Stumble(tokens[at], before, after, tuple(held), accepts, frame(held))


def missing_sign(at: Stumble, construct: str, sign: str) -> Error:
    """Return the error for a sign that a construct has to have here."""
    found = wording.found(at.token)
    return errors.MissingSign(construct, sign, found, _sign_advice(at, sign), span=at.token.span)


def _sign_advice(at: Stumble, sign: str) -> Help | None:
    if at.token.type in wording.SIMILAR.get(sign, ()):
        return Help(f"write `{sign}`", (Edit(at.token.span, sign),), "unsafe")
    if sign == "=" and at.token.type == "COLON":
        return Help("a `let` has the type of its value; convert the value as in `u32(x)`")
    return None
