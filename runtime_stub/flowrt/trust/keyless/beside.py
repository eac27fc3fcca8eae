"""The files of a keyless signature: an archive's bundle, and the root that a trust file pins."""

import os
from typing import TYPE_CHECKING

from flowrt.archive.archive import Archive
from flowrt.archive.format import signed_bytes
from flowrt.problems.refusals.files import Unreadable
from flowrt.problems.refusals.trust import UnknownSigner
from flowrt.problems.report import Refused
from flowrt.trust.keyless.bundle import MAX_BUNDLE, MAX_ROOT, Proof, proven
from flowrt.trust.keyless.errors import BadBundle, BadSigstoreRoot, NoBundle, OtherIdentity
from flowrt.trust.policy import Trust

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = ".sigstore.json"


def bundle_path(archive: "str | Path") -> str:
    """Return where the bundle of an archive lies, or would."""
    return f"{archive}{SUFFIX}"


def proof_beside(path: "str | Path", archive: Archive, trust: Trust, folder: str) -> Proof | None:
    """Return what the bundle beside an archive proves, None where there is no bundle.

    `folder` is where the trust file's root is looked for. Raises R230, R232 or R234.
    """
    bundle = bundle_path(path)
    if not os.path.lexists(bundle):
        return None
    data = _read(bundle, MAX_BUNDLE, BadBundle)
    name = "" if trust.sigstore is None else trust.sigstore.trusted_root
    root = os.path.join(folder, name)  # noqa: PTH118 - pathlib takes 4 ms to import
    try:
        keys = _read(root, MAX_ROOT, BadSigstoreRoot)
        return proven(signed_bytes(archive.header), data, keys, trust)
    except Refused as refusal:
        refusal.place = root if isinstance(refusal, BadSigstoreRoot) else bundle
        raise


def nobody(
    path: "str | Path", proof: Proof | None, trust: Trust, refusal: UnknownSigner
) -> Refused:
    """Return what to say where no trusted key signed, and nobody that is trusted by name."""
    place = bundle_path(path)
    if proof is None:
        return NoBundle(place, expected="a bundle", found=f"none, and {refusal.found}")
    named = " or ".join(str(one) for one in sorted(trust.identities))
    return OtherIdentity(place, expected=named, found=proof.seen)


def _read(path: str, most: int, kind: type[Refused]) -> bytes:
    """Return the bytes of a file of at most so many."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            data = file.read(most + 1)
    except OSError as error:
        raise Unreadable(path, error.strerror or str(error)) from None
    if len(data) > most:
        raise kind(path, expected=f"at most {most} bytes", found="more")
    return data
