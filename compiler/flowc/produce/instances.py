"""The instances of the components inside: each once, given what it imports, before who needs it.

What a component imports comes from the system, from other components, or from flows; `function`
makes whatever stands before a function and gives the function's name in the text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flowc.frontend import terms as t
from flowc.frontend.signature import Import
from flowc.ir.graph import SUPPLIED, Callee, Fill, Graph
from flowc.ir.walk import operations
from flowc.produce.glue import signature
from flowc.produce.shim import ShownFunction, ShownType, shim
from flowc.produce.sites import Sites
from flowc.produce.supplied import Supplied, Supply, covering, forwarding
from flowc.produce.system import Outer, System, type_of
from flowc.text.span import Span


@dataclass(slots=True)
class Instances:
    """Component text as it grows.

    By alias, `parts` says which component each is an instance of, and `places` where it is called;
    `covered` is the number of what says which points the flows that it imports have reached.
    """

    graph: Graph
    parts: Mapping[str, int]
    places: Mapping[str, Span]
    system: System
    sites: Sites
    lines: list[str] = field(default_factory=list)
    made: set[str] = field(default_factory=set)
    called: dict[Callee, str] = field(default_factory=dict)
    resources: dict[t.Resource, str] = field(default_factory=dict)
    covered: dict[str, int] = field(default_factory=dict)

    def function(self, callee: Callee) -> str:
        """Return the name of a component's function, taken out of its instance."""
        if callee not in self.called:
            source, function = self._place(callee)
            name = self.called[callee] = f"$of:{len(self.called)}:{callee.component}"
            self.lines.append(f'(alias export {source} "{function}" (func {name}))')
        return self.called[callee]

    def _place(self, callee: Callee) -> tuple[str, str]:
        """Return the instance that has a function, and what it is called there."""
        alias = callee.component
        if callee.interface == SUPPLIED:
            self.interface(alias, "")
            return f"$supplied:{alias}", f"supply-{self.covered[alias]}"
        return self.interface(alias, callee.interface), callee.function

    def interface(self, alias: str, interface: str) -> str:
        """Return the name of what a component exports: an interface, or its root."""
        root = f"$of:{alias}"
        name = f"$in:{alias}:{interface}" if interface else root
        if root not in self.made:
            self.made.add(root)
            self._instance(alias, root)
        if name not in self.made:
            self.made.add(name)
            self.lines.append(f'(alias export {root} "{interface}" (instance {name}))')
        return name

    def resource(self, resource: t.Resource) -> str:
        """Return the name of a resource's type: a component's own, or the system's."""
        if resource not in self.resources:
            name = f"$resource:{len(self.resources)}"
            self.resources[resource] = name
            if resource.owner:
                source = self.interface(resource.owner, resource.interface)
            else:
                source = self.system.of(resource.interface)
            self.lines.append(f'(alias export {source} "{resource.name}" (type {name}))')
        return self.resources[resource]

    def _instance(self, alias: str, name: str) -> None:
        component = self.graph.components[alias]
        fills = {fill.name: fill for fill in self.graph.fills.get(alias, ())}
        supplies = self._supplies(alias, fills)
        if supplies:
            supplied = Supplied(self.graph, alias, tuple(supplies.values()), self.sites)
            self.lines += supplied.text(self)
        numbers = {key: at for at, key in enumerate(supplies)}
        before, arguments = self.system.given(component, alias, frozenset(fills))
        self.lines += before
        for index, one in enumerate(component.imports):
            if one.name in fills:
                functions = self._functions(alias, fills[one.name], numbers)
                arguments.append(self._filled(one, functions, f"{alias}:{index}"))
        self.lines.append(f"(instance {name} (instantiate {self.parts[alias]}")
        self.lines += [*arguments, "))"]

    def _supplies(self, alias: str, fills: Mapping[str, Fill]) -> dict[tuple[str, str], Supply]:
        """Return the flows that stand between a component and what it imports, or cover it."""
        component = self.graph.components[alias]
        asked = {one.name: one for one in component.imports if one.name in fills}
        supplies = {
            (fill.name, name): supply
            for fill in fills.values()
            for name, by in fill.functions
            if (supply := self._supply(_type(asked[fill.name], name), by)) is not None
        }
        for function in component.functions:
            if function.interface == SUPPLIED:
                flow = covering(alias, function.type, _points(self.graph), self.places[alias])
                self.covered[alias] = len(supplies)
                supplies[SUPPLIED, function.name] = Supply(flow, function.type)
        return supplies

    def _supply(self, asked: t.FuncType, by: Callee | str) -> Supply | None:
        """Return the flow between a component and what it imports, if there has to be one."""
        if isinstance(by, str):
            return Supply(next(one for one in self.graph.flows if one.name == by), asked)
        function = signature(self.graph.components[by.component], by).type
        if [one.name for one in function.params] == [one.name for one in asked.params]:
            return None
        return Supply(forwarding(by, function, self.places[by.component]), asked)

    def _functions(
        self, alias: str, fill: Fill, numbers: Mapping[tuple[str, str], int]
    ) -> dict[str, str]:
        """Return what each function of an import is called; `numbers` are those of flows."""
        functions = {}
        for name, by in fill.functions:
            number = numbers.get((fill.name, name))
            if number is not None:
                flow = functions[name] = f"$supplied:{alias}:{number}"
                source = f"$supplied:{alias}"
                self.lines.append(f'(alias export {source} "supply-{number}" (func {flow}))')
            elif isinstance(by, Callee):
                functions[name] = self.function(by)
        return functions

    def _filled(self, asked: Import, functions: Mapping[str, str], label: str) -> str:
        """Write what stands for one import, and return the argument that passes it on."""
        if asked.sort == "function":
            return f'(with "{asked.name}" (func {functions[asked.name]}))'
        types = [ShownType(*one) for one in self._types(asked, label)]
        name = f"$filled:{label}"
        if any(isinstance(one.type, t.Resource) for one in types):
            of = {one.name: one.type for one in asked.functions}
            shown = [ShownFunction(each, of[each], by) for each, by in functions.items()]
            self.lines += shim(f"shim:{label}", types, shown, name)
        else:
            exports = [f'(export "{each}" (func {by}))' for each, by in functions.items()]
            exports += (f'(export "{one.name}" (type {one.outside}))' for one in types)
            self.lines.append(f"(instance {name} {' '.join(exports)})")
        return f'(with "{asked.name}" (instance {name}))'

    def _types(self, asked: Import, label: str) -> Iterator[tuple[str, t.Type, str]]:
        """Write the types of an import; give their names there, and what they are called."""
        names: Outer = {}
        for at, one in enumerate(asked.types):
            name = f"$filled:{label}:{at}"
            if isinstance(one.type, t.Resource):
                names.setdefault(one.type, str(at))
                line = f"(alias outer 0 {self.resource(one.type)} (type {name}))"
            else:
                line = f"(type {name} {type_of(one.type, str(at), names, f'filled:{label}')})"
            self.lines.append(line)
            yield one.name, one.type, name


def _points(graph: Graph) -> int:
    """Return how many points of coverage there are."""
    steps = (op for flow in graph.flows for op in operations(flow) if op.name == "covered")
    return next((op.attribute for op in steps if isinstance(op.attribute, int)), 0)


def _type(asked: Import, function: str) -> t.FuncType:
    return next(one.type for one in asked.functions if one.name == function)
