"""All that is sealed, from what was compiled and asked: one way, for a build and a rebuild.

What comes out is what `flowc.seal.write` takes, apart from keys. Nothing else reaches an archive,
so that whoever asks the same of the same sources gets the same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flowc.ir import document
from flowc.origin.sbom import sbom
from flowc.origin.statement import Request, statement
from flowc.pipeline import Compiled
from flowc.seal.describe import describe
from flowc.seal.manifest import parts_of
from flowrt.archive import format as f
from flowrt.plan.plan import Plan, encode_plan
from flowrt.verify import Native


@dataclass(frozen=True, slots=True)
class Whole:
    """An archive before it is signed."""

    plan: Plan
    component: bytes
    natives: Mapping[str, Native]
    manifest: f.Manifest
    documents: Mapping[f.Document, bytes]


def whole(
    compiled: Compiled,
    natives: Mapping[str, Native],
    engine: f.Engine,
    request: Request,
    inputs: tuple[f.Input, ...] | None = None,
) -> Whole:
    """Return what is sealed of a package; `natives` is its code by target, made by `engine`.

    `inputs` are those of an archive that is cut otherwise, where their bytes are not at hand.
    """
    manifest = describe(
        compiled.plan,
        compiled.inputs,
        engine,
        capabilities=compiled.capabilities,
        limits=request.limits.by_name,
        build=request.build,
        created=request.created,
        not_after=request.not_after,
    )
    if inputs is not None:
        manifest = replace(manifest, inputs=inputs)
    plan, component = compiled.plan, compiled.component
    listed: dict[f.Document, bytes] = {"sbom": sbom(plan, component, manifest)}
    graph = b"" if compiled.document is None else document.write(compiled.document).encode()
    if 0 < len(graph) <= f.MAX_DOCUMENT:
        listed["graph"] = graph
    if compiled.drawing:
        listed["drawing"] = compiled.drawing
    parts = parts_of(encode_plan(plan), component, natives, engine, listed)
    listed["provenance"] = statement(request, manifest, parts)
    return Whole(plan, component, natives, manifest, listed)
