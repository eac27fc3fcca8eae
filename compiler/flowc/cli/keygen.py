"""`flowc keygen`: makes a signing key, and adds it to a trust file if asked to."""

import argparse
import os
from contextlib import nullcontext
from pathlib import Path

from flowc.cli.keys import PASSPHRASE
from flowc.cli.session import Session, say, shown
from flowc.seal.files import alone, write_file
from flowc.seal.sign import SigningKey, generate, write_key_pair
from flowc.seal.trust_edits import with_publisher
from flowrt.trust.policy import Publisher


def keygen(args: argparse.Namespace, session: Session) -> int:
    """Make a key pair; with `--trust`, add its public half to a trust file."""
    with alone(args.trust) if args.trust else nullcontext():
        return _made(args, session)


def _made(args: argparse.Namespace, session: Session) -> int:
    key = generate()
    trust = _extended(args, key, session) if args.trust else ""
    passphrase = os.environ.get(PASSPHRASE, "")
    public = write_key_pair(key, args.path, passphrase)
    if args.trust:
        _trust(args.trust, trust, (args.path, public))
    say(f"wrote {shown(args.path)} and {shown(public)}")
    if not passphrase:
        say(f"the private key is not encrypted; set {PASSPHRASE} to encrypt it")
    if args.trust:
        say(f"{shown(args.trust)} now trusts `{args.name}` for `{args.packages}`")
    return 0


def _trust(path: Path, text: str, keys: tuple[Path, ...]) -> None:
    """Write a trust file; where that fails, the keys that it was to trust are gone again."""
    try:
        write_file(path, text.encode())
    except BaseException:
        for one in keys:
            one.unlink()
        raise


def _extended(args: argparse.Namespace, key: SigningKey, session: Session) -> str:
    """Return the trust file's text with one publisher more; what stood in it stays as it is."""
    known = session.source(args.trust).text if args.trust.exists() else ""
    publisher = Publisher(args.name, (key.public,), (args.packages,))
    return with_publisher(known, publisher, shown(args.trust))
