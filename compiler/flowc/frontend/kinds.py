"""What kinds of things a flow may touch outside."""

from typing import Final, Literal, TypeAlias, get_args

Kind: TypeAlias = Literal["http", "sockets", "files", "clock", "random", "env", "stdio"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""In the order in which they are written."""
