"""TypedFlow -> Picture: each flow a frame with its parameters, its steps and its result.

Packages come in as the checker made them, before anything is optimised away. A legend names the
components that are called, and what each asks of its host.
"""

from collections.abc import Iterable
from functools import partial

from flowc.draw.flow import draw_flow
from flowc.draw.picture import Cluster, Picture, Shape, boxes
from flowc.draw.sketch import Sketch
from flowc.frontend import typed as t
from flowc.frontend.signature import Component

MOST_NEEDS = 6
"""Imports that the legend names for each component, at most."""


def picture(packages: Iterable[t.TypedFlow], flow: str | None = None) -> Picture:
    """Draw packages, or of each only the flow of that name, where it has one."""
    sketch, title, aliases = Sketch(), [], dict[str, None]()
    for package in packages:
        title.append(f"{package.name}@{package.version}")
        first = len(sketch.parts)
        components = package.components
        sketch.services = frozenset(a for a, one in components.items() if one.service)
        for body in package.flows:
            if flow in (None, body.name):
                draw_flow(sketch, body)
        called = {node.alias for node in boxes(sketch.parts[first:])}
        used = {alias: one for alias, one in package.components.items() if alias in called}
        aliases.update(dict.fromkeys(used))
        if used:
            sketch.frame(f"components of {title[-1]}", partial(_legend, sketch, used))
    clusters = tuple(part for part in sketch.parts if isinstance(part, Cluster))
    return Picture(", ".join(title), clusters, sketch.edges(), tuple(aliases))


def _legend(sketch: Sketch, components: dict[str, Component]) -> None:
    for alias, component in components.items():
        if component.service:
            sketch.node(Shape.COMPONENT, alias, "a service", alias=alias)
            continue
        sketch.node(
            Shape.COMPONENT,
            alias,
            *_needs(tuple(one.name for one in component.imports if one.needed)),
            alias=alias,
        )


def _needs(imports: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a component asks of its host, a line each."""
    lines = [f"needs {name}" for name in imports[:MOST_NEEDS]]
    if len(imports) > MOST_NEEDS:
        lines.append(f"and {len(imports) - MOST_NEEDS} more")
    return tuple(lines) or ("needs nothing",)
