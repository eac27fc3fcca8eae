"""`flowrt run --lines`: each line of a file or of stdin through a flow, in bounded memory.

Takes the flow's other parameters as flags, gives the exit code. The first line that fails ends
it, unless `--keep-going`: then its message goes to stderr and an empty line stands for it, so
that output line n always belongs to input line n.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import IO

from flowrt.cli.flags import read_flags
from flowrt.cli.options import Usage, unknown
from flowrt.cli.progress import Progress
from flowrt.load import read
from flowrt.plan.plan import Entry, Parameter
from flowrt.plan.shapes import OptionOf
from flowrt.problems.errors import MissingField
from flowrt.problems.refusals.files import Unreadable
from flowrt.problems.say import output, report, tell
from flowrt.run.lines import LONGEST, Failed, Lines, Wrap, batches
from flowrt.run.runner import Runner

STDIN = "-"
WHOLE = "-"
"""The value of `--into` that says: lines are whole objects of parameters."""


def run_lines(runner: Runner, entry: Entry, flags: list[str], options: Mapping[str, str]) -> int:
    """Copy lines through a flow; return the exit code. Raises `Problem`."""
    wrap = wrap_of(entry, options.get("into"), read_flags(entry, flags, read))
    path = options.get("input", STDIN)
    source = "stdin" if path == STDIN else path
    longest = runner.limits.input_bytes or LONGEST
    with _opened(path) as file:
        outcomes = Copy(Lines(runner, entry, wrap, source), options)
        return outcomes.run(batches(file, longest, source))


def wrap_of(entry: Entry, into: str | None, values: Mapping[str, str]) -> Wrap:
    """Return what makes a line an object of parameters, given the other parameters' values.

    Every other parameter is written out, defaults included: so a line that goes on after its
    value gives some parameter twice, which is refused, and cannot set one.
    """
    name = _into(entry, into)
    if name is None:
        if values:
            expected = f"--into PARAM, so that lines are the values of one of {_names(entry)}"
            raise Usage(f"--{next(iter(values))} beside whole objects of parameters", expected)
        return Wrap()
    if name in values:
        raise Usage(f"--{name} beside --lines", f"each line is a value of {name}; leave it out")
    others = [_other(p, values) for p in entry.params if p.name != name]
    after = "".join(f",{text}" for text in others if text) + "}"
    return Wrap(f'{{"{name}":'.encode(), after.encode())


def _into(entry: Entry, into: str | None) -> str | None:
    if into == WHOLE:
        return None
    known = [p.name for p in entry.params]
    if into is not None:
        if into not in known:
            raise unknown(into, known)
        return into
    required = [p.name for p in entry.params if p.required]
    return required[0] if len(required) == 1 else None


def _other(parameter: Parameter, values: Mapping[str, str]) -> str:
    text = values.get(parameter.name, parameter.default)
    if text is None and parameter.required:
        expected = f"--{parameter.name} {parameter.type}"
        raise MissingField(f"--{parameter.name}", expected=expected, found="no such flag")
    if text is None and isinstance(parameter.type, OptionOf):
        text = "null"
    return "" if text is None else f'"{parameter.name}":{text}'


def _names(entry: Entry) -> str:
    return ", ".join(p.name for p in entry.params)


def _opened(path: str) -> AbstractContextManager[IO[bytes]]:
    if path == STDIN:
        if sys.stdin is None:
            raise Usage("no stdin", "give --input FILE")
        return nullcontext(sys.stdin.buffer)
    try:
        return open(path, "rb")  # noqa: PTH123 - the caller closes it
    except OSError as error:
        raise Unreadable(path, error.strerror or str(error)) from None


class Copy:
    """Writes the outcomes of lines to stdout and their failures to stderr."""

    def __init__(self, lines: Lines, options: Mapping[str, str]) -> None:
        self._lines = lines
        self._keeps_going = "keep-going" in options
        self._as_json = "json" in options
        self._out = output()
        self._progress = Progress()

    def run(self, groups: Iterator[list[bytes]]) -> int:
        """Return 0, or the gravest exit code of the lines that failed; raises `Problem`."""
        failures = []
        for outcome in self._lines.outcomes(self._flushed(groups)):
            if isinstance(outcome, Failed):
                failures.append(self._failed(outcome))
                self._out.write(b"\n")
                self._progress.add(1)
            else:
                self._out.write(outcome)
                self._progress.add(outcome.count(b"\n"))
        self._out.flush()
        self._progress.end()
        if failures:
            tell(f"flowrt: {len(failures)} of {self._progress.lines} lines failed")
        return max(failures, default=0)

    def _failed(self, failed: Failed) -> int:
        if not self._keeps_going:
            self._out.flush()
            self._progress.end()
            raise failed.problem
        report(failed.problem, as_json=self._as_json)
        return failed.problem.exit_code

    def _flushed(self, groups: Iterator[list[bytes]]) -> Iterator[list[bytes]]:
        for group in groups:
            yield group
            self._out.flush()
            self._progress.show()
