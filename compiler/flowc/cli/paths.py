"""How paths are named in messages."""

from pathlib import Path


def shown(path: Path) -> str:
    """Return a path as messages name it: relative to the working folder where it lies below."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.as_posix()
