"""The options by which commands take an archive (`--digest` and its like), and run what is in it.

`OPTIONS` are what `run`, `serve`, `verify` and `inspect` share, `RIGHTS` what the first two do.
"""

import os

from flowrt.cli.options import Option, Usage, Words
from flowrt.load import Terms
from flowrt.policy import Demands
from flowrt.trust import DIGEST

OPTIONS = (
    Option("trust", "FILE", "who may publish which packages; without it, $FLOWRT_TRUST"),
    Option("state", "FILE", "remembers accepted builds, refuses older ones; or $FLOWRT_STATE"),
    Option("min-build", "N", "refuse a build below this one"),
    Option("digest", "sha256:HEX", "refuse any archive but this one"),
)
RIGHTS = (
    Option(
        "allow",
        "WHAT",
        "what the archive may touch: clock, env:NAME, files:FOLDER=read, all; may be repeated",
        repeats=True,
    ),
    Option("deny", "WHAT", "what it may never touch, whatever is allowed", repeats=True),
    Option("rules", "FILE", "what packages may do here; without it, $FLOWRT_RULES"),
    Option(
        "bind",
        "NAME=ARCHIVE",
        "the archive whose flows answer for a service that the flow calls",
        repeats=True,
    ),
    Option("folder", "NAME=PATH", "where a folder lies that the archive names", repeats=True),
    Option(
        "big-integers",
        "number|string",
        "how integers of 64 bits are written: as numbers, or as strings of digits",
        ("number", "string"),
    ),
)


def trust_of(words: Words) -> str | None:
    """Return the trust file that was named."""
    return words.options.get("trust") or os.environ.get("FLOWRT_TRUST")


def terms_of(words: Words, *, remembers: bool) -> Terms:
    """Return what the options demand; raises `Usage`."""
    state = words.options.get("state") or os.environ.get("FLOWRT_STATE")
    return Terms(Demands(_digests(words), _min_build(words)), state, remembers)


def _digests(words: Words) -> tuple[str, ...]:
    text = words.options.get("digest")
    if text is None:
        return ()
    if not DIGEST.fullmatch(text):
        raise Usage(f"--digest {text}", "give sha256: and 64 hexadecimal digits")
    return (text.removeprefix("sha256:"),)


def _min_build(words: Words) -> int:
    text = words.options.get("min-build", "0")
    if not (text.isascii() and text.isdecimal()):
        raise Usage(f"--min-build {text}", "give a whole number from 0 up")
    return int(text)
