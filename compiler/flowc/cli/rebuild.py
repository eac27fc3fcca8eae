"""`flowc rebuild --check`: makes an archive again on this machine and says whether it is the same.

The archive is verified first. From its own component follow its code and what it is made of; from
its sources follows everything. Nothing is taken from a cache and nothing is written.
"""

import argparse
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

from flowc import rebuild as again
from flowc.cli.compiling import compile_afresh
from flowc.cli.errors import NotCompilable, NothingCompared, NotRebuildable, NotTheSame
from flowc.cli.session import Session, beside, home_of, say, shown
from flowc.origin import Request, Whole, read_request, whole
from flowc.pipeline import compile_flow
from flowc.rebuild import Checked
from flowrt import engine
from flowrt.limits import Limits, Setup
from flowrt.load import load
from flowrt.report import shown as shown_text
from flowrt.target import this_target
from flowrt.verify import Native, VerifiedArchive


def rebuild(args: argparse.Namespace, session: Session) -> int:
    """Verify, make again, compare; stop with F052 where something differs."""
    verified = verified_archive(args.archive, args.trust)
    host = engine.host(_setup(verified)).engine
    reason = again.unlike(verified, host, sources=args.source is not None)
    if reason:
        raise session.report.fail(NotRebuildable(reason))
    checked = _checked(args, session, verified)
    print(_json(args, verified, checked) if args.json else _text(checked), flush=True)
    if checked.differing:
        raise session.report.fail(NotTheSame(checked.differing))
    manifest = verified.header.manifest
    origin = "its component" if args.source is None else shown(args.source)
    say(f"{manifest.package} {manifest.version} is what {origin} gives")
    return 0


def verified_archive(path: Path, trust: Path | None) -> VerifiedArchive:
    """Return an archive verified now; raises a `Refused`."""
    return load(path, trust or os.environ.get("FLOWRT_TRUST"))


def _checked(args: argparse.Namespace, session: Session, verified: VerifiedArchive) -> Checked:
    here, has = this_target(), again.targets(verified)
    if args.source is not None:
        return again.check_sources(verified, _whole(args, session, verified), here)
    if has and here not in has:
        raise session.report.fail(NothingCompared(has, here))
    component = bytes(verified.contents.view(verified.header.blob("component")))
    return again.check_code(verified, _natives(session, verified, component))


def _whole(args: argparse.Namespace, session: Session, verified: VerifiedArchive) -> Whole:
    """Return all that the sources give, asked for as the archive says it was."""
    manifest = verified.header.manifest
    asked = read_request(verified.document("provenance") or b"", manifest)
    name = args.source.name
    times = manifest.build, manifest.created, manifest.not_after
    request = asked or Request(name, (), *times, Limits.of(manifest.limits))
    source = session.source(args.source)
    load, home = beside(args.source), home_of(args.source)
    compiled = compile_flow(source, load, session.report, home, request.cut)
    natives = {
        **again.natives_elsewhere(verified, this_target()),
        **_natives(session, verified, compiled.component),
    }
    return whole(compiled, natives, engine.host(_setup(verified)).engine, request)


def _natives(session: Session, verified: VerifiedArchive, component: bytes) -> Mapping[str, Native]:
    """Return a component's code for this machine, if the archive has some."""
    if this_target() not in again.targets(verified):
        return {}
    try:
        return {this_target(): compile_afresh(component, _setup(verified)).native}
    except engine.EngineError as error:
        raise session.report.fail(NotCompilable(str(error))) from None


def _setup(verified: VerifiedArchive) -> Setup:
    """Return what the archive's limits ask of the engine."""
    return Limits.of(verified.header.manifest.limits).setup


def _text(checked: Checked) -> str:
    """Return a line for each field that differs and for each blob."""
    rows = [
        (one.field, "differs", f"{_short(one.there)} there, {_short(one.here)} here")
        for one in checked.fields
    ]
    rows += [(one.id, one.outcome, one.why) for one in checked.blobs]
    width = max(len(name) for name, _, _ in rows)
    return "\n".join(
        f"  {name:<{width}}  {outcome}{f': {why}' if why else ''}" for name, outcome, why in rows
    )


def _short(text: str) -> str:
    """Return a field's value, of a digest the beginning."""
    return f"{text[:16]}.." if re.fullmatch("[0-9a-f]{64}", text) else shown_text(text)


def _json(args: argparse.Namespace, verified: VerifiedArchive, checked: Checked) -> str:
    manifest = verified.header.manifest
    return json.dumps(
        {
            "schema": 1,
            "archive": args.archive.as_posix(),
            "digest": f"sha256:{verified.digest}",
            "package": manifest.package,
            "version": manifest.version,
            "from": "component" if args.source is None else args.source.as_posix(),
            "same": not checked.differing,
            "fields": [
                {"field": one.field, "there": one.there, "here": one.here} for one in checked.fields
            ],
            "blobs": [
                {"id": one.id, "kind": one.kind, "outcome": one.outcome, "why": one.why}
                for one in checked.blobs
            ],
        },
        ensure_ascii=False,
    )
