"""Handles in finished flows: each is held once, moved at most once, and stays where it is.

Works on the typed tree, front to back. A place is a binding, or a part of one that was taken apart
(`pair.0`); what was moved on any way that leads somewhere counts as moved there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from flowc.frontend import terms, typed
from flowc.frontend.checking.mistakes import Mistakes
from flowc.frontend.errors import handles as errors
from flowc.frontend.terms import Type
from flowc.text.span import Span

GIVEN: Final = "it is given on here"
TAKEN: Final = "it is taken apart here"

Place: TypeAlias = tuple[int, ...]
"""A slot's index, and then the parts that lead on from it."""


def check_handles(report: Mistakes, params: Iterable[typed.Slot], body: typed.Expr) -> None:
    """Check a flow that may hold handles."""
    checker = _Checker(report)
    for slot in params:
        checker.bind(slot)
    checker.move(body, "it is the flow's value here")


@dataclass(frozen=True, slots=True)
class _Moved:
    """Where a place was moved, and how that is told."""

    span: Span
    how: str


@dataclass(slots=True)
class _Checker:
    """One flow: what was moved so far, and the names of all slots up to here.

    `cuts` are the `par`s around, each with the slots that are outside of it.
    """

    report: Mistakes
    moved: dict[Place, _Moved] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    cuts: list[tuple[frozenset[int], Span, str]] = field(default_factory=list)

    def bind(self, binder: typed.Binder) -> None:
        match binder:
            case typed.Slot(index, name):
                self.names[index] = name
            case typed.Parts(items):
                for item in items:
                    self.bind(item)
            case None:
                pass

    # --- places ---

    def place(self, expr: typed.Expr) -> Place | None:
        """Return the place that an expression names, if it does."""
        parts: list[int] = []
        while isinstance(expr, typed.Part | typed.Payload):
            parts.append(expr.index)
            expr = expr.base
        return (expr.slot.index, *reversed(parts)) if isinstance(expr, typed.Local) else None

    def name(self, place: Place) -> str:
        return self.names.get(place[0], "it")

    def use(self, place: Place, span: Span) -> None:
        """Note that what a place holds is wanted; report it where it was moved."""
        for outside, where, what in self.cuts:
            if place[0] in outside:
                text = f"`{self.name(place)}` is held outside"
                self.report.add(errors.HandleAcrossCut(text, where, what, span=span))
                return
        for other, moved in self.moved.items():
            shorter = min(len(place), len(other))
            if place[:shorter] == other[:shorter]:
                error = errors.UsedAfterMove(self.name(place), moved.span, moved.how, span=span)
                self.report.add(error)
                return

    # --- expressions ---

    def move(self, expr: typed.Expr, how: str) -> None:
        """Check an expression whose value goes somewhere else."""
        place = self.place(expr) if holds_handle(expr.type) else None
        if place is None:
            self.check(expr)
            return
        self.use(place, expr.span)
        self.moved[place] = _Moved(expr.span, how)

    def lend(self, expr: typed.Expr) -> None:
        """Check an expression whose value is looked at."""
        place = self.place(expr) if holds_handle(expr.type) else None
        if place is None:
            self.check(expr)
        else:
            self.use(place, expr.span)

    def check(self, expr: typed.Expr) -> None:
        """Check an expression for what is in it."""
        while isinstance(expr, typed.Let):  # a chain of them may be long
            self.move(expr.value, "it is given another name here")
            self.bind(expr.binder)
            if not isinstance(expr.body, typed.Let):
                self.move(expr.body, GIVEN)
                return
            expr = expr.body
        match expr:
            case typed.ComponentCall():
                self.component(expr)
            case typed.Governed():
                self.governed(expr)
            case typed.Compare(_, left, right):
                self.compare(left, right)
            case typed.Logic(_, left, right):
                self.check(left)
                self.ways([(right, None)])
            case typed.If(condition, then, otherwise):
                self.check(condition)
                self.ways([(then, None), (otherwise, None)])
            case typed.Match() | typed.LiteralMatch():
                self.match(expr)
            case typed.For() | typed.Fold():
                self.loop(expr)
            case typed.Par(branches):
                for one in branches:
                    self.cut(one, expr.span, "a part of this `par`")
            case typed.Try(value, binder, leave):
                self.move(value, TAKEN)
                self.ways([(leave, None)], binder, ends=True)
            case typed.Part() | typed.Payload() if self.place(expr) is not None:
                pass
            case _:
                self.kept(expr)
                for one, how in operands(expr):
                    self.move(one, how)

    def component(self, call: typed.ComponentCall) -> None:
        name = call.function.name.partition("]")[2] or call.function.name
        for arg, param in zip(call.args, call.function.type.params, strict=True):
            if isinstance(param.type, terms.Handle) and param.type.kind == "borrow":
                self.lend(arg)
            else:
                self.move(arg, f"`{call.component}.{name}` takes it here")

    def governed(self, expr: typed.Governed) -> None:
        """Check a call under policies, which may run apart from its flow."""
        held = next((one for one in (*expr.call.args, expr.call) if holds_handle(one.type)), None)
        if held is not None:
            text = f"`{handle_of(held.type)}` would leave its component by this call"
            self.report.add(errors.HandleAcrossCut(text, None, "", span=held.span))
        self.check(expr.call)
        if expr.policies.fallback is not None:
            self.ways([(expr.policies.fallback, None)])

    def compare(self, left: typed.Expr, right: typed.Expr) -> None:
        if holds_handle(left.type):
            error = errors.HandleCompared(str(handle_of(left.type)), span=left.span)
            self.report.add(error)
        self.lend(left)
        self.lend(right)

    def kept(self, expr: typed.Expr) -> None:
        """Report a list of handles where it is made."""
        if isinstance(expr, typed.MakeList | typed.For) and holds_handle(expr.type):
            self.report.add(errors.HandleKept(str(handle_of(expr.type)), span=expr.span))

    # --- ways that part and meet ---

    def ways(
        self,
        bodies: Iterable[tuple[typed.Expr, tuple[Place, _Moved] | None]],
        binder: typed.Binder = None,
        *,
        ends: bool = False,
    ) -> None:
        """Check what is done instead of each other, each with what it moves at its start.

        Where a way `ends` the flow, nothing that it moves is missed later.
        """
        before, after = dict(self.moved), dict(self.moved)
        self.bind(binder)
        for body, start in bodies:
            self.moved = dict(before)
            if start is not None:
                self.moved[start[0]] = start[1]
            self.move(body, GIVEN)
            after |= self.moved
        self.moved = before if ends else after

    def match(self, expr: typed.Match | typed.LiteralMatch) -> None:
        """Check a choice: only an arm that binds the handle moves what is matched."""
        place = self.place(expr.subject) if holds_handle(expr.subject.type) else None
        self.lend(expr.subject)
        taken = _Moved(expr.subject.span, TAKEN)
        bodies: list[tuple[typed.Expr, tuple[Place, _Moved] | None]] = []
        for binder, body in _arms(expr):
            self.bind(binder)
            binds = place is not None and any(map(holds_handle, _types(binder)))
            bodies.append((body, (place, taken) if place is not None and binds else None))
        self.ways(bodies)

    def loop(self, expr: typed.For | typed.Fold) -> None:
        self.move(expr.source, "it is gone through here")
        if isinstance(expr, typed.Fold):
            self.move(expr.start, "it is the start of a `fold` here")
            self.bind(expr.acc)
        outside = frozenset(self.names) - (
            {expr.acc.index} if isinstance(expr, typed.Fold) else set()
        )
        self.bind(expr.binder)
        before = dict(self.moved)
        if isinstance(expr, typed.For) and expr.where is not None:
            self.check(expr.where)
        if isinstance(expr, typed.For) and expr.parallel:
            self.cut(expr.body, expr.span, "a part of this `par for`")
        else:
            self.move(expr.body, GIVEN)
        for place, moved in self.moved.items():
            if place not in before and place[0] in outside:
                error = errors.MovedInLoop(self.name(place), _start(expr.span), span=moved.span)
                self.report.add(error)
        self.kept(expr)

    def cut(self, body: typed.Expr, span: Span, what: str) -> None:
        """Check what may run elsewhere: no handle goes there or comes back."""
        self.cuts.append((frozenset(self.names), _start(span), what))
        self.move(body, GIVEN)
        self.cuts.pop()
        if holds_handle(body.type):
            text = f"this gives `{handle_of(body.type)}`"
            error = errors.HandleAcrossCut(text, _start(span), what, span=body.span)
            self.report.add(error)


