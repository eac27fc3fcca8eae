"""Files to a `VerifiedArchive`: the stub's reading of archive, trust file, state file and clock.

The archive is read whole and once, so that what is verified is what runs. Raises `Unreadable`,
`NoTrust` or another `Refused`.
"""

from __future__ import annotations

import os
import time

from flowrt import problems
from flowrt.archive.archive import Archive, open_archive
from flowrt.problems.report import Refused
from flowrt.reading import contents
from flowrt.trust.file import read_trust
from flowrt.trust.policy import NO_DEMANDS, Demands, Identity, Seen, Trust
from flowrt.value import Value
from flowrt.verify import NOTHING_SEEN, Note, VerifiedArchive, silent, verify

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from flowrt.trust.keyless.bundle import Proof


class Terms(Value):
    """On what terms an archive is taken, beside the trust file.

    `state` is the file of accepted builds, if there is one; with `remembers`, this one is added.
    """

    demands: Demands = NO_DEMANDS
    state: str | Path | None = None
    remembers: bool = True


NO_TERMS = Terms()
NOBODY: frozenset[Identity] = frozenset()


def load(
    path: str | Path,
    trust: str | Path | Trust | None,
    terms: Terms = NO_TERMS,
    note: Note = silent,
) -> VerifiedArchive:
    """Return the archive in a file, verified now under a trust or the trust file at a path."""
    if trust is None:
        raise problems.NoTrust("", expected="a trust file", found="none")
    known = trust if isinstance(trust, Trust) else load_trust(trust)
    seen = _seen(terms)
    data, now = read(path), int(time.time())
    try:
        archive = open_archive(data)
    except Refused as refusal:
        raise _in(path, refusal) from None
    proof = _proof(path, archive, known, trust) if known.identities else None
    named = NOBODY if proof is None else proof.identities
    try:
        verified = verify(archive, known, now, terms.demands, seen, note=note, identities=named)
    except problems.UnknownSigner as refusal:
        raise _nobody(path, proof, known, refusal) from None
    except Refused as refusal:
        raise _in(path, refusal) from None
    _remember(path, verified, terms)
    return verified


def _in(path: str | Path, refusal: Refused) -> Refused:
    """Return a refusal of a file's part as one of the part of that file."""
    refusal.place = "!".join(part for part in (str(path), refusal.place) if part)
    return refusal


def _proof(
    path: str | Path, archive: Archive, known: Trust, trust: str | Path | Trust
) -> Proof | None:
    """Return what is proven of who signed by name; few trust files ask, and it is large."""
    from flowrt.trust.keyless.beside import proof_beside  # noqa: PLC0415 - for that

    folder = "" if isinstance(trust, Trust) else os.path.dirname(trust)  # noqa: PTH120 - as below
    return proof_beside(path, archive, known, folder)


def _nobody(
    path: str | Path, proof: Proof | None, known: Trust, refusal: problems.UnknownSigner
) -> Refused:
    """Return what to say of an archive that nobody signed who is trusted."""
    if not known.identities:
        return _in(path, refusal)
    from flowrt.trust.keyless.beside import nobody  # noqa: PLC0415 - as above

    return nobody(path, proof, known, refusal)


def _seen(terms: Terms) -> dict[str, Seen]:
    if terms.state is None:
        return dict(NOTHING_SEEN)
    from flowrt.trust.state import read_state  # noqa: PLC0415 - most runs keep no state

    return read_state(terms.state)


def _remember(path: str | Path, verified: VerifiedArchive, terms: Terms) -> None:
    if terms.state is None or not terms.remembers:
        return
    from flowrt.trust.state import remember  # noqa: PLC0415 - the same

    manifest = verified.header.manifest
    try:
        remember(terms.state, manifest.package, Seen(manifest.build, verified.digest))
    except problems.RolledBack as refusal:
        raise _in(path, refusal) from None


def load_trust(path: str | Path) -> Trust:
    """Return the trust in a file."""
    try:
        text = read(path).decode()
    except UnicodeDecodeError as error:
        raise problems.Unreadable(str(path), f"byte {error.start} is not UTF-8") from None
    return read_trust(text, str(path))


def read(path: str | Path) -> bytes:
    """Return a file's bytes; raises `Unreadable`."""
    try:
        data = contents(path)
    except OSError as error:
        raise problems.Unreadable(str(path), error.strerror or str(error)) from None
    if data is None:
        raise problems.Unreadable(str(path), "a device that does not end")
    return data
