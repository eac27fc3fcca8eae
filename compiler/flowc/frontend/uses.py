"""The components that a flow uses: their bytes, and their signatures read from these.

Takes the tree and something that can fetch a file by the path that a `use` names. A component
that cannot be had is reported at its `use` and stands as None, so that checking goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from flowc.frontend import signatures
from flowc.frontend.errors.uses import BrokenUse, UnreadableUse
from flowc.frontend.signature import Component
from flowc.frontend.tree import Flow, Use
from flowc.text.report import Report


class Load(Protocol):
    """Fetches what a `use` names; raises OSError where it cannot."""

    def __call__(self, path: str) -> bytes:
        """Return the bytes of the file at `path`, relative to the flow's folder."""


@dataclass(frozen=True, slots=True)
class Uses:
    """By alias, in source order: signatures (None where unreadable), bytes and paths."""

    signatures: Mapping[str, Component | None]
    binaries: Mapping[str, bytes]
    paths: Mapping[str, str]


def load_uses(flow: Flow, load: Load, report: Report) -> Uses:
    """Load every component that a flow uses; what is wrong goes into the report."""
    found: dict[str, Component | None] = {}
    binaries: dict[str, bytes] = {}
    for use in flow.uses:
        data = _fetch(use, load, report)
        found[use.alias.text] = None if data is None else _read(use, data, report)
        if data is not None:
            binaries[use.alias.text] = data
    return Uses(found, binaries, {use.alias.text: use.path for use in flow.uses})


def _fetch(use: Use, load: Load, report: Report) -> bytes | None:
    try:
        return load(use.path)
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        report.add(UnreadableUse(use.path, reason, span=use.path_span))
        return None


def _read(use: Use, data: bytes, report: Report) -> Component | None:
    try:
        return signatures.read(data, use.alias.text, use.path)
    except signatures.BadComponent as bad:
        report.add(
            BrokenUse(use.path, bad.offset, bad.expected, bad.found, bad.help, span=use.path_span)
        )
        return None
