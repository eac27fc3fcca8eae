"""Flows that a component imports, as a component of their own that stands before it.

A flow that a component calls cannot stand in the glue that calls the component: neither could be
made before the other. So such flows are compiled once more, with what they call, over a codec and
a memory of their own, which is reset after each call.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from flowc.frontend import terms as t
from flowc.ir.graph import Callee, FlowGraph, Graph, GraphParam, Operation, Region, Value
from flowc.ir.walk import reachable
from flowc.produce.exports import result_core
from flowc.produce.glue import Glue
from flowc.produce.layout import MAX_FLAT_PARAMS, flat
from flowc.produce.module import Beside, instance, module
from flowc.produce.names import Named, named_in
from flowc.produce.sites import Sites
from flowc.produce.wit import definition, function_text
from flowc.text.diagnostic import InternalError
from flowc.text.span import Span

Function = Callable[[Callee], str]


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

    def text(self, function: Function) -> list[str]:
        """Write the component and its instance `$supplied:ALIAS`; `function` names callees."""
        exported = list({one.flow.name: one.flow for one in self.supplies}.values())
        whole = {flow.name: flow for flow in (*self.graph.flows, *exported)}
        graph = replace(self.graph, flows=tuple(whole.values()))
        flows = tuple(reachable(graph, [flow.name for flow in exported]))
        glue = Glue(replace(graph, flows=flows), self.sites)
        wrappers = [_wrapper(at, one) for at, one in enumerate(self.supplies)]
        names = [f"supply:{at}" for at in range(len(wrappers))]
        text = module(glue, flows, exported, Beside(wrappers, names))
        called = {callee: glue.function(callee)[1].type for callee in glue.imports}
        types = _names((*called.values(), *(one.asked for one in self.supplies)))
        component, outside = f"$supplied-component:{self.alias}", f"given:{self.alias}"
        return [
            *(f"(type ${outside}:{n} {definition(ty, types, outside)})" for ty, n in types.items()),
            f"(component {component}",
            *_imports(types, called.values()),
            "(alias outer 1 0 (core module $codec-module))",
            *instance(glue, text, "$codec-module", _Inside(glue)),
            *(_export(at, one, types) for at, one in enumerate(self.supplies)),
            ")",
            f"(instance $supplied:{self.alias} (instantiate {component}",
            *(f'(with "f{at}" (func {function(callee)}))' for at, callee in enumerate(called)),
            *(f'(with "{name}" (type ${outside}:{name}))' for name in types.values()),
            "))",
        ]


@dataclass(frozen=True, slots=True)
class _Inside:
    """What is known inside of the component, where no handle is ever held."""

    glue: Glue

    def function(self, callee: Callee) -> str:
        return f"$called:{self.glue.imports[callee]}"

    def resource(self, resource: t.Resource) -> str:
        raise InternalError("produce", f"a flow that is imported holds a {resource}")


def _wrapper(at: int, supply: Supply) -> str:
    """Write the core function that is lifted: a result that nobody asked for is dropped."""
    flow = supply.flow
    packed = t.Tuple(tuple(param.value.type for param in flow.params))
    cores = flat(packed) if len(flat(packed)) <= MAX_FLAT_PARAMS else ("i32",)
    params = "".join(f" (param {core})" for core in cores)
    call = " ".join(f"(local.get {index})" for index in range(len(cores)))
    asks = supply.asked.result is not None
    result = f" (result {result_core(flow.result)})" if asks else ""
    end = "" if asks else " drop (call $reset)"
    return f"(func $supply:{at}{params}{result} (call $export:{flow.name} {call}){end})"


def _names(signatures: Iterable[t.FuncType]) -> dict[Named, str]:
    """Name the types that need a name, parts before wholes."""
    names: dict[Named, str] = {}
    for one in signatures:
        for type_ in (*(param.type for param in one.params), one.result):
            for named, _ in named_in(type_, "") if type_ is not None else ():
                names.setdefault(named, f"type-{len(names)}")
    return names


def _imports(types: dict[Named, str], called: Iterable[t.FuncType]) -> Iterator[str]:
    """Write the types' names, which what a component exports must have, and what flows call."""
    for type_, name in types.items():
        yield f"(type $def:{name} {definition(type_, types, 'in')})"
        yield f'(import "{name}" (type $in:{name} (eq $def:{name})))'
    for at, function in enumerate(called):
        yield f'(import "f{at}" (func $called:{at} {function_text(function, types, "in")}))'


def _export(at: int, supply: Supply, types: dict[Named, str]) -> str:
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
