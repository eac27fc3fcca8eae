"""What a build writes of its stages, for people who want to look: each form by its name.

The plan is written as JSON, with the fields that it has in an archive; the graph as its text; of
the fused component its binary, the text of what was written around the components, or its world.
"""

import json
from collections.abc import Callable, Mapping

import msgpack  # type: ignore[import-untyped]  # it ships no types

from flowc import produce
from flowc.ir import Graph, text
from flowc.plan.imports import Imports
from flowc.produce import Fused
from flowc.segment import Segmented
from flowrt.plan.plan import Plan, encode_plan

Values = Mapping[str, object]
"""What each stage gave, by its name."""


def plan_json(plan: Plan) -> bytes:
    """Return a plan as readable JSON."""
    fields = msgpack.unpackb(encode_plan(plan))
    return json.dumps(fields, ensure_ascii=False, indent=2).encode() + b"\n"


def of_stage(value: object) -> tuple[str, bytes]:
    """Return what there is to write of a stage's value, with a file's suffix; none of some."""
    match value:
        case Graph():
            return ".ir", text(value).encode()
        case Segmented():
            return ".ir", text(value.graph).encode()
        case Plan():
            return ".plan.json", plan_json(value)
        case Fused():
            return ".wasm", value.component
        case _:
            return "", b""


def _world(values: Values) -> bytes:
    match values["segments"], values["plan"], values["imports"]:
        case Segmented() as cut, Plan() as plan, Imports() as imports:
            return produce.world(cut.graph, plan, imports).encode()
        case other:
            raise AssertionError(other)


def _glue(values: Values) -> bytes:
    match values["component"]:
        case Fused() as fused:
            return fused.text.encode() + b"\n"
        case other:
            raise AssertionError(other)


FORMS: Mapping[str, tuple[str, Callable[[Values, Plan], bytes]]] = {
    "ir": (".ir", lambda values, _: of_stage(values["ir"])[1]),
    "plan": (".plan.json", lambda _, plan: plan_json(plan)),
    "wat": (".wat", lambda values, _: _glue(values)),
    "wasm": (".wasm", lambda values, _: of_stage(values["component"])[1]),
    "wit": (".wit", lambda values, _: _world(values)),
}
"""Suffix of a file, and how it is made of the stages' values and the finished plan."""
