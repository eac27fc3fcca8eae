"""Steps as text: what a segment answered, taken apart without understanding the values in it.

The door writes without spaces and in the order of the types, so a step starts with its case, and
parts are slices. FORMAT 7.5 says what stands in them.
"""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING

from flowrt.problems.faults import NotCompiled
from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

_DONE, _LEFT = b'{"done":', b'{"left":'
_WAITS = re.compile(rb'\{"cut-([0-9]{1,9})":\{("args":)?')
_NOTHING = b"[]"
_raw = json.JSONDecoder().raw_decode


class Done(Value):
    """The routine is done, with a value."""

    value: bytes


class Gone(Value):
    """The routine ends the flow that it is a branch of, with a value."""

    value: bytes


class Waits(Value):
    """The routine waits at a cut: what it gives to whoever is asked, if anything, and its state."""

    cut: int
    args: bytes
    state: bytes


def read(answer: bytes) -> Done | Gone | Waits:
    """Return what a segment answered; raises `NotCompiled` for what is no step."""
    if answer.startswith(_DONE):
        return Done(answer[len(_DONE) : -1])
    if answer.startswith(_LEFT):
        return Gone(answer[len(_LEFT) : -1])
    found = _WAITS.match(answer)
    if found is None:
        raise NotCompiled(message="a segment answers with something that is no step")
    text = answer.decode()
    start, args = found.end(), ""
    if found[2]:
        args = text[start : _end(text, start)]
        start += len(args) + 1
    state = text[start + len('"state":') : -2]
    return Waits(int(found[1]), args.encode(), state.encode())


def resumed(state: bytes, outcome: bytes | None = None) -> bytes:
    """Return what a segment that goes on is given."""
    if outcome is None:
        return b'{"state":%b}' % state
    return b'{"state":%b,"outcome":%b}' % (state, outcome)


def arguments(args: bytes) -> bytes:
    """Return arguments as the object that an entry or a service takes; none are `[]` in a step."""
    return b"{}" if args == _NOTHING else args


def branch(held: bytes, item: bytes | None = None) -> bytes:
    """Return what a branch is given: what it holds from around it, and its item."""
    if item is None:
        return b'{"given":%b}' % held
    return b'{"given":%b,"item":%b}' % (held, item)


def items(array: bytes) -> list[bytes]:
    """Return the items of an array as slices; bytes in base64 are an array of numbers."""
    if array.startswith(b'"'):
        return [b"%d" % byte for byte in base64.b64decode(array[1:-1])]
    text = array.decode()
    return [text[start:end].encode() for start, end in _places(text)]


def array_of(values: list[bytes]) -> bytes:
    """Return values as an array."""
    return b"[%b]" % b",".join(values)


def _places(text: str) -> Iterator[tuple[int, int]]:
    at = 1
    while at < len(text) - 1:
        end = _end(text, at)
        yield at, end
        at = end + 1


def _end(text: str, start: int) -> int:
    try:
        return int(_raw(text, start)[1])
    except (ValueError, RecursionError):
        raise NotCompiled(message="a segment answers with something that is no JSON") from None
