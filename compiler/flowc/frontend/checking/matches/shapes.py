"""Checked patterns: what a value must be, from outside in, and which of its parts are bound."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from flowc.frontend import tree
from flowc.frontend.checking.context import Binding

Path: TypeAlias = tuple[int, ...]
"""Where a part is in a value: a payload's case or a part's index, from outside in."""


@dataclass(frozen=True, slots=True)
class CaseHead:
    """The value is the case `index` of a choice with these cases, some of which carry a payload."""

    index: int
    names: tuple[str, ...]
    carrying: tuple[bool, ...]

    @property
    def key(self) -> object:
        """What tells it from the other cases."""
        return self.index

    @property
    def total(self) -> int | None:
        """How many cases there are."""
        return len(self.names)

    @property
    def steps(self) -> tuple[int, ...]:
        """The ways to its parts."""
        return (self.index,) if self.carrying[self.index] else ()

    def written(self, parts: tuple[str, ...]) -> str:
        """Return a pattern of this case."""
        name = self.names[self.index]
        return f"{name}({parts[0]})" if parts else name


@dataclass(frozen=True, slots=True)
class LiteralHead:
    """The value equals a literal; `total` is how many values there are, where that matters."""

    literal: tree.LiteralPattern
    total: int | None

    @property
    def key(self) -> object:
        """What tells it from other literals of its type; `1` and `1.0` are one number."""
        return self.literal.value

    @property
    def steps(self) -> tuple[int, ...]:
        """The ways to its parts, which it has none of."""
        return ()

    def written(self, _parts: tuple[str, ...]) -> str:
        """Return the literal."""
        match self.literal.value, self.literal.kind:
            case bool() as value, _:
                return "true" if value else "false"
            case str() as value, kind:
                return f"'{value}'" if kind == "char" else f'"{value}"'
            case value, _:
                return str(value)


@dataclass(frozen=True, slots=True)
class WholeHead:
    """The value is a tuple, or a record with fields of these names: it always is."""

    count: int
    names: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[int, ...]:
        """The ways to its parts."""
        return tuple(range(self.count))

    def written(self, parts: tuple[str, ...]) -> str:
        """Return a pattern with these parts; one of wildcards alone is a wildcard."""
        if all(part == "_" for part in parts):
            return "_"
        if not self.names:
            return f"({', '.join(parts)}{',' * (self.count == 1)})"
        pairs = zip(self.names, parts, strict=True)
        told = [f"{name}: {part}" for name, part in pairs if part != "_"]
        return f"{{ {', '.join([*told, *(['..'] * (len(told) < self.count))])} }}"


Telling: TypeAlias = CaseHead | LiteralHead
"""What a value may be or not be, so that there is something to test."""
Head: TypeAlias = Telling | WholeHead


@dataclass(frozen=True, slots=True)
class Wild:
    """Fits anything; `binding` takes it."""

    binding: Binding | None = None


@dataclass(frozen=True, slots=True)
class Of:
    """Fits what has this head, and parts that fit `parts`."""

    head: Head
    parts: "tuple[Shape, ...]"


Shape: TypeAlias = Wild | Of


def written(shape: Shape) -> str:
    """Return a checked pattern as it would be written, names as `_`."""
    if isinstance(shape, Wild):
        return "_"
    return shape.head.written(tuple(map(written, shape.parts)))


def covers(first: Shape, second: Shape) -> bool:
    """Whether the first fits all that the second fits, as far as one alone can tell."""
    if isinstance(first, Wild):
        return True
    if isinstance(second, Wild):
        return takes_all(first)
    return _alike(first, second) and all(map(covers, first.parts, second.parts))


def meet(first: Shape, second: Shape) -> bool:
    """Whether some value fits both."""
    if isinstance(first, Wild) or isinstance(second, Wild):
        return True
    return _alike(first, second) and all(map(meet, first.parts, second.parts))


def _alike(first: Of, second: Of) -> bool:
    if isinstance(first.head, WholeHead) or isinstance(second.head, WholeHead):
        return True
    return first.head.key == second.head.key


def takes_all(shape: Shape) -> bool:
    """Whether a pattern fits every value of its type."""
    if isinstance(shape, Wild):
        return True
    return isinstance(shape.head, WholeHead) and all(map(takes_all, shape.parts))


def bindings(shape: Shape, path: Path = ()) -> Iterator[tuple[Path, Binding]]:
    """Yield what a pattern binds, and where in the value it is."""
    if isinstance(shape, Of):
        for step, part in zip(shape.head.steps, shape.parts, strict=True):
            yield from bindings(part, (*path, step))
    elif shape.binding is not None:
        yield path, shape.binding


def literals(shape: Shape, path: Path = ()) -> Iterator[tuple[Path, tree.LiteralPattern]]:
    """Yield a pattern's literals, and where in the value they are compared."""
    if not isinstance(shape, Of):
        return
    if isinstance(shape.head, LiteralHead):
        yield path, shape.head.literal
    for step, part in zip(shape.head.steps, shape.parts, strict=True):
        yield from literals(part, (*path, step))
