"""The world of a fused component as WIT text: what it imports, what it exports, and their types.

Takes the graph, the plan and the merged imports that the component was made with; gives one
document with a package for each namespace that occurs in it.
Source: the Component Model's WIT.md.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from flowc.frontend import terms as t
from flowc.frontend.wit import grammar
from flowc.ir.graph import FlowGraph, Graph
from flowc.plan.imports import Imports, Interface, Key
from flowc.produce.names import Named, named_types, parts
from flowc.text.diagnostic import InternalError
from flowrt.plan.plan import Plan

INDENT = "  "
_DOOR = (
    "invoke: func(entry: u32, input: string) -> result<string, string>;",
    "invoke-lines: func(entry: u32, lines: string) -> string;",
)
Names = dict[Named | t.Resource, str]


def world(graph: Graph, plan: Plan, imports: Imports) -> str:
    """Return the text; `imports` are those of `plan.merge_imports`."""
    asked = {key: one for key, one in imports.interfaces.items() if not one.denied}
    bodies = {one.name: _Imported(key, asked).body() for key, one in asked.items()}
    bodies[plan.interface] = _flows([flow for flow in graph.flows if flow.exported])
    bodies[plan.door] = list(_DOOR)
    lines = ["package root:component;", "", "world root {"]
    lines += [f"{INDENT}import {_path(one.name)};" for one in asked.values()]
    lines += [f"{INDENT}export {_path(one)};" for one in (plan.interface, plan.door)]
    return "\n".join([*lines, "}", *_packages(bodies), ""])


def _packages(bodies: dict[str, list[str]]) -> Iterator[str]:
    grouped: dict[str, dict[str, list[str]]] = {}
    for name, body in bodies.items():
        package, interface = _split(name)
        grouped.setdefault(package, {})[interface] = body
    for package, interfaces in grouped.items():
        yield from ("", f"package {_path(package)} {{")
        for interface, body in interfaces.items():
            yield f"{INDENT}interface {_id(interface)} {{"
            yield from (f"{INDENT * 2}{line}" if line else "" for line in body)
            yield f"{INDENT}}}"
        yield "}"


def _split(name: str) -> tuple[str, str]:
    """Return package and interface of an id: `wasi:io@0.2.9` and `poll` of `wasi:io/poll@0.2.9`."""
    base, at, version = name.partition("@")
    package, _, interface = base.partition("/")
    return f"{package}{at}{version}", interface


def _path(name: str) -> str:
    """Write the id of a package or an interface."""
    base, at, version = name.partition("@")
    return re.sub(r"[^:/]+", lambda word: _id(word[0]), base) + at + version


def _id(name: str) -> str:
    """Write a name, marked where it is a word of WIT."""
    return f"%{name}" if name in grammar.fixed_tokens() else name


def _flows(flows: list[FlowGraph]) -> list[str]:
    """Write the interface of the exported flows."""
    names: Names = {}
    lines: list[str] = []
    for type_, name in named_types(flows).items():
        lines += _definition(type_, name, names)
        names[type_] = name
    for flow in flows:
        params = ", ".join(f"{_id(p.name)}: {_type(p.value.type, names)}" for p in flow.params)
        lines += [f"/// {line}".rstrip() for line in flow.doc.splitlines()]
        lines.append(f"{_id(flow.name)}: func({params}) -> {_type(flow.result, names)};")
    return lines


@dataclass(slots=True)
class _Imported:
    """An interface of the system that is being written; `all` are those that there are."""

    key: Key
    all: dict[Key, Interface]
    names: Names = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def body(self) -> list[str]:
        """Return the interface's lines."""
        own = self.all[self.key]
        methods, plain = _by_resource(own)
        for function in own.functions.values():
            for part in function.types:
                self._use(part, own)
        for label, one in own.types.items():
            if isinstance(one, Named | t.Resource):
                self.names.setdefault(one, label)
        for label, type_ in own.types.items():
            self._type(label, type_, methods.get(label, []))
        self.lines += [
            f"{_id(name)}: {_func(function, self.names)};" for name, function in plain.items()
        ]
        return self.lines

    def _type(self, label: str, type_: t.Type, methods: list[tuple[str, t.FuncType]]) -> None:
        if isinstance(type_, t.Resource) and self.names[type_] != label:
            self.lines.append(f"type {_id(label)} = {_id(self.names[type_])};")
        elif isinstance(type_, t.Resource) and type_.interface == self.key:
            self.lines += _resource(label, methods, self.names)
        elif isinstance(type_, t.Resource):
            self._take(type_, label)
        elif isinstance(type_, Named) and self.names[type_] == label:
            for _, part in parts(type_):
                self._use(part, self.all[self.key])
            self.lines += _definition(type_, label, self.names)
        else:
            self.lines.append(f"type {_id(label)} = {_type(type_, self.names)};")

    def _use(self, type_: t.Type, own: Interface) -> None:
        """See that a type can be named that is not declared here."""
        if isinstance(type_, t.Handle):
            type_ = type_.resource
        if isinstance(type_, Named | t.Resource):
            if type_ in own.types.values() or type_ in self.names:
                return
            if any(type_ in one.types.values() for one in self.all.values()):
                self._take(type_, f"outer-{len(self.names)}")
                return
        for _, part in parts(type_):
            self._use(part, own)

    def _take(self, type_: Named | t.Resource, label: str) -> None:
        """Write where a type is declared, and under which name it is known here."""
        for one in self.all.values():
            for name, declared in one.types.items():
                if declared == type_ and not _from_elsewhere(type_, one, self.all):
                    renamed = "" if name == label else f" as {_id(label)}"
                    self.lines.append(
                        f"use {_from(one.name, self.all[self.key].name)}.{{{_id(name)}{renamed}}};"
                    )
                    self.names[type_] = label
                    return
        raise InternalError("produce", f"nothing declares {type_}")


