"""Programs of several files, on the disk or in a mapping, checked from their root."""

import posixpath
from collections.abc import Mapping
from pathlib import Path

from tests.frontend.check.checker import CASES, built

from flowc.frontend.checked import Checked, check_flow
from flowc.frontend.uses import Load
from flowc.text.decode import decode
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile

WIT = CASES / "wit"


def within(files: Mapping[str, str | bytes]) -> Load:
    """Return what fetches files out of a mapping by their normal paths, once each."""
    fetched: set[str] = set()

    def load(path: str) -> bytes:
        assert path == posixpath.normpath(path)
        if path not in files:
            raise FileNotFoundError(2, "No such file or directory")
        assert path not in fetched, f"{path} is read twice"
        fetched.add(path)
        found = files[path]
        return found.encode() if isinstance(found, str) else found

    return load


def beside(folder: Path) -> Load:
    """Return what fetches files of a folder, and components by the names of the checker's."""

    def load(path: str) -> bytes:
        if path.endswith(".wasm"):
            return built((WIT / posixpath.basename(path)).with_suffix(".wit"))
        return (folder / path).read_bytes()

    return load


def check(
    source: SourceFile, load: Load, home: str = ""
) -> tuple[Checked | None, Report, dict[str, SourceFile]]:
    """Check a program; return it if it is sound, what was said, and the sources that are named."""
    report, sources = Report(), {source.path: source}

    def noting(path: str) -> bytes:
        data = load(path)
        if path.endswith(".flow"):
            named = posixpath.normpath(posixpath.join(posixpath.dirname(source.path), path))
            sources[named] = SourceFile(named, data.decode("utf-8", "replace"))
        return data

    try:
        return check_flow(source, noting, report, home), report, sources
    except Stopped:
        return None, report, sources


def root_of(folder: Path) -> SourceFile:
    """Return the root of a case, its `main.flow`."""
    return decode("main.flow", (folder / "main.flow").read_bytes(), Report())
