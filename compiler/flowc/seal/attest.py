"""The provenance of an archive as a DSSE envelope, which tools of the field verify by themselves.

The statement in it is the archive's own, byte for byte. Only keys that signed the archive sign the
envelope, so that it is their word in another form and nobody else's.
"""

import base64
from collections.abc import Sequence

from flowc.seal.sign import SigningKey, trust_in
from flowrt.archive.archive import open_archive
from flowrt.archive.format import canonical_json, pae
from flowrt.problems.refusals.files import NoDocument
from flowrt.verify import verify

PAYLOAD_TYPE = "application/vnd.in-toto+json"


def attest(data: bytes, keys: Sequence[SigningKey], place: str) -> bytes:
    """Return the envelope's bytes; `place` is the archive's, for messages.

    Raises a `Refused` if the archive is not one that each of the keys has signed, `NoDocument`
    if it has no provenance.
    """
    statement = verify(open_archive(data), trust_in(keys), now=0).document("provenance")
    if statement is None:
        raise NoDocument(place, "provenance")
    signed = pae(PAYLOAD_TYPE.encode(), statement)
    return canonical_json(
        {
            "payloadType": PAYLOAD_TYPE,
            "payload": _base64(statement),
            "signatures": [
                {"keyid": key.public.id.hex(), "sig": _base64(key.secret.sign(signed))}
                for key in keys
            ],
        }
    )


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
