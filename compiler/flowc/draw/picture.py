"""A picture: boxes in clusters and arrows between them, before any language of drawings.

Ids are unique within a picture and need no escaping; titles and labels are plain text, which each
writer escapes in its own way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Shape(Enum):
    """What a node stands for."""

    PARAM = "param"
    RESULT = "result"
    CALL = "call"
    FLOW = "flow"
    CUT = "cut"
    CHOICE = "choice"
    LOOP = "loop"
    JOIN = "join"
    COMPONENT = "component"


class Line(Enum):
    """What an edge stands for: a value, an order without a value, or the flow's early end."""

    DATA = "data"
    CONTROL = "control"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Node:
    """A box: `lines` from top to bottom; `alias` names the component that colours it, or none."""

    id: str
    shape: Shape
    lines: tuple[str, ...]
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow. A `back` edge goes against the order of the drawing and does not shape it."""

    source: str
    target: str
    line: Line
    labels: tuple[str, ...]
    back: bool = False


@dataclass(frozen=True, slots=True)
class Cluster:
    """A frame around what belongs together; `depth` counts the frames around it."""

    id: str
    title: str
    parts: "tuple[Part, ...]"
    depth: int


Part: TypeAlias = Node | Cluster


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole drawing; `aliases` are the components that have a colour, in order."""

    title: str
    clusters: tuple[Cluster, ...]
    edges: tuple[Edge, ...]
    aliases: tuple[str, ...]


def boxes(parts: Iterable[Part]) -> Iterator[Node]:
    """Yield every box in some parts, in order."""
    for part in parts:
        match part:
            case Node():
                yield part
            case Cluster(parts=inner):
                yield from boxes(inner)
