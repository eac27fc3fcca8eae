"""Graph and components in, one component out: glue as text, everything else spliced in as bytes.

The text is assembled with empty components and an empty core module where the real ones belong;
their sections are then replaced. What comes out imports what the components need of the system,
exports the flows with their WIT types and the text door, and is accompanied by the offsets of all
that may trap.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from flowc.ir.graph import Graph
from flowc.ir.walk import reachable
from flowc.plan.imports import Imports, used_components
from flowc.plan.notes import SiteNote
from flowc.plan.parts import Part
from flowc.produce import codec, door, exports, sections
from flowc.produce.glue import Glue
from flowc.produce.instances import Instances
from flowc.produce.module import Beside, instance, module
from flowc.produce.names import named_types
from flowc.produce.system import System
from flowc.text.diagnostic import InternalError
from flowrt.plan.plan import Plan

# The door goes through a component of its own: the engine serialises the exports of an instance
# that is merely a bag of exports in an order that changes from run to run.
DOOR = """\
(func $invoke (param "entry" u32) (param "input" string) (result (result string (error string)))
  (canon lift (core func $glue "door:invoke") (memory $memory) (realloc $realloc)
    (post-return (core func $glue "reset_i32"))))
(func $invoke-lines (param "entry" u32) (param "lines" string) (result string)
  (canon lift (core func $glue "door:invoke-lines") (memory $memory) (realloc $realloc)
    (post-return (core func $glue "reset_i32"))))
(component $door-shim
  (import "invoke" (func $a (param "entry" u32) (param "input" string)
    (result (result string (error string)))))
  (import "invoke-lines" (func $b (param "entry" u32) (param "lines" string) (result string)))
  (export "invoke" (func $a))
  (export "invoke-lines" (func $b)))
(instance $door (instantiate $door-shim
  (with "invoke" (func $invoke)) (with "invoke-lines" (func $invoke-lines))))"""


NOTHING = Imports({}, {})


@dataclass(frozen=True, slots=True)
class Fused:
    """The fused component; `sites` are offsets in `component`, ascending as they were marked.

    `parts` are offsets too: where the code of each component inside starts, with its names, and
    where that of the last one ends, with none.
    """

    component: bytes
    sites: tuple[tuple[int, SiteNote], ...]
    parts: tuple[Part, ...] = ()
    text: str = ""
    """The component as text, with nothing where components and the codec belong."""


def fuse(
    graph: Graph,
    plan: Plan,
    binaries: Mapping[str, bytes],
    imports: Imports = NOTHING,
) -> Fused:
    """Fuse a package with the components it uses, given by alias, under the names of its plan.

    `imports` is what all of them need of the system, as `plan.merge_imports` says.
    """
    exported = tuple(flow for flow in graph.flows if flow.exported)
    entries = tuple(flow for flow in graph.flows if flow.exported or flow.entry)
    flows = tuple(reachable(graph, [flow.name for flow in entries]))
    glue = Glue(replace(graph, flows=flows))
    beside = Beside(door.functions(entries, glue), door.NAMES)
    text = module(glue, flows, exported, beside)
    used = used_components(graph)
    parts = tuple(dict.fromkeys(binaries[alias] for alias in used))
    numbers = {alias: parts.index(binaries[alias]) for alias in used}
    instances = Instances(graph, numbers, used, System(imports), glue.sites)
    outline = "\n".join(_outline(plan, glue, text, instances))
    whole = sections.splice(_assemble(outline), parts, codec.module())
    _, start = sections.find(whole, sections.CORE_MODULE, 0)
    return Fused(
        whole, glue.sites.locate(whole, start, len(whole)), _parts(whole, numbers), outline
    )


def _parts(whole: bytes, numbers: Mapping[str, int]) -> tuple[Part, ...]:
    """Return where each component's code starts, and where the last one's ends."""
    spans = [
        (start, end) for kind, start, end in sections.walk(whole) if kind == sections.COMPONENT
    ]
    names: dict[int, tuple[str, ...]] = {}
    for alias, number in numbers.items():
        names[number] = (*names.get(number, ()), alias)
    found = tuple((spans[number][0], aliases) for number, aliases in names.items())
    return (*found, (spans[len(names) - 1][1], ())) if found else ()


def _outline(plan: Plan, glue: Glue, text: Iterable[str], instances: Instances) -> Iterator[str]:
    """Write the component around the glue."""
    exported = tuple(flow for flow in glue.graph.flows if flow.exported)
    names = named_types(exported)
    core = instance(glue, text, "0", instances)
    yield "(component"
    yield from ["(component)"] * len(set(instances.parts.values()))
    yield "(core module)"
    yield from instances.system.text()
    yield from instances.lines
    yield from core
    yield exports.lifts(exported, names)
    yield exports.interface(exported, names, plan.interface)
    yield DOOR
    yield f'(export "{plan.door}" (instance $door))'
    yield ")"


def _assemble(text: str) -> bytes:
    import wasmtime  # noqa: PLC0415 - takes time, and only a build assembles

    try:
        return bytes(wasmtime.wat2wasm(text))
    except wasmtime.WasmtimeError as error:
        raise InternalError("produce", f"the glue does not assemble: {error}") from error
