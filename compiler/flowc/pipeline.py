"""START HERE: the whole compiler as one function.

Source text and a way to fetch components come in; a `Compiled` package comes out, or `Stopped` is
raised with a report of everything that is wrong. Nothing here touches files, keys or the clock.
Its first half, from text to typed tree, is `frontend/checked.py`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from flowc import draw, ir, optimise, plan, produce, segment
from flowc.frontend.checked import Checked, check_flow
from flowc.frontend.kinds import Kind
from flowc.frontend.points import Points
from flowc.frontend.uses import Load
from flowc.plan import SiteNote
from flowc.stages import Seen, unseen
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class Compiled:
    """What is sealed: the plan and its component, what it can be cut from, what flows look like.

    `inputs` are the bytes that went in, by their labels; `capabilities` is what flows may touch.
    """

    plan: Plan
    component: bytes
    inputs: Mapping[str, bytes]
    capabilities: tuple[str, ...] = ()
    document: ir.Document | None = None
    drawing: bytes = b""


@dataclass(frozen=True, slots=True)
class CompiledTests:
    """One component whose entry number n runs test n; `names` are what made flows stand for."""

    plan: Plan
    component: bytes
    sites: tuple[tuple[int, SiteNote], ...]
    names: Mapping[str, str]


def compile_flow(  # noqa: PLR0913, PLR0917 - what a package is, and who listens
    source: SourceFile,
    load: Load,
    report: Report,
    home: str = "",
    apart: Collection[str] = (),
    seen: Seen = unseen,
) -> Compiled:
    """Compile one package, with all that it uses; calls of what is `apart` are cuts.

    `seen` is shown the value of each stage, under its name in `flowc.stages`.
    """
    checked = seen("check", check_flow(source, load, report, home))
    program = checked.program
    graph = seen("lower", ir.lower(checked.package))
    graph = seen("ir", optimise.run(graph))
    plan.require_code(graph, program.paths, program.binaries, report)
    document = ir.Document.of(graph, apart, program.binaries, program.place)
    made = compile_graph(document, program.binaries, report, seen)
    return replace(made, inputs=program.inputs, drawing=draw.document(checked.package))


def compile_graph(
    document: ir.Document, binaries: Mapping[str, bytes], report: Report, seen: Seen = unseen
) -> Compiled:
    """Compile a package from what an archive keeps of it, over the components inside."""
    graph, apart, place = document.graph, document.cuts, document.place
    plan.require_sound_cuts(graph, apart, report)
    segments = segment.run(graph, apart)
    plan.require_values(segments, report)
    seen("segments", segments)
    steps = seen("plan", plan.with_cuts(plan.build(graph), segments, place))
    imports = seen("imports", plan.merge_imports(segments.graph, _granted(graph), report))
    fused = seen("component", produce.fuse(segments.graph, steps, binaries, imports))
    steps = plan.with_sites(steps, fused.sites, place, segments.origins)
    steps = plan.with_parts(steps, fused.parts, segments.graph)
    return Compiled(steps, fused.component, {}, plan.capabilities(graph), document)


def compile_tests(checked: Checked, points: Points, report: Report) -> CompiledTests:
    """Compile the tests of a package; what has no code ends a test that comes to it."""
    binaries = checked.program.binaries
    trials = ir.lower_tests(checked.package, points, binaries)
    graph = optimise.run(trials.graph)
    steps = plan.build(graph)
    granted = {alias: kinds & plan.IN_TESTS for alias, kinds in _granted(graph).items()}
    imports = plan.merge_imports(graph, granted, report)
    fused = produce.fuse(graph, steps, binaries, imports)
    return CompiledTests(steps, fused.component, fused.sites, trials.names)


def _granted(graph: ir.Graph) -> dict[str, frozenset[Kind]]:
    return {alias: frozenset(one.kind for one in held) for alias, held in graph.grants.items()}
