"""Runs a command and turns every way it can end into a message and an exit code."""

import os
import sys
from collections.abc import Sequence

from flowc.cli.options import parser
from flowc.cli.session import Session
from flowc.text.diagnostic import InternalError
from flowc.text.report import Stopped
from flowrt.report import Problem

MISTAKE, OURS, INTERRUPTED, BROKEN_PIPE = 1, 70, 130, 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    args = parser().parse_args(given)
    session = Session(getattr(args, "format", "human"))
    try:
        code: int = args.run(args, session)
    except Stopped as stopped:
        session.report.extend(stopped.report.diagnostics)
        session.show()
        return MISTAKE
    except Problem as problem:
        print(problem.render(), file=sys.stderr)
        return problem.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as error:  # noqa: BLE001 - no traceback reaches a user
        return _ours(error)
    session.show()
    return code


def _ours(error: Exception) -> int:
    """Say that flowc itself failed; the traceback is there for those who ask."""
    if os.environ.get("FLOWC_TRACEBACK"):
        raise error
    if not isinstance(error, InternalError):
        error = InternalError("command", f"{type(error).__name__}: {error}")
    print(error, file=sys.stderr)
    return OURS
