"""What flowc keeps in registries: sealed archives, and components as all Wasm tools keep them.

A component follows the CNCF's layout for Wasm artifacts: one layer `application/wasm` and a config
that says what it exports and imports. An archive is a layer of its own type; its config says which
package it is, and its signatures travel in its bytes.
"""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from flowc.frontend.signature import Component
from flowc.oci.errors import NotOurs, TooLarge
from flowc.oci.manifest import Descriptor, Manifest, describe, encode_json, encode_manifest
from flowc.text.report import stop
from flowrt.archive.format import Header
from flowrt.problems.report import shown

Kind: TypeAlias = Literal["archive", "component"]

WASM_CONFIG: Final = "application/vnd.wasm.config.v0+json"
WASM_LAYER: Final = "application/wasm"
ARCHIVE: Final = "application/vnd.flowc.flowpack.v1"
ARCHIVE_CONFIG: Final = "application/vnd.flowc.flowpack.config.v1+json"
BUNDLE: Final = "application/vnd.dev.sigstore.bundle.v0.3+json"
MOST_BUNDLE: Final = 1 << 20
KINDS: Final[Mapping[str, Kind]] = {
    WASM_LAYER: "component",
    "application/vnd.wasm.content.layer.v1+wasm": "component",  # before there was a layout
    ARCHIVE: "archive",
}
MOST: Final[Mapping[Kind, int]] = {"component": 1 << 30, "archive": 4 << 30}
TITLE: Final = "org.opencontainers.image.title"


@dataclass(frozen=True, slots=True)
class Artifact:
    """What is pushed: the manifest's bytes, and those of the config and the layer it names."""

    manifest: bytes
    config: bytes
    layer: bytes
    described: Manifest
    bundle: bytes | None = None

    @property
    def blobs(self) -> tuple[tuple[Descriptor, bytes], ...]:
        """What is to be there before the manifest is."""
        data = (self.config, self.layer) + (() if self.bundle is None else (self.bundle,))
        described = (self.described.config, *self.described.layers)
        return tuple(zip(described, data, strict=True))


def of_component(
    data: bytes, signature: Component, name: str, created: int, annotations: Mapping[str, str]
) -> Artifact:
    """Return the artifact of a component; `name` is its file's, `created` in Unix seconds."""
    layer = describe(WASM_LAYER, data, **{TITLE: name})
    exports = {one.interface or one.name for one in signature.functions}
    exports |= {one.interface or one.name for one in signature.types}
    config = {
        "created": moment(created),
        "architecture": "wasm",
        "os": "wasip2",
        "layerDigests": [layer.digest],
        "component": {
            "exports": sorted(exports),
            "imports": sorted({one.name for one in signature.imports}),
        },
    }
    return _artifact(WASM_CONFIG, WASM_CONFIG, encode_json(config), layer, data, annotations)


def of_archive(  # noqa: PLR0913, PLR0917 - an archive, and all that is said of it
    data: bytes,
    header: Header,
    digest: str,
    name: str,
    annotations: Mapping[str, str],
    bundle: bytes | None = None,
) -> Artifact:
    """Return the artifact of an archive; `digest` is the SHA-256 of its header.

    The `bundle` of a keyless signature travels with it.
    """
    layer = describe(ARCHIVE, data, **{TITLE: name})
    manifest = header.manifest
    config = {
        "package": manifest.package,
        "version": manifest.version,
        "build": manifest.build,
        "header": f"sha256:{digest}",
        "targets": sorted({one.target for one in header.blobs if one.target is not None}),
        "layerDigests": [layer.digest],
    }
    said = {TITLE: manifest.package, "org.opencontainers.image.version": manifest.version}
    if manifest.created is not None:
        said["org.opencontainers.image.created"] = moment(manifest.created)
    said |= annotations
    whole = _artifact(ARCHIVE, ARCHIVE_CONFIG, encode_json(config), layer, data, said)
    if bundle is None:
        return whole
    beside = describe(BUNDLE, bundle, **{TITLE: f"{name}.sigstore.json"})
    made = replace(whole.described, layers=(layer, beside))
    return replace(whole, manifest=encode_manifest(made), described=made, bundle=bundle)


def _artifact(  # noqa: PLR0913, PLR0917 - the parts of a manifest
    kind: str,
    config_type: str,
    config: bytes,
    layer: Descriptor,
    data: bytes,
    annotations: Mapping[str, str],
) -> Artifact:
    made = Manifest(kind, describe(config_type, config), (layer,), annotations)
    return Artifact(encode_manifest(made), config, data, made)


def moment(seconds: int) -> str:
    """Return Unix seconds as registries write times."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def layer_of(manifest: Manifest, reference: str, wanted: Collection[Kind]) -> Descriptor:
    """Return the layer of an artifact that is one of ours, and of a kind that is wanted."""
    layer, *more = manifest.layers
    kind = KINDS.get(layer.media_type)
    if kind is None or kind not in wanted:
        names = " or ".join(f"`{name}`" for name, one in KINDS.items() if one in wanted)
        place = "manifest.layers[0].mediaType"
        raise stop(NotOurs(reference, place, names, f"`{layer.media_type}`"))
    if layer.size > MOST[kind]:
        raise stop(TooLarge(reference, MOST[kind], shown(f"{layer.size:,}")))
    for one in more:
        _check_bundle(one, kind, reference)
    return layer


def _check_bundle(layer: Descriptor, kind: Kind, reference: str) -> None:
    """Hold that what lies beside an archive is the bundle of a signature."""
    if kind != "archive" or layer.media_type != BUNDLE:
        expected = f"`{BUNDLE}`" if kind == "archive" else "no second layer"
        place = "manifest.layers[1].mediaType"
        raise stop(NotOurs(reference, place, expected, f"`{layer.media_type}`"))
    if layer.size > MOST_BUNDLE:
        raise stop(TooLarge(reference, MOST_BUNDLE, shown(f"{layer.size:,}")))
