"""`flowc lsp`: the language server, whose library is an extra of its own."""

import argparse
import sys
from importlib import import_module
from importlib.util import find_spec

from flowc.cli.errors.builds import MissingExtra
from flowc.cli.errors.streams import SystemRefused
from flowc.cli.session import Session


def lsp(_args: argparse.Namespace, session: Session) -> int:
    """Serve an editor over stdin and stdout; stop with F012 where pygls is not installed."""
    if find_spec("pygls") is None:
        raise session.report.fail(MissingExtra("lsp", "pygls"))
    if sys.stdin is None or sys.stdout is None:
        which = "stdin" if sys.stdin is None else "stdout"
        raise session.report.fail(SystemRefused(which, "it is closed"))
    import_module("flowc.lsp.wiring").serve()
    return 0
