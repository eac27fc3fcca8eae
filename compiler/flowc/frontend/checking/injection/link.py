"""What a `use .. with { .. }` means, as values: an import, and what stands for it."""

from dataclasses import dataclass, field

from flowc.frontend import tree
from flowc.frontend.checking.packages.exports import short_name
from flowc.frontend.signature import Import
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Whole:
    """An interface of a component that stands for one that is imported."""

    alias: str
    interface: str
    span: Span


@dataclass(frozen=True, slots=True)
class Each:
    """A flow, or a component's function, that stands for one function of an import."""

    function: str
    path: tuple[tree.Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Link:
    """An import and what stands for it, as far as names go."""

    asked: Import
    by: Whole | tuple[Each, ...]
    fill: tree.Fill


@dataclass(slots=True)
class Links:
    """All links of a package, by alias; `blind` are those where something was reported."""

    by_alias: dict[str, list[Link]] = field(default_factory=dict)
    blind: set[str] = field(default_factory=set)


def key_of(asked: Import) -> str:
    """Return the shortest key that names an import."""
    return short_name(asked.name) or asked.name
