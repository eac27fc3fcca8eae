"""Signatures and digests by native code of ours, or by Python's libraries where there is none."""

import runpy
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stub.forge import ALICE

import flowrt
from flowrt import proof

SOURCE = Path(__file__).parents[2] / "runtime_stub" / "proof" / "build.py"
DATA = bytes(range(256)) * 5
PLACES = st.none() | st.integers(-len(DATA) - 9, len(DATA) + 9)


@pytest.fixture(params=["native", "libraries"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Ask native code, or go without it."""
    if request.param == "libraries":
        monkeypatch.setattr(proof, "_LIBRARY", None)
    elif not proof.is_native():
        pytest.skip("there is none for this system")
    return str(request.param)


def test_the_committed_bytes_are_those_of_the_source() -> None:
    built = runpy.run_path(str(SOURCE))["build"]()
    committed = Path(flowrt.__file__).parent / "proof-x86_64-linux"
    assert built == committed.read_bytes(), "run runtime_stub/proof/build.py and commit"


@given(st.binary(max_size=300))
def test_a_digest_is_that_of_hashlib(data: bytes) -> None:
    assert proof.sha256(data) == sha256(data).digest()


@given(PLACES, PLACES)
def test_places_are_those_of_a_slice(start: int | None, end: int | None) -> None:
    assert proof.sha256(DATA, start or 0, end) == sha256(DATA[start:end]).digest()


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("size", [0, 1, 55, 56, 63, 64, 65, 1 << 20])
def test_every_size_is_hashed_either_way(size: int) -> None:
    assert proof.sha256(b"\xfe" * size) == sha256(b"\xfe" * size).digest()


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("size", [1, 64, 65, 255, 256, 257, 320, 511, 512, 513, 1000])
def test_pieces_are_hashed_either_way(size: int) -> None:
    """Four at a time, as many as are left, and a last one that is smaller."""
    data = bytes(range(256)) * 5
    pieces = [data[at : min(at + 64, size + 7)] for at in range(7, size + 7, 64)]
    expected = b"".join(sha256(piece).digest() for piece in pieces)
    assert proof.sha256_pieces(data, 7, size + 7, 64) == expected


def test_what_is_large_is_hashed_by_hashlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "LARGE", 9)
    hashed: list[bytes] = []

    def noted(data: memoryview) -> object:
        hashed.append(bytes(data))
        return sha256(data)

    monkeypatch.setattr("hashlib.sha256", noted)
    expected = sha256(b"12345678").digest(), sha256(b"123456789").digest()
    assert proof.sha256(b"12345678") == expected[0]
    assert hashed == ([] if proof.is_native() else [b"12345678"])
    assert proof.sha256(b"_123456789_", 1, 10) == expected[1]
    assert hashed[-1] == b"123456789"


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("text", [b"", b"a text"])
def test_a_signature_is_known_either_way(text: bytes) -> None:
    key, signature = ALICE.public.raw, ALICE.secret.sign(text)
    assert proof.signed(key, text, signature)
    assert not proof.signed(key, text + b"!", signature)
    assert not proof.signed(bytes([key[0] ^ 1]) + key[1:], text, signature)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(("key", "signature"), [(31, 64), (33, 64), (32, 63), (32, 65), (0, 0)])
def test_what_has_another_length_signs_nothing(key: int, signature: int) -> None:
    assert not proof.signed(bytes(key), b"", bytes(signature))


def test_there_may_be_no_native_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "native", lambda file: f"{file}-of-no-machine")
    assert proof._library() is None
