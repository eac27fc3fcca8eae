"""Picture -> DOT, the language of Graphviz.

Escapes follow its manual: a backslash and a quote are written with a backslash, and `&` as an
entity, since labels may hold those.
"""

from collections.abc import Iterable, Iterator

from flowc.draw import palette
from flowc.draw.labels import lines
from flowc.draw.picture import Cluster, Edge, Line, Node, Part, Picture, Shape

_HEAD = """\
  graph [rankdir=TB, fontname="Helvetica", fontsize=13, nodesep=0.35, ranksep=0.45];
  node [fontname="Helvetica", fontsize=12, style="filled,rounded", shape=box, margin="0.15,0.07"];
  edge [fontname="Helvetica", fontsize=10, arrowsize=0.7];
"""
_SHAPES = {
    Shape.PARAM: 'shape=box, style="filled,rounded"',
    Shape.RESULT: 'shape=box, style="filled,rounded", penwidth=2',
    Shape.CALL: "shape=box, style=filled",
    Shape.FLOW: 'shape=box, style="filled,dashed"',
    Shape.CUT: "shape=cds, style=filled, peripheries=2",
    Shape.CHOICE: 'shape=hexagon, style=filled, margin="0.06,0.03"',
    Shape.LOOP: 'shape=box, style="filled,rounded"',
    Shape.JOIN: "shape=point, width=0.09",
    Shape.COMPONENT: "shape=component, style=filled",
}
_LINES = {Line.DATA: "solid", Line.CONTROL: "dashed", Line.LEAVE: "dashed"}


def dot(picture: Picture) -> str:
    """Return a picture as one digraph."""
    body = [row for cluster in picture.clusters for row in _part(cluster, picture, 1)]
    body += [_edge(one) for one in picture.edges]
    return f"digraph {_quoted(picture.title)} {{\n{_HEAD}{''.join(body)}}}\n"


def _part(part: Part, picture: Picture, depth: int) -> Iterator[str]:
    indent = "  " * depth
    match part:
        case Node():
            yield f"{indent}{_node(part, picture)}\n"
        case Cluster():
            yield f"{indent}subgraph cluster_{part.id} {{\n"
            yield f"{indent}  {_frame(part)}\n"
            for inner in part.parts:
                yield from _part(inner, picture, depth + 1)
            yield f"{indent}}}\n"


def _frame(cluster: Cluster) -> str:
    fill = palette.FRAMES[cluster.depth % len(palette.FRAMES)]
    return (
        f'label={_label((cluster.title,))}; labeljust=l; style="filled,rounded"; '
        f'fillcolor="{fill}"; color="{palette.FRAME_LINE}";'
    )


def _node(node: Node, picture: Picture) -> str:
    colour = palette.of(node, picture)
    look = f'{_SHAPES[node.shape]}, fillcolor="{colour.fill}", color="{colour.line}"'
    return f"{node.id} [label={_label(node.lines)}, {look}];"


def _edge(edge: Edge) -> str:
    colour = palette.LINES[edge.line]
    look = f'style={_LINES[edge.line]}, color="{colour}", fontcolor="{colour}"'
    back = ", constraint=false" if edge.back else ""
    label = f"label={_label(lines(edge.labels), end=_LEFT)}, " if edge.labels else ""
    return f"  {edge.source} -> {edge.target} [{label}{look}{back}];\n"


_CENTRE, _LEFT = "\\n", "\\l"


def _label(texts: Iterable[str], end: str = _CENTRE) -> str:
    rows = [_escaped(text) for text in lines(tuple(texts))]
    return f'"{end.join(rows)}{end if end == _LEFT else ""}"'


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
