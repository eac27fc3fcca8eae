"""Uses files and sockets through Python's own library, as any program would."""

# The bindings exist only while componentize-py builds, so mypy cannot see them.
# mypy: disable-error-code="import-not-found,misc"

import encodings.idna  # noqa: F401 - what looks names up asks for it, and it is not found later
import os
import socket
from pathlib import Path

from wit_world import exports


class Program(exports.Program):
    """The interface, as componentize-py asks for it."""

    def run(self, folder: str, port: int) -> str:
        """Tell what each attempt gives, one on a line."""
        return "\n".join([*files(Path(folder)), *sockets(port)])


def files(folder: Path) -> list[str]:
    """Write, read, look at, rename and remove files."""
    (folder / "sub").mkdir()
    text = folder / "sub" / "text"
    text.write_text("first\n" * 2000)
    with text.open("a") as file:
        file.write("last\n")
    size = text.stat().st_size
    last = text.read_text().splitlines()[-1]
    with text.open("r+b") as file:
        file.seek(6)
        file.write(b"FIRST")
        file.truncate(12)
        os.fsync(file.fileno())
    os.utime(text, (5, 7))
    text.rename(folder / "moved")
    names = sorted(one.name for one in folder.iterdir())
    seen = (folder / "moved").read_bytes(), (folder / "moved").stat().st_mtime
    (folder / "sub").rmdir()
    (folder / "moved").unlink()
    return [
        f"{size} {last}",
        str(names),
        str(seen),
        _refused(folder / "none"),
        _refused(folder / "../x"),
    ]


def _refused(path: Path) -> str:
    try:
        return path.read_text()
    except OSError as error:
        return type(error).__name__


def sockets(port: int) -> list[str]:
    """Connect by name and by address, to what may be granted and to what may not."""
    return [
        _asked(host, at)
        for host, at in (("localhost", port), ("localhost", 1), ("127.0.0.2", port))
    ]


def _asked(host: str, port: int) -> str:
    try:
        with socket.create_connection((host, port)) as connection:
            connection.sendall(b"hello\n")
            return connection.recv(100).decode().strip()
    except OSError as error:
        return type(error).__name__
