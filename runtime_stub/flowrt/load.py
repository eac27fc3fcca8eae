"""Files to a `VerifiedArchive`: the stub's reading of archive, trust file and clock.

The archive is read whole and once, so that what is verified is what runs. Raises `Unreadable`,
`NoTrust` or another `Refused`.
"""

import time
from pathlib import Path

from flowrt.archive import open_archive
from flowrt.errors import NoTrust, Refused, Unreadable
from flowrt.trust import Trust, read_trust
from flowrt.verify import VerifiedArchive, verify


def load(path: str | Path, trust: "str | Path | Trust | None") -> VerifiedArchive:
    """Return the archive in a file, verified now under a trust or the trust file at a path."""
    if trust is None:
        raise NoTrust("", expected="a trust file", found="none")
    known = trust if isinstance(trust, Trust) else load_trust(trust)
    data = read(path)
    try:
        return verify(open_archive(data), known, int(time.time()))
    except Refused as refusal:
        refusal.place = "!".join(part for part in (str(path), refusal.place) if part)
        raise


def load_trust(path: str | Path) -> Trust:
    """Return the trust in a file."""
    try:
        text = read(path).decode()
    except UnicodeDecodeError as error:
        raise Unreadable(str(path), f"byte {error.start} is not UTF-8") from None
    return read_trust(text, str(path))


def read(path: str | Path) -> bytes:
    """Return a file's bytes; raises `Unreadable`."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Unreadable(str(path), error.strerror or str(error)) from None
