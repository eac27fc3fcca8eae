"""Runs a command and turns every way it can end into a message and an exit code."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from flowc.cli.out import leave
from flowc.cli.paths import named
from flowc.cli.session import Session
from flowc.text.report import Stopped, stop
from flowrt.problems.report import Problem

MISTAKE, OURS, INTERRUPTED, BROKEN_PIPE = 1, 70, 130, 141
YOUNG = 50_000
"""Objects made between two searches for cycles: most that a run makes, it keeps to its end."""


def run(args: argparse.Namespace) -> int:
    """Run a command; return the exit code."""
    session = Session(getattr(args, "format", "human"))
    try:
        return _told(args, session)
    except Stopped as stopped:
        return _untold(stopped)
    except Problem as problem:
        print(problem.render(), file=sys.stderr)
        return problem.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        return refused(error)
    except Exception as error:  # noqa: BLE001 - no traceback reaches a user
        return _ours(error)


def refused(error: OSError) -> int:
    """Say what the system did not do, unless nobody reads it any more; return the exit code."""
    if error.filename is None:  # so it is of a stream
        leave()
    if isinstance(error, BrokenPipeError):
        return BROKEN_PIPE
    from flowc.cli.errors.streams import SystemRefused  # noqa: PLC0415 - it mostly does

    path = "" if error.filename is None else named(Path(os.fsdecode(error.filename)))
    reason = (error.strerror or str(error)).lower()
    return _untold(stop(SystemRefused(path, reason)))


def _told(args: argparse.Namespace, session: Session) -> int:
    """Run a command, and show what it found; stops where that cannot be shown."""
    try:
        with _few_collections():
            code = _command(args.run)(args, session)
    except Stopped as stopped:
        session.report.extend(stopped.report.diagnostics)
        code = MISTAKE
    session.show()
    return code


def _untold(stopped: Stopped) -> int:
    """Say to people that what was found cannot go where it should."""
    session = Session("human", stopped.report)
    session.show()
    return MISTAKE


@contextmanager
def _few_collections() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(YOUNG, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _command(name: str) -> Callable[[argparse.Namespace, Session], int]:
    """Import the function that an option parser names as `module:function`."""
    module, _, function = name.partition(":")
    command: Callable[[argparse.Namespace, Session], int]
    command = getattr(import_module(f"flowc.cli.{module}"), function)
    return command


def _ours(error: Exception) -> int:
    """Say that flowc itself failed; the traceback is there for those who ask."""
    if os.environ.get("FLOWC_TRACEBACK"):
        raise error
    from flowc.text.diagnostic import InternalError  # noqa: PLC0415 - it is not meant to happen
    from flowrt.problems.kinds import is_interrupt, raised  # noqa: PLC0415 - the same

    if is_interrupt(error):
        return INTERRUPTED
    if not isinstance(error, InternalError):
        error = InternalError("command", raised(error))
    print(error, file=sys.stderr)
    return OURS
