"""What a component has defined so far: one list a sort of definition, as indices count them.

A scope is filled front to back while its bytes are read; what it hands out never changes.
Core definitions are not kept, as nothing on the outside of a component depends on them.
"""

from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TypeAlias, TypeVar

from flowc.frontend import terms
from flowc.frontend.binary.reader import Reader
from flowc.frontend.terms import Enum, Flags, FuncType, Record, Type, TypeName, Variant

MAX_DEPTH = 50
MAX_WORK = 1 << 20


class Sort(IntEnum):
    """The sorts of definitions, numbered as the binary does (Binary.md, "sort")."""

    CORE = 0
    FUNC = 1
    VALUE = 2
    TYPE = 3
    COMPONENT = 4
    INSTANCE = 5


@dataclass(frozen=True, slots=True)
class Value:
    """A value type, how deep it nests and how many types it is made of, written out."""

    type: Type
    depth: int
    size: int


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource type, known by the name it was last imported or exported under.

    While a component is read, its resources are told apart by numbers, which are their names.
    """

    term: terms.Resource


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance, or the type of one: what it exports.

    `fresh` are the numbers of the resources that each instance of the type has anew.
    """

    exports: "dict[str, Extern]"
    fresh: range = range(0)


@dataclass(frozen=True, slots=True)
class Inner:
    """A component inside this one, or the type of one: what its instances import and export.

    `fresh` are the numbers of the resources that each instance has anew, if it is not given them.
    """

    exports: "dict[str, Extern]"
    imports: "dict[str, Extern]"
    fresh: range


@dataclass(frozen=True, slots=True)
class Core:
    """A core module, of which nothing is kept."""


Item: TypeAlias = Value | Resource | FuncType | Instance | Inner | Core
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Extern:
    """Something imported or exported: what it is, and of which sort."""

    sort: Sort
    item: Item


@dataclass(frozen=True, slots=True)
class Naming:
    """What qualifies the names of a component's types: see `TypeName`."""

    owner: str
    place: str

    def imported(self, name: str, item: Item) -> Item:
        """Return a type as it is under the name of an import; most other items have no name."""
        match item:
            case Value(Record() | Variant() | Enum() | Flags() as type_):
                declared = TypeName(self.owner, name, self.place)
                return replace(item, type=replace(type_, declared=declared))
            case Resource():
                declared = TypeName(self.owner, name, self.place)
                return replace(item, term=replace(item.term, declared=declared))
            case _:
                return item

    def exported(self, name: str, item: Item) -> Item:
        """Return a type as it is under the name of an export.

        A type without a name takes this one also where it was used before, as in the functions
        that an instance of inline exports lists beside it.
        """
        match item:
            case Value(Record(declared=None) | Variant(declared=None) as type_):
                pass
            case Value(Enum(declared=None) | Flags(declared=None) as type_):
                pass
            case _:
                return self.imported(name, item)
        # Only the reader holds the type yet, and a name is no part of what it equals.
        object.__setattr__(type_, "declared", TypeName(self.owner, name, self.place))
        return item


@dataclass(slots=True)
class Budget:
    """How much may still be read: one for each section, and one for each byte that is not code."""

    left: int = MAX_WORK
    resources: int = 0
    """How many resources there are so far, which is the number of the next."""

    def spend(self, reader: Reader, amount: int) -> None:
        """Take `amount` away, or refuse the file."""
        self.left -= amount
        if self.left < 0:
            raise reader.bad(f"up to {MAX_WORK} bytes of definitions", "more")


def _spaces() -> dict[Sort, list[Item]]:
    return {sort: [] for sort in Sort}


@dataclass(slots=True)
class Scope:
    """One component's, component type's or instance type's definitions, outermost first."""

    naming: Naming
    budget: Budget = field(default_factory=Budget)
    parent: "Scope | None" = None
    depth: int = 0
    spaces: dict[Sort, list[Item]] = field(default_factory=_spaces)
    imports: dict[str, Extern] = field(default_factory=dict)
    exports: dict[str, Extern] = field(default_factory=dict)

    def inside(self, reader: Reader) -> "Scope":
        """Return the scope of a component or type that begins here."""
        if self.depth >= MAX_DEPTH:
            raise reader.bad(f"components and types nested up to {MAX_DEPTH} deep", "a deeper one")
        return Scope(self.naming, self.budget, self, self.depth + 1)

    def outer(self, count: int) -> "Scope | None":
        """Return the scope `count` steps out, None where there are fewer."""
        scope: Scope | None = self
        for _ in range(min(count, self.depth + 1)):
            scope = scope.parent if scope else None
        return scope

    def resource(self, name: str) -> Resource:
        """Return a resource that is unlike any other."""
        number = self.budget.resources
        self.budget.resources += 1
        declared = TypeName(self.naming.owner, name, self.naming.place)
        return Resource(numbered(number, declared))

    def add(self, extern: Extern) -> None:
        """Give a definition the next index of its sort."""
        self.spaces[extern.sort].append(extern.item)


def numbered(number: int, declared: TypeName | None = None) -> terms.Resource:
    """Return the resource of a number."""
    return terms.Resource("", "", str(number), declared=declared)


def item_at(reader: Reader, scope: Scope, sort: Sort, index: int, at: int) -> Item:
    """Return what an index read at `at` names, which must be defined already."""
    space = scope.spaces[sort]
    if index < len(space):
        return space[index]
    raise reader.bad(f"a {sort.name.lower()} index below {len(space)}", str(index), at)


def refer(reader: Reader, scope: Scope, sort: Sort) -> Item:
    """Read an index and return what it names; core indices are read and not followed."""
    at = reader.pos
    index = reader.u32(f"a {sort.name.lower()} index")
    return Core() if sort is Sort.CORE else item_at(reader, scope, sort, index, at)


def narrow(reader: Reader, item: Item, kind: type[T], expected: str, at: int) -> T:
    """Return `item` if it is of the given kind."""
    if isinstance(item, kind):
        return item
    raise reader.bad(expected, f"a {type(item).__name__.lower()}", at)


def refer_as(reader: Reader, scope: Scope, sort: Sort, kind: type[T], expected: str) -> T:
    """Read an index and return what it names, which must be of the given kind."""
    at = reader.pos
    return narrow(reader, refer(reader, scope, sort), kind, expected, at)
