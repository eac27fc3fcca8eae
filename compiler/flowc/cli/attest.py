"""`flowc attest`: writes an archive's provenance as an envelope that other tools verify."""

import argparse

from flowc.cli.keys import signing_keys
from flowc.cli.out import give
from flowc.cli.session import Session, say, shown
from flowc.seal.attest import attest as envelope


def attest(args: argparse.Namespace, session: Session) -> int:
    """Sign the provenance of an archive with keys that signed the archive."""
    data = session.read(args.archive)
    made = envelope(data, signing_keys(args.key, session), shown(args.archive))
    if args.output is None:
        give(made)
    else:
        session.write(args.output, made)
        say(f"wrote {shown(args.output)} ({len(made):,} bytes)")
    return 0
