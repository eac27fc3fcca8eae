"""Archives made again: from the graph and components in one, or from its sources.

What was asked of the build comes from the archive, code for other machines than this one too; it is
for `flowc.rebuild` to say what of it all was compared.
"""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from flowc.cli.beside import beside
from flowc.cli.compiling import compile_afresh
from flowc.cli.errors.builds import NotCompilable
from flowc.cli.paths import named
from flowc.cli.session import Session, home_of, shown
from flowc.origin import Request, Whole, read_request, whole
from flowc.pipeline import compile_flow, compile_graph
from flowc.rebuild import natives_elsewhere, targets
from flowc.recut import opened
from flowrt.archive.format import Engine
from flowrt.engine import engine
from flowrt.rights.limits import Limits, Setup
from flowrt.target import this_target
from flowrt.verify import Native, VerifiedArchive


def of_graph(args: argparse.Namespace, session: Session, verified: VerifiedArchive) -> Whole:
    """Return all that the archive's own graph and components give; its drawing is kept."""
    one = opened(verified, shown(args.archive), session.report)
    session.sources[one.source.path] = one.source
    compiled = compile_graph(one.document, one.binaries, session.report)
    compiled = replace(compiled, drawing=verified.document("drawing") or b"")
    code = {
        **natives_elsewhere(verified, this_target()),
        **natives(session, verified, verified.portable("").code),
    }
    request = _request(verified, "")
    inputs = verified.header.manifest.inputs
    return whole(compiled, code, host(verified), request, inputs)


def _request(verified: VerifiedArchive, source: str) -> Request:
    """Return what was asked of the build, as far as the archive says."""
    manifest = verified.header.manifest
    asked = read_request(verified.document("provenance") or b"", manifest)
    times = manifest.build, manifest.created, manifest.not_after
    return asked or Request(source, (), *times, Limits.of(manifest.limits))


def of_sources(args: argparse.Namespace, session: Session, verified: VerifiedArchive) -> Whole:
    """Return all that the sources give, asked for as the archive says it was."""
    request = _request(verified, named(Path(args.source.name)))
    source = session.source(args.source)
    load, home = beside(args.source), home_of(args.source)
    compiled = compile_flow(source, load, session.report, home, request.cut)
    code = {
        **natives_elsewhere(verified, this_target()),
        **natives(session, verified, compiled.component),
    }
    return whole(compiled, code, host(verified), request)


def natives(session: Session, verified: VerifiedArchive, component: bytes) -> Mapping[str, Native]:
    """Return a component's code for this machine, if the archive has some."""
    if this_target() not in targets(verified):
        return {}
    try:
        return {this_target(): compile_afresh(component, _setup(verified)).native}
    except engine.EngineError as error:
        raise session.report.fail(NotCompilable(str(error))) from None


def _setup(verified: VerifiedArchive) -> Setup:
    """Return what the archive's limits ask of the engine."""
    return Limits.of(verified.header.manifest.limits).setup


def host(verified: VerifiedArchive) -> Engine:
    """Return the engine that code is made with here, set up for the archive's limits."""
    return engine.host(_setup(verified)).engine
