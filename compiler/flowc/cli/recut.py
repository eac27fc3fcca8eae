"""`flowc recut`: makes of an archive another one that is cut otherwise, and signs it.

No sources are needed: the archive, which is verified first, holds the graph that it was made from
and the components inside. What comes out is what a build with these cuts gives, but for signatures
and for the provenance, which names the archive.
"""

import argparse
import time
from dataclasses import replace

from flowc.cli.epoch import created
from flowc.cli.keys import signing_keys
from flowc.cli.rebuild import verified_archive
from flowc.cli.sealing import sealed
from flowc.cli.session import Session, say, shown
from flowc.origin import Request, read_request
from flowc.pipeline import compile_graph
from flowc.recut import opened, with_cuts
from flowrt.rights.limits import Limits
from flowrt.verify import VerifiedArchive


def recut(args: argparse.Namespace, session: Session) -> int:
    """Verify, take apart, compile, seal, write."""
    started = time.monotonic()
    verified = verified_archive(args.archive, args.trust)
    keys = signing_keys(args.key, session)
    one = opened(verified, shown(args.archive), session.report)
    session.sources[one.source.path] = one.source
    cuts = with_cuts(one.document.cuts, args.cut, args.uncut, session.report)
    compiled = compile_graph(replace(one.document, cuts=cuts), one.binaries, session.report)
    compiled = replace(compiled, drawing=verified.document("drawing") or b"")
    request = _request(args, session, verified, cuts)
    inputs = verified.header.manifest.inputs
    data = sealed(session, compiled, request, keys, portable=args.portable, inputs=inputs)
    session.write(args.output, data)
    seconds = time.monotonic() - started
    say(f"cut apart: {', '.join(cuts) or 'nothing by name'}")
    say(f"wrote {shown(args.output)} ({len(data):,} bytes) in {seconds:.1f} s")
    return 0


def _request(
    args: argparse.Namespace, session: Session, verified: VerifiedArchive, cuts: tuple[str, ...]
) -> Request:
    """Return what the new archive says that was asked: what the old one says, unless told."""
    manifest = verified.header.manifest
    asked = read_request(verified.document("provenance") or b"", manifest)
    return Request(
        "" if asked is None else asked.source,
        cuts,
        manifest.build if args.build is None else args.build,
        created(session),
        manifest.not_after if args.not_after is None else args.not_after,
        Limits.of(manifest.limits),
        f"sha256:{verified.digest}",
    )
