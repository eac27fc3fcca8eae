"""`flowc inspect` and `flowc verify`: the stub's own commands, so that both say the same."""

import argparse
from collections.abc import Callable

from flowc.cli.session import Session
from flowrt.__main__ import main as stub_main


def delegate(command: str) -> Callable[[argparse.Namespace, Session], int]:
    """Return what hands a command's arguments to the stub."""

    def run(args: argparse.Namespace, _session: Session) -> int:
        return stub_main([command, *args.rest])

    return run
