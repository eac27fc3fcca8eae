"""TypedFlow -> Picture: each flow a frame with its parameters, its steps and its result.

Packages come in as the checker made them, before anything is optimised away. A legend names the
components that are called, and what each asks of its host.
"""

from collections.abc import Iterable, Iterator
from functools import partial

from flowc.draw.flow import draw_flow
from flowc.draw.picture import Cluster, Picture, Shape, boxes
from flowc.draw.sketch import Sketch
from flowc.frontend import typed as t
from flowc.frontend.capability import Capabilities
from flowc.frontend.checking.packages.exports import short_name

MOST_FILLS = 6
"""Imports that the legend names for each component, at most."""


def picture(packages: Iterable[t.TypedFlow], flow: str | None = None) -> Picture:
    """Draw packages, or of each only the flow of that name, where it has one."""
    sketch, title, aliases = Sketch(), [], dict[str, None]()
    for package in packages:
        title.append("@".join(part for part in (package.name, package.version) if part))
        first = len(sketch.parts)
        components = package.components
        sketch.services = frozenset(a for a, one in components.items() if one.service)
        for body in package.flows:
            if flow in (None, body.name):
                draw_flow(sketch, body)
        called = {node.alias for node in boxes(sketch.parts[first:])}
        used = [alias for alias in package.components if alias in called]
        aliases.update(dict.fromkeys(used))
        if used:
            sketch.frame(f"components of {title[-1]}", partial(_legend, sketch, package, used))
    clusters = tuple(part for part in sketch.parts if isinstance(part, Cluster))
    return Picture(", ".join(title), clusters, sketch.edges(), tuple(aliases))


def _legend(sketch: Sketch, package: t.TypedFlow, aliases: Iterable[str]) -> None:
    for alias in aliases:
        lines = ["a service"]
        if not package.components[alias].service:
            lines = [*_outside(package, alias)]
        sketch.node(Shape.COMPONENT, alias, *lines, alias=alias)


def _outside(package: t.TypedFlow, alias: str) -> Iterator[str]:
    """Yield what a component may do outside, and what satisfies its other imports."""
    yield f"needs {package.grants.get(alias, Capabilities())}"
    lines = [
        f"{short_name(one.name) or one.name}: {_by(one)}" for one in package.fills.get(alias, ())
    ]
    yield from lines[:MOST_FILLS]
    if len(lines) > MOST_FILLS:
        yield f"and {len(lines) - MOST_FILLS} more"


def _by(fill: t.Fill) -> str:
    """Name the flows and components that satisfy an import."""
    names = (
        one.by.flow if isinstance(one.by, t.FlowSupplier) else one.by.component
        for one in fill.functions
    )
    return ", ".join(dict.fromkeys(names))