def _from(interface: str, here: str) -> str:
    """Write an interface as another refers to it."""
    package, name = _split(interface)
    return _id(name) if package == _split(here)[0] else _path(interface)


def _from_elsewhere(type_: t.Type, one: Interface, known: dict[Key, Interface]) -> bool:
    return isinstance(type_, t.Resource) and known.get(type_.interface) is not one


def _by_resource(
    own: Interface,
) -> tuple[dict[str, list[tuple[str, t.FuncType]]], dict[str, t.FuncType]]:
    """Return the functions of each resource, with their kinds, and those of none."""
    methods: dict[str, list[tuple[str, t.FuncType]]] = {}
    plain: dict[str, t.FuncType] = {}
    for name, function in own.functions.items():
        if name.startswith("["):
            kind, _, rest = name.partition("]")
            methods.setdefault(rest.partition(".")[0], []).append((f"{kind}]{rest}", function))
        else:
            plain[name] = function
    return methods, plain


def _resource(label: str, methods: list[tuple[str, t.FuncType]], names: Names) -> list[str]:
    if not methods:
        return [f"resource {_id(label)};"]
    inside = (f"{INDENT}{_method(name, function, names)}" for name, function in methods)
    return [f"resource {_id(label)} {{", *inside, "}"]


def _method(name: str, function: t.FuncType, names: Names) -> str:
    kind, _, rest = name.removeprefix("[").partition("]")
    own = _id(rest.partition(".")[2])
    if kind == "constructor":
        return f"constructor({_params(function.params, names)});"
    if kind == "static":
        return f"{own}: static {_func(function, names)};"
    return f"{own}: {_func(t.FuncType(function.params[1:], function.result), names)};"


def _func(function: t.FuncType, names: Names) -> str:
    result = "" if function.result is None else f" -> {_type(function.result, names)}"
    return f"func({_params(function.params, names)}){result}"


def _params(params: Iterable[t.Param], names: Names) -> str:
    return ", ".join(f"{_id(one.name)}: {_type(one.type, names)}" for one in params)


def _definition(type_: Named, name: str, names: Names) -> list[str]:
    match type_:
        case t.Record(fields):
            kind, inside = "record", [f"{_id(f.name)}: {_type(f.type, names)}" for f in fields]
        case t.Variant(cases):
            kind, inside = "variant", [_case(one, names) for one in cases]
        case t.Enum(labels):
            kind, inside = "enum", [_id(label) for label in labels]
        case t.Flags(labels):
            kind, inside = "flags", [_id(label) for label in labels]
    return [f"{kind} {_id(name)} {{", *(f"{INDENT}{line}," for line in inside), "}"]


def _case(case: t.Case, names: Names) -> str:
    payload = "" if case.payload is None else f"({_type(case.payload, names)})"
    return f"{_id(case.name)}{payload}"


def _type(type_: t.Type, names: Names) -> str:
    """Write a type; one that needs a name by the one that it has here."""
    match type_:
        case t.Prim(name):
            return name
        case t.List(element):
            return f"list<{_type(element, names)}>"
        case t.Option(some):
            return f"option<{_type(some, names)}>"
        case t.Tuple(items):
            return f"tuple<{', '.join(_type(item, names) for item in items)}>"
        case t.Result(None, None):
            return "result"
        case t.Result(ok, None) if ok is not None:
            return f"result<{_type(ok, names)}>"
        case t.Result(ok, err) if err is not None:
            return f"result<{'_' if ok is None else _type(ok, names)}, {_type(err, names)}>"
        case t.Record() | t.Variant() | t.Enum() | t.Flags():
            return _id(names[type_])
        case t.Handle("own", resource):
            return _id(names[resource])
        case t.Handle(_, resource):
            return f"borrow<{_id(names[resource])}>"
        case _:
            raise InternalError("produce", f"{type_} has no name in WIT")
