"""A drawing in progress: boxes, frames and arrows are added, and come out as frozen values.

Ids count up in the order of adding, so one walk over one package always gives one drawing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from flowc.draw.picture import Cluster, Edge, Line, Node, Part, Shape
from flowc.draw.wires import Value

PURE = (Shape.CHOICE, Shape.LOOP, Shape.JOIN)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a sketch: how many boxes, frames and arrows there were, and open parts."""

    nodes: int
    frames: int
    arrows: int
    parts: int


@dataclass(slots=True)
class Sketch:
    """The open frame's parts, and the arrows of the whole picture."""

    parts: list[Part] = field(default_factory=list)
    arrows: list[Edge] = field(default_factory=list)
    services: frozenset[str] = frozenset()
    """The aliases of the package being drawn that are services."""
    nodes: int = 0
    frames: int = 0
    depth: int = 0

    def node(self, shape: Shape, *lines: str, alias: str = "") -> str:
        """Add a box to the open frame; return its id."""
        self.nodes += 1
        made = Node(f"n{self.nodes}", shape, tuple(line for line in lines if line), alias)
        self.parts.append(made)
        return made.id

    def edge(
        self, source: str, target: str, label: str, line: Line = Line.DATA, *, back: bool = False
    ) -> None:
        """Add an arrow; none leads from a box to itself."""
        if source != target:
            self.arrows.append(Edge(source, target, line, (label,) if label else (), back))

    def feed(self, value: Value, target: str, line: Line = Line.DATA) -> None:
        """Add an arrow for each share of a value."""
        for wire in value.wires:
            self.edge(wire.node, target, wire.label, line)

    def frame(self, title: str, fill: Callable[[], None]) -> None:
        """Add a frame with what `fill` adds."""
        self.frames += 1
        id_ = f"c{self.frames}"
        outside, self.parts = self.parts, []
        self.depth += 1
        fill()
        self.depth -= 1
        outside.append(Cluster(id_, title, tuple(self.parts), self.depth))
        self.parts = outside

    def mark(self) -> Mark:
        """Return where the sketch stands."""
        return Mark(self.nodes, self.frames, len(self.arrows), len(self.parts))

    def is_pure(self, mark: Mark) -> bool:
        """Say whether what was added since calls nothing."""
        return pure(self.parts[mark.parts :])

    def collapse(self, mark: Mark, shape: Shape, *lines: str) -> str:
        """Put one box in the place of all that was added since; arrows go to it and from it."""
        inside = self.since(mark)
        recent = self.arrows[mark.arrows :]
        del self.parts[mark.parts :], self.arrows[mark.arrows :]
        self.nodes, self.frames = mark.nodes, mark.frames
        hub = self.node(shape, *lines)
        for one in recent:
            source = hub if one.source in inside else one.source
            target = hub if one.target in inside else one.target
            if one.line is not Line.CONTROL and source != target:
                self.arrows.append(Edge(source, target, one.line, one.labels))
        return hub

    def since(self, mark: Mark) -> frozenset[str]:
        """Return the ids of the boxes that were added since."""
        return frozenset(f"n{index + 1}" for index in range(mark.nodes, self.nodes))

    def entries(self, mark: Mark, *sources: str) -> tuple[str, ...]:
        """Return the boxes added since that no arrow reaches from one of them or of `sources`."""
        made = self.since(mark)
        known = made | frozenset(sources)
        recent = self.arrows[mark.arrows :]
        reached = {arrow.target for arrow in recent if arrow.source in known}
        ordered = sorted(made, key=lambda id_: int(id_[1:]))
        return tuple(id_ for id_ in ordered if id_ not in reached)

    def redraw(self, mark: Mark, sources: frozenset[str], label: str, line: Line) -> None:
        """Make arrows of another line of those added since, from these boxes with this label."""
        for index, one in enumerate(self.arrows[mark.arrows :], mark.arrows):
            if one.source in sources and one.labels == (label,):
                self.arrows[index] = replace(one, line=line)

    def edges(self) -> tuple[Edge, ...]:
        """Return the arrows, those between two boxes joined with all their labels."""
        joined: dict[tuple[str, str, Line, bool], dict[str, None]] = {}
        for one in self.arrows:
            labels = joined.setdefault((one.source, one.target, one.line, one.back), {})
            labels.update(dict.fromkeys(one.labels))
        return tuple(
            Edge(source, target, line, tuple(labels), back)
            for (source, target, line, back), labels in joined.items()
        )


def pure(parts: Iterable[Part]) -> bool:
    """Say whether parts hold no call: what they do is a detail of the box around them."""
    return all(part.shape in PURE if isinstance(part, Node) else pure(part.parts) for part in parts)
