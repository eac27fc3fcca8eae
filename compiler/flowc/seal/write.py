"""The archive's bytes: the same plan, code, manifest and keys always give the same ones.

The last act is to open and verify what was written with the stub's own reader, trusting exactly
the keys that signed; an archive that a stub would refuse is never handed out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flowc.seal.errors.archives import BadSignerCount, WouldBeRefused
from flowc.seal.manifest import NO_DOCUMENTS, Part, header_of, parts_of
from flowc.seal.sign import SigningKey, sign, trust_in
from flowc.text.diagnostic import InternalError
from flowc.text.report import stop
from flowrt.archive import format as f
from flowrt.archive.archive import Archive, open_archive
from flowrt.archive.header import encode_header
from flowrt.plan.plan import Plan, encode_plan
from flowrt.problems.report import Refused
from flowrt.trust.policy import Publisher, Trust
from flowrt.verify import Native, VerifiedArchive, verify


@dataclass(frozen=True, slots=True)
class SealedArchive:
    """A signed archive's bytes, and what the stub's reader made of them."""

    data: bytes
    verified: VerifiedArchive


def write(  # noqa: PLR0913 - all that an archive is made of
    plan: Plan,
    component: bytes,
    natives: Mapping[str, Native],
    manifest: f.Manifest,
    keys: Sequence[SigningKey],
    *,
    documents: Mapping[f.Document, bytes] = NO_DOCUMENTS,
) -> SealedArchive:
    """Return the archive of a plan, its component, native code by target and documents, signed.

    Stops with F604 if a stub would refuse it, F606 if `keys` are none or too many.
    """
    parts = parts_of(encode_plan(plan), component, natives, manifest.engine, documents)
    header = encode_header(header_of(manifest, parts))
    data = assemble(header, signatures_of(header, keys), parts)
    return SealedArchive(data, _reopen(data, keys))


def signatures_of(header: bytes, keys: Sequence[SigningKey]) -> tuple[f.Signature, ...]:
    """Return one signature by each key, ordered by key id; stops with F606."""
    distinct = {key.public for key in keys}
    if not 1 <= len(keys) <= f.MAX_SIGNATURES or len(distinct) != len(keys):
        raise stop(BadSignerCount(len(keys), len(distinct)))
    return tuple(sorted((sign(header, key) for key in keys), key=lambda one: one.key_id))


def assemble(header: bytes, signatures: Sequence[f.Signature], parts: Sequence[Part]) -> bytes:
    """Return the file: lengths, header, signatures, then each blob at its boundary; FORMAT 2."""
    block = b"".join(signature.encode() for signature in signatures)
    lengths = len(header).to_bytes(4, "little") + len(block).to_bytes(4, "little")
    data = bytearray(f.MAGIC + lengths + header + block)
    for part in parts:
        data += bytes(f.align(len(data)) - len(data))
        data += part.data
    return bytes(data)


def cosign(data: bytes, key: SigningKey) -> SealedArchive:
    """Return the archive with one more signature; its header and blobs are unchanged.

    What is signed must be an archive that a stub would run if it trusted the key: raises the
    stub's `Refused` if not. Stops with F606 if `key` has signed already or there is no room.
    """
    archive = open_archive(data)
    kept = [one for one in archive.signatures if one.key_id != key.public.id]
    signatures = [*kept, sign(archive.header, key)]
    if len(kept) != len(archive.signatures) or len(signatures) > f.MAX_SIGNATURES:
        raise stop(BadSignerCount(len(archive.signatures) + 1, len(signatures)))
    signed = _with_signatures(archive, sorted(signatures, key=lambda one: one.key_id))
    trust = Trust((Publisher("signer", (key.public,), ("*",)),))
    return SealedArchive(signed, verify(open_archive(signed), trust, now=0))


def _with_signatures(archive: Archive, signatures: Sequence[f.Signature]) -> bytes:
    front = assemble(archive.header, signatures, ())
    return front + bytes(f.align(len(front)) - len(front)) + archive.data[archive.region :]


def _reopen(data: bytes, keys: Sequence[SigningKey]) -> VerifiedArchive:
    try:
        verified = verify(open_archive(data), trust_in(keys), now=0)
    except Refused as refusal:
        raise stop(
            WouldBeRefused(
                refusal.code, refusal.title, refusal.place, refusal.expected, refusal.found
            )
        ) from None
    if verified.keys != tuple(key.public for key in keys):
        raise InternalError("seal", "the archive reads back with other signers")
    return verified
