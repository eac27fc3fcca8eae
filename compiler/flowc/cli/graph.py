"""`flowc graph`: checked flows drawn as Mermaid, DOT, or SVG by way of Graphviz."""

import argparse
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

from flowc import draw
from flowc.cli.arguments.sources import FORMS
from flowc.cli.errors.programs import MissingProgram, ProgramFailed
from flowc.cli.errors.projects import UnknownFlow, UnknownForm
from flowc.cli.out import give
from flowc.cli.session import Session, home_of, shown
from flowc.cli.sources import flows
from flowc.frontend import typed as t
from flowc.frontend.checked import check_flow
from flowc.text.report import Report

SUFFIXES = {".dot": "dot", ".gv": "dot", ".svg": "svg", ".mmd": "mermaid", ".mermaid": "mermaid"}
PATIENCE = 60
"""Seconds that Graphviz may take."""


def graph(args: argparse.Namespace, session: Session) -> int:
    """Check each source, then draw them all in one picture."""
    packages: list[t.TypedFlow] = []
    for path in flows(args.sources, session):
        session.alone(partial(_check, path, session, packages))
    session.report.stop_if_errors()
    known = tuple(dict.fromkeys(flow.name for one in packages for flow in one.flows))
    if args.flow not in (None, *known):
        raise session.report.fail(UnknownFlow(args.flow, known))
    form = _form(args, session)
    _give(_drawn(draw.picture(packages, args.flow), form, session), args.output, session)
    return 0


def _check(path: Path, session: Session, packages: list[t.TypedFlow], report: Report) -> None:
    source = session.source(path)
    packages.append(check_flow(source, session.beside(path), report, home_of(path)).package)


def _form(args: argparse.Namespace, session: Session) -> str:
    """Return the form asked for, or the one that the output's name tells; F025 where none is."""
    suffix = args.output.suffix.lower() if args.output else ""
    form: str | None = args.to or SUFFIXES.get(suffix, None if suffix else FORMS[0])
    if form is None:
        raise session.report.fail(UnknownForm(args.output.name, tuple(SUFFIXES)))
    return form


def _drawn(picture: draw.Picture, form: str, session: Session) -> bytes:
    match form:
        case "mermaid":
            return draw.mermaid(picture).encode()
        case "dot":
            return draw.dot(picture).encode()
        case _:
            return _laid_out(draw.dot(picture).encode(), session)


def _laid_out(text: bytes, session: Session) -> bytes:
    """Return the SVG that Graphviz makes of DOT text; F021 without it, F022 where it fails."""
    program = shutil.which("dot")
    if program is None:
        instead = "write another form with `--to mermaid` or `--to dot`"
        raise session.report.fail(MissingProgram("dot", "Graphviz", instead))
    try:
        done = subprocess.run(  # noqa: S603 - the program that was asked for, with no shell
            [program, "-Tsvg"], input=text, capture_output=True, timeout=PATIENCE, check=True
        )
    except subprocess.CalledProcessError as error:
        words = error.stderr.decode(errors="replace").strip().splitlines()
        reason = words[-1] if words else f"it ended with code {error.returncode}"
        raise session.report.fail(ProgramFailed("dot", reason)) from None
    except subprocess.TimeoutExpired:
        reason = f"it was stopped after {PATIENCE} s"
        raise session.report.fail(ProgramFailed("dot", reason)) from None
    except OSError as error:
        raise session.report.fail(ProgramFailed("dot", error.strerror or str(error))) from None
    return done.stdout


def _give(data: bytes, output: Path | None, session: Session) -> None:
    if output is None:
        give(data)
        return
    session.write(output, data)
    print(f"flowc: wrote {shown(output)}", file=sys.stderr)
