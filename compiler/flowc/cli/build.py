"""`flowc build`: compiles a flow and seals it, or stops after a stage and writes what there is."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from pathlib import Path

from flowc.cli.compiling import compile_here
from flowc.cli.emit import FORMS, of_stage
from flowc.cli.epoch import created
from flowc.cli.errors.builds import NotCompilable, NowhereToWrite
from flowc.cli.errors.programs import NotCompressed, NotThin
from flowc.cli.keys import signing_keys
from flowc.cli.ledger.book import Book
from flowc.cli.ledger.text import text
from flowc.cli.out import give
from flowc.cli.paths import named
from flowc.cli.session import Session, home_of, say, shown
from flowc.cli.stages import Reached, Watch
from flowc.frontend.format import format_source
from flowc.native import Made
from flowc.origin import Request, whole
from flowc.pipeline import Compiled, compile_flow
from flowc.seal import write
from flowc.seal.sign import SigningKey
from flowrt.engine import engine
from flowrt.rights.limits import Limits, Setup
from flowrt.target import this_target

EXE, WEB = "exe", "web"
SUFFIXES = {"archive": ".flowpack", EXE: "", WEB: ".flowpack"}
PARSE, NATIVE = "parse", "native"
"""Stages that `compile_flow` does not have."""


def build(args: argparse.Namespace, session: Session) -> int:
    """Compile, seal, write; or stop after a stage, or write the forms that were asked for."""
    started, watch = time.monotonic(), Watch(args.until or "")
    if args.compress and not _is_program_of_linux(args.target):
        raise session.report.fail(NotCompressed(args.target))
    if args.thin and (args.compress or not args.target.startswith(EXE)):
        raise session.report.fail(NotThin(args.target, args.compress))
    source = session.source(args.source)
    if args.until == PARSE:
        made = format_source(source, session.report).encode()
        return _put(args, session, ".flow", made, started)
    load, home = session.beside(args.source), home_of(args.source)
    try:
        compiled = compile_flow(source, load, session.report, home, args.cut, watch)
    except Reached as reached:
        return _put(args, session, *of_stage(reached.value), started)
    if args.emit:
        return _emit(args, session, watch, compiled)
    return _finish(args, session, watch, compiled, started)


def _put(
    args: argparse.Namespace, session: Session, suffix: str, data: bytes, started: float
) -> int:
    """Write what a stage gave, where that can be written."""
    if not data:
        session.done = f"stopped after `{args.until}`, which writes nothing"
    elif args.print:
        give(data)
    else:
        output = args.output or Path("dist") / f"{args.source.stem}{suffix}"
        session.write(output, data, 0o755 if args.target.startswith(EXE) and not suffix else 0o644)
        seconds = time.monotonic() - started
        say(f"wrote {shown(output)} ({len(data):,} bytes) in {seconds:.1f} s")
    return 0


def _emit(args: argparse.Namespace, session: Session, watch: Watch, compiled: Compiled) -> int:
    """Write each form: to stdout, to a file if there is one form, or into a folder."""
    forms = tuple(dict.fromkeys(one for some in args.emit for one in some))
    if args.output is None and len(forms) > 1 and "wasm" in forms:
        raise session.report.fail(NowhereToWrite(forms))
    for form in forms:
        suffix, make = FORMS[form]
        data = make(watch.values, compiled.plan)
        if args.output is None:
            give(data)
        else:
            alone = len(forms) == 1
            path = args.output if alone else args.output / f"{args.source.stem}{suffix}"
            session.write(path, data)
            say(f"wrote {shown(path)} ({len(data):,} bytes)")
    return 0


def _finish(
    args: argparse.Namespace, session: Session, watch: Watch, compiled: Compiled, started: float
) -> int:
    """Compile native code, seal and write; or stop after the code."""
    may_lack_key = args.until == NATIVE and not args.key and not os.environ.get("FLOWC_KEY")
    keys = [] if may_lack_key else signing_keys(args.key, session)
    kind = args.target.partition(":")[0]
    is_portable = args.portable or not is_for_here(args.target)
    made = None if is_portable else _compiled(session, compiled, keys, _limits(args).setup)
    watch.mark(NATIVE)
    data, sealed = b"", 0
    if args.until != NATIVE:
        data = _sealed(args, session, compiled, made, keys)
        watch.mark("seal")
    if data and kind == EXE:
        from flowc.cli.bundled import bundled  # noqa: PLC0415 - most builds make archives

        sealed, data = len(data), bundled(args, session, compiled, data, keys)
    if data and args.target == WEB:
        _web(args, session, compiled, data, started)
    else:
        _put(args, session, SUFFIXES[kind] if data else "", data, started)
    watch.mark("write")
    if args.report is not None:
        book = watch.book(shown(args.source), made, sealed or len(data))
        _report(args, session, replace(book, executable=weights_of(data) if sealed else ()))
    return 0


def weights_of(program: bytes) -> tuple[tuple[str, int], ...]:
    """Return what an executable is made of."""
    from flowc.bundle import weights  # noqa: PLC0415 - most builds make archives

    return weights(program)


def is_for_here(target: str) -> bool:
    """Return whether what is built runs on machines such as this one."""
    _, _, machine = target.partition(":")
    return target != WEB and machine in ("", this_target())


def _is_program_of_linux(target: str) -> bool:
    kind, _, machine = target.partition(":")
    return kind == EXE and (machine or this_target()).endswith("-linux")


def _web(
    args: argparse.Namespace, session: Session, compiled: Compiled, archive: bytes, started: float
) -> None:
    """Write what a page or Node needs into a folder."""
    from flowc import web  # noqa: PLC0415 - most builds make archives

    stem, folder = args.source.stem, args.output or Path("dist")
    plan, component = compiled.plan, compiled.component
    made = web.files(plan, component, archive, stem, compiled.drawing, _limits(args))
    for name, data in made.items():
        session.write(folder / name, data)
        say(f"wrote {shown(folder / name)} ({len(data):,} bytes)")
    if waiting := ", ".join(f"`{one.name}`" for one in plan.entries if one.waits):
        say(f"flows that wait are called by name, and not through component(): {waiting}")
    session.done = f"built for the web in {time.monotonic() - started:.1f} s"


def _compiled(
    session: Session, compiled: Compiled, keys: Sequence[SigningKey], setup: Setup
) -> Made:
    try:
        return compile_here(compiled.component, keys, setup)
    except engine.EngineError as error:
        raise session.report.fail(NotCompilable(str(error))) from None


def _report(args: argparse.Namespace, session: Session, book: Book) -> None:
    """Tell people on stderr where time and bytes went; the page goes to its file."""
    print(text(book), end="", file=sys.stderr)
    if args.report:
        from flowc.cli.ledger.page import page  # noqa: PLC0415 - jinja2 takes time to import

        session.write(args.report, page(book).encode())
        say(f"wrote {shown(args.report)}")


def _sealed(
    args: argparse.Namespace,
    session: Session,
    compiled: Compiled,
    made: Made | None,
    keys: Sequence[SigningKey],
) -> bytes:
    request = Request(
        named(Path(args.source.name)),
        tuple(args.cut),
        args.build,
        created(session),
        args.not_after,
        _limits(args),
    )
    natives = {} if made is None else {this_target(): made.native}
    one = whole(compiled, natives, engine.host(request.limits.setup).engine, request)
    return write(
        one.plan, one.component, one.natives, one.manifest, keys, documents=one.documents
    ).data


def _limits(args: argparse.Namespace) -> Limits:
    """Return the limits that the archive is to have."""
    given: list[Limits] = args.limit
    return reduce(Limits.narrowed, given, Limits())
