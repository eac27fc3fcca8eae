"""Explains a token that does not fit: from where the parser is to one F12x or F13x.

The more special an explanation, the earlier it stands in `explain`; the last one always applies.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from flowc.frontend import errors, tree
from flowc.frontend.parsing import policies, wording
from flowc.frontend.parsing.frames import (
    SEPARATED,
    Role,
    span_in,
    start_of,
    start_of_declaration,
)
from flowc.frontend.parsing.outline import STARTING
from flowc.frontend.parsing.stumbles import Stumble, missing_sign
from flowc.frontend.parsing.tokens import END, Token
from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span

_COMPARING: Final = frozenset({"EQ", "NE", "LT", "LE", "GT", "GE"})
_LITERALS: Final = frozenset({"INT", "FLOAT", "CHAR", "TEXT_START", "TRUE", "FALSE"})
_COMPOUND: Final = frozenset({"IF", "MATCH", "FOR", "PAR", "FOLD", "NOT", "SLEEP", "TRY"})
_BRACKETS: Final = frozenset({"LBRACE", "LBRACKET", "LPAREN"})
_BEGINNING: Final = _LITERALS | _COMPOUND | _BRACKETS | {"NAME", "UNDERSCORE"}


def unclosed(bracket: "errors.UnclosedBracket", at: Stumble) -> Error:
    """Return the error for a bracket without its other half, closed at the latest where we are."""
    end = wording.found(at.token)
    return replace(bracket, end=end, end_span=at.token.span)


def explain(at: Stumble) -> Error:
    """Return the error that says best what is wrong."""
    special = (
        _between_declarations,
        _after_annotation,
        policies.unsigned,
        policies.unnamed,
        policies.duration,
        _in_interface,
        _in_test,
        _keyword_as_name,
        _missing_else,
        _empty,
        _missing_value,
        _unbraced_record,
        _chained,
        _several_payloads,
        _with_semicolon,
        _missing_sign,
        _missing_separator,
    )
    for explanation in special:
        error = explanation(at)
        if error is not None:
            return error
    return _unexpected(at)


def _between_declarations(at: Stumble) -> Error | None:
    if at.accepts.isdisjoint({"USE", END}) or "RECORD" not in at.accepts:
        return None
    if at.token.type == "PACKAGE":
        return errors.MisplacedPackage(span=at.token.span)
    meant = wording.declaration(at.token.text) if at.token.type == "NAME" else ""
    return errors.NotADeclaration(wording.found(at.token), meant, span=at.token.span)


def _after_annotation(at: Stumble) -> Error | None:
    place = start_of_declaration(at.held, frozenset({"AT"}))
    if place is None or not at.accepts >= {"AT", "EXPORT"}:
        return None
    span = span_in(at.held[place]).to(at.before.span)
    return errors.MisplacedAnnotation(wording.found(at.token), span=span)


def _in_interface(at: Stumble) -> Error | None:
    opener = at.frame.opener
    if at.frame.role is not Role.INTERFACE or opener is None:
        return None
    word = at.token if "RBRACE" in at.accepts else at.before
    if word is at.before and (at.token.type != "NAME" or word.text not in wording.WIT_ONLY):
        return None
    return errors.NotInInterface(wording.found(word), opener.span, span=word.span)


def _in_test(at: Stumble) -> Error | None:
    if at.frame.role is not Role.TEST or "EXPECT" not in at.accepts:
        return None
    if at.token.type == "GIVEN":
        return errors.LateGiven(span=at.token.span)
    if at.token.type == "RBRACE":
        place = start_of(at.held, frozenset({"TEST"})) or 0
        return errors.NoExpectation(span=at.held[place].span.to(at.held[place + 1].span))
    return None


def _keyword_as_name(at: Stumble) -> Error | None:
    if "NAME" not in at.accepts or at.wants_expr or not wording.is_keyword(at.token):
        return None
    return errors.KeywordAsName(at.token.text, span=at.token.span)


def _missing_else(at: Stumble) -> Error | None:
    place = start_of(at.held, frozenset({"IF"}))
    if at.accepts != {"ELSE"} or place is None:
        return None
    return errors.MissingElse(at.held[place].span, span=at.token.span)


_EMPTY: Final = {
    Role.FIELDS: ("a record", "field"),
    Role.CASES: ("this type", "case"),
    Role.LABELS: ("a flags type", "label"),
    Role.ARMS: ("a `match`", "arm"),
    Role.FILLS: ("a `with`", "import and what satisfies it"),
    Role.SCOPES: ("what a capability is limited to", "item"),
    Role.GROUP: ("a tuple", "item"),
    Role.BINDERS: ("a tuple", "item"),
    Role.TYPES: ("a type with `<>`", "type"),
    Role.HOLE: ("an interpolation", "expression"),
    Role.PAYLOAD: ("a payload in `()`", "type"),
    Role.PATTERN_PAYLOAD: ("a payload in `()`", "name or `_`"),
}
_CLOSING: Final = frozenset({"RBRACE", "RPAREN", "GT", "HOLE_END"})


def _empty(at: Stumble) -> Error | None:
    if at.token.type not in _CLOSING or at.before != at.frame.opener:
        return None
    if at.frame.role not in _EMPTY:
        return None
    construct, wanted = _EMPTY[at.frame.role]
    return errors.Empty(construct, wanted, span=at.before.span.to(at.token.span))


def _missing_value(at: Stumble) -> Error | None:
    opener = at.frame.opener
    if at.frame.role is not Role.BLOCK or at.token.type != "RBRACE" or opener is None:
        return None
    starts = at.wants_expr and at.before.type in {"LBRACE", "SEMICOLON"}
    return errors.MissingValue(opener.span, span=at.token.span) if starts else None


def _unbraced_record(at: Stumble) -> Error | None:
    opener = at.frame.opener
    if at.frame.role is not Role.BLOCK or opener is None or at.before.type != "NAME":
        return None
    first = len(at.frame.inner) == 1
    if not first or at.token.type not in {"COLON", "COMMA"}:
        return None
    return errors.UnbracedRecord(opener.span, span=at.before.span)


def _chained(at: Stumble) -> Error | None:
    if at.token.type not in _COMPARING or not at.after_expr or at.token.type in at.accepts:
        return None
    first = _last_comparison(at.held)
    return None if first is None else errors.ChainedComparison(first, span=at.token.span)


def _last_comparison(held: Sequence[Any]) -> Span | None:
    value = held[-1]
    while isinstance(value, tree.Binary) and value.op in {"and", "or"}:
        value = value.right
    if isinstance(value, tree.Binary):
        return value.op_span
    inlined = (child for one in held for child in getattr(one, "children", ()))
    tokens = [one for one in inlined if isinstance(one, Token) and one.type in _COMPARING]
    return tokens[-1].span if tokens else None


def _several_payloads(at: Stumble) -> Error | None:
    in_pattern = at.frame.role is Role.PATTERN_PAYLOAD
    opener = at.frame.opener
    if at.token.type != "COMMA" or opener is None:
        return None
    if not in_pattern and at.frame.role is not Role.PAYLOAD:
        return None
    return errors.SeveralPayloads(opener.span, in_pattern, span=at.token.span)


def _with_semicolon(at: Stumble) -> Error | None:
    if at.token.type != "SEMICOLON" or at.frame.role is not Role.BLOCK or not at.after_expr:
        return None
    value = at.frame.inner[-1]
    start = Span(value.span.file, value.span.start, value.span.start)
    return errors.ValueWithSemicolon(at.after.type == "RBRACE", start, span=at.token.span)


def _missing_sign(at: Stumble) -> Error | None:
    wanted = wording.sign_wanted(at.accepts, at.frame.role, at.held, after_expr=at.after_expr)
    if wanted is None:
        return None
    return missing_sign(at, *wanted)


def _missing_separator(at: Stumble) -> Error | None:
    if "SEMICOLON" in at.accepts:
        where = wording.ended(at.held)
        return errors.MissingSeparator(";", where, span=at.gap) if _restarts(at) else None
    role = at.frame.role
    if role not in SEPARATED or "COMMA" not in at.accepts or at.token.type not in _BEGINNING:
        return None
    if role is Role.GROUP and at.token.type != "NAME":
        return None
    return errors.MissingSeparator(",", f"between {role.value}", span=at.gap)


def _restarts(at: Stumble) -> bool:
    """Whether the token begins something new, so that only the end of the old one is missing."""
    kinds = _BEGINNING | STARTING | {"LET", "GIVEN", "EXPECT", "RBRACE", END}
    return at.token.type in kinds


def _unexpected(at: Stumble) -> Error:
    inside = None
    if at.frame.opener is not None:
        inside = Label(at.frame.opener.span, f"the {wording.whole(at.frame.role)} here")
    expected = wording.expected_in(at.frame.role, at.accepts, at.before) or wording.expected(
        at.accepts, at.before, at.frame.role, after_expr=at.after_expr
    )
    return errors.Unexpected(
        expected, wording.found(at.token), inside, _advice(at), span=at.token.span
    )


def _advice(at: Stumble) -> Help | None:
    span = at.token.span
    if at.token.type == "ASSIGN" and at.after_expr:
        if at.frame.role in {Role.ARGUMENTS, Role.RECORD}:
            return Help("name it with `:`", (Edit(at.gap.to(span), ":"),), "unsafe")
        return Help("compare with `==`", (Edit(span, "=="),), "unsafe")
    if wording.is_keyword(at.token) and "NAME" in at.accepts:
        name = f"%{at.token.text}"
        return Help(f"write `{name}` if it is a name", (Edit(span, name),), "unsafe")
    if at.frame.role is Role.BLOCK and at.after_expr and at.token.type in _BEGINNING:
        return Help("a block is `let`s and one expression: bind the others with `let`")
    if at.token.type in {"DOT", "LPAREN"} and "PIPE" in wording.kinds(at.held[-3:]):
        return Help("put a pipe in parentheses before going on with its value")
    return None
