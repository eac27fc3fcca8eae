"""Colours: a pale fill and a darker edge for each kind of box, and for each component in turn.

The text on every fill is black or nearly so, which keeps it readable; no meaning rests on colour
alone, since each box also names its component.
"""

from dataclasses import dataclass

from flowc.draw.picture import Line, Node, Picture, Shape, boxes


@dataclass(frozen=True, slots=True)
class Colour:
    """Two colours, as `#rrggbb`."""

    fill: str
    line: str


COMPONENTS = (
    Colour("#cfe3f7", "#2f6fad"),
    Colour("#d5efcf", "#3f8a34"),
    Colour("#fbdcc4", "#b8621b"),
    Colour("#e6d8f4", "#7a4ca8"),
    Colour("#fbd3de", "#b03a63"),
    Colour("#cdeeea", "#1f7f78"),
    Colour("#f3e6b3", "#8a7413"),
    Colour("#dfdfdf", "#5f5f5f"),
)
"""By the order of a package's `use` lines, and again from the first after the last."""

SHAPES = {
    Shape.PARAM: Colour("#ffffff", "#444444"),
    Shape.RESULT: Colour("#ffffff", "#444444"),
    Shape.CALL: Colour("#ffffff", "#444444"),
    Shape.FLOW: Colour("#eef1f5", "#51606f"),
    Shape.CUT: Colour("#eef1f5", "#51606f"),
    Shape.CHOICE: Colour("#fff6cc", "#a08a1c"),
    Shape.LOOP: Colour("#f6f2ea", "#857553"),
    Shape.JOIN: Colour("#8a8a8a", "#8a8a8a"),
    Shape.COMPONENT: Colour("#ffffff", "#444444"),
}
LINES = {Line.DATA: "#444444", Line.CONTROL: "#8a7413", Line.LEAVE: "#b3261e"}
FRAMES = ("#fcfcfc", "#f4f5f7")
FRAME_LINE = "#c3c8ce"


def of(node: Node, picture: Picture) -> Colour:
    """Return a box's colour."""
    if node.alias:
        return _of_alias(picture.aliases.index(node.alias))
    return SHAPES[node.shape]


def style_name(node: Node, picture: Picture) -> str:
    """Return the name of a box's colour among `styles`: never a word that Mermaid keeps."""
    return f"used-{picture.aliases.index(node.alias)}" if node.alias else f"is-{node.shape.value}"


def styles(picture: Picture) -> tuple[tuple[str, Colour], ...]:
    """Return every colour that a box of the picture has, with a name, in order of use."""
    found = {style_name(node, picture): of(node, picture) for node in boxes(picture.clusters)}
    return tuple(found.items())


def _of_alias(index: int) -> Colour:
    return COMPONENTS[index % len(COMPONENTS)]
