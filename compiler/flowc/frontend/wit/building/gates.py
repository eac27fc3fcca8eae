"""Builds gates: `@since(version = 0.2.0)` and its like, before what they open and close."""

from collections.abc import Sequence
from typing import Final

from flowc.frontend import errors
from flowc.frontend.parsing import literals
from flowc.frontend.parsing.building.children import Children, Refused, span_of
from flowc.frontend.parsing.tokens import Token
from flowc.frontend.wit import tree
from flowc.frontend.wit.building.items import Gated

_FIELDS: Final = {"since": "version", "unstable": "feature", "deprecated": "version"}


class Gates:
    """The rules of gates."""

    def no_gates(self, _: Children) -> Gated:
        """Make nothing of nothing."""
        return Gated((), "")

    def more_gates(self, c: Children) -> Gated:
        """`@since(version = 0.2.0) @deprecated(version = 0.2.2)`."""
        before, (gate, doc) = c
        return Gated((*before.gates, gate), before.doc or doc)

    def gate(self, c: Children) -> tuple[tree.Gate, str]:
        """`@since(version = 0.2.0)`, or `@external-id("..")`."""
        at, word, span = c[0], c[1], span_of(c)
        held = [one for one in c[3:-1] if one is not None]
        _check_gate(word, held)
        return tree.Gate(word.text, _gate_value(held[-1]), span), at.doc


def _check_gate(word: Token, held: Sequence[Token]) -> None:
    field = _FIELDS.get(word.text)
    if field is None and word.text != "external-id":
        raise Refused(errors.UnknownGate(word.text, span=word.span))
    right = len(held) == 1 if field is None else len(held) > 1 and held[0].text == field
    if not right:
        form = '("..")' if field is None else f"({field} = ..)"
        problem = f"expected `@{word.text}{form}`"
        raise Refused(errors.BadGate(problem, span=held[0].span.to(held[-1].span)))
    if field == "version" and not literals.is_version(held[-1].text):
        raise Refused(errors.BadWitVersion(held[-1].text, span=held[-1].span))
    if field == "feature" and held[-1].type != "NAME":
        problem = "expected `@unstable(feature = name)`"
        raise Refused(errors.BadGate(problem, span=held[-1].span))


def _gate_value(token: Token) -> str:
    return token.text[1:-1] if token.type == "TEXT" else token.text
