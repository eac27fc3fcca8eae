"""Graph -> text: readable, deterministic, and read back by `read.read`.

Left out are spans, where types were declared, and what a component offers that no flow calls; and
if the text need not be whole, what components import.
`operation` and `value` also print what breaks the graph's rules: `#` marks an unknown part.
"""

from collections.abc import Iterable, Iterator

from flowc.frontend import terms as t
from flowc.frontend.capability import Capabilities
from flowc.frontend.signature import Component
from flowc.ir import outside
from flowc.ir.graph import (
    FlowGraph,
    Graph,
    GraphParam,
    Operation,
    Region,
    Value,
)
from flowc.ir.literals import quoted
from flowc.ir.printing.declarations import Named, Names, Whole, named_types
from flowc.ir.printing.tail import case_of, function_name, tail, value
from flowc.ir.walk import calls_in

INDENT = "  "
WIDTH = 100


def text(graph: Graph, whole: Whole | None = None) -> str:
    """Return a package as text that ends in a newline."""
    names = named_types(graph, Names(whole=whole))
    blocks = [
        [*_doc(graph.doc), f"package {graph.name}@{graph.version}"],
        [line for name, type_ in names.declarations() for line in _type(name, type_, names)],
        *_components(graph, names),
        *(_flow(flow, names) for flow in graph.flows),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def operation(op: Operation) -> str:
    """Return an operation on one line, its regions left out."""
    return f"{_head(op, Names.inline())}{tail(op)}"


def _doc(doc: str) -> list[str]:
    return [f"/// {line}".rstrip() for line in doc.split("\n")] if doc else []


def _indented(lines: Iterable[str]) -> list[str]:
    return [INDENT + line for line in lines]


def _type(name: str, type_: t.Type, names: Names) -> list[str]:
    """Declare a type on one line, or where that is long, a line for each part."""
    line = f"type {name} = {names.declared(name, type_)}"
    if len(line) <= WIDTH or not isinstance(type_, Named) or not line.endswith("}"):
        return [line]
    word, items = names.items(type_)
    return [f"type {name} = {word} {{", *_indented(f"{item}," for item in items), "}"]


# --- components ------------------------------------------------------------------------------


def _components(graph: Graph, names: Names) -> Iterator[list[str]]:
    """Write the functions that are called, by component, in the component's own order."""
    for alias, functions in calls_in(graph).items():
        lines = [
            _function(function.interface, function.name, function.type, names)
            for function in functions
        ]
        word = "service" if graph.components[alias].service else "component"
        filled = outside.fills(graph.fills.get(alias, ()))
        needs = outside.needs(graph.grants.get(alias, Capabilities()))
        inside = (*_binary(alias, graph.components[alias], names), *filled, *lines)
        yield [f"{word} {alias}{needs} {{", *_indented(inside), "}"]


def _binary(alias: str, component: Component, names: Names) -> Iterator[str]:
    """Write which binary a component is, and what it imports."""
    if names.whole is None or component.service:
        return
    yield f"binary {quoted(names.whole.binaries[alias])}"
    for one in component.imports:
        types = (f"type {quoted(each.name)} = {names.of(each.type)}" for each in one.types)
        functions = (_function("", each.name, each.type, names) for each in one.functions)
        yield from (f"import {one.sort} {quoted(one.name)} {{", *_indented(types))
        yield from (*_indented(functions), "}")


def _function(interface: str, name: str, function: t.FuncType, names: Names) -> str:
    params = ", ".join(f"{p.name}: {names.of(p.type)}" for p in function.params)
    result = "" if function.result is None else f" -> {names.of(function.result)}"
    word = "async func" if function.is_async else "func"
    return f"{function_name(interface, name)}: {word}({params}){result}"


# --- flows -----------------------------------------------------------------------------------


def _flow(flow: FlowGraph, names: Names) -> list[str]:
    kind = "export " if flow.exported else "entry " if flow.entry else ""
    head = f"{kind}flow {flow.name}("
    end = f") -> {names.of(flow.result)}{outside.needs(flow.needs)} {{"
    params = [_param(param, names) for param in flow.params]
    if all(len(lines) == 1 for lines in params):
        opening = [head + ", ".join(lines[0] for lines in params) + end]
    else:
        spread = [[*lines[:-1], lines[-1] + ","] for lines in params]
        opening = [head, *_indented(line for lines in spread for line in lines), end]
    body = _lines(flow.body, "return", names)
    return [*_doc(flow.doc), *outside.annotations(flow.annotations), *opening, *body, "}"]


def _param(param: GraphParam, names: Names) -> list[str]:
    head = f"%{param.value.id} {param.name}: {names.of(param.value.type)}"
    if param.default is None:
        return [*_doc(param.doc), head]
    return [*_doc(param.doc), f"{head} = {{", *_lines(param.default, "yield", names), "}"]


def _lines(region: Region, last: str, names: Names) -> list[str]:
    """Write the inside of a region; `last` is the word before its result."""
    lines = [line for op in region.operations for line in _operation(op, names)]
    return _indented([*lines, f"{last} {value(region.result)}"])


def _typed(one: Value, names: Names) -> str:
    return f"{value(one)}: {names.of(one.type)}"


def _head(op: Operation, names: Names) -> str:
    written_in = f" in {op.flow}" if op.flow else ""
    at = f" at {quoted(names.whole.place(op.span))}" if names.whole else ""
    return f"{_typed(op.result, names)}{written_in}{at} = {op.name}"


def _operation(op: Operation, names: Names) -> list[str]:
    head = _head(op, names)
    match op.name:
        case "if":
            then, otherwise = (_lines(region, "yield", names) for region in op.regions)
            return [f"{head}{tail(op)} {{", *then, "} else {", *otherwise, "}"]
        case "switch":
            arms = [line for arm in _arms(op, names) for line in arm]
            return [f"{head}{tail(op)} {{", *_indented(arms), "}"]
        case "par" | "with" | "catch":
            word = "and" if op.name == "par" else "fallback"
            first, *others = (_lines(region, "yield", names) for region in op.regions)
            more = [line for lines in others for line in (f"}} {word} {{", *lines)]
            return [f"{head}{tail(op)} {{", *first, *more, "}"]
        case "for" | "fold" | "try":
            word = "return" if op.name == "try" else "yield"
            region = op.regions[0]
            given = ", ".join(_typed(param, names) for param in region.params)
            given = f" ({given})" if given else ""
            lines = [f"{head}{tail(op)}{given} {{", *_lines(region, word, names)]
            return [*lines, *_where(op.regions[1:], names), "}"]
        case _:
            return [head + tail(op)]


def _where(regions: tuple[Region, ...], names: Names) -> Iterator[str]:
    """Write the second region of a `for`: which elements are wanted."""
    for region in regions:
        given = ", ".join(_typed(param, names) for param in region.params)
        yield from [f"}} where ({given}) {{", *_lines(region, "yield", names)]


def _arms(op: Operation, names: Names) -> Iterator[list[str]]:
    cases = op.attribute if isinstance(op.attribute, tuple) else ()
    for index, region in enumerate(op.regions):
        case = cases[index] if index < len(cases) else None
        label = "_" if case is None else case_of(op.operands[0].type, case)
        given = "".join(f"({_typed(param, names)})" for param in region.params)
        yield [f"{label}{given} {{", *_lines(region, "yield", names), "}"]
