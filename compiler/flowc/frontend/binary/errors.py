"""What a reader of component binaries raises.

The checker turns these into diagnostics; nothing else leaves the reader on any input.
"""

from dataclasses import dataclass

SHOWN = 60


@dataclass(eq=False)
class BadComponent(Exception):
    """The bytes are not a component that flowc can read.

    `offset` counts bytes from the start of the file; `help` says what to do, and may be empty.
    """

    offset: int
    expected: str
    found: str
    help: str = ""

    def __str__(self) -> str:
        text = f"at byte {self.offset}: expected {self.expected}, found {self.found}"
        return f"{text} ({self.help})" if self.help else text


class NotAComponent(BadComponent):
    """The bytes are something else: a core module, a text, another version of the format."""


def shown(text: str) -> str:
    """Return `text` quoted for a message, cut where it is long."""
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")
