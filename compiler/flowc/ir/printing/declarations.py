"""What stands before the flows in a graph's text: the types that have a name."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, get_args

from flowc.frontend import terms as t
from flowc.frontend.signature import Function, Import
from flowc.ir.graph import Graph
from flowc.ir.literals import quoted
from flowc.ir.walk import calls_in, values_of
from flowc.text.span import Span

NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
RESERVED = frozenset(
    (
        *get_args(t.PrimName),
        "list",
        "option",
        "result",
        "tuple",
        "record",
        "variant",
        "enum",
        "flags",
    )
).union(("own", "borrow", "resource", "opaque"))
"""Words that begin a type; a type of that name is written with `%` before it."""


Named: TypeAlias = t.Record | t.Variant | t.Enum | t.Flags
"""The types that may have a name."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What a graph does not hold: digests of components by alias, and where a span starts."""

    binaries: Mapping[str, str]
    place: Callable[[Span], str]


@dataclass(slots=True)
class Names:
    """The types that are written by name, in the order in which they are declared.

    Of two different types under one name the first has it; the other is written out in full, with
    the name behind it. Where a text is to be `whole`, nothing is left out that a build asks for.
    """

    known: dict[str, t.Type] = field(default_factory=dict)
    full: bool = False
    whole: "Whole | None" = None

    @classmethod
    def inline(cls) -> "Names":
        """Return names that trust every name: for one line of a message."""
        return cls(full=True)

    def add(self, type_: t.Type) -> None:
        """Declare whatever in a type has a name, its parts first."""
        for part in t.parts_of(type_):
            self.add(part)
        name = name_of(type_)
        if name is not None:
            self.known.setdefault(name, type_)

    def alias(self, name: str, type_: t.Type) -> None:
        """Declare a type of the package under a name, its own or another."""
        self.add(type_)
        self.known.setdefault(_plain(name), type_)

    def declarations(self) -> Iterator[tuple[str, t.Type]]:
        """Yield each name and the type that it stands for."""
        yield from self.known.items()

    def declared(self, name: str, type_: t.Type) -> str:
        """Return what stands behind the `=` of a declaration: another name, or a structure."""
        own = name_of(type_)
        return self.structure(type_) if own in (None, name) else self.of(type_)

    def holds(self, type_: t.Type) -> bool:
        """Whether a type has a name and is what that name stands for."""
        name = name_of(type_)
        return name is not None and (self.full or self.known.get(name) == type_)

    def of(self, type_: t.Type) -> str:
        """Return a type as it is written where it is used."""
        name = name_of(type_)
        if name is None:
            return self.structure(type_)
        return name if self.holds(type_) else f"{self.structure(type_)} as {name}"

    def structure(self, type_: t.Type) -> str:
        """Return what a type is made of."""
        match type_:
            case t.List(element):
                return f"list<{self.of(element)}>"
            case t.Option(some):
                return f"option<{self.of(some)}>"
            case t.Result(None, None):
                return "result"
            case t.Result(ok, None):
                return f"result<{self.side(ok)}>"
            case t.Result(ok, err):
                return f"result<{self.side(ok)}, {self.side(err)}>"
            case t.Tuple(parts):
                return f"tuple<{', '.join(map(self.of, parts))}>"
            case t.Record() | t.Variant() | t.Enum() | t.Flags():
                word, items = self.items(type_)
                return f"{word} {{ {', '.join(items)} }}"
            case t.Handle(kind, of):
                return f"{kind}<{_resource(of)}>"
            case t.Resource():
                return f"resource<{_resource(type_)}>"
            case t.Opaque(text):
                return f"opaque<{quoted(text)}>"
            case _:
                return str(type_)

    def items(self, type_: Named) -> tuple[str, tuple[str, ...]]:
        """Return the word that begins a structure, and what stands in its braces."""
        match type_:
            case t.Record(fields):
                return "record", tuple(f"{f.name}: {self.of(f.type)}" for f in fields)
            case t.Variant(cases):
                return "variant", tuple(map(self.case, cases))
            case t.Enum(labels):
                return "enum", labels
            case t.Flags(labels):
                return "flags", labels

    def side(self, type_: t.Type | None) -> str:
        """Return one side of a result."""
        return "_" if type_ is None else self.of(type_)

    def case(self, case: t.Case) -> str:
        """Return a case with its payload."""
        return case.name if case.payload is None else f"{case.name}({self.of(case.payload)})"


def _resource(of: t.Resource) -> str:
    where = ", ".join(quoted(one) for one in (of.owner, of.interface, of.name))
    return f"{where}{', imported' if of.imported else ''}"


def name_of(type_: t.Type) -> str | None:
    """Return the name a type is written by, None where it has none that can be written."""
    match type_:
        case t.Record(declared=t.TypeName() as name) | t.Variant(declared=t.TypeName() as name):
            return _qualified(name)
        case t.Enum(declared=t.TypeName() as name) | t.Flags(declared=t.TypeName() as name):
            return _qualified(name)
        case _:
            return None


def _qualified(name: t.TypeName) -> str | None:
    parts = [part for part in (*name.owner.split("."), name.name) if part]
    sound = all(NAME.fullmatch(part) for part in parts)
    return ".".join(map(_plain, parts)) if sound else None


def _plain(name: str) -> str:
    return f"%{name}" if name in RESERVED else name


def named_types(graph: Graph, names: Names) -> Names:
    """Note every named type of a package: its own, its callees', and those of its values."""
    for name, type_ in graph.types.items():
        names.alias(name, type_)
    for alias, functions in calls_in(graph).items():
        imports = graph.components[alias].imports if names.whole else ()
        for type_ in (*_signatures(functions), *(one for some in imports for one in _asked(some))):
            names.add(type_)
    for flow in graph.flows:
        for type_ in (*(value.type for value in values_of(flow)), flow.result):
            names.add(type_)
    return names


def _asked(one: Import) -> Iterator[t.Type]:
    """Yield the types that an import speaks of."""
    yield from (declared.type for declared in one.types)
    yield from _signatures(one.functions)


def _signatures(functions: Iterable[Function]) -> Iterator[t.Type]:
    for function in functions:
        yield from function.type.types
