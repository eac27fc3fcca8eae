"""Two readers of one format, written apart, take and refuse the same bytes."""

import hashlib
import json
import tomllib
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgpack  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.stub import forge
from tests.stub.forge import ALICE, BOB, EVE, NOW
from tests.stub.second_reader import read
from tests.stub.second_values import Broken
from tests.stub.test_archive_layout import FIELDS, SPELLINGS
from tests.stub.test_plan import PLANS

from flowrt.archive import format as f
from flowrt.archive.archive import open_archive
from flowrt.plan.plan import encode_plan
from flowrt.problems.report import Refused
from flowrt.trust.policy import Trust
from flowrt.trust.text import encode_trust
from flowrt.verify import Apart, Native

HERE = Path(__file__).parent
TRUST = forge.trusting(ALICE, BOB)


def agreed(data: bytes, trust: Trust = TRUST, now: int = NOW) -> bool:
    """Return whether both readers take an archive, as the same; fails where they disagree."""
    publishers = tomllib.loads(encode_trust(trust))["publisher"]
    for publisher in publishers:
        if "not_after" in publisher:
            publisher["not_after"] = int(publisher["not_after"].timestamp())
    try:
        first = forge.opened(data, trust, now)
    except Refused:
        with pytest.raises(Broken):
            read(data, publishers, now)
        return False
    header, plan, publisher = read(data, publishers, now)
    assert (publisher, header["package"]) == (first.publisher.name, first.plan.package)
    assert f.canonical_json(header) == first.contents.archive.header
    assert [entry["name"] for entry in plan["entries"]] == [e.name for e in first.plan.entries]
    return True


SOUND = forge.seal(keys=(ALICE, EVE))
FRONT = open_archive(SOUND).region


@pytest.mark.parametrize(
    "names", [("reader", "values"), ("plan", "values"), ("ed25519",)], ids=" and ".join
)
def test_each_second_reader_is_small_with_all_it_is_made_of(names: tuple[str, ...]) -> None:
    """That of the container, that of the plan in it, and the signatures: 200 lines each at most."""
    texts = [(HERE / f"second_{name}.py").read_text() for name in names]
    assert sum(bool(line.strip()) for text in texts for line in text.splitlines()) <= 200
    assert not any("import flow" in text or "from flow" in text for text in texts)


@pytest.mark.parametrize("keys", [(ALICE,), (BOB,), (ALICE, BOB), (ALICE, BOB, EVE)])
def test_sound_archives_are_taken(keys: tuple[Any, ...]) -> None:
    assert agreed(forge.seal(keys=keys))


def test_trust_is_read_alike() -> None:
    assert not agreed(forge.seal(keys=(EVE,)))
    assert not agreed(SOUND, forge.trusting(ALICE, BOB, threshold=2))
    assert not agreed(SOUND, forge.trusting(ALICE, packages=("acm:*", "acme:hell")))
    assert agreed(SOUND, forge.trusting(ALICE, packages=("x:y", "acme:hello")))
    assert agreed(SOUND, forge.trusting(ALICE, not_after=NOW))
    assert not agreed(SOUND, forge.trusting(ALICE, not_after=NOW - 1))
    expiring = forge.seal(forge.header_bytes(replace(forge.MANIFEST, not_after=NOW)))
    assert agreed(expiring)
    assert not agreed(expiring, now=NOW + 1)


@pytest.mark.parametrize("edit", [edit for edit, _ in FIELDS])
def test_wrong_fields_are_refused_alike(edit: Any) -> None:
    assert not agreed(forge.edited(edit))


@pytest.mark.parametrize("header", SPELLINGS)
def test_other_spellings_are_refused_alike(header: bytes) -> None:
    assert not agreed(forge.seal(header))


def test_a_flipped_bit_of_any_byte_is_refused_alike() -> None:
    """Eve's signature is by a key that nobody trusts: FORMAT 4.3 says that it may change."""
    eve = SOUND.index(
        next(s.proof for s in open_archive(SOUND).signatures if s.key_id == EVE.public.id)
    )
    blobs = [at for at in range(FRONT, len(SOUND)) if SOUND[at] or at % 64 == 0]
    for at in (*range(16 + 800), *blobs[::7]):
        data = bytearray(SOUND)
        data[at] ^= 1 << at % 8
        taken = agreed(bytes(data))
        assert taken == (eve - 16 <= at < eve + 64), at


MODULE, OTHER = b"\0asm\1\0\0\0 one", b"\0asm\1\0\0\0 two"


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


BYTES = st.binary(min_size=1, max_size=12)
PLACES = st.integers(0, len(SOUND)) | st.integers(0, FRONT)


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """Return the sound archive after a few cuts, pastes and copies."""
    data = SOUND
    for _ in range(draw(st.integers(1, 3))):
        a, b = sorted((draw(PLACES), draw(PLACES)))
        match draw(st.integers(0, 4)):
            case 0:
                data = data[:a] + draw(BYTES) + data[a:]
            case 1:
                data = data[:a] + data[b:]
            case 2:
                data = data[:a] + draw(BYTES) + data[a + 1 :]
            case 3:
                data = data[:b] + data[a:b] + data[b:]
            case _:
                data = data[:a] + bytes(b - a) + data[b:]
    return data


