"""`flowc` and `flowrt` in processes that are forked from one which has loaded them.

A command has a process of its own, with its folder, environment and streams, as a user's has; only
what every run imports is there already. A run whose interpreter is to start otherwise (`PYTHON...`,
a locale) is none for this.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import IO, NoReturn

from flowc.frontend.grammar import parser

MAIN = {"flowc": "flowc.cli.main", "flowrt": "flowrt.__main__"}
LOADED = (*MAIN.values(), "flowc.cli.build", "flowc.cli.fmt", "flowc.cli.test", "flowc.cli.trust")
LOADED += ("flowrt.cli.inspect", "flowrt.cli.interrupt", "flowrt.cli.run")
AT_START = ("PYTHON", "LC_", "LANG", "TZ", "LD_", "DYLD_")
"""How variables begin that an interpreter reads when it starts."""
MOST = 1 << 20
ONE_AT_A_TIME = Lock()
ERRORS, LINES = 2, 1
"""What an interpreter writes line by line: the stream of errors, whatever it is."""
HOW = ("surrogateescape", "surrogateescape", "backslashreplace")
LONGEST, PATIENCE = 120, 180.0
"""Seconds after which a command is killed, and its end is waited for no longer."""


def run(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], stdin: bytes
) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end, forked where it comes to the same."""
    plain = not any(name.startswith(AT_START) for name in environment)
    if sys.platform == "linux" and command[0] in MAIN and plain:
        return _forked(command, folder, environment, stdin)
    program = Path(sys.executable).parent / command[0]
    return subprocess.run(
        [program, *command[1:]],
        cwd=folder,
        env=environment,
        input=stdin,
        capture_output=True,
        timeout=LONGEST,
        check=False,
    )


def _forked(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], stdin: bytes
) -> subprocess.CompletedProcess[bytes]:
    new = tempfile.TemporaryFile
    with new() as given, new() as out, new() as err:
        given.write(stdin)
        given.seek(0)
        asked = {"command": command, "folder": str(folder), "environment": dict(environment)}
        code = _ask(json.dumps(asked).encode(), (given, out, err))
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(command, code, out.read(), err.read())


def _ask(asked: bytes, files: Sequence[IO[bytes]]) -> int:
    with ONE_AT_A_TIME:
        parent = _parent()
        socket.send_fds(parent, [asked], [file.fileno() for file in files])
        answer = parent.recv(MOST)
    assert answer, "the process that forks has ended"
    return os.waitstatus_to_exitcode(int(answer))


@cache
def _parent() -> socket.socket:
    """Start the process that forks; it ends when its socket is closed, at the latest with us."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.settimeout(PATIENCE)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(theirs.fileno())],
            cwd=Path(__file__).parents[2],
            env={"PATH": os.environ["PATH"]},
            pass_fds=[theirs.fileno()],
        )
    atexit.register(process.wait)
    atexit.register(ours.close)
    return ours


def serve(asks: socket.socket) -> None:
    """Fork for each command that is asked for, one after the other."""
    for module in LOADED:
        import_module(module)
    parser()
    while True:
        asked, files, _, _ = socket.recv_fds(asks, MOST, 3)
        if not asked:
            return
        child = os.fork()
        if child == 0:
            _become(json.loads(asked), files)
        for file in files:
            os.close(file)
        asks.send(str(os.waitpid(child, 0)[1]).encode())


def _become(asked: Mapping[str, object], files: Sequence[int]) -> NoReturn:
    """Be the command, as its installed script is."""
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.closerange(3, 256)
    signal.alarm(LONGEST)
    os.chdir(str(asked["folder"]))
    code: object = 1
    try:
        _furnish(asked["environment"], asked["command"])
        code = import_module(MAIN[sys.argv[0]]).main()
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - as an interpreter shows it
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


def _furnish(environment: object, command: object) -> None:
    assert isinstance(environment, dict)
    assert isinstance(command, list)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = command
    streams = (
        os.fdopen(n, "rw"[n > 0], LINES if n == ERRORS else -1, encoding="utf-8", errors=HOW[n])
        for n in range(3)
    )
    sys.stdin, sys.stdout, sys.stderr = streams


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
