"""Manifests: what a tag leads to, a small JSON document that names config and layer by digest.

Written in one form only, so that the same artifact has the same digest; read with care, as anybody
can have written one: what is needed is checked, what is unknown is left alone.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from flowc.oci.errors import NotOurs
from flowc.text.report import stop

MANIFEST_TYPE: Final = "application/vnd.oci.image.manifest.v1+json"
MOST_MANIFEST: Final = 4 << 20
MOST_LAYERS: Final = 2
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What names some bytes: their type, their digest (`sha256:..`) and their size."""

    media_type: str
    digest: str
    size: int
    annotations: Mapping[str, str] = field(default_factory=dict)

    def fields(self) -> dict[str, object]:
        """Return the descriptor as JSON has it."""
        made: dict[str, object] = {
            "mediaType": self.media_type,
            "digest": self.digest,
            "size": self.size,
        }
        return made | ({"annotations": dict(self.annotations)} if self.annotations else {})


@dataclass(frozen=True, slots=True)
class Manifest:
    """A config and layers; `artifact_type` is empty where a manifest has none."""

    artifact_type: str
    config: Descriptor
    layers: tuple[Descriptor, ...]
    annotations: Mapping[str, str] = field(default_factory=dict)


def digest_of(data: bytes) -> str:
    """Return the digest that names some bytes."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def describe(media_type: str, data: bytes, **annotations: str) -> Descriptor:
    """Return the descriptor of some bytes."""
    return Descriptor(media_type, digest_of(data), len(data), annotations)


def encode_json(value: object) -> bytes:
    """Return the one spelling that is written."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def encode_manifest(manifest: Manifest) -> bytes:
    """Return a manifest's bytes."""
    made: dict[str, object] = {
        "schemaVersion": 2,
        "mediaType": MANIFEST_TYPE,
        "artifactType": manifest.artifact_type,
        "config": manifest.config.fields(),
        "layers": [one.fields() for one in manifest.layers],
    }
    if manifest.annotations:
        made["annotations"] = dict(manifest.annotations)
    return encode_json(made)


def read_manifest(data: bytes, reference: str) -> Manifest:
    """Return the manifest in some bytes; raises F077 for anything else."""
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError):
        raise stop(NotOurs(reference, "manifest", "JSON", "none")) from None
    read = _Reader(reference)
    fields = read.fields(value, "manifest")
    kind = fields.get("mediaType", MANIFEST_TYPE)
    if kind != MANIFEST_TYPE:
        raise read.refuse("manifest.mediaType", f"`{MANIFEST_TYPE}`", kind)
    layers = fields.get("layers")
    if not isinstance(layers, list) or not 1 <= len(layers) <= MOST_LAYERS:
        found = f"{len(layers)} layers" if isinstance(layers, list) else "none"
        raise read.refuse("manifest.layers", f"1 to {MOST_LAYERS} layers", found)
    artifact = fields.get("artifactType", "")
    return Manifest(
        artifact if isinstance(artifact, str) else "",
        read.descriptor(fields.get("config"), "manifest.config"),
        tuple(read.descriptor(one, f"manifest.layers[{i}]") for i, one in enumerate(layers)),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads parts of a manifest; `reference` is where it is from."""

    reference: str

    def refuse(self, place: str, expected: str, found: object) -> Exception:
        return stop(NotOurs(self.reference, place, expected, _short(found)))

    def fields(self, value: object, place: str) -> dict[str, object]:
        if not isinstance(value, dict):
            raise self.refuse(place, "an object", value)
        return value

    def descriptor(self, value: object, place: str) -> Descriptor:
        fields = self.fields(value, place)
        kind, digest, size = (fields.get(name) for name in ("mediaType", "digest", "size"))
        if not isinstance(kind, str):
            raise self.refuse(f"{place}.mediaType", "text", kind)
        if not isinstance(digest, str) or _DIGEST.fullmatch(digest) is None:
            raise self.refuse(f"{place}.digest", "`sha256:` and 64 hexadecimal digits", digest)
        if type(size) is not int or size < 0:
            raise self.refuse(f"{place}.size", "a number of bytes", size)
        return Descriptor(kind, digest, size)


def _short(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case str():
            return value if " " in value else f"`{value}`"
        case dict() | list():
            return "an object" if isinstance(value, dict) else "a list"
        case _:
            return f"`{json.dumps(value)}`"