def operands(expr: typed.Expr) -> Iterator[tuple[typed.Expr, str]]:
    """Yield what an expression is made of where all of it is evaluated, and what becomes of it."""
    match expr:
        case typed.FlowCall(flow, args):
            yield from ((one, f"`{flow}` takes it here") for one in args)
        case typed.Make(parts):
            yield from ((one, "it is put into a tuple here") for one in parts)
        case typed.MakeList(items):
            yield from ((one, "it is put into a list here") for one in items)
        case typed.MakeCase(payload=payload) if payload is not None:
            yield payload, "it is put into a case here"
        case typed.Text(parts):
            yield from ((one, GIVEN) for one in parts if not isinstance(one, str))
        case typed.Calculate(left=left, right=right):
            yield from ((left, GIVEN), (right, GIVEN))
        case typed.Part(base=one) | typed.Payload(base=one) | typed.HasFlag(base=one):
            yield one, TAKEN
        case typed.Negate(operand) | typed.Not(operand):
            yield operand, GIVEN
        case typed.Convert(operand) | typed.Length(operand):
            yield operand, GIVEN
        case _:
            return


def _start(span: Span) -> Span:
    """Return the first word of an expression, by which it is known."""
    return Span(span.file, span.start, span.start + 3)


def _arms(
    expr: typed.Match | typed.LiteralMatch,
) -> Iterator[tuple[typed.Binder, typed.Expr]]:
    match expr:
        case typed.Match(arms=arms):
            yield from ((arm.binder, arm.body) for arm in arms)
        case typed.LiteralMatch(arms=tests):
            yield from ((None, body) for _, body in tests)
    if expr.other is not None:
        yield expr.other.binder, expr.other.body


def _types(binder: typed.Binder) -> Iterator[Type]:
    match binder:
        case typed.Slot(type=type_):
            yield type_
        case typed.Parts(items):
            for item in items:
                yield from _types(item)
        case None:
            pass


def holds_handle(type_: Type) -> bool:
    """Whether values of a type hold a handle."""
    return handle_of(type_) is not None


def handle_of(type_: Type) -> terms.Handle | None:
    """Return the first handle in a type, each part of which is looked at once.

    Only what a flow can hold a handle in is looked into.
    """
    seen: set[int] = set()
    left = [type_]
    while left:
        one = left.pop()
        if isinstance(one, terms.Handle):
            return one
        holds = isinstance(one, terms.Option | terms.List | terms.Result | terms.Tuple)
        if holds and id(one) not in seen:
            seen.add(id(one))
            left.extend(reversed(terms.parts_of(one)))
    return None
