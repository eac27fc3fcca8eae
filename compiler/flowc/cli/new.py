"""`flowc new`: a project in a new folder, whole or not at all."""

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from flowc.cli.errors.projects import BadProjectName, FolderExists
from flowc.cli.session import Session, shown
from flowc.frontend import grammar
from flowc.seal.errors.archives import CannotWrite

LONGEST = 60
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*")


def new(args: argparse.Namespace, session: Session) -> int:
    """Make the folder; stop where it exists, or where its name cannot name a package."""
    from flowc.cli.project import files  # noqa: PLC0415 - jinja2 takes time, and only this needs it

    path: Path = args.path
    if not _is_name(path.name):
        raise session.report.fail(BadProjectName(path.name or str(path), _close(path.name)))
    if os.path.lexists(path):
        raise session.report.fail(FolderExists(shown(path)))
    try:
        _place(path, files(args.template, path.name))
    except OSError as error:
        raise session.report.fail(CannotWrite(shown(path), error.strerror or str(error))) from None
    print(f"flowc: made {shown(path)}; its README.md says what to do next", file=sys.stderr)
    return 0


def _place(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder's files beside its place, then put it there at once."""
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as beside:
        folder = Path(beside) / path.name
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        folder.rename(path)


def _is_name(name: str) -> bool:
    known = grammar.fixed_tokens()
    return len(name) <= LONGEST and NAME.fullmatch(name) is not None and name not in known


def _close(name: str) -> str:
    """Return a name like this one that can name a package; empty if nothing is left of it."""
    words = (word.lstrip("0123456789") for word in re.split(r"[^a-z0-9]+", name.lower()))
    kept = "-".join(word for word in words if word)[:LONGEST].rstrip("-")
    if kept in grammar.fixed_tokens():
        kept = f"{kept}-app"
    return kept if _is_name(kept) else ""
