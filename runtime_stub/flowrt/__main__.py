"""The `flowrt` command: verifies, shows and runs sealed archives.

Exit codes: 0 well, 1 a value is not well, 2 usage, 3 refused, 4 the flow stopped, 70 a mistake
of ours, 130 interrupted. A traceback is never shown. What a command needs is imported when it is
called, so that help comes at once.
"""

from __future__ import annotations

import gc
import os
import sys

from flowrt.problems.report import Problem
from flowrt.problems.say import report, say, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

VERSION = "0.1.0"
HELP = f"""\
flowrt {VERSION}: runs sealed flow archives

usage: flowrt run ARCHIVE [FLOW] [--PARAMETER VALUE ...]   run a flow
       flowrt serve ARCHIVE [FLOW ...]                     answer for flows over HTTP
       flowrt work ARCHIVE [FLOW ...] --nats URL           work on the queues of its flows
       flowrt transactions list|show|resume|cancel         what workers have, and what failed
       flowrt deploy kubernetes ARCHIVE                    write what runs it on a cluster
       flowrt verify ARCHIVE --trust FILE                  check an archive and who signed it
       flowrt inspect ARCHIVE [--json]                     show what is in an archive
       flowrt renew NEW ... --trust FILE                   replace a trust file by the next
       flowrt recut ARCHIVE --cut NAME --output NEW        cut it otherwise, where flowc is
       flowrt engine                                       put the engine where thin executables are
       flowrt COMMAND --help                               say more
       flowrt --completion bash|zsh|fish                   print what completes words"""
_COMMANDS = {
    "run": "flowrt.cli.run",
    "serve": "flowrt.cli.serve",
    "work": "flowrt.cli.work",
    "transactions": "flowrt.cli.transactions",
    "deploy": "flowrt.cli.deploy",
    "verify": "flowrt.cli.inspect",
    "inspect": "flowrt.cli.inspect",
    "renew": "flowrt.cli.renew",
    "engine": "flowrt.cli.engine",
    "recut": "flowrt.cli.recut",
}
OURS = 70
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line (without the program's name); return the exit code.

    Without `argv` it is the process's own. To `run` a flow it then starts without looking for
    garbage, which modules are not, ends at once at an interrupt, and else without taking apart what
    it has.
    """
    if argv is not None or sys.argv[1:2] != ["run"]:
        return _code(list(sys.argv[1:] if argv is None else argv))
    gc.disable()
    _module("flowrt.cli.interrupt").die_at_interrupt()
    code = _code(sys.argv[1:])
    if _is_alone():
        os._exit(code)  # what there was to write is written
    return code


def _is_alone() -> bool:
    """Return whether no other thread of Python's has something to finish."""
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1


def _code(words: list[str]) -> int:
    try:
        code = _dispatch(words)
        if sys.stdout is not None:
            sys.stdout.flush()
    except Problem as problem:
        report(problem, as_json="--json" in words)
        return problem.exit_code
    except BrokenPipeError:
        return _no_reader()
    except OSError as error:
        if isinstance(error.__cause__, Problem):  # of which no audit could be written
            report(error.__cause__, as_json="--json" in words)
        refused = _module("flowrt.problems.refusals.files").NotMoved(
            str(error.filename or ""), error.strerror or str(error)
        )
        report(refused, as_json="--json" in words)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: no traceback reaches a user
        from flowrt.problems.kinds import (  # noqa: PLC0415 - it is not meant to happen
            is_interrupt,
            raised,
        )

        if is_interrupt(error):
            return INTERRUPTED
        tell(f"flowrt: internal error: {raised(error)}\nhelp: please report this")
        return OURS
    return code


def _dispatch(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        say(HELP)
        return 0 if words else 2
    name, *rest = words
    if name == "--version":
        say(f"flowrt {VERSION}")
        return 0
    if name in {"--completion", "--complete"}:
        module = _module("flowrt.cli.completion")
        return int(
            module.completion(rest) if name == "--completion" else module.complete(rest, _COMMANDS)
        )
    if name not in _COMMANDS:
        raise _module("flowrt.cli.options").unknown(name, list(_COMMANDS))
    command: Callable[[list[str]], int] = getattr(_module(_COMMANDS[name]), name)
    return command(rest)


def _module(name: str) -> ModuleType:
    """Import a module, as `importlib` does, which would be another one to import."""
    __import__(name)
    return sys.modules[name]


def _no_reader() -> int:
    """Return 0: whoever read our output has seen enough. Nothing more is written at exit."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - pathlib takes 4 ms to import
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
