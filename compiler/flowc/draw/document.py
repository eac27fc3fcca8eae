"""TypedFlow -> the archive's `drawing` document: each exported flow's picture, as JSON for pages.

A drawing has `nodes` (`id`, `shape`, `lines`, and `colour`, a component's number), `edges` (`from`,
`to`, `line`, `labels`, `back`) and `frames` (`title`, `nodes`). Where to put them is for whoever
shows them. A flow that is too large to be looked at has none.
"""

import json
from collections.abc import Iterator

from flowc.draw import palette
from flowc.draw.flow import draw_flow
from flowc.draw.picture import Cluster, Edge, Node, boxes
from flowc.draw.sketch import Sketch
from flowc.frontend import typed as t

MOST_NODES = 400


def document(package: t.TypedFlow) -> bytes:
    """Return the drawings of a package's exported flows, by name."""
    colours = {alias: number for number, alias in enumerate(package.components)}
    drawings = {}
    for flow in package.flows:
        if flow.exported:
            drawn = _drawing(package, flow, colours)
            if len(drawn["nodes"]) <= MOST_NODES:
                drawings[flow.name] = drawn
    return json.dumps(drawings, ensure_ascii=False, separators=(",", ":")).encode()


def _drawing(
    package: t.TypedFlow, flow: t.FlowBody, colours: dict[str, int]
) -> dict[str, list[dict[str, object]]]:
    sketch = Sketch()
    sketch.services = frozenset(a for a, one in package.components.items() if one.service)
    draw_flow(sketch, flow)
    [outer] = (part for part in sketch.parts if isinstance(part, Cluster))
    return {
        "nodes": [_node(one, colours) for one in boxes(outer.parts)],
        "edges": [_edge(one) for one in sketch.edges()],
        "frames": [
            {"title": one.title, "nodes": [node.id for node in boxes(one.parts)]}
            for one in _frames(outer)
        ],
    }


def _frames(cluster: Cluster) -> Iterator[Cluster]:
    for part in cluster.parts:
        if isinstance(part, Cluster):
            yield part
            yield from _frames(part)


def _node(node: Node, colours: dict[str, int]) -> dict[str, object]:
    fields: dict[str, object] = {
        "id": node.id,
        "shape": node.shape.value,
        "lines": list(node.lines),
    }
    return (
        fields | {"colour": colours[node.alias] % len(palette.COMPONENTS)}
        if node.alias in colours
        else fields
    )


def _edge(edge: Edge) -> dict[str, object]:
    return {
        "from": edge.source,
        "to": edge.target,
        "line": edge.line.value,
        "labels": list(edge.labels),
        "back": edge.back,
    }
