"""Handles in finished flows: each is held once, moved at most once, and stays where it is.

Works on the typed tree, front to back; what was moved on any way that leads somewhere counts as
moved there.
"""

from collections.abc import Iterable

from flowc.frontend import errors, terms, typed
from flowc.frontend.checking.flows.operands import (
    GIVEN,
    binders,
    bodies,
    opening,
    operands,
    written,
)
from flowc.frontend.checking.flows.places import Moved, Places
from flowc.frontend.checking.mistakes import Mistakes
from flowc.frontend.resources import handle_of, holds_handle
from flowc.text.span import Span


def check_handles(report: Mistakes, params: Iterable[typed.Slot], body: typed.Expr) -> None:
    """Check a flow that may hold handles."""
    checker = _Checker(report)
    for slot in params:
        checker.bind(slot)
    checker.move(body, "it is the flow's value here")


class _Checker(Places):
    """One flow, of which each expression is checked once."""

    __slots__ = ()

    def move(self, expr: typed.Expr, how: str) -> None:
        """Check an expression whose value goes somewhere else."""
        place = self.place(expr)
        if place is None:
            self.check(expr)
            return
        self.use(place, expr)
        self.moved[place] = Moved(expr.span, how, written(expr))

    def lend(self, expr: typed.Expr) -> None:
        """Check an expression whose value is looked at."""
        place = self.place(expr)
        if place is None:
            self.check(expr)
        else:
            self.use(place, expr)

    def check(self, expr: typed.Expr) -> None:
        """Check an expression for what is in it."""
        while isinstance(expr, typed.Let):  # a chain of them may be long
            place = self.place(expr.value)
            if place is None:
                self.check(expr.value)
            self.bind(expr.binder, place)
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
                self.ways([right])
            case typed.If(condition, then, otherwise):
                self.check(condition)
                self.ways([then, otherwise])
            case typed.Match() | typed.LiteralMatch():
                self.match(expr)
            case typed.For() | typed.Fold():
                self.loop(expr)
            case typed.Par(branches):
                for one in branches:
                    self.cut(one, expr.span, "a part of this `par`")
            case typed.Catch(value):
                self.cut(value, expr.span, "what this `try` runs apart")
            case typed.Try(value, binder, leave):
                self.move(value, "it is taken apart here")
                self.bind(binder)
                self.ways([leave], ends=True)
            case typed.Part(base=base) | typed.Payload(base=base):
                if self.place(base) is None:
                    self.check(base)
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
            self.ways([expr.policies.fallback])

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

    def ways(self, bodies: Iterable[typed.Expr], *, ends: bool = False) -> None:
        """Check what is done instead of each other.

        Where a way `ends` the flow, nothing that it moves is missed later.
        """
        before, after = dict(self.moved), dict(self.moved)
        for body in bodies:
            self.moved = dict(before)
            self.move(body, GIVEN)
            after |= self.moved
        self.moved = before if ends else after

    def match(self, expr: typed.Match | typed.LiteralMatch) -> None:
        """Check a choice; what an arm binds is a part of what is matched."""
        place = self.place(expr.subject)
        self.lend(expr.subject)
        for binder, inside in binders(expr):
            self.bind(binder, None if place is None else (*place, *inside))
        self.ways(bodies(expr))

    def loop(self, expr: typed.For | typed.Fold) -> None:
        self.move(expr.source, "it is gone through here")
        if isinstance(expr, typed.Fold):
            self.move(expr.start, "it is the start of a `fold` here")
        outside = frozenset(self.known)
        if isinstance(expr, typed.Fold):
            self.bind(expr.acc)
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
                error = errors.MovedInLoop(moved.name, opening(expr.span), span=moved.span)
                self.report.add(error)
        self.kept(expr)

    def cut(self, body: typed.Expr, span: Span, what: str) -> None:
        """Check what may run elsewhere: no handle goes there or comes back."""
        self.cuts.append((frozenset(self.known), opening(span), what))
        self.move(body, GIVEN)
        self.cuts.pop()
        if holds_handle(body.type):
            text = f"this gives `{handle_of(body.type)}`"
            error = errors.HandleAcrossCut(text, opening(span), what, span=body.span)
            self.report.add(error)
