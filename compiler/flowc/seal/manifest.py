"""From a manifest and the blobs' bytes to the header that binds them.

Blobs are laid in a fixed order (the plan, the component, then native code by target), so that the
same content always gives the same header; offsets count from the start of the blob region.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flowrt import format as f


@dataclass(frozen=True, slots=True)
class Part:
    """A blob's bytes, and the header's entry for them."""

    blob: f.Blob
    data: bytes


def parts_of(
    plan: bytes, component: bytes, natives: Mapping[str, bytes], engine: f.Engine
) -> tuple[Part, ...]:
    """Return the blobs, in order and laid out, with their digests; `natives` is by target."""
    named: list[tuple[str, f.Kind, bytes, str | None]] = [
        ("plan", "plan", plan, None),
        ("component", "component", component, None),
        *((f"native.{target}", "native", natives[target], target) for target in sorted(natives)),
    ]
    parts, end = [], 0
    for name, kind, data, target in named:
        offset = f.align(end)
        mark = None if target is None else f.fingerprint(engine, target)
        parts.append(Part(f.Blob(name, kind, offset, len(data), _digest(data), target, mark), data))
        end = offset + len(data)
    return tuple(parts)


def header_of(manifest: f.Manifest, parts: tuple[Part, ...]) -> f.Header:
    """Return the header, with what has no order of its own sorted."""
    ordered = replace(
        manifest,
        capabilities=tuple(sorted(manifest.capabilities)),
        inputs=tuple(sorted(manifest.inputs, key=lambda one: one.path)),
    )
    return f.Header(ordered, tuple(part.blob for part in parts))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
