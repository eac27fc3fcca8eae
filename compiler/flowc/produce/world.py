"""The world of a fused component as WIT text: what it imports, what it exports, and their types.

Takes the graph, the plan and the merged imports that the component was made with; gives one
document with a package for each namespace that occurs in it.
Source: the Component Model's WIT.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flowc.frontend import terms as t
from flowc.ir.graph import FlowGraph, Graph
from flowc.plan.imports import Imports, Interface, Key
from flowc.produce.names import Named, named_types, parts
from flowc.produce.wit_text import (
    INDENT,
    Names,
    definition,
    function_text,
    path,
    resource_text,
    type_text,
    typed,
    word,
)
from flowc.text.diagnostic import InternalError
from flowrt.plan.plan import Plan

_DOOR = (
    "invoke: func(entry: u32, input: string) -> result<string, string>;",
    "invoke-lines: func(entry: u32, lines: string) -> string;",
)


def world(graph: Graph, plan: Plan, imports: Imports) -> str:
    """Return the text; `imports` are those of `plan.merge_imports`."""
    asked = {key: one for key, one in imports.interfaces.items() if not one.denied}
    bodies = {one.name: _Imported(key, asked).body() for key, one in asked.items()}
    bodies[plan.interface] = _flows([flow for flow in graph.flows if flow.exported])
    bodies[plan.door] = list(_DOOR)
    lines = ["package root:component;", "", "world root {"]
    lines += [f"{INDENT}import {path(one.name)};" for one in asked.values()]
    lines += [f"{INDENT}export {path(one)};" for one in (plan.interface, plan.door)]
    return "\n".join([*lines, "}", *_packages(bodies), ""])


def _packages(bodies: dict[str, list[str]]) -> Iterator[str]:
    grouped: dict[str, dict[str, list[str]]] = {}
    for name, body in bodies.items():
        package, interface = _split(name)
        grouped.setdefault(package, {})[interface] = body
    for package, interfaces in grouped.items():
        yield from ("", f"package {path(package)} {{")
        for interface, body in interfaces.items():
            yield f"{INDENT}interface {word(interface)} {{"
            yield from (f"{INDENT * 2}{line}" if line else "" for line in body)
            yield f"{INDENT}}}"
        yield "}"


def _split(name: str) -> tuple[str, str]:
    """Return package and interface of an id: `wasi:io@0.2.9` and `poll` of `wasi:io/poll@0.2.9`."""
    base, at, version = name.partition("@")
    package, _, interface = base.partition("/")
    return f"{package}{at}{version}", interface


def _flows(flows: list[FlowGraph]) -> list[str]:
    """Write the interface of the exported flows."""
    names: Names = {}
    lines: list[str] = []
    for type_, name in named_types(flows).items():
        lines += definition(type_, name, names)
        names[type_] = name
    for flow in flows:
        params = ", ".join(typed(one.name, one.value.type, names) for one in flow.params)
        lines += [f"/// {line}".rstrip() for line in flow.doc.splitlines()]
        lines.append(f"{word(flow.name)}: func({params}) -> {type_text(flow.result, names)};")
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
            f"{word(name)}: {function_text(function, self.names)};"
            for name, function in plain.items()
        ]
        return self.lines

    def _type(self, label: str, type_: t.Type, methods: list[tuple[str, t.FuncType]]) -> None:
        if isinstance(type_, t.Resource) and self.names[type_] != label:
            self.lines.append(f"type {word(label)} = {word(self.names[type_])};")
        elif isinstance(type_, t.Resource) and type_.interface == self.key:
            self.lines += resource_text(label, methods, self.names)
        elif isinstance(type_, t.Resource):
            self._take(type_, label)
        elif isinstance(type_, Named) and self.names[type_] == label:
            for _, part in parts(type_):
                self._use(part, self.all[self.key])
            self.lines += definition(type_, label, self.names)
        else:
            self.lines.append(f"type {word(label)} = {type_text(type_, self.names)};")

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
                    renamed = "" if name == label else f" as {word(label)}"
                    home = _from(one.name, self.all[self.key].name)
                    self.lines.append(f"use {home}.{{{word(name)}{renamed}}};")
                    self.names[type_] = label
                    return
        raise InternalError("produce", f"nothing declares {type_}")


def _from(interface: str, here: str) -> str:
    """Write an interface as another refers to it."""
    package, name = _split(interface)
    return word(name) if package == _split(here)[0] else path(interface)


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
