"""Operations without regions in a graph's text: what stands behind the name of each."""

from typing import TypeAlias

from flowc.frontend import terms as t
from flowc.ir.errors import UnknownName
from flowc.ir.graph import Attribute, Callee, Region, Value
from flowc.ir.reading.cursor import Refused
from flowc.ir.reading.values import Values
from flowc.ir.rules.values import CHOICES

Read: TypeAlias = tuple[tuple[Value, ...], Attribute, tuple[Region, ...]]
"""What follows an operation's name: operands, attribute, regions."""


class Plain(Values):
    """A reader of operations that have operands and an attribute alone."""

    def call(self) -> Read:
        """Read `ALIAS."INTERFACE".NAME(OPERANDS)`."""
        callee = self.callee()
        return self.cursor.several("(", self.used, ")"), callee, ()

    def callee(self) -> Callee:
        """Read `ALIAS."INTERFACE".NAME`; the alias may have several parts."""
        parts = [self.cursor.take("name").text]
        self.cursor.word(".")
        while self.cursor.next.kind == "name":
            parts.append(self.cursor.take("name").text)
            if not self.cursor.skip("."):
                return Callee(".".join(parts[:-1]), "", parts[-1])
        return Callee(".".join(parts), *self.cursor.function())

    def flow(self) -> Read:
        """Read `NAME(OPERANDS)`."""
        name = self.cursor.path()
        return self.cursor.several("(", self.used, ")"), name, ()

    def part(self) -> Read:
        """Read `%0.FIELD` or `%0.INDEX`."""
        base = self.used()
        self.cursor.word(".")
        if isinstance(base.type, t.Record):
            return (base,), self.named("field", tuple(f.name for f in base.type.fields)), ()
        token = self.cursor.take("number")
        if token.text not in {str(i) for i in range(len(t.parts_of(base.type)))}:
            raise Refused(UnknownName("item", token.text, (), span=token.span))
        return (base,), int(token.text), ()

    def payload(self) -> Read:
        """Read `%0.CASE`."""
        base = self.used()
        self.cursor.word(".")
        return (base,), self.named("case", cases(base.type)), ()

    def flag(self) -> Read:
        """Read `%0.LABEL`."""
        base = self.used()
        self.cursor.word(".")
        return (base,), self.named("label", _labels(base.type)), ()

    def case(self, type_: t.Type) -> Read:
        """Read `CASE` or `CASE(%0)`."""
        index = self.named("case", cases(type_))
        given = self.cursor.next.text == "("
        return self.cursor.several("(", self.used, ")") if given else (), index, ()

    def flags(self, type_: t.Type) -> Read:
        """Read `{LABELS}`."""
        labels = _labels(type_)
        bits = self.cursor.several("{", lambda: self.named("label", labels), "}")
        return (), sum(1 << bit for bit in set(bits)), ()

    def text(self) -> Read:
        """Read strings and values, in any order."""
        operands: list[Value] = []
        pieces: list[str | None] = []
        while self.cursor.next.kind == "string" or self.is_operand():
            if self.cursor.next.kind == "string":
                pieces.append(self.cursor.string())
            else:
                pieces.append(None)
                operands.append(self.used())
        return tuple(operands), tuple(pieces), ()

    def is_operand(self) -> bool:
        """Whether a value comes next that is used, and not made by the next line."""
        if self.cursor.next.kind != "value":
            return False
        return self.cursor.tokens[self.cursor.at + 1].text != ":"


def _labels(type_: t.Type) -> tuple[str, ...]:
    return type_.labels if isinstance(type_, t.Flags) else ()


def cases(type_: t.Type) -> tuple[str, ...]:
    """Return the names of a choice's cases."""
    return tuple(case.name for case in t.cases_of(type_)) if isinstance(type_, CHOICES) else ()
