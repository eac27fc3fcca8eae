"""`flowc rebuild --check`: makes an archive again on this machine and says whether it is the same.

The archive is verified first. From the graph and the components in it follows everything but its
drawing; where it has no graph, its code follows from its component; from its sources follows all of
it. Nothing is taken from a cache and nothing is written.
"""

import argparse
import json
import os
import re
from pathlib import Path

from flowc import rebuild as again
from flowc.cli import remaking
from flowc.cli.errors.rebuilds import NothingCompared, NotRebuildable, NotTheSame
from flowc.cli.out import give
from flowc.cli.session import Session, say, shown
from flowc.rebuild import Checked
from flowrt.archive.format import Document
from flowrt.load import load
from flowrt.problems.report import shown as shown_text
from flowrt.target import this_target
from flowrt.verify import VerifiedArchive

NEEDS_SOURCES: tuple[Document, ...] = ("drawing",)
"""What cannot be made from an archive's graph."""


def rebuild(args: argparse.Namespace, session: Session) -> int:
    """Verify, make again, compare; stop with F052 where something differs."""
    verified = verified_archive(args.archive, args.trust)
    reason = again.unlike(verified, remaking.host(verified), sources=args.source is not None)
    if reason:
        raise session.report.fail(NotRebuildable(reason))
    origin, checked = _checked(args, session, verified)
    give((_json(args, verified, origin, checked) if args.json else _text(checked)) + "\n")
    if checked.differing:
        raise session.report.fail(NotTheSame(checked.differing))
    manifest = verified.header.manifest
    named = f"its {origin}" if args.source is None else shown(args.source)
    say(f"{manifest.package} {manifest.version} is what {named} gives")
    return 0


def verified_archive(path: Path, trust: Path | None) -> VerifiedArchive:
    """Return an archive verified now; raises a `Refused`."""
    return load(path, trust or os.environ.get("FLOWRT_TRUST"))


def _checked(
    args: argparse.Namespace, session: Session, verified: VerifiedArchive
) -> tuple[str, Checked]:
    """Return what everything was made from again, and what came of it."""
    here, has, host = this_target(), again.targets(verified), remaking.host(verified)
    if args.source is not None:
        made = remaking.of_sources(args, session, verified)
        return "sources", again.check_whole(verified, made, here)
    if verified.header.document("graph") and not again.unlike(verified, host, sources=True):
        made = remaking.of_graph(args, session, verified)
        return "graph", again.check_whole(verified, made, here, NEEDS_SOURCES)
    if has and here not in has:
        raise session.report.fail(NothingCompared(has, here))
    component = verified.portable("").code
    return "component", again.check_code(verified, remaking.natives(session, verified, component))


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


def _json(
    args: argparse.Namespace, verified: VerifiedArchive, origin: str, checked: Checked
) -> str:
    manifest = verified.header.manifest
    return json.dumps(
        {
            "schema": 1,
            "archive": args.archive.as_posix(),
            "digest": f"sha256:{verified.digest}",
            "package": manifest.package,
            "version": manifest.version,
            "from": origin if args.source is None else args.source.as_posix(),
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
