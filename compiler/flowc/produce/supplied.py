"""Flows that a component imports, as a component of their own that stands before it.

A flow that a component calls cannot stand in the glue that calls the component: neither could be
made before the other. So such flows are compiled once more, with what they call, over a codec and
a memory of their own, which is reset after each call. What handles they come to own are dropped
before that; those that a component lends them go back.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from flowc.frontend import terms as t
from flowc.ir.graph import Callee, FlowGraph, Graph, GraphParam, Operation, Region, Value
from flowc.ir.owned import handles_in
from flowc.ir.walk import reachable
from flowc.produce.exports import result_core, wrapper
from flowc.produce.glue import Glue
from flowc.produce.module import Beside, Outside, instance, module
from flowc.produce.names import Named, named_in
from flowc.produce.sites import Sites
from flowc.produce.wit import definition, function_text
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Supply:
    """A flow that stands for an imported function of the type `asked`."""

    flow: FlowGraph
    asked: t.FuncType


def forwarding(callee: Callee, function: t.FuncType, span: Span) -> FlowGraph:
    """Return a flow that calls a component's function and does nothing else.

    It stands between two components that call a parameter by two names; `span` is its place.
    """
    name = f"{callee.component}:{callee.interface}:{callee.function}"
    values = [Value(at, param.type) for at, param in enumerate(function.params)]
    named = zip(function.params, values, strict=True)
    params = tuple(GraphParam(param.name, "", value, None) for param, value in named)
    result = Value(len(values), t.Tuple(()) if function.result is None else function.result)
    call = Operation("call", result, tuple(values), callee, (), span)
    body = Region(tuple(values), (call,), result)
    return FlowGraph(name, False, "", params, result.type, body)  # noqa: FBT003 - not exported


def covering(alias: str, function: t.FuncType, points: int, span: Span) -> FlowGraph:
    """Return a flow that says which of so many points the flows around it have reached."""
    marks = Value(0, function.result or t.Tuple(()))
    asked = Operation("covered", marks, (), points, (), span)
    body = Region((), (asked,), marks)
    return FlowGraph(f"{alias}:covered", False, "", (), marks.type, body)  # noqa: FBT003 - not exported


@dataclass(frozen=True, slots=True)
class Supplied:
    """The flows that the component `alias` is given, which its instance exports by number."""

    graph: Graph
    alias: str
    supplies: tuple[Supply, ...]
    sites: Sites

    def text(self, outside: Outside) -> list[str]:
        """Write the component and its instance `$supplied:ALIAS`, with what it is given."""
        exported = {one.flow.name: one.flow for one in self.supplies}
        whole = {flow.name: flow for flow in self.graph.flows} | exported
        graph = replace(self.graph, flows=tuple(whole.values()))
        flows = tuple(reachable(graph, exported))
        glue = Glue(replace(graph, flows=flows), self.sites)
        names = [f"supply:{at}" for at in range(len(self.supplies))]
        wrappers = [
            wrapper(one.flow, glue, name, gives=one.asked.result is not None)
            for name, one in zip(names, self.supplies, strict=True)
        ]
        text = module(glue, flows, (), Beside(wrappers, names))
        called = {callee: glue.function(callee)[1].type for callee in glue.imports}
        types = _names((*called.values(), *(one.asked for one in self.supplies)))
        component = f"$supplied-component:{self.alias}"
        return [
            *_definitions(types, f"given:{self.alias}", outside),
            f"(component {component}",
            *_imports(types, called.values()),
            "(alias outer 1 0 (core module $codec-module))",
            *instance(glue, text, "$codec-module", _Inside(glue, types)),
            *(_export(at, one, types) for at, one in enumerate(self.supplies)),
            ")",
            f"(instance $supplied:{self.alias} (instantiate {component}",
            *(f'(with "f{at}" (func {outside.function(one)}))' for at, one in enumerate(called)),
            *(f'(with "{name}" (type $given:{self.alias}:{name}))' for name in types.values()),
            "))",
        ]


Types: TypeAlias = dict[Named | t.Resource, str]


@dataclass(frozen=True, slots=True)
class _Inside:
    """What is known inside of the component."""

    glue: Glue
    types: Types

    def function(self, callee: Callee) -> str:
        return f"$called:{self.glue.imports[callee]}"

    def resource(self, resource: t.Resource) -> str:
        return f"$in:{self.types[resource]}"


def _names(signatures: Iterable[t.FuncType]) -> Types:
    """Name the resources, and then the types that need a name, parts before wholes."""
    types = [type_ for one in signatures for type_ in one.types]
    held = {one.resource: "" for one in handles_in(*types)}
    named = {part: "" for type_ in types for part, _ in named_in(type_, "")}
    return {one: f"type-{at}" for at, one in enumerate((*held, *named))}


def _definitions(types: Types, prefix: str, outside: Outside) -> Iterator[str]:
    """Write the types where the component stands, so that it can be given them."""
    for type_, name in types.items():
        if isinstance(type_, t.Resource):
            yield f"(alias outer 0 {outside.resource(type_)} (type ${prefix}:{name}))"
        else:
            yield f"(type ${prefix}:{name} {definition(type_, types, prefix)})"


def _imports(types: Types, called: Iterable[t.FuncType]) -> Iterator[str]:
    """Write the types' names, which what a component exports must have, and what flows call."""
    for type_, name in types.items():
        if isinstance(type_, t.Resource):
            yield f'(import "{name}" (type $in:{name} (sub resource)))'
            continue
        yield f"(type $def:{name} {definition(type_, types, 'in')})"
        yield f'(import "{name}" (type $in:{name} (eq $def:{name})))'
    for at, function in enumerate(called):
        yield f'(import "f{at}" (func $called:{at} {function_text(function, types, "in")}))'


def _export(at: int, supply: Supply, types: Types) -> str:
    """Write a supply as a function of the type that was asked for."""
    result = supply.asked.result
    after = (
        "" if result is None else f'(post-return (core func $glue "reset_{result_core(result)}"))'
    )
    return (
        f"(func $lifted:{at} {function_text(supply.asked, types, 'in')}"
        f' (canon lift (core func $glue "supply:{at}") (memory $memory) (realloc $realloc){after}))'
        f'(export "supply-{at}" (func $lifted:{at}))'
    )
