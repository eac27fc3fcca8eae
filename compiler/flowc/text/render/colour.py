"""Colours of the terminal rendering: what gets which, and whether there are any.

Meaning never rests on colour: without its escapes, coloured output is the plain output.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

Style: TypeAlias = Literal["plain", "strong", "error", "warning", "gutter", "help"]

RESET = "\x1b[0m"
START: Mapping[Style, str] = {
    "plain": "",
    "strong": "\x1b[1m",
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "gutter": "\x1b[1;34m",
    "help": "\x1b[1;32m",
}


def wants_colour(environ: Mapping[str, str], *, isatty: bool) -> bool:
    """Say whether to colour: not under `NO_COLOR`, else under `FORCE_COLOR` or on a terminal.

    As on no-color.org, an empty variable counts as absent; a `dumb` terminal has no colours.
    """
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return isatty and environ.get("TERM") != "dumb"


def paint(style: Style, text: str, *, colour: bool) -> str:
    """Return `text` in `style`, as it is without colour."""
    return f"{START[style]}{text}{RESET}" if colour and text and START[style] else text
