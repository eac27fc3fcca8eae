"""Picture -> Mermaid, the drawings that code hosts show in Markdown.

Whatever Mermaid or the HTML under it would read as a sign is written as one of its entities,
`#lt;` for instance.
"""

import re
from collections.abc import Iterable, Iterator

from flowc.draw import palette
from flowc.draw.labels import lines
from flowc.draw.picture import Cluster, Edge, Line, Node, Part, Picture, Shape

_SHAPES = {
    Shape.PARAM: ("([", "])"),
    Shape.RESULT: ("([", "])"),
    Shape.CALL: ("[", "]"),
    Shape.FLOW: ("[[", "]]"),
    Shape.CUT: (">", "]"),
    Shape.CHOICE: ("{{", "}}"),
    Shape.LOOP: ("(", ")"),
    Shape.JOIN: ("((", "))"),
    Shape.COMPONENT: ("[/", "/]"),
}
_ARROWS = {Line.DATA: "-->", Line.CONTROL: "-.->", Line.LEAVE: "-.->"}
_SIGN = re.compile(r"[^\w .,:=()\[\]/@+*!'-]|_(?=_)")
_NAMED = {'"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;"}


def mermaid(picture: Picture) -> str:
    """Return a picture as one flowchart."""
    rows = ["flowchart TB"]
    for cluster in picture.clusters:
        rows += _part(cluster, picture, 1)
    rows += [f"  {_edge(one)}" for one in picture.edges]
    rows += _styles(picture)
    return "\n".join(rows) + "\n"


def _part(part: Part, picture: Picture, depth: int) -> Iterator[str]:
    indent = "  " * depth
    match part:
        case Node(id_, shape, texts):
            left, right = _SHAPES[shape]
            yield f"{indent}{id_}{left}{_label(texts)}{right}:::{palette.style_name(part, picture)}"
        case Cluster(id_, title, parts):
            yield f"{indent}subgraph {id_}[{_label((title,))}]"
            for inner in parts:
                yield from _part(inner, picture, depth + 1)
            yield f"{indent}end"


def _edge(edge: Edge) -> str:
    label = f"|{_label(edge.labels)}|" if edge.labels else ""
    return f"{edge.source} {_ARROWS[edge.line]}{label} {edge.target}"


def _styles(picture: Picture) -> Iterator[str]:
    for name, colour in palette.styles(picture):
        yield f"  classDef {name} fill:{colour.fill},stroke:{colour.line},color:#111111"
    leaving = [str(i) for i, edge in enumerate(picture.edges) if edge.line is Line.LEAVE]
    if leaving:
        yield f"  linkStyle {','.join(leaving)} stroke:{palette.LINES[Line.LEAVE]}"


def _label(texts: Iterable[str]) -> str:
    rows = [_SIGN.sub(_entity, text) for text in lines(tuple(texts))]
    return f'"{"<br>".join(rows) or " "}"'


def _entity(sign: re.Match[str]) -> str:
    return _NAMED.get(sign[0]) or f"#{ord(sign[0])};"
