"""What binaries say of themselves, as `wasm-tools` reads it; any bytes say something or nothing."""

import json
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.validity import WASM_TOOLS

from flowc.origin import binaries
from flowc.origin.binaries import Binary, Said, look_into
from flowc.produce.sections import leb128

ROOT = Path(__file__).parents[2]
GREETING = (ROOT / "samples/hello/components/greeting/greeting.wasm").read_bytes()
SAMPLES = sorted(ROOT.glob("samples/*/components/*/*.wasm"))
MODULE, COMPONENT = b"\0asm\1\0\0\0", b"\0asm\x0d\0\1\0"


def tool(*words: str, wasm: bytes) -> bytes:
    return subprocess.run(
        [WASM_TOOLS, "metadata", *words], input=wasm, capture_output=True, check=True
    ).stdout


def shown(wasm: bytes) -> list[dict[str, Any]]:
    """Return what wasm-tools says of each binary, outermost first."""

    def walk(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
        inner = one.get("component")
        yield one["module"] if inner is None else inner["metadata"]
        for child in [] if inner is None else inner["children"]:
            yield from walk(child)

    return list(walk(json.loads(tool("show", "--json", wasm=wasm))))


def flat(binary: Binary | None) -> Iterator[Binary]:
    assert binary is not None
    yield binary
    for one in binary.inside:
        yield from flat(one)


def told(said: Said) -> dict[str, Any]:
    """Return what a binary says in the tool's words; all roles in the order of their names."""
    producers: dict[str, dict[str, str]] = {}
    for role, name, version in said.tools:
        producers.setdefault(role, {})[name] = version
    texts = dict.fromkeys(binaries.TEXTS) | dict(said.texts)
    return {"name": said.name or None, "producers": producers, **texts}


def agrees(wasm: bytes) -> None:
    """Hold that our reading of a component is that of wasm-tools."""
    ours, theirs = list(flat(look_into(wasm))), shown(wasm)
    for one, other in zip(ours, theirs, strict=True):
        start, end = other["range"]["start"], other["range"]["end"]
        assert (one.size, one.sha256) == (end - start, sha256(wasm[start:end]).hexdigest())
        found = {key: other[key] for key in ("name", *binaries.TEXTS)}
        producers = {role: dict(tools) for role, tools in other["producers"] or []}
        assert told(one.said) == found | {"producers": producers}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_samples_are_read_as_wasm_tools_reads_them(path: Path) -> None:
    agrees(path.read_bytes())


def test_all_that_can_be_said_is_read() -> None:
    added = tool(
        "add", "--name", "greeter", "--language", "Zig=0.17", "--processed-by", "wasm-opt=1",
        "--sdk", "cabi=3", "--authors", "A. Body", "--description", "says hello", "--licenses",
        "MIT OR Apache-2.0", "--homepage", "https://example.com/", "--source",
        "https://example.com/greeter.git", "--revision", "abc", "--version", "1.2.3",
        wasm=GREETING,
    )  # fmt: skip
    agrees(added)
    found = look_into(added)
    assert found is not None
    assert found.said.name == "greeter"
    assert found.said.texts["licenses"] == "MIT OR Apache-2.0"
    assert ("sdk", "cabi", "3") in found.said.tools


def section(number: int, body: bytes) -> bytes:
    return bytes([number]) + leb128(len(body)) + body


def custom(name: str, body: bytes) -> bytes:
    return section(0, leb128(len(name)) + name.encode() + body)


def test_a_long_text_is_cut_and_one_that_is_no_text_says_nothing() -> None:
    wasm = MODULE + custom("description", b"x" * 5000) + custom("version", b"\xff")
    found = look_into(wasm)
    assert found is not None
    assert len(found.said.texts["description"]) == binaries.LONGEST
    assert set(found.said.texts) == {"description"}


def test_the_first_of_each_name_counts() -> None:
    found = look_into(MODULE + custom("version", b"1") + custom("version", b"2"))
    assert found is not None
    assert found.said.texts == {"version": "1"}


def nested(levels: int) -> bytes:
    wasm = COMPONENT
    for _ in range(levels):
        wasm = COMPONENT + section(4, wasm)
    return wasm


def test_what_lies_too_deep_is_not_looked_into_and_that_is_known() -> None:
    found = list(flat(look_into(nested(binaries.DEEPEST + 1))))
    assert [one.whole for one in found] == [True] * binaries.DEEPEST + [False]
    assert all(one.whole for one in flat(look_into(nested(binaries.DEEPEST))))
    assert len(list(flat(look_into(nested(5000))))) == binaries.DEEPEST + 1


def test_too_many_are_not_looked_into_and_that_is_known() -> None:
    found = look_into(COMPONENT + section(1, MODULE) * (binaries.MOST + 10))
    assert found is not None
    assert (len(found.inside), found.whole) == (binaries.MOST - 1, False)


@pytest.mark.parametrize("data", [b"", b"\0asm", b"\0asm\x09\0\1\0", b"MZ" + bytes(20)])
def test_what_is_no_wasm_is_none(data: bytes) -> None:
    assert look_into(data) is None


@given(st.binary(max_size=80), st.integers(0, len(GREETING)), st.integers(0, 40))
def test_no_bytes_raise(some: bytes, at: int, gone: int) -> None:
    for start in (MODULE, COMPONENT):
        look_into(start + some)
        look_into(start + custom("producers", some) + custom("name", some))
    changed = look_into(GREETING[:at] + some + GREETING[at + gone :])
    assert changed is None or changed.sha256
