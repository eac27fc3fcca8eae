"""Signing keys of the command line: which to use, and the passphrases of those that have one."""

import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from flowc.cli.errors.keys import MissingKey
from flowc.cli.session import Session, shown
from flowc.seal.sign import SigningKey, read_signing_key

PASSPHRASE = "FLOWC_KEY_PASSPHRASE"  # noqa: S105 - the name of a variable


def signing_keys(named: Sequence[Path] | None, session: Session) -> list[SigningKey]:
    """Return the keys that were named, or the one of `$FLOWC_KEY`; report F006 if there is none."""
    paths = named or ([Path(os.environ["FLOWC_KEY"])] if os.environ.get("FLOWC_KEY") else [])
    if not paths:
        raise session.report.fail(MissingKey())
    return [_signing_key(path, session) for path in paths]


def _signing_key(path: Path, session: Session) -> SigningKey:
    pem = session.read(path)
    passphrase = os.environ.get(PASSPHRASE, "")
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    if b"ENCRYPTED" in pem and not passphrase and at_terminal:
        passphrase = getpass.getpass(f"passphrase of {shown(path)}: ")
    return read_signing_key(pem, shown(path), passphrase)
