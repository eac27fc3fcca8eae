"""NDJSON through a flow, in bounded memory: each input line gives one output line.

Takes batches of lines, gives finished output (`bytes`, one or more whole lines) and `Failed`
lines in input order. A blank line gives a blank line; nothing here parses JSON: where lines are
one parameter's values, the other parameters are put around them as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

from flowrt.engine.utf8 import fault_in
from flowrt.problems.errors import TooLarge
from flowrt.problems.faults import NotCompiled, OutputTooLarge
from flowrt.problems.report import BadInput, Fault, Problem
from flowrt.run.stream import Origin, Stream, problem_of
from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flowrt.plan.plan import Entry
    from flowrt.run.runner import Runner
    from flowrt.run.scope import Scope

BATCH = 64 << 10
"""Bytes of text that cross into an instance at once, about; in a stream."""
LONGEST = 256 << 20
"""Bytes that a line may have where the archive sets no limit."""

_BLANK = bytes(range(33))
"""The bytes that a blank line may have, at the door as here."""

_FAULT = b'!{"c'
"""Starts a fault among the results. JSON cannot hold it: in a string a quote is escaped, and
after a string there is no letter."""


class Wrap(Value):
    """What is put around each line to make it an object of parameters."""

    before: bytes = b""
    after: bytes = b""


class Failed(Value):
    """An input line without a result: its number, counted from 1, and why."""

    number: int
    problem: Problem


Outcome: TypeAlias = bytes | Failed


class Readable(Protocol):
    """What lines are read from: a file, or whatever gives bytes as a file does."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes, none at the end; with `read1`, as they come."""


def batches(file: Readable, longest: int = LONGEST, source: str = "stdin") -> Iterator[list[bytes]]:
    """Yield the lines of a file, without their ends, as they arrive; never much at once.

    Raises `TooLarge` for a line above `longest` bytes, naming `source`.
    """
    parts: list[bytes] = []
    size = done = 0
    while data := _some(file):
        head, newline, tail = data.rpartition(b"\n")
        if newline:
            parts.append(head)
            lines = b"".join(parts).split(b"\n")
            done += len(lines)
            yield lines
            parts, size = [], 0
        parts.append(tail)
        size += len(tail)
        if size > longest:
            expected = f"a line of at most {longest} bytes"
            raise TooLarge(f"{source}:{done + 1}", expected=expected, found="a longer one")
    if size:
        yield [b"".join(parts)]


def _some(file: Readable) -> bytes:
    read = getattr(file, "read1", file.read)
    data: bytes = read(BATCH)
    return data


class Lines:
    """Runs one flow over lines. `source` names the input in messages.

    A `scope` bounds each transaction further, where each has an instance of its own.
    """

    def __init__(
        self,
        runner: Runner,
        entry: Entry,
        wrap: Wrap | None = None,
        source: str = "stdin",
        scope: Scope | None = None,
    ) -> None:
        self._runner = runner
        self._entry = entry
        self._wrap = wrap or Wrap()
        self._source = source
        self._scope = scope

    def outcomes(self, groups: Iterable[list[bytes]]) -> Iterator[Outcome]:
        """Yield the results in order; a failed line does not end it."""
        number = 1
        with self._runner.stream() as stream:
            for lines in groups:
                if self._runner.isolation == "stream" and not self._entry.waits:
                    yield from self._together(stream, number, lines)
                else:
                    yield from self._apart(self._runner, number, lines)
                number += len(lines)

    def _together(self, stream: Stream, number: int, lines: list[bytes]) -> Iterator[Outcome]:
        text = b"\n".join([self._wrapped(line) for line in lines]) + b"\n"
        if self._must_be_apart(text, lines):
            yield from self._apart(stream, number, lines)
            return
        try:
            answer = stream.call_lines(self._entry, text)
        except Fault:
            yield from self._apart(stream, number, lines)
            return
        if answer.count(b"\n") != len(lines):
            raise NotCompiled(flow=self._entry.name, message="its door lost count of the lines")
        if _FAULT in answer or self._runner.limits.output_bytes is not None:
            yield from self._sorted_out(number, answer)
        else:
            yield answer

    def _must_be_apart(self, text: bytes, lines: list[bytes]) -> bool:
        most = self._runner.limits.input_bytes
        if most is not None and max(map(len, lines)) > most:
            return True
        return fault_in(text) is not None

    def _sorted_out(self, number: int, answer: bytes) -> Iterator[Outcome]:
        most = self._runner.limits.output_bytes
        for i, result in enumerate(answer.split(b"\n")[:-1], number):
            _, fault, report = result.partition(_FAULT)
            if fault:
                yield Failed(i, problem_of(_FAULT[1:] + report, self._origin(i)))
            elif most is not None and len(result) > most:
                message = f"{len(result)} bytes, where {most} are allowed"
                yield Failed(i, OutputTooLarge(flow=self._entry.name, message=message))
            else:
                yield result + b"\n"

    def _apart(self, caller: Stream | Runner, number: int, lines: list[bytes]) -> Iterator[Outcome]:
        for i, line in enumerate(lines, number):
            if _is_blank(line):
                yield b"\n"
                continue
            origin = self._origin(i)
            try:
                yield caller.call(self._entry, self._wrapped(line), origin, self._scope) + b"\n"
            except BadInput as problem:
                yield Failed(i, problem)
            except Fault as fault:
                fault.facts = (*fault.facts, ("input", origin.within))
                yield Failed(i, fault)

    def _wrapped(self, line: bytes) -> bytes:
        return line if _is_blank(line) else self._wrap.before + line + self._wrap.after

    def _origin(self, number: int) -> Origin:
        return Origin(f"{self._source}:{number}", len(self._wrap.before))


def _is_blank(line: bytes) -> bool:
    return not line.strip(_BLANK)
