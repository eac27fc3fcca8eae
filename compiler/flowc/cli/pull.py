"""`flowc pull`: an archive or a component out of a registry, whole and verified, or not at all."""

import argparse
import os
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

from flowc.cli.out import give
from flowc.cli.registry import Moving, open_repository, reference_of
from flowc.cli.session import Session, say, shown
from flowc.frontend.reference import Reference
from flowc.seal.errors.archives import CannotWrite
from flowc.seal.files import arriving
from flowc.text.report import stop
from flowrt.load import Terms, load
from flowrt.problems.refusals.trust import NoTrust
from flowrt.problems.report import Refused
from flowrt.trust.keyless.beside import bundle_path
from flowrt.trust.policy import NO_DEMANDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flowc.oci.artifact import Kind
    from flowc.oci.manifest import Descriptor
    from flowc.oci.repository import Repository

SUFFIXES: "Mapping[Kind, str]" = {"archive": ".flowpack", "component": ".wasm"}


def pull(args: argparse.Namespace, session: Session) -> int:
    """Pull what a reference leads to; print the reference with the digest that pins it."""
    reference = reference_of(args.reference, session)
    if not reference.version:
        from flowc.oci.errors import NoReference  # noqa: PLC0415 - commands without registries

        found = "neither"
        raise session.report.fail(NoReference(args.reference, "a tag or a digest", found))
    with open_repository(reference, args, session) as repository:
        pinned, (layer, *more), kind = _resolved(reference, repository)
        if kind == "archive" and args.trust is None:
            raise NoTrust(str(reference), expected="a trust file", found="none")
        name = reference.repository.rpartition("/")[2] + SUFFIXES[kind]
        output = args.output or Path(name)
        with arriving(_ready(output)) as file:
            _fetch(repository, layer, file)
            bundle = _bundle(repository, more)
            if kind == "archive":
                _verify(Path(file.name), bundle, pinned, args)
    say(f"wrote {shown(output)} ({layer.size:,} bytes)")
    if bundle:
        session.write(output.with_name(bundle_path(output.name)), bundle)
    give(f"{pinned}\n")
    return 0


def _resolved(
    reference: Reference, repository: "Repository"
) -> "tuple[Reference, Sequence[Descriptor], Kind]":
    """Return what a reference leads to: itself with a digest, the layers and what they are."""
    from flowc.oci.artifact import KINDS, layer_of  # noqa: PLC0415 - needs an extra
    from flowc.oci.manifest import digest_of, read_manifest  # noqa: PLC0415 - the same

    data = repository.manifest(reference.version)
    manifest = read_manifest(data, str(reference))
    layer = layer_of(manifest, str(reference), tuple(SUFFIXES))
    return reference.at(digest_of(data)), manifest.layers, KINDS[layer.media_type]


def _bundle(repository: "Repository", layers: "Sequence[Descriptor]") -> bytes:
    """Return the bundle that travels with an archive, nothing where there is none."""
    sink = BytesIO()
    for layer in layers:
        repository.blob(layer, sink)
    return sink.getvalue()


def _ready(output: Path) -> Path:
    """Return where to write, in a folder that is there; a link stays and is followed."""
    try:
        output = Path(os.path.realpath(output)) if output.is_symlink() else output
        output.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise stop(CannotWrite(shown(output), error.strerror or str(error))) from None
    return output


def _fetch(repository: "Repository", layer: "Descriptor", file: IO[bytes]) -> None:
    with Moving(f"pulling from {repository.name}", layer.size) as moved:
        repository.blob(layer, file, moved)
    file.flush()


def _verify(path: Path, bundle: bytes, reference: Reference, args: argparse.Namespace) -> None:
    """Verify what has arrived as the stub would; a refusal names where it is from."""
    beside = Path(bundle_path(path))
    try:
        if bundle:
            beside.write_bytes(bundle)
        verified = load(path, args.trust, Terms(NO_DEMANDS, args.state))
    except Refused as refusal:
        refusal.place = refusal.place.replace(str(path), str(reference), 1)
        raise
    finally:
        beside.unlink(missing_ok=True)
    manifest = verified.header.manifest
    say(f"verified {manifest.package} {manifest.version}, published by {verified.publisher.name}")
