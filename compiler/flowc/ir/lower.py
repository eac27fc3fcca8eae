"""TypedFlow -> Graph: expressions become operations, bindings become the values they name.

Takes a checked package, with all that it uses, and gives one graph that `verify.verify` accepts,
in which evaluation order is the order of the operations.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, assert_never

from flowc.frontend import terms
from flowc.frontend import typed as t
from flowc.frontend.points import NO_POINTS, Points
from flowc.ir.graph import (
    Callee,
    FlowGraph,
    Graph,
    GraphParam,
    Policies,
    Region,
    Value,
)
from flowc.ir.link import Scope, linked
from flowc.ir.lowering.choices import Choices

NAMES: Final[Mapping[type[t.Expr], str]] = {
    t.Part: "part",
    t.Payload: "payload",
    t.HasFlag: "flag",
    t.Make: "make",
    t.MakeList: "list",
    t.Negate: "neg",
    t.Not: "not",
    t.Convert: "convert",
    t.Length: "length",
}
"""The operations that expressions are which evaluate all that they are made of, and no more."""


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


class _Lowering(Choices):
    """One flow's lowering."""

    __slots__ = ()

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

    def arguments(self, e: t.ComponentCall | t.FlowCall) -> tuple[Value, ...]:
        """Lower what a call is given; then the call is reached."""
        given = self.all(e.args)
        self.mark(self.points.calls.get(e.span, ()), e.span)
        return given

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
            case t.Part(base, index) | t.Payload(base, index) | t.HasFlag(base, index):
                return self.op(NAMES[type(e)], e.type, (self.expr(base),), e.span, attribute=index)
            case t.Make(items) | t.MakeList(items):
                return self.op(NAMES[type(e)], e.type, self.all(items), e.span)
            case t.MakeCase(index, payload):
                operands = () if payload is None else (self.expr(payload),)
                return self.op("case", e.type, operands, e.span, attribute=index)
            case t.MakeFlags(bits):
                return self.op("flags", e.type, (), e.span, attribute=bits)
            case t.Calculate(op, left, right) | t.Compare(op, left, right):
                return self.op(op, e.type, self.all((left, right)), e.span)
            case t.Negate(operand) | t.Not(operand) | t.Convert(operand) | t.Length(operand):
                return self.op(NAMES[type(e)], e.type, (self.expr(operand),), e.span)
            case t.Logic():
                return self.logic(e)
            case t.If(condition, then, otherwise):
                return self.choose(self.expr(condition), (then, otherwise), e.type, e.span)
            case t.Match():
                return self.switch(e)
            case t.LiteralMatch():
                return self.literals(e)
            case t.For():
                return self.each(e)
            case t.Fold():
                return self.fold(e)
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

    def each(self, e: t.For) -> Value:
        source = self.expr(e.source)
        element = self.value(element_type(source.type))
        regions: tuple[Region, ...] = (self.bound(e.binder, element, e.body, e.span),)
        if e.where is not None:
            candidate = self.value(element.type)
            regions = (*regions, self.bound(e.binder, candidate, e.where, e.span))
        how = "par" if e.parallel else None
        return self.op("for", e.type, (source,), e.span, attribute=how, regions=regions)

    def fold(self, e: t.Fold) -> Value:
        source = self.expr(e.source)
        element = self.value(element_type(source.type))
        start = self.expr(e.start)
        acc = self.slots[e.acc.index] = self.value(e.acc.type)
        region = self.bound(e.binder, element, e.body, e.span)
        region = Region((element, acc), region.operations, region.result)
        return self.op("fold", e.type, (source, start), e.span, regions=(region,))


def element_type(list_: terms.Type) -> terms.Type:
    """Return a list's element type."""
    match list_:
        case terms.List(element):
            return element
        case _:
            raise AssertionError(list_)
