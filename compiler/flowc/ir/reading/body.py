"""The operations in a graph's text: one flow's values and regions."""

from collections.abc import Callable, Iterator

from flowc.frontend import terms as t
from flowc.frontend.breaker import Breaker
from flowc.ir.graph import Operation, Policies, Region, Value
from flowc.ir.reading.cursor import Cursor
from flowc.ir.reading.plain import Plain, Read, cases
from flowc.ir.reading.tokens import Token
from flowc.ir.reading.types import Types
from flowc.text.span import Span

_Readers = dict[str, Callable[[], Read]]


class Body(Plain):
    """A reader of one flow's regions; `places` are where operations say that they come from."""

    def __init__(self, cursor: Cursor, types: Types) -> None:
        super().__init__(cursor, types)
        self.places = dict[Span, str]()

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

    def if_(self) -> Read:
        """Read `%0 {..} else {..}`."""
        condition = self.used()
        then = self.region((), "yield")
        self.cursor.word("else")
        return (condition,), None, (then, self.region((), "yield"))

    def switch(self) -> Read:
        """Read `%0 { CASE(%1: TYPE) {..} .. _ {..} }`."""
        subject = self.used()
        taken: list[int] = []
        regions: list[Region] = []
        self.cursor.word("{")
        while not self.cursor.skip("}"):
            if self.cursor.skip("_"):
                regions.append(self.region((), "yield"))
                self.cursor.word("}")
                break
            taken.append(self.named("case", cases(subject.type)))
            regions.append(self.region(self.given(), "yield"))
        return (subject,), tuple(taken), tuple(regions)

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

    def over(self, last: str) -> Read:
        """Read `%0, .. (%1: TYPE) {..}`, an operation with one region."""
        operands = self.listed()
        return operands, None, (self.region(self.given(), last),)
