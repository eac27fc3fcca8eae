"""Changed, cut and random bytes: a clear refusal or a reading, in bounded time, and no more."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.frontend.signatures.cases import BY_HAND, SAMPLES, build
from tests.frontend.signatures.outside import by_wasmtime, differences
from tests.work import calls_in

from flowc.frontend import signatures
from flowc.frontend.signature import Component

PREAMBLE = b"\0asm\x0d\0\1\0"
# wasmtime takes an instance for what it is, not for what its ascribed type calls its parameters.
SMALL = [path for path in BY_HAND if path.name not in {"ascribed.wat", "beyond.wat"}]
HELLO = [path for path in SAMPLES if path.match("samples/hello/components/*/*.wasm")]
SECONDS = 60.0  # what ends sooner does not hang, on a busy machine too


def try_read(data: bytes) -> Component | None:
    start = time.perf_counter()
    component, refused = None, None
    try:
        component = signatures.read(data, "it", "it.wasm")
    except signatures.BadComponent as error:
        refused = error
    assert time.perf_counter() - start < SECONDS
    if refused is not None:
        assert 0 <= refused.offset <= len(data)
        assert refused.expected
        assert refused.found
    return component


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    data = bytearray(build(draw(st.sampled_from([*BY_HAND, *HELLO]))))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(8, len(data) - 1))
        match draw(st.sampled_from(["set", "flip", "cut", "copy", "insert"])):
            case "set":
                data[at] = draw(st.integers(0, 255))
            case "flip":
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del data[at : at + draw(st.integers(1, 9))]
            case "copy":
                data[at:at] = data[at : at + draw(st.integers(1, 40))]
            case _:
                data[at:at] = draw(st.binary(min_size=1, max_size=6))
    return bytes(data)


@settings(max_examples=600)
@given(mutations())
def test_mutations_are_read_or_refused(data: bytes) -> None:
    try_read(data)


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_random_bytes_are_read_or_refused(data: bytes) -> None:
    try_read(data)
    try_read(PREAMBLE + data)


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.name)
def test_truncations_are_read_or_refused(path: Path) -> None:
    data = build(path)
    for size in range(0, len(data), 1 + len(data) // 500):
        try_read(data[:size])


@settings(max_examples=400)
@given(st.sampled_from(SMALL), st.data())
def test_where_wasmtime_accepts_a_change_both_agree(path: Path, data: st.DataObject) -> None:
    binary = bytearray(build(path))
    at = data.draw(st.integers(8, len(binary) - 1))
    binary[at] = data.draw(st.integers(0, 255))
    ours = try_read(bytes(binary))
    theirs = by_wasmtime(bytes(binary)) if ours else None
    if ours and theirs:
        assert differences(ours, theirs) == []


def leb(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + leb(rest) if rest else bytes([low])


def section(number: int, count: int, item: bytes) -> bytes:
    body = leb(count) + item * count
    return bytes([number]) + leb(len(body)) + body


FLOODS: dict[str, Callable[[int], bytes]] = {
    "types": lambda size: section(7, size, b"\x7d"),
    "tuples": lambda size: section(7, size // 3, b"\x6f\1\x7d"),
    "one tuple": lambda size: section(7, 1, b"\x6f" + leb(size) + b"\x7d" * size),
    "instance types": lambda size: section(7, size // 2, b"\x42\0"),
    "outer aliases": lambda size: section(7, 1, b"\x7d") + section(6, size // 4, b"\3\2\0\0"),
    "built-ins": lambda size: section(8, size, b"\5"),
    "sections": lambda size: b"\1\0" * size,
    "streams": lambda size: section(7, size // 3, b"\x66\1\x7d"),
    "resources": lambda size: section(7, 1, b"\x3f\x7f\0") + section(7, size // 2, b"\x69\0"),
    "core types": lambda size: section(
        7, 1, b"\x42" + leb(size // 4) + b"\0\x60\0\0" * (size // 4)
    ),
}


@pytest.mark.parametrize("kind", FLOODS)
def test_a_flood_of_definitions_ends(kind: str) -> None:
    try_read(PREAMBLE + FLOODS[kind](1 << 20))


@pytest.mark.parametrize("kind", FLOODS)
def test_work_grows_no_faster_than_size(kind: str) -> None:
    small, large = (PREAMBLE + FLOODS[kind](size) for size in (1 << 10, 1 << 13))
    assert calls_in(partial(try_read, large)) < 10 * calls_in(partial(try_read, small))
