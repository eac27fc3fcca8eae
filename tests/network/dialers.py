"""Archives over the dialer, compiled once, and lines that say what it is to try."""

from tests.network.programs import Program

from flowrt.app import App

TEXT = """package test:network@1.0.0;
use dialer from "dialer.wasm" needs sockets;
export flow dial(script: string) -> string needs sockets { dialer.dial(script) }
"""
DENIED = 1
"""The number of `access-denied`."""


_PROGRAM = Program(TEXT, "dialer")
sealed, dialer = _PROGRAM.sealed, _PROGRAM.opened


def dial(app: App, *lines: str) -> list[str]:
    """Have the dialer do what lines say; return what came of each."""
    return str(app.call("dial", {"script": "\n".join(lines)})).split("\n")
