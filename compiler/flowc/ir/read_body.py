"""The operations in a graph's text: one flow's values and regions."""

from collections.abc import Callable, Iterator

from flowc.frontend import terms as t
from flowc.frontend.breaker import Breaker
from flowc.ir.cursor import Cursor, Refused
from flowc.ir.errors import BadConstant, UnexpectedText, UnknownName, UnknownValue
from flowc.ir.graph import Attribute, Callee, Operation, Policies, Region, Value
from flowc.ir.literals import unquoted
from flowc.ir.read_types import Types
from flowc.ir.rules.values import CHOICES, U32, U64, holds
from flowc.ir.tokens import Token
from flowc.text.span import Span

Read = tuple[tuple[Value, ...], Attribute, tuple[Region, ...]]
"""What follows an operation's name: operands, attribute, regions."""
_Readers = dict[str, Callable[[], Read]]


class Body:
    """A reader of one flow's regions; where values may be used is left to `verify`."""

    def __init__(self, cursor: Cursor, types: Types) -> None:
        self.cursor = cursor
        self.types = types
        self.values: dict[int, Value] = {}
        self.places = dict[Span, str]()

    # --- values ----------------------------------------------------------------------------------

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

    # --- regions ---------------------------------------------------------------------------------

    def region(self, params: tuple[Value, ...], last: str) -> Region:
        """Read `{ OPERATIONS LAST %0 }`, where `last` is the word before the result."""
        self.cursor.word("{")
        with self.cursor.level():
            operations = tuple(self.operations(last))
        result = self.used()
        self.cursor.word("}")
        return Region(params, operations, result)

    def operations(self, last: str) -> Iterator[Operation]:
        """Read operations up to the word before the result."""
        while not self.cursor.skip(last):
            if self.cursor.next.kind != "value":
                self.cursor.refuse(f"an operation or `{last}`")
            yield self.operation()

    def operation(self) -> Operation:
        """Read one operation; its span is where it stands, its regions left out."""
        start = self.cursor.next
        number = self.number()
        self.cursor.word(":")
        type_ = self.types.type()
        flow = self.cursor.path() if self.cursor.skip("in") else ""
        place = self.cursor.string() if self.cursor.skip("at") else ""
        self.cursor.word("=")
        name = self.cursor.take("name")
        span = self.cursor.since(start)
        self.places[span] = place
        operands, attribute, regions = self.tail(name, type_)
        result = self.define(number, type_)
        return Operation(name.text, result, operands, attribute, regions, span, flow)

    # --- what stands behind an operation's name --------------------------------------------------

    def tail(self, name: Token, type_: t.Type) -> Read:
        """Read what follows the name of an operation that gives `type_`."""
        readers: _Readers = {
            "const": lambda: ((), self.constant(type_), ()),
            "call": self.call,
            "flow": self.flow,
            "part": self.part,
            "payload": self.payload,
            "flag": self.flag,
            "make": lambda: (self.cursor.several("(", self.used, ")"), None, ()),
            "list": lambda: (self.cursor.several("[", self.used, "]"), None, ()),
            "case": lambda: self.case(type_),
            "flags": lambda: self.flags(type_),
            "text": self.text,
            "if": self.if_,
            "switch": self.switch,
            "for": self.for_,
            "par": self.par,
            "with": self.with_,
            "fold": lambda: self.over("yield"),
            "try": lambda: self.over("return"),
            "unanswered": lambda: ((), self.callee(), ()),
            "catch": lambda: ((), None, (self.region((), "yield"),)),
            "sleep": lambda: ((), self.whole(), ()),
            "cover": lambda: ((), self.whole(), ()),
            "covered": lambda: ((), self.whole(), ()),
        }
        return readers.get(name.text, lambda: (self.listed(), None, ()))()

    def listed(self) -> tuple[Value, ...]:
        """Read operands with commas between them."""
        operands = [self.used()]
        while self.cursor.skip(","):
            operands.append(self.used())
        return tuple(operands)

    def constant(self, type_: t.Type) -> Attribute:
        """Read a constant of a type."""
        token = self.cursor.next
        self.cursor.at += token.kind != "end"
        value = _meant(token)
        if value is None or not holds(type_, value) or (token.kind == "char") != (type_ == t.CHAR):
            raise Refused(BadConstant(token.text, str(type_), span=token.span))
        return value

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

    def whole(self) -> Attribute:
        """Read a whole number from 0."""
        return self.constant(U32)

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

    def named(self, kind: str, known: tuple[str, ...]) -> int:
        """Read a name and return which one it is."""
        token = self.cursor.take("name")
        if token.text not in known:
            raise Refused(UnknownName(kind, token.text, known, span=token.span))
        return known.index(token.text)

    def payload(self) -> Read:
        """Read `%0.CASE`."""
        base = self.used()
        self.cursor.word(".")
        return (base,), self.named("case", _cases(base.type)), ()

    def flag(self) -> Read:
        """Read `%0.LABEL`."""
        base = self.used()
        self.cursor.word(".")
        return (base,), self.named("label", _labels(base.type)), ()

    def case(self, type_: t.Type) -> Read:
        """Read `CASE` or `CASE(%0)`."""
        index = self.named("case", _cases(type_))
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

    def if_(self) -> Read:
        """Read `%0 {..} else {..}`."""
        condition = self.used()
        then = self.region((), "yield")
        self.cursor.word("else")
        return (condition,), None, (then, self.region((), "yield"))

    def switch(self) -> Read:
        """Read `%0 { CASE(%1: TYPE) {..} .. _ {..} }`."""
        subject = self.used()
        cases: list[int] = []
        regions: list[Region] = []
        self.cursor.word("{")
        while not self.cursor.skip("}"):
            if self.cursor.skip("_"):
                regions.append(self.region((), "yield"))
                self.cursor.word("}")
                break
            cases.append(self.named("case", _cases(subject.type)))
            regions.append(self.region(self.given(), "yield"))
        return (subject,), tuple(cases), tuple(regions)

    def given(self) -> tuple[Value, ...]:
        """Read `(%1: TYPE)`, what a region is given, if it comes."""
        comes = self.cursor.next.text == "("
        return self.cursor.several("(", self.defined, ")") if comes else ()

    def for_(self) -> Read:
        """Read `par %0 (%1: TYPE) {..}`, then `where (%2: TYPE) {..}`, if it comes."""
        how = "par" if self.cursor.skip("par") else None
        operands, _, regions = self.over("yield")
        if self.cursor.skip("where"):
            regions = (*regions, self.region(self.given(), "yield"))
        return operands, how, regions

    def par(self) -> Read:
        """Read `{..} and {..}`, as often as it comes."""
        regions = [self.region((), "yield")]
        while self.cursor.skip("and"):
            regions.append(self.region((), "yield"))
        return (), None, tuple(regions)

    def with_(self) -> Read:
        """Read `timeout 5 retry 2 backoff 1 isolate {..} fallback {..}`, each if it comes."""
        timeout, retry, backoff = map(self.counted, ("timeout", "retry", "backoff"))
        breaker = self.breaker()
        how = Policies(timeout, retry, backoff, self.cursor.skip("isolate"), breaker)
        regions = [self.region((), "yield")]
        if self.cursor.skip("fallback"):
            regions.append(self.region((), "yield"))
        return (), how, tuple(regions)

    def breaker(self) -> Breaker | None:
        """Read `breaker 5 of 20 within 9 open 7 probes 1`, without `of` and `within` if need be."""
        failures = self.counted("breaker")
        if failures is None:
            return None
        of, within = self.counted("of"), self.counted("within")
        return Breaker(failures, of, within, self.count("open"), self.count("probes"))

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

    def over(self, last: str) -> Read:
        """Read `%0, .. (%1: TYPE) {..}`, an operation with one region."""
        operands = self.listed()
        return operands, None, (self.region(self.given(), last),)


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


def _labels(type_: t.Type) -> tuple[str, ...]:
    return type_.labels if isinstance(type_, t.Flags) else ()


def _cases(type_: t.Type) -> tuple[str, ...]:
    return tuple(case.name for case in t.cases_of(type_)) if isinstance(type_, CHOICES) else ()
