"""`flowc inspect` and `flowc verify`: the stub's own commands, so that both say the same."""

import argparse

from flowc.cli.session import Session
from flowrt.__main__ import main


def inspect(args: argparse.Namespace, _session: Session) -> int:
    """Show what an archive holds."""
    return main(["inspect", *args.rest])


def verify(args: argparse.Namespace, _session: Session) -> int:
    """Check an archive against a trust file."""
    return main(["verify", *args.rest])
