"""Which flow files a command works on: those that are named, and all in a folder."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from flowc.cli.session import Session, shown


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
        inside = sorted(_files(path)) if path.is_dir() else [path]
        found |= dict.fromkeys(one for one in inside if not _is_hidden(one, path))
    yield from found


def _files(folder: Path) -> Iterator[Path]:
    """Yield the plain files of flows below a folder; a pipe of such a name would be waited for."""
    return (one for one in folder.rglob("*.flow") if one.is_file() or not one.exists())


def _is_hidden(path: Path, folder: Path) -> bool:
    return path != folder and any(part.startswith(".") for part in path.relative_to(folder).parts)
