"""`flowc push`: an archive or a component into a registry, named by its digest from then on."""

import argparse
import hashlib
from typing import TYPE_CHECKING

from flowc.cli.epoch import created
from flowc.cli.out import give
from flowc.cli.registry import open_repository, reference_of
from flowc.cli.session import Session, say, shown
from flowc.cli.whole import whole_archive
from flowc.frontend import signatures
from flowc.frontend.reference import Reference
from flowc.oci.errors import NotOurs
from flowrt.archive.format import MAGIC
from flowrt.trust.keyless.beside import bundle_path

if TYPE_CHECKING:
    from flowc.oci.artifact import Artifact
    from flowc.oci.repository import Repository


def push(args: argparse.Namespace, session: Session) -> int:
    """Push what is not there yet; print the reference with the digest that pins it."""
    reference = reference_of(args.reference, session)
    data = session.read(args.archive)
    with open_repository(reference, args, session, writes=True) as repository:
        artifact = _artifact(data, args, session)
        pinned = _push(artifact, reference, repository)
    say(f"pushed {shown(args.archive)} ({len(data):,} bytes)")
    give(f"{pinned}\n")
    return 0


def _artifact(data: bytes, args: argparse.Namespace, session: Session) -> "Artifact":
    from flowc.oci import artifact  # noqa: PLC0415 - needs an extra

    name, annotations = args.archive.name, dict(args.annotation)
    if data.startswith(MAGIC[:6]):
        contents = whole_archive(data)
        digest = hashlib.sha256(contents.archive.header).hexdigest()
        beside = args.archive.with_name(bundle_path(name))
        bundle = session.read(beside) if beside.exists() else None
        return artifact.of_archive(data, contents.header, digest, name, annotations, bundle)
    try:
        signature = signatures.read(data, args.archive.stem, name)
    except signatures.BadComponent as bad:
        place, path = f"byte {bad.offset}", shown(args.archive)
        raise session.report.fail(NotOurs(path, place, bad.expected, bad.found)) from None
    made = created(session) or 0
    return artifact.of_component(data, signature, name, made, annotations)


def _push(artifact: "Artifact", reference: Reference, repository: "Repository") -> Reference:
    """Write the parts, then what names them."""
    from flowc.oci.manifest import digest_of  # noqa: PLC0415 - needs an extra

    for blob, data in artifact.blobs:
        if not repository.has(blob):
            repository.put_blob(blob, data)
    digest = digest_of(artifact.manifest)
    repository.put_manifest(reference.tag or digest, artifact.manifest)
    return reference.at(digest)