@given(mutations())
def test_mutated_archives_are_refused_alike(data: bytes) -> None:
    agreed(data)


NUMBERS = st.sampled_from(
    [0, 1, -1, 7, 81, 4095, 4096, 8192, 2**31, 2**32, 2**53 - 1, 2**53, 2**64]
)
WORDS = st.sampled_from(
    ["", "a", "acme:hello", "a:b-c", "1.0.0", "plan", "native", "graph", "sbom", "-", "0" * 64]
)
LEAVES = st.none() | st.booleans() | NUMBERS | WORDS | st.text(max_size=3) | st.floats()
VALUES = st.recursive(
    LEAVES, lambda one: st.lists(one, max_size=2) | st.dictionaries(WORDS, one, max_size=2)
)


@st.composite
def edits(draw: st.DrawFn, value: Any) -> Any:
    """Return plain values with one of them, anywhere, replaced, removed, doubled or swapped."""
    value = deepcopy(value)
    at = value
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = draw(st.sampled_from(keys))
        inner = at[key]
        if isinstance(inner, (dict, list)) and inner and draw(st.integers(0, 4)):
            at = inner
            continue
        match draw(st.integers(0, 4)):
            case 0:
                del at[key]
            case 1 if isinstance(at, list):
                at.append(deepcopy(inner))
            case 1:
                at[draw(WORDS)] = inner
            case 2:
                other = draw(st.sampled_from(keys))
                at[key], at[other] = at[other], at[key]
            case _:
                at[key] = draw(VALUES)
        return value


def spelled(value: Any) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return text.encode("ascii", "surrogatepass")


@given(edits(json.loads(forge.header_bytes())))
def test_edited_headers_that_are_signed_are_read_alike(value: Any) -> None:
    agreed(forge.seal(spelled(value)))


MODULES = {digest_of(MODULE): Apart(b"first", 8), digest_of(OTHER): Apart(b"second", 27)}
APART = forge.parts(
    component=forge.COMPONENT + MODULE + b"middle" + OTHER,
    natives={forge.TARGET: Native(b"whole", MODULES), "aarch64-macos": Native(b"another")},
)


def test_modules_compiled_apart_are_taken_by_both() -> None:
    header = forge.header_bytes(blobs=APART)
    assert header.count(b'"module"') == 2
    assert agreed(forge.seal(header, blobs=APART))


@given(edits(json.loads(forge.header_bytes(blobs=APART))))
def test_edited_tables_of_modules_are_read_alike(value: Any) -> None:
    agreed(forge.seal(spelled(value), blobs=APART))


DOCUMENTED = forge.parts(documents=forge.DOCUMENTS)


def test_documents_are_taken_by_both() -> None:
    header = forge.header_bytes(blobs=DOCUMENTED)
    assert agreed(forge.seal(header, blobs=DOCUMENTED))


@given(edits(json.loads(forge.header_bytes(blobs=DOCUMENTED))))
def test_edited_tables_of_documents_are_read_alike(value: Any) -> None:
    agreed(forge.seal(spelled(value), blobs=DOCUMENTED))


def replanned(plan: bytes) -> bytes:
    """Return the sample with other plan bytes, whatever they are, hashed and signed."""
    blobs = forge.parts(plan)
    return forge.seal(forge.header_bytes(blobs=blobs), blobs=blobs)


FULL = msgpack.unpackb(encode_plan(forge.PLAN))


@given(edits(FULL) | edits(FULL).flatmap(edits))
def test_edited_plans_that_are_signed_are_read_alike(value: Any) -> None:
    try:
        plan = msgpack.packb(value)
    except (OverflowError, UnicodeEncodeError):
        plan = b"\xc0"
    agreed(replanned(plan))


@given(PLANS)
@settings(max_examples=40)
def test_any_plan_is_taken_by_both(plan: Any) -> None:
    belonging = replace(plan, package="acme:hello", package_version="1.0.0")
    assert agreed(replanned(encode_plan(belonging)))


@given(st.binary(max_size=40))
def test_any_plan_bytes_are_read_alike(plan: bytes) -> None:
    agreed(replanned(plan or b"\xc0"))


def test_the_vector_of_the_page_is_taken() -> None:
    from tests.stub.test_format_page import BLOCKS, KEY  # noqa: PLC0415 - only here

    front = (
        bytes.fromhex(BLOCKS["front"])
        + BLOCKS["header"].encode()
        + bytes.fromhex(BLOCKS["signatures"])
    )
    data = b"".join(
        part.ljust(4096, b"\0")
        for part in (front, bytes.fromhex(BLOCKS["plan"]), bytes.fromhex(BLOCKS["component"]))
    )
    data += BLOCKS["drawing"].encode()
    assert hashlib.sha256(data).hexdigest() == BLOCKS["file"]
    assert agreed(data, forge.trusting(KEY))
