"""The options by which `run`, `verify` and `inspect` take an archive: `--digest` and its like."""

from __future__ import annotations

from flowrt.archive.names import is_marked_digest
from flowrt.archive.strict import LARGEST
from flowrt.cli.options import Option, Usage, Words, said
from flowrt.load import Terms
from flowrt.trust.policy import Demands

OPTIONS = (
    Option("trust", "FILE", "who may publish which packages; without it, $FLOWRT_TRUST"),
    Option("state", "FILE", "remembers accepted builds, refuses older ones; or $FLOWRT_STATE"),
    Option("min-build", "N", "refuse a build below this one"),
    Option("digest", "sha256:HEX", "refuse any archive but this one"),
)


def trust_of(words: Words) -> str | None:
    """Return the trust file that was named."""
    return said(words.options, "trust")


def terms_of(words: Words, *, remembers: bool) -> Terms:
    """Return what the options demand; raises `Usage`."""
    demands = Demands(_digests(words), _min_build(words))
    return Terms(demands, said(words.options, "state"), remembers)


def _digests(words: Words) -> tuple[str, ...]:
    text = words.options.get("digest")
    if text is None:
        return ()
    if not is_marked_digest(text):
        raise Usage(f"--digest {text}", "give sha256: and 64 hexadecimal digits")
    return (text.removeprefix("sha256:"),)


def _min_build(words: Words) -> int:
    text = words.options.get("min-build", "0")
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))
    if not (is_number and int(text) <= LARGEST):
        raise Usage(f"--min-build {text}", f"give a whole number from 0 to {LARGEST}")
    return int(text)
