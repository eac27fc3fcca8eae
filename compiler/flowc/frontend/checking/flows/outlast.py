"""Handles and cuts: what was had before a flow waits is not there when it goes on.

Works on the typed tree of a flow that holds handles, each moved at most once, in the order in which
it is evaluated.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from flowc.frontend import errors, typed
from flowc.frontend.checking.flows.operands import binders, bodies, opening
from flowc.frontend.checking.mistakes import Mistakes
from flowc.frontend.checking.packages.outside import Wait
from flowc.frontend.resources import handle_of, holds_handle
from flowc.frontend.signature import Component
from flowc.frontend.walk import inside
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Waits:
    """What tells where a flow waits: the components by alias, and the flows that do."""

    components: Mapping[str, Component]
    flows: Mapping[str, Wait]

    def at(self, node: object) -> Wait | None:
        """Return how a flow waits where an expression has its operands, if it does."""
        match node:
            case typed.ComponentCall(alias, span=span) if self.components[alias].service:
                return Wait(span, f"the flow waits here for the service `{alias}`")
            case typed.FlowCall(flow, span=span) if flow in self.flows:
                return Wait(span, f"`{flow}` waits")
            case typed.Governed(span=span):
                return Wait(span, "the flow waits here for a call under policies")
            case typed.Catch(span=span):
                return Wait(span, "the flow waits here for what `try` runs apart")
            case typed.Sleep(span=span):
                return Wait(span, "the flow sleeps here")
            case typed.Par(span=span) | typed.For(parallel=True, span=span):
                return Wait(opening(span), "the flow waits here for what runs beside it")
            case _:
                return None

    def within(self, expr: typed.Expr) -> Wait | None:
        """Return the first wait in an expression."""
        return next((wait for node in inside(expr) if (wait := self.at(node)) is not None), None)


def check_outlasting(report: Mistakes, waits: Waits, flow: typed.FlowBody) -> None:
    """Report handles that a flow had before it waits and uses after."""
    checker = _Checker(report, waits)
    for param in flow.params:
        checker.bind(param.slot)
    checker.check(flow.body)


@dataclass(slots=True)
class _Checker:
    """The handles that are held, by slot, and those that a wait has cost; each is told once."""

    report: Mistakes
    waits: Waits
    held: set[int] = field(default_factory=set)
    lost: dict[int, Wait] = field(default_factory=dict)

    def bind(self, binder: typed.Binder) -> None:
        match binder:
            case typed.Slot(index, type=type_) if holds_handle(type_):
                self.held.add(index)
            case typed.Parts(items):
                for item in items:
                    self.bind(item)
            case _:
                pass

    def wait(self, wait: Wait) -> None:
        for index in self.held:
            self.lost.setdefault(index, wait)

    def tell(self, name: str, wait: Wait, span: Span) -> None:
        self.report.add(errors.HandleOutlasted(name, wait.span, wait.what, span=span))

    # --- expressions ---

    def check(self, expr: typed.Expr) -> None:
        while isinstance(expr, typed.Let):  # a chain of them may be long
            self.check(expr.value)
            self.bind(expr.binder)
            expr = expr.body
        match expr:
            case typed.Local(slot, span=span) if slot.index in self.lost:
                self.tell(slot.name, self.lost.pop(slot.index), span)
                self.held.discard(slot.index)
            case typed.Logic(_, left, right):
                self.check(left)
                self.ways([right])
            case typed.If(condition, then, otherwise):
                self.check(condition)
                self.ways([then, otherwise])
            case typed.Match() | typed.LiteralMatch():
                self.check(expr.subject)
                for binder, _ in binders(expr):
                    self.bind(binder)
                self.ways(bodies(expr))
            case typed.Try(value, binder, leave):
                self.check(value)
                self.bind(binder)
                self.ways([leave], ends=True)
            case typed.For() | typed.Fold():
                self.loop(expr)
            case typed.Governed(call, policies):
                self.operands(call)
                self.after(expr)
                self.ways([] if policies.fallback is None else [policies.fallback])
            case typed.Par(branches):
                self.ways(branches)
                self.after(expr)
            case typed.Catch(value):
                self.ways([value])
                self.after(expr)
            case _:
                self.operands(expr)
                self.after(expr)

    def after(self, expr: typed.Expr) -> None:
        """Let the flow wait where an expression does."""
        wait = self.waits.at(expr)
        if wait is None:
            return
        self.wait(wait)
        if isinstance(expr, typed.FlowCall):
            for one in (*expr.args, expr):
                self.passed(one, wait)

    def passed(self, one: typed.Expr, wait: Wait) -> None:
        """Report a handle that goes to a flow that waits, or comes from it."""
        if holds_handle(one.type):
            self.tell(_named(one), wait, one.span)

    def operands(self, expr: typed.Expr) -> None:
        """Check what is evaluated for an expression; what comes first is held meanwhile."""
        parts = list(_parts(expr))
        for at, one in enumerate(parts):
            self.check(one)
            if not holds_handle(one.type):
                continue
            later = (self.waits.within(other) for other in parts[at + 1 :])
            wait = next((wait for wait in later if wait is not None), None)
            if wait is not None:
                self.tell(_named(one), wait, one.span)

    # --- ways that part and meet ---

    def ways(self, bodies: Iterable[typed.Expr], *, ends: bool = False) -> None:
        """Check what is done instead of each other; nothing follows where a way `ends` the flow."""
        before, after = dict(self.lost), dict(self.lost)
        for body in bodies:
            self.lost = dict(before)
            self.check(body)
            after |= self.lost
        self.lost = before if ends else after

    def loop(self, expr: typed.For | typed.Fold) -> None:
        """Check a loop: where its body waits, it has waited when the body starts again."""
        self.check(expr.source)
        inner = [expr.body]
        if isinstance(expr, typed.Fold):
            self.check(expr.start)
        elif expr.where is not None:
            inner.insert(0, expr.where)
        wait = self.waits.at(expr) or next(filter(None, map(self.waits.within, inner)), None)
        if wait is not None:
            self.wait(wait)
            if isinstance(expr, typed.Fold) and holds_handle(expr.acc.type):
                self.tell("acc", wait, expr.start.span)
        self.bind(expr.binder)
        if isinstance(expr, typed.Fold) and wait is None:
            self.bind(expr.acc)
        for one in inner:
            self.check(one)


def _parts(expr: typed.Expr) -> Iterator[typed.Expr]:
    """Yield the expressions that one is made of, in the order in which they are evaluated."""
    for one in fields(expr):
        value: Any = getattr(expr, one.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, typed.Expr):
                yield part


def _named(expr: typed.Expr) -> str:
    """Return what an expression with a handle is called: its name, or the handle's type."""
    return expr.slot.name if isinstance(expr, typed.Local) else str(handle_of(expr.type))
