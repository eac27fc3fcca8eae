"""No byte of an archive can be changed, removed or added without the archive being refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stub import forge

from flowrt.archive import format as f
from flowrt.archive.archive import open_archive
from flowrt.problems.report import Refused
from flowrt.verify import Apart, Native

SOUND = forge.seal()
TRUST = forge.trusting(forge.ALICE)


def code_of(data: bytes) -> str:
    """Return the code of the refusal, or nothing if the archive is accepted."""
    try:
        forge.opened(data, TRUST)
    except Refused as refusal:
        return refusal.code
    return ""


def flipped(data: bytes, byte: int, bit: int) -> bytes:
    return data[:byte] + bytes([data[byte] ^ (1 << bit)]) + data[byte + 1 :]


def filled() -> list[int]:
    """Return where the file holds something other than a zero."""
    return [i for i, byte in enumerate(SOUND) if byte]


def test_the_sound_archive_is_accepted() -> None:
    verified = forge.opened(SOUND, TRUST)
    assert verified.plan == forge.PLAN
    assert verified.header.manifest == forge.MANIFEST
    assert verified.publisher.name == "acme"
    assert verified.keys == (forge.ALICE.public,)


@pytest.mark.parametrize("bit", range(8))
def test_any_flipped_bit_of_content_is_refused(bit: int) -> None:
    assert [i for i in filled() if not code_of(flipped(SOUND, i, bit))] == []


def test_a_flipped_bit_of_every_byte_is_refused() -> None:
    assert [i for i in range(len(SOUND)) if not code_of(flipped(SOUND, i, i % 8))] == []


@pytest.mark.slow
@pytest.mark.parametrize("bit", range(8))
def test_any_flipped_bit_at_all_is_refused(bit: int) -> None:
    assert [i for i in range(len(SOUND)) if not code_of(flipped(SOUND, i, bit))] == []


@given(st.data())
def test_any_flipped_bit_of_a_larger_archive_is_refused(data: st.DataObject) -> None:
    byte = data.draw(st.integers(0, len(LARGE) - 1))
    assert code_of(flipped(LARGE, byte, data.draw(st.integers(0, 7))))


def larger() -> bytes:
    native = bytes(range(256)) * 200
    apart = {"0" * 64: Apart(native, 9)}
    natives = {"a-b": Native(native), "c-d": Native(native + b"!", apart)}
    blobs = forge.parts(component=bytes(50_000), natives=natives)
    return forge.seal(forge.header_bytes(blobs=blobs), blobs=blobs)


LARGE = larger()


def test_the_larger_archive_is_accepted() -> None:
    assert not code_of(LARGE)


def test_an_archive_cut_at_any_length_is_refused() -> None:
    codes = {code_of(SOUND[:size]) for size in range(len(SOUND))}
    assert codes == {"R101", "R103"}


@given(st.binary(min_size=1, max_size=5000))
def test_trailing_bytes_are_refused(tail: bytes) -> None:
    assert code_of(SOUND + tail) == "R109"


@given(st.binary(min_size=1, max_size=20))
def test_leading_bytes_are_refused(front: bytes) -> None:
    assert code_of(front + SOUND)


@given(st.binary(max_size=300))
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    assert code_of(data)
    assert code_of(f.MAGIC + data)


@given(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=40))
def test_overwritten_bytes_are_refused(at: int, patch: bytes) -> None:
    changed = SOUND[:at] + patch + SOUND[at + len(patch) :]
    assert changed == SOUND or code_of(changed)


def test_code_that_is_not_used_is_hashed_all_the_same() -> None:
    component = open_archive(SOUND).region + forge.parts()[1].blob.offset
    assert code_of(flipped(SOUND, component, 0)) == "R204"


def test_a_flipped_bit_in_a_trusted_cosignature_is_refused() -> None:
    data = forge.seal(keys=(forge.ALICE, forge.BOB))
    trust = forge.trusting(forge.ALICE, forge.BOB)
    header = len(open_archive(data).header)
    block = range(16 + header, 16 + header + 2 * f.SIGNATURE_SIZE)
    for byte in block:
        for bit in range(8):
            with pytest.raises(Refused):
                forge.opened(flipped(data, byte, bit), trust)


def test_an_unknown_cosignature_conveys_nothing() -> None:
    """FORMAT 4.3: nobody can check a signature by a key that nobody listed."""
    data = forge.seal(keys=(forge.ALICE, forge.EVE))
    signatures = open_archive(data).signatures
    at = data.index(next(s.proof for s in signatures if s.key_id == forge.EVE.public.id))
    assert not code_of(flipped(data, at, 3))
