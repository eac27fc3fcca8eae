"""`flowc build --target exe`: for which machine, and where its engine comes from."""

import argparse
import zipfile
from collections.abc import Sequence
from pathlib import Path

from flowc import bundle
from flowc.cli.errors.programs import BadEngine, NoExecutable
from flowc.cli.session import Session, say, shown
from flowc.seal.sign import SigningKey
from flowrt.engine.engine import ENGINE_NAME, ENGINE_VERSION
from flowrt.engine.target import this_target
from flowrt.plan.plan import Plan


def bundled(
    args: argparse.Namespace,
    session: Session,
    plan: Plan,
    archive: bytes,
    keys: Sequence[SigningKey],
) -> bytes:
    """Return the executable of an archive, which trusts the keys that it was signed with."""
    if plan.services:
        raise session.report.fail(NoExecutable("its flows ask services"))
    machine = args.target.partition(":")[2] or this_target()
    if machine not in bundle.TARGETS:
        raise session.report.fail(NoExecutable(f"there is no launcher for {machine}"))
    engine = _engine(args.engine, machine, session)
    public = [key.public for key in keys]
    program = bundle.executable(archive, plan.package, public, engine, machine)
    if not args.compress:
        return program
    say("compressing")
    return bundle.packed(program, machine)


def _engine(wheel: Path | None, machine: str, session: Session) -> bytes:
    if wheel is not None:
        return _of_wheel(wheel, machine, session)
    if machine == this_target():
        return bundle.installed()
    raise session.report.fail(BadEngine("", machine, "an engine for it has to be given"))


def _of_wheel(path: Path, machine: str, session: Session) -> bytes:
    """Return the library in a wheel of the engine that flowc has, and of no other version."""
    architecture, _, system = machine.partition("-")
    library = f"{ENGINE_NAME}/{system}-{architecture}/_lib{ENGINE_NAME}.so"
    try:
        with zipfile.ZipFile(path) as wheel:
            names = set(wheel.namelist())
            if f"{ENGINE_NAME}-{ENGINE_VERSION}.dist-info/METADATA" not in names:
                reason = f"it is no wheel of {ENGINE_NAME} {ENGINE_VERSION}"
            elif library not in names:
                reason = f"it has no {library}"
            else:
                return wheel.read(library)
    except (OSError, zipfile.BadZipFile) as error:
        reason = getattr(error, "strerror", None) or str(error)
    raise session.report.fail(BadEngine(shown(path), machine, reason))
