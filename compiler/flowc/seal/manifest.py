"""From a manifest and the blobs' bytes to the header that binds them.

Blobs are laid in a fixed order (the plan, the component, the documents, then native code by
target, that of core modules last), so that the same content always gives the same header; offsets
count from the start of the blob region.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from flowrt.archive import format as f
from flowrt.verify import Native

NO_DOCUMENTS: Mapping[f.Document, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Part:
    """A blob's bytes, and the header's entry for them."""

    blob: f.Blob
    data: bytes


def parts_of(
    plan: bytes,
    component: bytes,
    natives: Mapping[str, Native],
    engine: f.Engine,
    documents: Mapping[f.Document, bytes] = NO_DOCUMENTS,
) -> tuple[Part, ...]:
    """Return the blobs, in order and laid out, with their digests; `natives` is by target."""
    loose = [_part("plan", "plan", plan), _part("component", "component", component)]
    loose += [_part(kind, kind, documents[kind]) for kind in f.DOCUMENTS if kind in documents]
    for target, native in sorted(natives.items()):
        loose += _native(f"native.{target}", native, target, f.fingerprint(engine, target))
    return tuple(_laid(loose))


def _part(name: str, kind: f.Kind, data: bytes) -> Part:
    """Return a blob that has no place yet."""
    return Part(f.Blob(name, kind, 0, len(data), f.digest_of(kind, data)), data)


def _native(name: str, native: Native, target: str, mark: str) -> Iterator[Part]:
    """Give the blobs of a target's code."""
    whole = _part(name, "native", bytes(native.code))
    yield replace(whole, blob=replace(whole.blob, target=target, fingerprint=mark))
    for digest, one in sorted(native.modules.items()):
        part = _part(f"{name}.{digest[:16]}", "native", bytes(one.code))
        blob = replace(part.blob, target=target, fingerprint=mark, module=digest, at=one.at)
        yield replace(part, blob=blob)


def _laid(parts: Iterable[Part]) -> Iterator[Part]:
    """Give each part its place."""
    end = 0
    for part in parts:
        offset = f.align(end)
        yield replace(part, blob=replace(part.blob, offset=offset))
        end = offset + part.blob.size


def header_of(manifest: f.Manifest, parts: tuple[Part, ...]) -> f.Header:
    """Return the header, with what has no order of its own sorted."""
    ordered = replace(
        manifest,
        capabilities=tuple(sorted(manifest.capabilities)),
        inputs=tuple(sorted(manifest.inputs, key=lambda one: one.path)),
    )
    return f.Header(ordered, tuple(part.blob for part in parts))
