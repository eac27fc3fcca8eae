"""The chain of trust files: a new one is taken only if the one in force says so; FORMAT 6.8.

Takes both files' bytes and the new one's signatures, gives the new `Trust`, or raises `BadRoot`.
Versions go up one by one, and each step is signed by enough root keys of both sides: whoever is
handed a file cannot skip the one by which a key was taken away.
"""

import base64

from flowrt.archive import format as f
from flowrt.problems.refusals.trust import BadRoot
from flowrt.problems.report import Refused
from flowrt.trust.file import read_trust
from flowrt.trust.keys import PublicKey, read_public_key
from flowrt.trust.policy import Trust

MAX_LINES = 64
_FORM = "lines of a public key and a signature in base64"


def succeed(old: bytes, new: bytes, signatures: str, place: str) -> Trust:
    """Return the trust that follows the old one; raises `BadRoot` or `BadTrust`."""
    before, after = _trust(old, "the file in force"), _trust(new, place)
    if before.root is None:
        raise BadRoot("the file in force", expected="a [root]", found="none")
    if after.root is None:
        raise BadRoot(place, expected="a [root]", found="none")
    expected = before.root.version + 1
    if after.root.version != expected:
        raise BadRoot(f"{place}!root.version", expected=str(expected), found=after.root.version)
    signers = _signers(new, signatures, (*before.root.keys, *after.root.keys), f"{place}.sig")
    for trust, root, what in ((before, before.root, "in force"), (after, after.root, "new")):
        found = len({key for key in root.keys if key in signers and not trust.is_revoked(key, "")})
        if found < root.threshold:
            expected_keys = f"{root.threshold} of the root keys {what}"
            raise BadRoot(f"{place}.sig", expected=expected_keys, found=found)
    return after


def signature_line(key: PublicKey, proof: bytes) -> str:
    """Return a signature of a trust file as a line of the file of its signatures."""
    return f"{key.line} {base64.b64encode(proof).decode()}\n"


def signed_trust(data: bytes) -> bytes:
    """Return what a signature of a trust file is made over."""
    return f.pae(f.TRUST_TYPE, data)


def _trust(data: bytes, place: str) -> Trust:
    try:
        return read_trust(data.decode(), place)
    except UnicodeDecodeError as error:
        raise BadRoot(place, expected="UTF-8", found=f"byte {error.start}") from None


def _signers(
    data: bytes, text: str, roots: tuple[PublicKey, ...], place: str
) -> frozenset[PublicKey]:
    """Return the root keys that signed; one signature by them that does not fit is refused."""
    message, found = signed_trust(data), set()
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        raise BadRoot(place, expected=f"at most {MAX_LINES} lines", found=len(lines))
    for i, line in enumerate(lines):
        key, proof = _line(line, f"{place} line {i + 1}")
        if key in roots:
            if not key.signed(message, proof):
                expected, other = f"a signature by {key.line}", "another"
                raise BadRoot(f"{place} line {i + 1}", expected=expected, found=other)
            found.add(key)
    return frozenset(found)


def _line(line: str, place: str) -> tuple[PublicKey, bytes]:
    name, _, proof = line.partition(" ")
    try:
        return read_public_key(name), base64.b64decode(proof, validate=True)
    except (ValueError, Refused):
        raise BadRoot(place, expected=_FORM, found="something else") from None
