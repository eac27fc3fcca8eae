"""One flow's graph while it is made: values, and the region that operations are put into."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from flowc.frontend import terms
from flowc.frontend import typed as t
from flowc.frontend.points import Points
from flowc.ir.graph import Attribute, Operation, Region, Value
from flowc.ir.link import Scope
from flowc.ir.rules.values import UNIT
from flowc.text.span import Span


@dataclass(slots=True)
class Filling(ABC):
    """The values made so far, by slot where they are bound, and the region being filled.

    `marked` are the points that were marked on the way to where it is now.
    """

    scope: Scope
    points: Points
    slots: dict[int, Value] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    made: int = 0
    marked: set[int] = field(default_factory=set)

    @abstractmethod
    def expr(self, e: t.Expr) -> Value:
        """Put the operations of an expression into the region, and return its value."""

    def value(self, type_: terms.Type) -> Value:
        """Make a value of a type, as this package sees it."""
        self.made += 1
        return Value(self.made - 1, self.scope.types.of(type_))

    def op(  # noqa: PLR0913 - the fields of an operation
        self,
        name: str,
        type_: terms.Type,
        operands: Iterable[Value],
        span: Span,
        *,
        attribute: Attribute = None,
        regions: tuple[Region, ...] = (),
    ) -> Value:
        """Put an operation into the region, and return its result."""
        result = self.value(type_)
        self.operations.append(Operation(name, result, tuple(operands), attribute, regions, span))
        return result

    def region(self, params: tuple[Value, ...], fill: Callable[[], Value]) -> Region:
        """Make a region with its operations by `fill`, which returns its result."""
        outside, self.operations = self.operations, []
        before = set(self.marked)
        result = fill()
        region = Region(params, tuple(self.operations), result)
        self.operations, self.marked = outside, before
        return region

    def branch(self, expr: t.Expr) -> Region:
        """Make a region that is given nothing."""
        return self.region((), lambda: self.expr(expr))

    def bound(self, binder: t.Binder, value: Value | None, body: t.Expr, span: Span) -> Region:
        """Make a region that is given `value`, if there is one, and binds it for `body`."""

        def fill() -> Value:
            if value is not None:
                self.bind(binder, value, span)
            return self.expr(body)

        return self.region(() if value is None else (value,), fill)

    def bind(self, binder: t.Binder, value: Value, span: Span) -> None:
        """Bind names to a value, or to the parts of a tuple."""
        match binder:
            case None:
                return
            case t.Slot(index):
                self.slots[index] = value
            case t.Parts(items):
                for index, item in enumerate(items):
                    if item is not None:
                        self.bind(item, self.part(value, index, span), span)

    def part(self, base: Value, index: int, span: Span) -> Value:
        """Take a field or an item of a value."""
        match base.type:
            case terms.Record(fields):
                type_ = fields[index].type
            case terms.Tuple(items):
                type_ = items[index]
            case _:
                raise AssertionError(base.type)
        return self.op("part", type_, (base,), span, attribute=index)

    def mark(self, points: tuple[int, ...], span: Span) -> None:
        """Mark points as reached, each at most once on one way."""
        for point in points:
            if point not in self.marked:
                self.marked.add(point)
                self.op("cover", UNIT, (), span, attribute=point)

    def all(self, exprs: Iterable[t.Expr]) -> tuple[Value, ...]:
        """Lower expressions in their order."""
        return tuple(self.expr(expr) for expr in exprs)
