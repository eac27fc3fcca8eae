"""`flowc build`: compiles a flow and seals it, or stops after a stage and writes what there is."""

import argparse
import os
import sys
import time
from pathlib import Path

from flowc.cli.errors import BadEpoch
from flowc.cli.keys import signing_keys
from flowc.cli.session import Session, beside, home_of, say, shown
from flowc.frontend.checked import check_flow
from flowc.ir import text
from flowc.native import compile_native, user_store
from flowc.pipeline import Compiled, compile_flow, cut, lower_flow
from flowc.seal import describe, write
from flowrt import engine
from flowrt.target import this_target


def build(args: argparse.Namespace, session: Session) -> int:
    """Compile, seal, write; or stop after the stage that `--until` names."""
    source = session.source(args.source)
    load, home = beside(args.source), home_of(args.source)
    started = time.monotonic()
    if args.until == "ir":
        graph = lower_flow(check_flow(source, load, session.report, home))
        suffix, data = ".ir", text(graph).encode()
    elif args.until == "segments":
        graph = lower_flow(check_flow(source, load, session.report, home))
        suffix, data = ".ir", text(cut(graph, args.cut, session.report).graph).encode()
    else:
        compiled = compile_flow(source, load, session.report, home, args.cut)
        suffix, data = ".wasm", compiled.component
        if args.until is None:
            suffix, data = ".flowpack", _seal(compiled, args, session)
    if args.print:
        sys.stdout.buffer.write(data)
        return 0
    output = args.output or Path("dist") / f"{args.source.stem}{suffix}"
    session.write(output, data)
    seconds = time.monotonic() - started
    say(f"wrote {shown(output)} ({len(data):,} bytes) in {seconds:.1f} s")
    return 0


def _seal(compiled: Compiled, args: argparse.Namespace, session: Session) -> bytes:
    keys = signing_keys(args.key, session)
    created = _created(session)
    natives = {}
    if not args.portable:
        say(f"compiling native code for {this_target()}")
        kept = user_store(b"".join(key.derived("flowc native code") for key in keys))
        natives[this_target()] = compile_native(compiled.component, kept).native
    name = engine.host().engine
    manifest = describe(
        compiled.plan,
        compiled.inputs,
        name,
        capabilities=compiled.capabilities,
        build=args.build,
        created=created,
        not_after=args.not_after,
    )
    return write(compiled.plan, compiled.component, natives, manifest, keys).data


def _created(session: Session) -> int | None:
    """Return the time that the archive names: `$SOURCE_DATE_EPOCH`, or none."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch and not epoch.isdecimal():
        raise session.report.fail(BadEpoch(epoch))
    return int(epoch) if epoch else None
