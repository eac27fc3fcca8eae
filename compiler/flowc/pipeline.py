"""START HERE: the whole compiler as one function.

Source text and a way to fetch components come in; a `Compiled` package comes out, or `Stopped` is
raised with a report of everything that is wrong. Nothing here touches files, keys or the clock.
Its first half, from text to typed tree, is `frontend/checked.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flowc import ir, optimise, plan, produce
from flowc.frontend import uses
from flowc.frontend.checked import Checked, check_flow
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt.plan import Plan


@dataclass(frozen=True, slots=True)
class Compiled:
    """What is sealed: the plan, and the one component that it runs.

    `inputs` are the bytes that went in, by the label that the archive records them under.
    """

    plan: Plan
    component: bytes
    inputs: Mapping[str, bytes]


def lower_flow(checked: Checked) -> ir.Graph:
    """Lower a checked package and optimise it."""
    graph = ir.lower(checked.package)
    return optimise.run(graph)


def compile_flow(source: SourceFile, load: uses.Load, report: Report) -> Compiled:
    """Compile one package."""
    checked = check_flow(source, load, report)
    graph = lower_flow(checked)
    plan.require_code(graph, checked.uses.paths, checked.uses.binaries, report)
    steps = plan.build(graph)
    fused = produce.fuse(graph, steps, checked.uses.binaries)
    steps = plan.with_sites(steps, fused.sites, source)
    return Compiled(steps, fused.component, inputs(source, checked.uses))


def inputs(source: SourceFile, used: uses.Uses) -> Mapping[str, bytes]:
    """Return what the package was made of, by path relative to its folder."""
    name = source.path.rsplit("/", 1)[-1]
    parts = {used.paths[alias]: data for alias, data in used.binaries.items()}
    return {name: source.text.encode(), **parts}
