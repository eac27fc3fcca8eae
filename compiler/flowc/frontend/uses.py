"""What one flow uses: components' bytes and signatures, and what only a `.wit` is there of.

Takes the tree and something that can fetch a file by the path that a `use` names. What cannot be
had is reported at its `use` and stands as None, so that checking goes on. Other packages of flows
are left to `packages`.
"""

import posixpath
from dataclasses import dataclass, field, replace
from typing import Protocol

from flowc.frontend import errors, signatures
from flowc.frontend.remotes import Unavailable, mistake_in
from flowc.frontend.signature import Component
from flowc.frontend.tree import Flow, Use
from flowc.text.decode import decode
from flowc.text.report import Report, Stopped

WIT = ".wit"


class Load(Protocol):
    """Fetches what a `use` names; raises OSError or `Unavailable` where it cannot."""

    def __call__(self, path: str) -> bytes:
        """Return the bytes of the file at `path`, relative to the flow's folder, or remote."""


@dataclass(slots=True)
class Uses:
    """By alias, in source order: signatures (None where unreadable), components' bytes, paths."""

    signatures: dict[str, Component | None] = field(default_factory=dict)
    binaries: dict[str, bytes] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)


def load_uses(flow: Flow, load: Load, report: Report) -> Uses:
    """Load the components of a flow; what is wrong goes into the report."""
    uses = Uses()
    for use in flow.uses:
        if use.is_package:
            continue
        alias = use.alias.text
        uses.paths[alias] = use.path
        if use.interface is not None:
            uses.paths[alias] = use.interface.text
            uses.signatures[alias] = None
            continue
        data = _fetch(use, load, report)
        if data is None:
            uses.signatures[alias] = None
        elif use.path.endswith(WIT) and not use.is_remote:
            path = posixpath.join(posixpath.dirname(flow.file), use.path)
            uses.signatures[alias] = _bound(use, _read_wit(alias, path, data, report))
        else:
            uses.signatures[alias] = _bound(use, _read(use, data, report))
            if not use.service:
                uses.binaries[alias] = data
    return uses


def _bound(use: Use, read: Component | None) -> Component | None:
    """Return a component as it is used: part of what is built, or a service."""
    return replace(read, service=True) if read is not None and use.service else read


def _fetch(use: Use, load: Load, report: Report) -> bytes | None:
    if "\0" in use.path:
        report.add(errors.UnreadableUse(use.path, "no path holds a NUL", span=use.path_span))
        return None
    mistake = mistake_in(use.path, use.path_span) if use.is_remote else None
    if mistake is not None:
        report.add(mistake)
        return None
    try:
        return load(use.path)
    except OSError as error:
        report.add(errors.UnreadableUse(use.path, reason(error), span=use.path_span))
    except Unavailable as unavailable:
        said = unavailable.said_at(use.path_span)
        report.extend(() if said is None else (said,))
    return None


def reason(error: OSError) -> str:
    """Say why a file cannot be read."""
    return (error.strerror or "it cannot be read").lower()


def _read(use: Use, data: bytes, report: Report) -> Component | None:
    try:
        return signatures.read(data, use.alias.text, use.path)
    except signatures.BadComponent as bad:
        report.add(
            errors.BrokenUse(
                use.path, bad.offset, bad.expected, bad.found, bad.help, span=use.path_span
            )
        )
        return None


def _read_wit(alias: str, path: str, data: bytes, report: Report) -> Component | None:
    """Read one `.wit` file as a package of its own; its mistakes do not stop the flow's."""
    from flowc.frontend import wit  # noqa: PLC0415 - most flows use none, and it is large

    own = Report()
    try:
        text = decode(path, data, own).text
        resolved = wit.read({path: text}, own, folder=posixpath.dirname(path), owner=alias)
    except Stopped as stopped:
        report.extend(stopped.report.diagnostics)
        return None
    report.extend(own.diagnostics)
    return resolved.root.component
