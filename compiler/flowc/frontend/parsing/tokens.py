"""The tokens that the scanner makes and the parser eats: a kind, what it says, where it stands.

Kinds are the terminals of `grammar/flow.lark`, and `$END` after the last one.
"""

from typing import NamedTuple

from flowc.text.span import Span

END = "$END"


class Token(NamedTuple):
    """One token; `text` is without `%` for a name and unescaped for pieces of text and chars."""

    type: str
    text: str
    span: Span
    doc: str = ""
    """The `///` lines right before it."""
