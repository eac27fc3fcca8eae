"""The glue as one core module: the functions of some flows, over the codec's memory.

Takes the flows and gives text; who instantiates it is `fuse`, or `supplied` for flows that a
component imports. Components' functions are its imports, in the order of `Glue.imports`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from flowc.frontend.terms import Resource
from flowc.ir.graph import Callee, FlowGraph
from flowc.produce import body, codec, exports, handles
from flowc.produce.arithmetic import HELPERS
from flowc.produce.calls import lowered
from flowc.produce.glue import Glue

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


class Outside(Protocol):
    """Where the glue stands: what it calls, by the names that are known there."""

    def function(self, callee: Callee) -> str:
        """Return the name of a component's function."""

    def resource(self, resource: Resource) -> str:
        """Return the name of a resource's type."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Functions that are not a flow's: their text, and the names of those to export."""

    functions: Sequence[str] = ()
    names: Sequence[str] = ()


def module(
    glue: Glue, flows: Iterable[FlowGraph], exported: Iterable[FlowGraph], beside: Beside
) -> list[str]:
    """Write the module; for each exported flow it has a function `export:NAME`."""
    functions = [body.function(flow, glue) for flow in flows]
    named = {f"export:{flow.name}": flow for flow in exported}
    wrappers = {name: exports.wrapper(flow, glue, name) for name, flow in named.items()}
    return [
        "(core module $glue-module",
        *CODEC_IMPORTS,
        *(_function_import(glue, callee) for callee in glue.imports),
        *(
            f'(import "drop" "{at}" (func $drop:{at} (param i32)))'
            for at in glue.resources.values()
        ),
        glue.statics.finish(codec.static_base()),
        *functions,
        *wrappers.values(),
        *beside.functions,
        HELPERS,
        handles.helpers(glue),
        RESETS,
        *(f'(export "{name}" (func ${name}))' for name in (*wrappers, *beside.names)),
        ")",
    ]


def _function_import(glue: Glue, callee: Callee) -> str:
    name, function = glue.function(callee)
    params, results = lowered(function.type)
    params_text = f" (param {' '.join(params)})" if params else ""
    results_text = f" (result {' '.join(results)})" if results else ""
    index = glue.imports[callee]
    return f'(import "component" "{index}" (func {name}{params_text}{results_text}))'


def instance(glue: Glue, text: Iterable[str], codec_module: str, outside: Outside) -> list[str]:
    """Write an instance of the codec and one of the glue over it, `$glue`."""
    return [
        f"(core instance $codec (instantiate {codec_module}))",
        '(alias core export $codec "memory" (core memory $memory))',
        '(alias core export $codec "realloc" (core func $realloc))',
        *(
            f"(core func $lowered:{index} (canon lower (func {outside.function(callee)})"
            " (memory $memory) (realloc $realloc)))"
            for callee, index in glue.imports.items()
        ),
        *(
            f"(core func $dropper:{at} (canon resource.drop {outside.resource(resource)}))"
            for resource, at in glue.resources.items()
        ),
        *text,
        '(core instance $glue (instantiate $glue-module (with "codec" (instance $codec))',
        '(with "component" (instance',
        *(f'(export "{index}" (func $lowered:{index}))' for index in glue.imports.values()),
        "))",
        '(with "drop" (instance',
        *(f'(export "{at}" (func $dropper:{at}))' for at in glue.resources.values()),
        "))))",
    ]
