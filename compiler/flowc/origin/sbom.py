"""The bill of materials of an archive: CycloneDX 1.6 in JSON, made from what is sealed alone.

Lists the components that were fused, with the modules and components inside them, the codec, the
engine, and the services that somebody else has to answer for. It follows from the header's
manifest, the plan and the fused component, so that whoever has an archive can make it again. The
same archive gives the same bytes; there is no time in it but that of `SOURCE_DATE_EPOCH`.
"""

from collections.abc import Iterator
from hashlib import sha256
from posixpath import basename, splitext
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from flowc.origin.binaries import Binary, look_into
from flowc.origin.entries import Entry, entry, library, properties
from flowc.origin.moments import moment
from flowc.produce import codec
from flowc.text.diagnostic import InternalError
from flowrt.archive.format import Engine, Manifest, canonical_json
from flowrt.plan.cuts import Service
from flowrt.plan.plan import Plan

SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
CODEC = "flowc:codec"


def sbom(plan: Plan, component: bytes, manifest: Manifest) -> bytes:
    """Return the document's bytes."""
    whole = look_into(component)
    if whole is None:
        raise InternalError("origin", "the fused component is none")
    root = _root(plan, whole, manifest)
    parts = [*_parts(whole, manifest), _engine(manifest.engine)]
    services = [_service(one) for one in plan.services]
    refs = [one["bom-ref"] for one in (*parts, *services)]
    bom: Entry = {
        "$schema": SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, f'sha256:{whole.sha256}')}",
        "version": 1,
        "metadata": _metadata(manifest) | {"component": root},
        "components": parts,
        "services": services,
        "dependencies": [{"ref": root["bom-ref"], "dependsOn": refs}],
        "compositions": [{"aggregate": _aggregate(whole), "assemblies": [root["bom-ref"]]}],
    }
    return canonical_json(bom)


def _metadata(manifest: Manifest) -> Entry:
    compiler = manifest.compiler
    maker = {"type": "application", "name": compiler.name, "version": compiler.version}
    time = moment(manifest.created)
    timestamp = {} if time is None else {"timestamp": time}
    return {"lifecycles": [{"phase": "build"}], "tools": {"components": [maker]}} | timestamp


def _root(plan: Plan, whole: Binary, manifest: Manifest) -> Entry:
    namespace, _, name = manifest.package.partition(":")
    about = [("interface", plan.interface)]
    needs = (("capability", one) for one in sorted(manifest.capabilities))
    own = entry("application", f"package:{manifest.package}@{manifest.version}", name, whole)
    return own | {
        "group": namespace,
        "version": manifest.version,
        "properties": [*own["properties"], *properties("flowc", (*about, *needs))],
    }


def _parts(whole: Binary, manifest: Manifest) -> Iterator[Entry]:
    """Give each component that was fused and the codec; the glue around them is the root's own."""
    labels: dict[str, list[str]] = {}
    for one in manifest.inputs:
        labels.setdefault(one.sha256, []).append(one.path)
    for part in whole.inside:
        if part.sha256 in labels:
            yield _fused(part, labels[part.sha256])
        elif part.sha256 == sha256(codec.module()).hexdigest():
            made = {"version": manifest.compiler.version}
            yield library(CODEC, "flowc-codec", part) | made


def _engine(engine: Engine) -> Entry:
    """Return the engine that made the native code, by the name that advisories give it."""
    purl = f"pkg:cargo/{engine.name}@{engine.version}"
    settings = ((name, str(value).lower()) for name, value in sorted(engine.profile.items()))
    return {
        "type": "platform",
        "bom-ref": purl,
        "name": engine.name,
        "version": engine.version,
        "purl": purl,
        "properties": properties("flowc:engine", settings),
    }


def _fused(part: Binary, paths: list[str]) -> Entry:
    """Return a component by the paths that it was read from."""
    stem = splitext(basename(paths[0]))[0]
    own = library(f"file:{quote(paths[0])}", stem, part)
    return own | {
        "properties": [*own["properties"], *properties("flowc", (("path", one) for one in paths))]
    }


def _service(service: Service) -> Entry:
    functions = ((function.interface, function.name) for function in service.functions)
    asked = (("function", f"{interface}#{name}".removeprefix("#")) for interface, name in functions)
    return {
        "bom-ref": f"service:{quote(service.name)}",
        "name": service.name,
        "properties": properties("flowc", asked),
    }


def _aggregate(binary: Binary) -> str:
    """Say whether all that is inside is listed; what code was linked into a module is not known."""
    return "incomplete_third_party_only" if _is_whole(binary) else "incomplete"


def _is_whole(binary: Binary) -> bool:
    return binary.whole and all(_is_whole(one) for one in binary.inside)
