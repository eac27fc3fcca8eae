"""What changed between two verified archives, and whom that breaks.

`difference` gives every change that can be told from their plans, headers and documents, those
that break most first. What it is judged by stands in decision 21.
"""

from flowc.diff import around, flows, graphs, inside
from flowc.diff.changes import LEVELS, Change, Kind, Level
from flowrt.verify import VerifiedArchive

__all__ = ["LEVELS", "Change", "Kind", "Level", "difference"]


def difference(old: VerifiedArchive, new: VerifiedArchive) -> tuple[Change, ...]:
    """Return all changes from one archive to another, by whom they break."""
    one, other = old.header.manifest, new.header.manifest
    found = [
        *_package(old, new),
        *flows.flows(old.plan, new.plan),
        *graphs.graphs(old, new),
        *around.capabilities(one, other),
        *around.services(old.plan, new.plan),
        *around.limits(one, other),
        *inside.inputs(old, new),
        *around.code(old.header, new.header),
        *around.vouched(old, new),
        *around.made(one, other),
    ]
    return tuple(sorted(found, key=lambda change: LEVELS.index(change.level)))


def _package(old: VerifiedArchive, new: VerifiedArchive) -> list[Change]:
    """Say if they are no two states of one package: whoever is trusted for one need not be."""
    names = old.header.manifest.package, new.header.manifest.package
    if names[0] == names[1]:
        return []
    return [Change("breaking", "package", names[1], "it is another package", *names)]
