"""Which flow files a command works on: those that are named, and all in a folder."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from flowc.cli.progress import Progress
from flowc.cli.session import Session, shown

SUFFIX = ".flow"


def flows(paths: Sequence[Path], session: Session) -> tuple[Path, ...]:
    """Return the files to work on, of the working folder where none is named; F029 without any."""
    found = tuple(flow_files(paths))
    if not found:
        from flowc.cli.errors.projects import NoFlowFile  # noqa: PLC0415 - there mostly is one

        folders = tuple(shown(path) for path in paths or [Path()])
        raise session.report.fail(NoFlowFile(folders))
    return found


def flow_files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files that are named, and those of the folders that are; none twice."""
    found: dict[Path, None] = {}
    for path in paths or [Path()]:
        found |= dict.fromkeys(_inside(path) if _is_folder(path) else [path])
    yield from found


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - this bears names that are too long


def _inside(folder: Path) -> Iterable[Path]:
    """Return the flow files below a folder; itself, which cannot be read, where it cannot be."""
    found: list[Path] = []
    folders = 0
    with Progress(lambda: f"looking for flow files: {len(found):,} in {folders:,} folders") as far:
        try:
            for inside in _walk(folder):
                found += map(Path, inside)
                folders += 1
                far.step()
        except OSError:
            return [folder]
    return sorted(found)


def _walk(top: Path) -> Iterator[list[str]]:
    """Yield the flow files of each folder, of `top` first; raises `OSError` of that one alone.

    Hidden folders are passed over, and so are those that are reached by a link, which may lead in
    circles, and those below `top` that cannot be read.
    """
    yield (first := _Folder(top)).files
    rest = first.folders
    while rest:
        try:
            folder = _Folder(rest.pop())
        except OSError:
            continue
        yield folder.files
        rest += folder.folders


class _Folder:
    """What is in a folder, but for what is hidden."""

    def __init__(self, folder: str | Path) -> None:
        self.files: list[str] = []
        self.folders: list[str] = []
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    self.folders.append(entry.path)
                elif _is_flow(entry):
                    self.files.append(entry.path)


def _is_flow(entry: "os.DirEntry[str]") -> bool:
    """Whether it is a plain file of that name, or a link to nothing, of which is told.

    A pipe of such a name would be waited for.
    """
    if not os.path.normcase(entry.name).endswith(SUFFIX):
        return False
    return os.path.isfile(entry.path) or not os.path.exists(entry.path)  # noqa: PTH110, PTH113 - these bear links that may not be followed
