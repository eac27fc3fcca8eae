"""How an archive was made: an in-toto statement of SLSA provenance, version 1, in JSON.

Its subjects are the archive's other blobs, its dependencies what went in, by digest; FORMAT 5.7
says what its fields mean. It is signed with the header, and so the builder is flowc as whoever
signed ran it. The same build gives the same bytes.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeAlias

from flowc.origin.moments import moment
from flowc.produce import codec
from flowc.seal.manifest import Part
from flowrt.archive.format import Blob, Manifest, canonical_json
from flowrt.rights.limits import Limits

Json: TypeAlias = dict[str, Any]
STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"
BUILD_TYPE = "urn:flowc:build:1"
RECUT_TYPE = "urn:flowc:recut:1"
BUILDER = "urn:flowc:builder"
NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked of a build, beside its sources.

    `source` is the label of the flow's file, `cut` what is set apart, `build` the counter; times
    are in Unix seconds or None, `limits` what runs may use; `archive` is the digest of the archive
    that was cut otherwise, None where it was built.
    """

    source: str
    cut: tuple[str, ...] = ()
    build: int = 0
    created: int | None = None
    not_after: int | None = None
    limits: Limits = NO_LIMITS
    archive: str | None = None


def statement(request: Request, manifest: Manifest, parts: Sequence[Part]) -> bytes:
    """Return the document's bytes; `parts` are all but the statement's own."""
    return canonical_json(
        {
            "_type": STATEMENT,
            "subject": _subjects(manifest, parts),
            "predicateType": PREDICATE,
            "predicate": {
                "buildDefinition": _definition(request, manifest, [part.blob for part in parts]),
                "runDetails": _details(manifest),
            },
        }
    )


def read_request(document: bytes, manifest: Manifest) -> Request | None:
    """Return what a statement and the manifest beside it say that was asked.

    None if it is no statement of a build by flowc, or of an archive that was cut otherwise.
    """
    try:
        match json.loads(document):
            case {
                "predicateType": str(predicate),
                "predicate": {
                    "buildDefinition": {
                        "buildType": str(build_type),
                        "externalParameters": {"source": str(source), "cut": [*cut]} as asked,
                    }
                },
            } if predicate == PREDICATE and build_type in (BUILD_TYPE, RECUT_TYPE):
                names = tuple(str(name) for name in cut)
                archive = str(asked["archive"]) if build_type == RECUT_TYPE else None
            case _:
                return None
    except (ValueError, RecursionError, KeyError):
        return None
    return Request(
        source,
        names,
        manifest.build,
        manifest.created,
        manifest.not_after,
        Limits.of(manifest.limits),
        archive,
    )


def _subjects(manifest: Manifest, parts: Sequence[Part]) -> list[Json]:
    """Name the package by its component, and each blob behind it."""
    package = f"{manifest.package}@{manifest.version}"
    digests = {part.blob.id: sha256(part.data).hexdigest() for part in parts}
    return [_named(package, digests["component"])] + [
        _named(f"{package}#{name}", digest) for name, digest in digests.items()
    ]


def _named(name: str, digest: str) -> Json:
    return {"name": name, "digest": {"sha256": digest}}


def _definition(request: Request, manifest: Manifest, blobs: Sequence[Blob]) -> Json:
    engine = manifest.engine
    asked: Json = {
        "source": request.source,
        "cut": sorted(request.cut),
        "build": manifest.build,
        "targets": sorted({blob.target for blob in blobs if blob.target}),
    }
    asked |= {"limits": dict(manifest.limits)} if manifest.limits else {}
    asked |= {} if request.archive is None else {"archive": request.archive}
    expiry = moment(manifest.not_after)
    return {
        "buildType": BUILD_TYPE if request.archive is None else RECUT_TYPE,
        "externalParameters": asked | ({} if expiry is None else {"notAfter": expiry}),
        "internalParameters": {
            "engine": {
                "name": engine.name,
                "version": engine.version,
                "profile": dict(engine.profile),
            }
        },
        "resolvedDependencies": [_named(one.path, one.sha256) for one in manifest.inputs],
    }


def _details(manifest: Manifest) -> Json:
    compiler, engine = manifest.compiler, manifest.engine
    dependencies = [
        _named("flowc-codec", sha256(codec.module()).hexdigest()),
        {"name": engine.name, "uri": f"pkg:cargo/{engine.name}@{engine.version}"},
    ]
    time = moment(manifest.created)
    times = {} if time is None else {"startedOn": time, "finishedOn": time}
    return {
        "builder": {
            "id": BUILDER,
            "version": {compiler.name: compiler.version, engine.name: engine.version},
            "builderDependencies": dependencies,
        },
        "metadata": times,
    }
