"""What an archive holds of its package: the graph that was compiled, and the components in it.

Law: compiling them again, cut as the graph says, gives the archive's plan and component.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from flowc.ir import document
from flowc.ir.document import Document
from flowc.ir.walk import calls_in
from flowc.produce import sections
from flowc.recut.errors import ForeignGraph, LacksComponent, LacksGraph
from flowc.text.decode import decode
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile
from flowrt.verify import VerifiedArchive


@dataclass(frozen=True, slots=True)
class Opened:
    """A package taken out of an archive; `source` is the text of its graph."""

    source: SourceFile
    document: Document
    binaries: Mapping[str, bytes]


def opened(verified: VerifiedArchive, name: str, report: Report) -> Opened:
    """Return the package in an archive called `name`; reports F530 to F532 and stops."""
    text = verified.document("graph")
    if text is None:
        raise report.fail(LacksGraph(name))
    own = Report()
    try:
        source = decode(f"{name}!graph", text, own)
        kept = document.read(source, own)
    except Stopped:
        maker = verified.header.manifest.compiler
        error = ForeignGraph(name, _first(own), f"{maker.name} {maker.version}")
        raise report.fail(error) from None
    return Opened(source, kept, _binaries(verified, kept, name, report))


def _first(report: Report) -> str:
    return next(f"{one.title}: {one.label}" for one in report.diagnostics)


def _binaries(
    verified: VerifiedArchive, kept: Document, name: str, report: Report
) -> dict[str, bytes]:
    """Return the components by alias, each found by its digest among those that were fused."""
    component = verified.portable("").code
    inside = {
        sha256(component[start:end]).hexdigest(): component[start:end]
        for kind, start, end in sections.walk(component)
        if kind == sections.COMPONENT
    }
    found = {}
    for alias in calls_in(kept.graph):
        if kept.graph.components[alias].service:
            continue
        digest = kept.binaries.get(alias, "")
        if digest not in inside:
            raise report.fail(LacksComponent(name, alias, digest))
        found[alias] = inside[digest]
    return found
