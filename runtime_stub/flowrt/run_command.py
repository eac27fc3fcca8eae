"""`flowrt run`: one transaction from flags or stdin, or with `--lines` one for each input line.

Takes the words after `run`, gives the exit code; results go to stdout and nothing else does.
Mistakes and faults are raised as `Problem`, which `flowrt.__main__` prints.
"""

import math
import os
import stat
import sys

from flowrt.errors import UnknownFlow
from flowrt.flags import object_of, read_flags
from flowrt.interrupt import die_at_interrupt
from flowrt.limits import Limits
from flowrt.lines_command import run_lines
from flowrt.load import load, read
from flowrt.manual import flow_help, flows_help
from flowrt.nearest import nearest
from flowrt.options import Option, Usage, Words, listed, split
from flowrt.plan import Entry, Plan
from flowrt.run import Isolation, Origin, Runner
from flowrt.say import say, tell
from flowrt.shapes import ResultOf

OPTIONS = (
    Option("trust", "FILE", "who may publish which packages; without it, $FLOWRT_TRUST"),
    Option("timeout", "SECONDS", "stop a transaction that runs longer"),
    Option(
        "isolation",
        "call|stream",
        "an instance for each transaction (call), or one for the whole stream",
        ("call", "stream"),
    ),
    Option("lines", "", "a JSON text on each line in, the result on the same line out"),
    Option("into", "PARAM", "lines are values of this parameter; `-`: whole objects of parameters"),
    Option("input", "FILE", "read the lines from a file, not stdin"),
    Option("keep-going", "", "report lines that fail, print an empty line for each, and go on"),
    Option("json", "", "messages on stderr as JSON lines"),
    Option("help", "", "say what an archive's flow takes"),
)
USAGE = """\
usage: flowrt run ARCHIVE [FLOW] [--PARAMETER VALUE ...] [OPTION ...] [-- --PARAMETER VALUE ...]

Verifies an archive and runs one of its flows; FLOW may be left out where there is one.
`flowrt run ARCHIVE FLOW --help` lists the flow's parameters. A `-`, or no parameter while stdin
is no terminal, reads a JSON object of parameters from stdin. After a bare `--` every flag is a
parameter, so that one named like an option can be given.

{options}

exit codes: 0 well; 1 a value is not well, or the result is {{"err": ...}}; 2 usage; 3 the archive
is refused; 4 the flow stopped; 70 a mistake of flowrt; 130 interrupted"""
STDIN = "-"


def run(argv: list[str]) -> int:
    """Run the command; return its exit code. Raises `Problem`."""
    words = split(argv, OPTIONS)
    if not words.rest:
        if "help" in words.options:
            say(USAGE.format(options=listed([(str(o), o.help) for o in OPTIONS])))
            return 0
        raise Usage("run without an archive", "write flowrt run ARCHIVE [FLOW]")
    archive, *rest = words.rest
    limits = Limits(wall_ms=_milliseconds(words.options.get("timeout")))
    verified = load(archive, words.options.get("trust") or os.environ.get("FLOWRT_TRUST"))
    plan = verified.plan
    named = bool(rest) and not rest[0].startswith("-")
    if "help" in words.options and not named and len(plan.entries) != 1:
        say(flows_help(plan))
        return 0
    entry = _entry(plan, rest.pop(0) if named else None)
    if "help" in words.options:
        say(flow_help(entry, OPTIONS))
        return 0
    die_at_interrupt()
    isolation: Isolation = "stream" if words.options.get("isolation") == "stream" else "call"
    runner = Runner(verified, limits, isolation)
    if runner.compiled_because:
        tell(f"note: the component was compiled here, because {runner.compiled_because}")
    flags = [*rest, *words.last]
    if "lines" in words.options:
        return run_lines(runner, entry, flags, words.options)
    _no_line_options(words)
    return _once(runner, entry, flags)


def _entry(plan: Plan, name: str | None) -> Entry:
    names = [entry.name for entry in plan.entries]
    if name is None:
        if len(names) != 1:
            raise Usage("no flow's name", f"name one of {', '.join(names) or 'no flows'}")
        return plan.entries[0]
    entry = plan.entry(name)
    if entry is None:
        close = nearest(name, names)
        expected = " or ".join(close) if close else ", ".join(names)
        raise UnknownFlow("", expected=expected, found=name)
    return entry


def _milliseconds(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= 1e9:  # noqa: PLR2004 - thirty years
        raise Usage(f"--timeout {text}", "give seconds above 0, such as 2.5")
    return max(1, math.ceil(seconds * 1000))


def _no_line_options(words: Words) -> None:
    for name in ("into", "input", "keep-going"):
        if name in words.options:
            raise Usage(f"--{name} without --lines", "add --lines")


def _once(runner: Runner, entry: Entry, flags: list[str]) -> int:
    from_stdin = flags == [STDIN] or (not flags and bool(entry.params) and _stdin_has_text())
    if from_stdin:
        text, origin = sys.stdin.buffer.read(), Origin()
        text = text if text.strip() else b"{}"
    else:
        text, origin = object_of(read_flags(entry, flags, _behind)), Origin(counts=False)
    answer = runner.call(entry, text, origin)
    sys.stdout.buffer.write(answer + b"\n")
    sys.stdout.buffer.flush()
    return int(isinstance(entry.result, ResultOf) and answer.startswith(b'{"err"'))


def _stdin_has_text() -> bool:
    """Return whether stdin is a file or a pipe, rather than a terminal, a device or closed."""
    if sys.stdin is None:
        return False
    mode = os.fstat(sys.stdin.fileno()).st_mode
    return stat.S_ISREG(mode) or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _behind(path: str) -> bytes:
    return sys.stdin.buffer.read() if path == STDIN else read(path)
