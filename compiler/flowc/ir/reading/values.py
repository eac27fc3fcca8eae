"""Values and constants in a graph's text."""

from flowc.frontend import terms as t
from flowc.ir.errors import BadConstant, UnexpectedText, UnknownName, UnknownValue
from flowc.ir.graph import Attribute, Value
from flowc.ir.literals import unquoted
from flowc.ir.reading.cursor import Cursor, Refused
from flowc.ir.reading.tokens import Token
from flowc.ir.reading.types import Types
from flowc.ir.rules.values import U32, U64, holds


class Values:
    """A reader of what operations are given; where values may be used is left to `verify`."""

    def __init__(self, cursor: Cursor, types: Types) -> None:
        self.cursor = cursor
        self.types = types
        self.values: dict[int, Value] = {}

    def defined(self) -> Value:
        """Read `%0: TYPE`, a value that is made here."""
        number = self.number()
        self.cursor.word(":")
        return self.define(number, self.types.type())

    def define(self, number: int, type_: t.Type) -> Value:
        """Note a value that is made here."""
        value = self.values[number] = Value(number, type_)
        return value

    def number(self) -> int:
        """Read `%0`."""
        token = self.cursor.take("value")
        if len(token.text) > 10:  # noqa: PLR2004 - digits and the sign; more values than any flow has
            raise Refused(UnexpectedText("a shorter number", f"`{token.text}`", span=token.span))
        return int(token.text[1:])

    def used(self) -> Value:
        """Read a value that was made before."""
        token = self.cursor.next
        value = self.values.get(self.number())
        if value is None:
            raise Refused(UnknownValue(token.text, span=token.span))
        return value

    def listed(self) -> tuple[Value, ...]:
        """Read operands with commas between them."""
        operands = [self.used()]
        while self.cursor.skip(","):
            operands.append(self.used())
        return tuple(operands)

    def given(self) -> tuple[Value, ...]:
        """Read `(%1: TYPE)`, what a region is given, if it comes."""
        comes = self.cursor.next.text == "("
        return self.cursor.several("(", self.defined, ")") if comes else ()

    # --- constants -------------------------------------------------------------------------------

    def constant(self, type_: t.Type) -> Attribute:
        """Read a constant of a type."""
        token = self.cursor.next
        self.cursor.at += token.kind != "end"
        value = _meant(token)
        if value is None or not holds(type_, value) or (token.kind == "char") != (type_ == t.CHAR):
            raise Refused(BadConstant(token.text, str(type_), span=token.span))
        return value

    def whole(self) -> Attribute:
        """Read a whole number from 0."""
        return self.constant(U32)

    def count(self, word: str) -> int:
        """Read a word and a number."""
        self.cursor.word(word)
        return int(str(self.constant(U64)))

    def counted(self, word: str) -> int | None:
        """Read a word and a number, if they come."""
        if not self.cursor.skip(word):
            return None
        number = self.constant(U64)
        return number if isinstance(number, int) else None

    def named(self, kind: str, known: tuple[str, ...]) -> int:
        """Read a name and return which one it is."""
        token = self.cursor.take("name")
        if token.text not in known:
            raise Refused(UnknownName(kind, token.text, known, span=token.span))
        return known.index(token.text)


def _meant(token: Token) -> bool | int | float | str | None:
    match token.kind, token.text:
        case "name", "true" | "false":
            return token.text == "true"
        case (("string" | "char"), text):
            return unquoted(text)
        case "name", "inf":
            return float("inf")
        case "number", text if text.removeprefix("-").isdigit():
            return int(text) if len(text) <= 20 else None  # noqa: PLR2004 - digits of any 64 bits
        case "number", text:
            return float(text)
        case _:
            return None
