"""Where two blobs differ, in words: by what the kind is made of, and by the byte in any case."""

import json
from hashlib import sha256

import msgpack  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.samples.sealed import compiled

from flowc.produce.sections import find
from flowc.rebuild.where import where
from flowrt.archive.format import KINDS, Kind
from flowrt.plan.plan import encode_plan

MOVIES = compiled("movies")
WASM = MOVIES.component


def changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def inside(kind: Kind, ours: bytes, theirs: bytes) -> str:
    return where(kind, ours, theirs, {}).rpartition("from byte")[0].removesuffix(", ")


@given(st.binary(min_size=1, max_size=40), st.binary(max_size=40), st.sampled_from(KINDS))
def test_the_first_byte_that_differs_is_named(start: bytes, rest: bytes, kind: Kind) -> None:
    ours, theirs = start, start + b"x" + rest
    told = where(kind, ours, theirs, {})
    assert f"from byte {len(ours)} of {len(theirs)} ({len(ours)} here)" in told
    other = start[:-1] + bytes([start[-1] ^ 1])
    assert f"from byte {len(start) - 1} of" in where(kind, start, other, {})


@pytest.mark.parametrize(
    ("kind", "index", "said"),
    [(1, 0, "the codec"), (1, 1, "the glue"), (4, 0, "component"), (11, 0, "exports")],
)
def test_a_part_of_the_component_is_named(kind: int, index: int, said: str) -> None:
    start, _ = find(WASM, kind, index)
    assert inside("component", WASM, changed(WASM, start)) == said


def test_a_component_inside_is_named_by_its_path() -> None:
    start, end = find(WASM, 4, 0)
    theirs = changed(WASM, end - 1)
    labels = {sha256(theirs[start:end]).hexdigest(): "components/x.wasm"}
    assert where("component", WASM, theirs, labels).startswith("the component components/x.wasm, ")


def test_the_end_is_named() -> None:
    assert inside("component", WASM + b"\0\2\1x", WASM) == "its end"
    assert inside("graph", b"a\nb\n", b"a\n") == "its end"


def test_a_field_of_the_plan_is_named() -> None:
    plan = msgpack.unpackb(encode_plan(MOVIES.plan))
    plan["entries"][0]["params"][0]["doc"] = "another"
    theirs = msgpack.packb(plan)
    assert inside("plan", encode_plan(MOVIES.plan), theirs) == "entries[0].params[0].doc"


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        ({"a": [1, 2]}, {"a": [1, 3]}, "a[1]"),
        ({"a": [1]}, {"a": [1, {"b": 2}]}, "a[1]"),
        ({"a": 1, "b": 2}, {"a": 1}, "b"),
        ({"a": {"b": {"c": 1}}}, {"a": {"b": {"c": None}}}, "a.b.c"),
        ([1], {"a": 1}, ""),
        ({"a": 1}, {"a": True}, ""),
    ],
)
def test_a_value_of_a_document_is_named(ours: object, theirs: object, said: str) -> None:
    told = inside("sbom", json.dumps(ours).encode(), json.dumps(theirs).encode())
    assert told == said


def test_a_line_of_the_graph_is_named() -> None:
    assert inside("graph", b"one\ntwo\nthree", b"one\ntoo\nthree") == "line 2"
