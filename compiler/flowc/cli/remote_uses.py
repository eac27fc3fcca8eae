"""Which components of registries a flow uses, directly or through packages; nothing is fetched.

Local components need not be there yet. A source that cannot be read stops, as it may hide uses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flowc.cli.beside import Beside, beside
from flowc.cli.session import Session, home_of, shown
from flowc.frontend import errors, parse
from flowc.frontend.packages import load_program
from flowc.frontend.reference import is_remote
from flowc.frontend.remotes import Unavailable
from flowc.lock import Lock, Remotes
from flowc.text.report import Report, Stopped
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class RemoteUses:
    """The remote paths that a flow uses, by alias behind the prefix of its package.

    `spans` has a place where each path is used.
    """

    source: Path
    remotes: Remotes
    names: Mapping[str, str]
    spans: Mapping[str, Span]

    def lock(self) -> Lock:
        """Return the flow's lock, an empty one where there is none; stops where it is broken."""
        try:
            return self.remotes.read() or Lock()
        except Unavailable as unavailable:
            nowhere = Span(shown(self.source), 0, 0)
            raise self.stopped(unavailable, next(iter(self.spans.values()), nowhere)) from None

    def stopped(self, unavailable: Unavailable, span: Span) -> Stopped:
        """Return what to raise for what a loader says of a place."""
        said = unavailable.said_at(span)
        report = Report()
        report.extend(() if said is None else (said,))
        return Stopped(report)


def remote_uses(path: Path, session: Session) -> RemoteUses:
    """Return the remote uses of a flow; stops where a source cannot be read."""
    source = session.source(path)
    flow = parse.parse(source, session.report)
    own, load = Report(), beside(path)
    program = load_program(flow, source, _blind(load), own, home_of(path))
    absent = (errors.UnreadableUse, errors.BrokenUse)
    session.report.extend(one for one in own.diagnostics if not isinstance(one, absent))
    session.report.stop_if_errors()
    names = {alias: label for alias, label in program.paths.items() if is_remote(label)}
    spans = {
        use.path: use.path_span
        for member in program.members
        for use in (() if member.flow is None else member.flow.uses)
        if use.is_remote
    }
    return RemoteUses(path, load.remotes, names, spans)


class _blind:  # noqa: N801 - it stands for a function
    """Loads what a flow uses, but nothing remote."""

    def __init__(self, load: Beside) -> None:
        self.load = load

    def __call__(self, path: str) -> bytes:
        """Return the bytes of a file."""
        if is_remote(path):
            raise Unavailable(lambda _: None)
        return self.load(path)
