"""`flowc build --target exe`: for which machine, and where its engine comes from."""

import argparse
from collections.abc import Sequence

from flowc import bundle
from flowc.bundle.engines import PINNED
from flowc.cli.engines import engine_for
from flowc.cli.errors.programs import NoExecutable
from flowc.cli.session import Session, say
from flowc.pipeline import Compiled
from flowc.seal.sign import SigningKey
from flowrt.target import this_target


def bundled(
    args: argparse.Namespace,
    session: Session,
    compiled: Compiled,
    archive: bytes,
    keys: Sequence[SigningKey],
) -> bytes:
    """Return the executable of an archive, which trusts the keys that it was signed with."""
    if compiled.plan.services:
        raise session.report.fail(NoExecutable("its flows ask services"))
    machine = args.target.partition(":")[2] or this_target()
    if machine not in bundle.TARGETS:
        raise session.report.fail(NoExecutable(f"there is no launcher for {machine}"))
    public = [key.public for key in keys]
    if args.thin:
        digest = bytes.fromhex(PINNED[machine].library)
        return bundle.thin(archive, compiled.plan.package, public, digest, machine)
    engine = engine_for(machine, args.engine, session)
    program = bundle.executable(archive, compiled.plan.package, public, engine, machine)
    if not args.compress:
        return program
    say("compressing")
    return bundle.packed(program, machine)
