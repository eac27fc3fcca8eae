"""Graph and components in, one component out: glue as text, everything else spliced in as bytes.

The text is assembled with empty components and an empty core module where the real ones belong;
their sections are then replaced. What comes out imports what the components need of the system,
exports the flows with their WIT types and the text door, and is accompanied by the offsets of all
that may trap.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flowc.ir.graph import FlowGraph, Graph
from flowc.plan.imports import Imports
from flowc.plan.notes import SiteNote
from flowc.produce import body, codec, door, exports, sections
from flowc.produce.arithmetic import HELPERS
from flowc.produce.calls import lowered
from flowc.produce.glue import Glue
from flowc.produce.names import named_types
from flowc.produce.system import System
from flowc.text.diagnostic import InternalError
from flowrt.plan import Plan

RESETS = "\n".join(
    f'(func (export "reset_{core}") (param {core}) (call $reset))'
    for core in ("i32", "i64", "f32", "f64")
)

CODEC_IMPORTS = (
    '(import "codec" "memory" (memory 1))',
    *(
        f'(import "codec" "{name}" (func ${name}{signature}))'
        for name, signature in (
            ("boot", " (param i32) (result i32)"),
            ("alloc", " (param i32 i32) (result i32)"),
            ("mark", " (result i32)"),
            ("release", " (param i32)"),
            ("reset", ""),
            ("decode_params", " (param i32 i32 i32 i32 i32) (result i32)"),
            ("fault", " (param i32)"),
            ("out_begin", " (param i32)"),
            ("out_value", " (param i32 i32) (result i32)"),
            ("out_byte", " (param i32)"),
            ("out_bytes", " (param i32 i32)"),
            ("out_end", " (param i32)"),
            ("equal", " (param i32 i32 i32) (result i32)"),
            ("compare_text", " (param i32 i32 i32 i32) (result i32)"),
            ("line_end", " (param i32 i32) (result i32)"),
            ("text_begin", ""),
            ("text_bytes", " (param i32 i32)"),
            ("text_value", " (param i32 i32)"),
            ("text_end", " (param i32)"),
        )
    ),
)
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
    """The fused component; `sites` are offsets in `component`, ascending as they were marked."""

    component: bytes
    sites: tuple[tuple[int, SiteNote], ...]


def fuse(
    graph: Graph,
    plan: Plan,
    binaries: Mapping[str, bytes],
    imports: Imports = NOTHING,
) -> Fused:
    """Fuse a package with the components it uses, given by alias, under the names of its plan.

    `imports` is what all of them need of the system, as `plan.merge_imports` says.
    """
    glue = Glue(graph)
    module = _module(glue)
    used = tuple(dict.fromkeys(callee.component for callee in glue.imports))
    parts = tuple(dict.fromkeys(binaries[alias] for alias in used))
    instances = {alias: parts.index(binaries[alias]) for alias in used}
    text = outline(plan, glue, module, instances, System(imports))
    whole = sections.splice(_assemble(text), parts, codec.module())
    start, end = sections.find(whole, sections.CORE_MODULE, 1)
    return Fused(whole, glue.sites.locate(whole, start, end))


def outline(
    plan: Plan, glue: Glue, module: str, instances: Mapping[str, int], system: System
) -> str:
    """Write the component around the glue; `instances` says which part each alias is made of."""
    exported = _exported(glue.graph)
    names = named_types(exported)
    return "\n".join(
        [
            "(component",
            *["(component)"] * len(set(instances.values())),
            "(core module)",
            *system.text(),
            "(core instance $codec (instantiate 0))",
            '(alias core export $codec "memory" (core memory $memory))',
            '(alias core export $codec "realloc" (core func $realloc))',
            *_instances(glue.graph, instances, system),
            *_lowered_functions(glue),
            module,
            '(core instance $glue (instantiate $glue-module (with "codec" (instance $codec))',
            '(with "component" (instance',
            *(f'(export "{index}" (func $lowered:{index}))' for index in glue.imports.values()),
            "))))",
            exports.lifts(exported, names),
            exports.shim(exported, names, plan.interface),
            DOOR,
            f'(export "{plan.door}" (instance $door))',
            ")",
        ]
    )


def _instances(graph: Graph, instances: Mapping[str, int], system: System) -> list[str]:
    """Write an instance of each component, given what it imports."""
    lines: list[str] = []
    for alias, part in instances.items():
        before, arguments = system.given(graph.components[alias], alias)
        lines += before
        lines.append(f"(instance $of:{alias} (instantiate {' '.join([str(part), *arguments])}))")
    return lines


def _lowered_functions(glue: Glue) -> list[str]:
    """Write each called function taken out of its instance and lowered to a core function."""
    lines, opened = [], set()
    for callee, index in glue.imports.items():
        source = f"$of:{callee.component}"
        if callee.interface:
            instance = f"$in:{callee.component}:{callee.interface}"
            if instance not in opened:
                lines.append(f'(alias export {source} "{callee.interface}" (instance {instance}))')
                opened.add(instance)
            source = instance
        lines.append(f'(alias export {source} "{callee.function}" (func $called:{index}))')
        lines.append(
            f"(core func $lowered:{index} (canon lower (func $called:{index})"
            " (memory $memory) (realloc $realloc)))"
        )
    return lines


def _assemble(text: str) -> bytes:
    import wasmtime  # noqa: PLC0415 - takes time, and only a build assembles

    try:
        return bytes(wasmtime.wat2wasm(text))
    except wasmtime.WasmtimeError as error:
        raise InternalError("produce", f"the glue does not assemble: {error}") from error


def _exported(graph: Graph) -> tuple[FlowGraph, ...]:
    return tuple(flow for flow in graph.flows if flow.exported)


def _module(glue: Glue) -> str:
    """Write the glue's core module."""
    exported = _exported(glue.graph)
    functions = [body.function(flow, glue) for flow in glue.graph.flows]
    functions += door.functions(exported, glue)
    functions += [exports.wrapper(flow) for flow in exported]
    names = [f"export:{flow.name}" for flow in exported]
    names += ["door:invoke", "door:invoke-lines"]
    return "\n".join(
        [
            "(core module $glue-module",
            *CODEC_IMPORTS,
            *_function_imports(glue),
            glue.statics.finish(codec.static_base()),
            *functions,
            HELPERS,
            RESETS,
            *(f'(export "{name}" (func ${name}))' for name in names),
            ")",
        ]
    )


def _function_imports(glue: Glue) -> list[str]:
    lines = []
    for callee, index in glue.imports.items():
        _, function = glue.function(callee)
        params, results = lowered(function.type)
        params_text = f" (param {' '.join(params)})" if params else ""
        results_text = f" (result {' '.join(results)})" if results else ""
        lines.append(
            f'(import "component" "{index}" (func $call:{index}{params_text}{results_text}))'
        )
    return lines
