"""What each subcommand does: reads files, calls the compiler, writes files, says so."""

import argparse
import getpass
import importlib
import inspect
import os
import pkgutil
import sys
import time
from functools import partial
from pathlib import Path

import flowc
from flowc.cli.errors import BadEpoch, MissingKey
from flowc.cli.session import Session, beside, shown
from flowc.ir import text
from flowc.pipeline import Compiled, check_flow, compile_flow, lower_flow
from flowc.seal import describe, write
from flowc.seal.files import write_file
from flowc.seal.sign import SigningKey, generate, read_signing_key, write_key_pair
from flowc.text import explain as pages
from flowc.text.report import Report
from flowrt import engine, faults
from flowrt.errors import every_problem
from flowrt.target import this_target
from flowrt.trust import Publisher, Trust, encode_trust, read_trust

PASSPHRASE = "FLOWC_KEY_PASSPHRASE"  # noqa: S105 - the name of a variable


def check(args: argparse.Namespace, session: Session) -> int:
    """Type-check each source; mistakes in one do not hide those in the next."""
    for path in args.sources:
        session.alone(partial(_check_one, path, session))
    session.report.stop_if_errors()
    count = len(args.sources)
    _say(f"checked {count} flow file{'s' if count > 1 else ''}")
    return 0


def _check_one(path: Path, session: Session, report: Report) -> None:
    check_flow(session.source(path), beside(path), report)


def build(args: argparse.Namespace, session: Session) -> int:
    """Compile, seal, write; or stop after the stage that `--until` names."""
    source = session.source(args.source)
    started = time.monotonic()
    if args.until == "ir":
        graph = lower_flow(check_flow(source, beside(args.source), session.report))
        suffix, data = ".ir", text(graph).encode()
    else:
        compiled = compile_flow(source, beside(args.source), session.report)
        suffix, data = ".wasm", compiled.component
        if args.until is None:
            suffix, data = ".flowpack", _seal(compiled, args, session)
    if args.print:
        sys.stdout.buffer.write(data)
        return 0
    output = args.output or Path("dist") / f"{args.source.stem}{suffix}"
    session.write(output, data)
    seconds = time.monotonic() - started
    _say(f"wrote {shown(output)} ({len(data):,} bytes) in {seconds:.1f} s")
    return 0


def _seal(compiled: Compiled, args: argparse.Namespace, session: Session) -> bytes:
    keys = [_signing_key(path, session) for path in _key_paths(args, session)]
    created = _created(session)
    natives = {}
    if not args.portable:
        _say(f"compiling native code for {this_target()}")
        natives[this_target()] = engine.compile_native(compiled.component)
    name = engine.host().engine
    manifest = describe(compiled.plan, compiled.inputs, name, build=args.build, created=created)
    return write(compiled.plan, compiled.component, natives, manifest, keys).data


def _created(session: Session) -> int | None:
    """Return the time that the archive names: `$SOURCE_DATE_EPOCH`, or none."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch and not epoch.isdecimal():
        raise session.report.fail(BadEpoch(epoch))
    return int(epoch) if epoch else None


def _key_paths(args: argparse.Namespace, session: Session) -> list[Path]:
    named = args.key or ([Path(os.environ["FLOWC_KEY"])] if os.environ.get("FLOWC_KEY") else [])
    if not named:
        raise session.report.fail(MissingKey())
    return list(named)


def _signing_key(path: Path, session: Session) -> SigningKey:
    pem = session.read(path)
    passphrase = os.environ.get(PASSPHRASE, "")
    if b"ENCRYPTED" in pem and not passphrase and sys.stdin.isatty():
        passphrase = getpass.getpass(f"passphrase of {shown(path)}: ")
    return read_signing_key(pem, shown(path), passphrase)


def keygen(args: argparse.Namespace, session: Session) -> int:
    """Make a key pair; with `--trust`, add its public half to a trust file."""
    key = generate()
    trust = _extended(args, key, session) if args.trust else ""
    passphrase = os.environ.get(PASSPHRASE, "")
    public = write_key_pair(key, args.path, passphrase)
    _say(f"wrote {shown(args.path)} and {shown(public)}")
    if not passphrase:
        _say(f"the private key is not encrypted; set {PASSPHRASE} to encrypt it")
    if args.trust:
        write_file(args.trust, trust.encode())
        _say(f"{shown(args.trust)} now trusts `{args.name}` for `{args.packages}`")
    return 0


def _extended(args: argparse.Namespace, key: SigningKey, session: Session) -> str:
    """Return the trust file's text with one publisher more; what stood in it stays as it is."""
    known = session.source(args.trust).text if args.trust.exists() else ""
    publisher = Publisher(args.name, (key.public,), (args.packages,), 1)
    text = known + ("\n" if known else "") + encode_trust(Trust((publisher,)))
    read_trust(text, shown(args.trust))
    return text


def explain(args: argparse.Namespace, session: Session) -> int:
    """Print the page of a code: one of flowc's, or one of the stub's, which start with R."""
    for module in pkgutil.walk_packages(flowc.__path__, "flowc."):
        if ".errors" in module.name:
            importlib.import_module(module.name)
    problems = {problem.code: problem for problem in every_problem()}
    problem = problems.get(args.code.upper())
    if problem is None:
        print(pages.explain(args.code, session.report), end="")
    else:
        print(f"{problem.code}: {problem.title}\n\n{inspect.cleandoc(problem.__doc__ or '')}")
    return 0


def _say(text: str) -> None:
    print(f"flowc: {text}", file=sys.stderr)
