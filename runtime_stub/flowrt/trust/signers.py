"""Who signed an archive, of those that a reader knows: step 1 of `flowrt.verify`; FORMAT 4.3."""

from __future__ import annotations

from flowrt import problems
from flowrt.archive import format as f

TYPE_CHECKING = False
if TYPE_CHECKING:
    from flowrt.archive.archive import Archive
    from flowrt.trust.keys import PublicKey
    from flowrt.trust.policy import Trust


def signers(archive: Archive, trust: Trust, *, witnessed: bool) -> frozenset[PublicKey]:
    """Return the known keys that signed the header; raises R201 to R203.

    There must be one, unless the signature of an identity was `witnessed` already.
    """
    message, known = f.signed_bytes(archive.header), trust.keys()
    found = set()
    for i, signature in enumerate(archive.signatures):
        place = f"signatures[{i}]"
        key = known.get(signature.key_id)
        if key is None:
            _check_hint(signature, message, known, place)
        elif key.signed(message, signature.proof):
            found.add(key)
        else:
            raise problems.BadSignature(
                place, expected=f"a signature by {key.line}", found="another"
            )
    if not found and not witnessed:
        ids = ", ".join(f"key id {s.key_id.hex()}" for s in archive.signatures)
        raise problems.UnknownSigner("signatures", expected="a trusted key", found=ids)
    return frozenset(found)


def _check_hint(
    signature: f.Signature, message: bytes, known: dict[bytes, PublicKey], place: str
) -> None:
    for key in known.values():
        if key.signed(message, signature.proof):
            raise problems.WrongKeyHint(place, expected=key.id.hex(), found=signature.key_id.hex())
