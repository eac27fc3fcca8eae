"""TypedFlow -> Graph: expressions become operations, bindings become the values they name.

Takes a checked package, with all that it uses, and gives one graph that `verify.verify` accepts,
in which evaluation order is the order of the operations. `and`, `or` and matches on literals
become `if`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import assert_never

from flowc.frontend import terms
from flowc.frontend import typed as t
from flowc.frontend.points import NO_POINTS, Points
from flowc.ir.graph import (
    Attribute,
    Callee,
    FlowGraph,
    Graph,
    GraphParam,
    Operation,
    Policies,
    Region,
    Value,
)
from flowc.ir.link import Scope, linked
from flowc.ir.rules.values import UNIT
from flowc.text.span import Span


def lower(package: t.TypedFlow, points: Points = NO_POINTS) -> Graph:
    """Lower every flow of a checked package, and of the packages it uses, those first.

    Each point of coverage is marked where it is.
    """
    scopes = tuple(Scope(one) for one in linked(package))
    return Graph(
        package.name,
        package.version,
        package.doc,
        {alias: one for scope in scopes for alias, one in scope.components()},
        package.types,
        tuple(lower_flow(flow, scope, points) for scope in scopes for flow in scope.package.flows),
        {alias: one for scope in scopes for alias, one in scope.grants()},
        {alias: one for scope in scopes for alias, one in scope.fills()},
    )


def lower_flow(flow: t.FlowBody, scope: Scope, points: Points = NO_POINTS) -> FlowGraph:
    """Lower one flow of a package."""
    return _Lowering(scope, points).flow(flow)


@dataclass(slots=True)
class _Lowering:
    """The state of one flow's lowering: the values made so far and the region being filled.

    `marked` are the points that were marked on the way to where it is now.
    """

    scope: Scope
    points: Points
    slots: dict[int, Value] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    made: int = 0
    marked: set[int] = field(default_factory=set)

    def flow(self, flow: t.FlowBody) -> FlowGraph:
        params = tuple(self.param(param) for param in flow.params)
        body = self.region((), lambda: self.expr(flow.body))
        body = Region(tuple(param.value for param in params), body.operations, body.result)
        name, exported = self.scope.own(flow.name), flow.exported and self.scope.is_root
        result = self.scope.types.of(flow.result)
        made = FlowGraph(name, exported, flow.doc, params, result, body, flow.needs)
        return replace(made, annotations=flow.annotations if exported else ())

    def param(self, param: t.TypedParam) -> GraphParam:
        value = self.value(param.slot.type)
        self.slots[param.slot.index] = value
        default = param.default
        region = None if default is None else self.region((), lambda: self.expr(default))
        return GraphParam(param.slot.name, param.doc, value, region)

    def value(self, type_: terms.Type) -> Value:
        self.made += 1
        return Value(self.made - 1, self.scope.types.of(type_))

    def region(self, params: tuple[Value, ...], fill: Callable[[], Value]) -> Region:
        outside, self.operations = self.operations, []
        before = set(self.marked)
        result = fill()
        region = Region(params, tuple(self.operations), result)
        self.operations, self.marked = outside, before
        return region

    def mark(self, points: tuple[int, ...], span: Span) -> None:
        """Mark points as reached, each at most once on one way."""
        for point in points:
            if point not in self.marked:
                self.marked.add(point)
                self.op("cover", UNIT, (), span, attribute=point)

    def arguments(self, e: t.ComponentCall | t.FlowCall) -> tuple[Value, ...]:
        """Lower what a call is given; then the call is reached."""
        given = self.all(e.args)
        self.mark(self.points.calls.get(e.span, ()), e.span)
        return given

    def branch(self, expr: t.Expr) -> Region:
        return self.region((), lambda: self.expr(expr))

    def bound(self, binder: t.Binder, value: Value | None, body: t.Expr, span: Span) -> Region:
        """Make a region that is given `value`, if there is one, and binds it for `body`."""

        def fill() -> Value:
            if value is not None:
                self.bind(binder, value, span)
            return self.expr(body)

        return self.region(() if value is None else (value,), fill)

    def bind(self, binder: t.Binder, value: Value, span: Span) -> None:
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
        match base.type:
            case terms.Record(fields):
                type_ = fields[index].type
            case terms.Tuple(items):
                type_ = items[index]
            case _:
                raise AssertionError(base.type)
        return self.op("part", type_, (base,), span, attribute=index)

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
        result = self.value(type_)
        self.operations.append(Operation(name, result, tuple(operands), attribute, regions, span))
        return result

    def all(self, exprs: Iterable[t.Expr]) -> tuple[Value, ...]:
        return tuple(self.expr(expr) for expr in exprs)

    def expr(self, e: t.Expr) -> Value:
        """Lower one expression; a chain of `let`s, which may be long, without recursion."""
        entered = self.points.entered
        while isinstance(e, t.Let):
            self.mark(entered.get(e.span, ()), e.span)
            self.bind(e.binder, self.expr(e.value), e.span)
            e = e.body
        self.mark(entered.get(e.span, ()), e.span)
        match e:
            case t.Local(slot):
                return self.slots[slot.index]
            case t.Const(value=constant):
                return self.op("const", e.type, (), e.span, attribute=constant)
            case t.Text(parts):
                return self.text(e, parts)
            case t.ComponentCall() | t.FlowCall():
                return self.call(e, self.arguments(e))
            case t.Governed():
                return self.governed(e)
            case t.Part(base, index):
                return self.op("part", e.type, (self.expr(base),), e.span, attribute=index)
            case t.Payload(base, index):
                return self.op("payload", e.type, (self.expr(base),), e.span, attribute=index)
            case t.HasFlag(base, index):
                return self.op("flag", e.type, (self.expr(base),), e.span, attribute=index)
            case t.Make(parts=items):
                return self.op("make", e.type, self.all(items), e.span)
            case t.MakeList(items):
                return self.op("list", e.type, self.all(items), e.span)
            case t.MakeCase(index, payload):
                operands = () if payload is None else (self.expr(payload),)
                return self.op("case", e.type, operands, e.span, attribute=index)
            case t.MakeFlags(bits):
                return self.op("flags", e.type, (), e.span, attribute=bits)
            case t.Calculate(op, left, right) | t.Compare(op, left, right):
                return self.op(op, e.type, self.all((left, right)), e.span)
            case t.Negate(operand):
                return self.op("neg", e.type, (self.expr(operand),), e.span)
            case t.Not(operand):
                return self.op("not", e.type, (self.expr(operand),), e.span)
            case t.Convert(operand):
                return self.op("convert", e.type, (self.expr(operand),), e.span)
            case t.Length(operand):
                return self.op("length", e.type, (self.expr(operand),), e.span)
            case t.Logic():
                return self.logic(e)
            case t.If(condition, then, otherwise):
                return self.choose(self.expr(condition), (then, otherwise), e.type, e.span)
            case t.Match():
                return self.switch(e)
            case t.LiteralMatch():
                return self.literals(e)
            case t.For() | t.Fold():
                return self.loop(e)
            case t.Par(branches):
                regions = tuple(self.branch(one) for one in branches)
                return self.op("par", e.type, (), e.span, regions=regions)
            case t.Try():
                return self.attempt(e)
            case t.Catch(value):
                return self.op("catch", e.type, (), e.span, regions=(self.branch(value),))
            case t.Sleep(ms):
                return self.op("sleep", e.type, (), e.span, attribute=ms)
        assert_never(e)

    def call(self, e: t.ComponentCall | t.FlowCall, given: tuple[Value, ...]) -> Value:
        match e:
            case t.ComponentCall(component, function):
                alias = self.scope.own(component)
                callee = Callee(alias, function.interface, function.name)
                return self.op("call", e.type, given, e.span, attribute=callee)
            case t.FlowCall(flow):
                name = self.scope.flow(flow)
                return self.op("flow", e.type, given, e.span, attribute=name)

    def governed(self, e: t.Governed) -> Value:
        given, how = self.arguments(e.call), e.policies
        regions: tuple[Region, ...] = (self.region((), lambda: self.call(e.call, given)),)
        if how.fallback is not None:
            regions = (*regions, self.branch(how.fallback))
        asked = Policies(how.timeout, how.retry, how.backoff, how.isolate, how.breaker)
        return self.op("with", e.type, (), e.span, attribute=asked, regions=regions)

    def text(self, e: t.Text, parts: tuple[str | t.Expr, ...]) -> Value:
        operands = self.all(part for part in parts if not isinstance(part, str))
        pieces = tuple(part if isinstance(part, str) else None for part in parts)
        return self.op("text", e.type, operands, e.span, attribute=pieces)

    def choose(
        self, condition: Value, branches: tuple[t.Expr, ...], type_: terms.Type, span: Span
    ) -> Value:
        regions = tuple(self.branch(branch) for branch in branches)
        return self.op("if", type_, (condition,), span, regions=regions)

    def logic(self, e: t.Logic) -> Value:
        known = t.Const(value=e.op == "or", type=e.type, span=e.span)
        branches = (e.right, known) if e.op == "and" else (known, e.right)
        return self.choose(self.expr(e.left), branches, e.type, e.span)

    def switch(self, e: t.Match) -> Value:
        subject = self.expr(e.subject)
        regions = tuple(self.arm(arm, subject, e.span) for arm in e.arms)
        if e.other is not None:
            regions = (*regions, self.other(e.other, subject, e.span))
        cases = tuple(arm.index for arm in e.arms)
        return self.op("switch", e.type, (subject,), e.span, attribute=cases, regions=regions)

    def arm(self, arm: t.CaseArm, subject: Value, span: Span) -> Region:
        payload = payload_type(subject.type, arm.index)
        value = None if payload is None else self.value(payload)
        return self.bound(arm.binder, value, arm.body, span)

    def other(self, arm: t.OtherArm, subject: Value, span: Span) -> Region:
        def fill() -> Value:
            self.bind(arm.binder, subject, span)
            return self.expr(arm.body)

        return self.region((), fill)

    def literals(self, e: t.LiteralMatch) -> Value:
        subject = self.expr(e.subject)
        return self.literal_arms(e, subject, e.arms)

    def literal_arms(
        self, e: t.LiteralMatch, subject: Value, arms: tuple[tuple[t.Const, t.Expr], ...]
    ) -> Value:
        """Compare in order: the last resort is `other`, or else the last arm itself."""
        (constant, body), rest = arms[0], arms[1:]
        if not rest and e.other is None:
            return self.expr(body)
        equal = self.op("eq", terms.BOOL, (subject, self.expr(constant)), constant.span)
        then = self.branch(body)
        if rest:
            otherwise = self.region((), lambda: self.literal_arms(e, subject, rest))
        else:
            assert e.other is not None  # noqa: S101 - the checker leaves none out
            otherwise = self.other(e.other, subject, e.span)
        return self.op("if", e.type, (equal,), e.span, regions=(then, otherwise))

    def loop(self, e: t.For | t.Fold) -> Value:
        source = self.expr(e.source)
        element = self.value(element_type(source.type))
        if isinstance(e, t.For):
            regions: tuple[Region, ...] = (self.bound(e.binder, element, e.body, e.span),)
            if e.where is not None:
                candidate = self.value(element.type)
                regions = (*regions, self.bound(e.binder, candidate, e.where, e.span))
            how = "par" if e.parallel else None
            return self.op("for", e.type, (source,), e.span, attribute=how, regions=regions)
        start = self.expr(e.start)
        acc = self.slots[e.acc.index] = self.value(e.acc.type)
        region = self.bound(e.binder, element, e.body, e.span)
        region = Region((element, acc), region.operations, region.result)
        return self.op("fold", e.type, (source, start), e.span, regions=(region,))

    def attempt(self, e: t.Try) -> Value:
        subject = self.expr(e.value)
        failed = 1 if isinstance(subject.type, terms.Result) else 0
        payload = payload_type(subject.type, failed)
        value = None if payload is None else self.value(payload)
        leave = self.bound(e.binder, value, e.leave, e.span)
        return self.op("try", e.type, (subject,), e.span, regions=(leave,))


def payload_type(choice: terms.Type, case: int) -> terms.Type | None:
    """Return the payload's type of one case of a choice, None where it has none."""
    match choice:
        case terms.Variant() | terms.Enum() | terms.Option() | terms.Result():
            return terms.cases_of(choice)[case].payload
        case _:
            raise AssertionError(choice)


def element_type(list_: terms.Type) -> terms.Type:
    """Return a list's element type."""
    match list_:
        case terms.List(element):
            return element
        case _:
            raise AssertionError(list_)
