"""Ed25519 as FORMAT 4.2 has it: known answers, and what becomes of signatures at the edges.

`cases/ed25519.txt` holds the first 128 of the public vectors that come with the Ed25519 paper
(ed25519.cr.yp.to, `sign.input`; public domain), as key, message and signature in hexadecimal.
`cases/ed25519-edges.txt` holds the 15 public vectors of ed25519-speccheck (Apache-2.0) in the same
form, by Chalkias, Garillot and Nikolaenko, whose "Taming the many EdDSAs" names the classes of edge
cases that follow.
"""

from hashlib import sha512
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stub import second_ed25519 as curve
from tests.stub.forge import ALICE

from flowrt.problems.report import Refused
from flowrt.proof import by_cryptography
from flowrt.trust.keys import PublicKey, read_public_key


def vectors(name: str) -> list[tuple[bytes, ...]]:
    """Return keys, messages and signatures of a file."""
    lines = (Path(__file__).parent / "cases" / name).read_text().splitlines()
    return [tuple(bytes.fromhex(part) for part in line.split(":")) for line in lines]


VECTORS = vectors("ed25519.txt")
EDGES = vectors("ed25519-edges.txt")
VERDICTS = {
    0: "key", 1: "key", 2: "key", 3: "key",  # A of small order
    4: "refused",  # R of small order, and A with a part of it: holds with the cofactor alone
    5: "accepted",  # the same, and holds without: only the owner of the key can make it
    6: "accepted",  # R and A with a part of small order, holds without the cofactor
    7: "refused", 8: "refused",  # the same, holds with it alone; 8 also tells how it is computed
    9: "refused", 10: "refused",  # S above the order of the group, by one and by many times
    11: "refused", 12: "refused",  # R in another spelling
    13: "key", 14: "key",  # A in another spelling, of small order
}  # fmt: skip
"""Of each edge case what FORMAT 4.2 says: the key is refused, or the signature is, or neither."""
KEY, MESSAGE, PROOF = VECTORS[10]
EIGHTH = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
SMALL = curve.decoded(EIGHTH) or curve.ZERO


def verdict(key: bytes, message: bytes, proof: bytes) -> bool:
    """Return what the stub says, of which every implementation must say the same."""
    found = PublicKey(key).signed(message, proof)
    assert found == curve.signed(key, message, proof)
    assert found == by_cryptography(key, message, proof)
    return found


def test_there_are_vectors_of_many_lengths() -> None:
    assert [len(message) for _, message, _ in VECTORS] == list(range(128))


@pytest.mark.parametrize("number", range(128))
def test_a_known_answer_is_accepted_and_nothing_near_it(number: int) -> None:
    key, message, proof = VECTORS[number]
    assert read_public_key(PublicKey(key).line).raw == key
    assert verdict(key, message, proof)
    assert not verdict(key, message + b"\0", proof)
    at = number % 64
    changed = proof[:at] + bytes([proof[at] ^ (1 << number % 8)]) + proof[at + 1 :]
    assert not verdict(key, message, changed)


@given(st.binary(max_size=64))
def test_our_own_signatures_are_accepted_by_both(message: bytes) -> None:
    assert verdict(ALICE.public.raw, message, ALICE.secret.sign(message))


@pytest.mark.parametrize("number", VERDICTS)
def test_a_public_edge_case_has_the_verdict_of_the_format(number: int) -> None:
    key, message, proof = EDGES[number]
    line = PublicKey(key).line
    if VERDICTS[number] == "key":
        with pytest.raises(Refused, match="R211"):
            read_public_key(line)
        return
    assert read_public_key(line).raw == key
    assert verdict(key, message, proof) == (VERDICTS[number] == "accepted")


def test_every_public_edge_case_has_a_verdict() -> None:
    assert list(VERDICTS) == list(range(len(EDGES)))


@pytest.mark.parametrize("times", [1, 2, 7, 15])
def test_a_malleable_signature_is_refused(times: int) -> None:
    """Adding the group's order to S gives another text of the same number: only one is taken."""
    s = int.from_bytes(PROOF[32:], "little") + times * curve.ORDER
    assert not verdict(KEY, MESSAGE, PROOF[:32] + s.to_bytes(32, "little"))


def test_the_largest_s_that_fits_is_refused() -> None:
    assert not verdict(KEY, MESSAGE, PROOF[:32] + b"\xff" * 32)
    assert not verdict(KEY, MESSAGE, PROOF[:32] + curve.ORDER.to_bytes(32, "little"))


SECRET = int.from_bytes(sha512(b"a scalar").digest(), "little") % curve.ORDER
POINT = curve.times(SECRET, curve.BASE)
NONCE = 12345


def proof_of(r: bytes, nonce: int, key: bytes, message: bytes) -> bytes:
    """Sign with a scalar and any R: what an owner of the key can do who follows no rules."""
    s = (nonce + curve.challenge(r, key, message) * SECRET) % curve.ORDER
    return r + s.to_bytes(32, "little")


def test_the_owner_may_use_an_r_of_small_order() -> None:
    """S·B - h·A is then the zero, whose spelling is accepted as R: only the owner can do that."""
    key, zero = curve.encoded(POINT), curve.encoded(curve.ZERO)
    assert verdict(key, MESSAGE, proof_of(zero, 0, key, MESSAGE))


def test_an_r_with_a_part_of_small_order_is_refused() -> None:
    """A verification with cofactor would take it, ours does not: both sides must agree on one."""
    key = curve.encoded(POINT)
    r = curve.encoded(curve.add(curve.times(NONCE, curve.BASE), SMALL))
    assert not verdict(key, MESSAGE, proof_of(r, NONCE, key, MESSAGE))


def test_another_spelling_of_r_is_refused() -> None:
    """The zero, spelled with y = p + 1, and with the sign of an x that is 0."""
    key = curve.encoded(POINT)
    for r in ((curve.P + 1).to_bytes(32, "little"), (1 | 1 << 255).to_bytes(32, "little")):
        assert not verdict(key, MESSAGE, proof_of(r, 0, key, MESSAGE))


def test_a_key_with_a_part_of_small_order_is_as_its_owner_made_it() -> None:
    """Its signatures hold where the challenge is a multiple of 8: nobody but the owner gains."""
    key = curve.encoded(curve.add(POINT, SMALL))
    r = curve.encoded(curve.times(NONCE, curve.BASE))
    found = set()
    for number in range(64):
        message = bytes([number])
        holds = verdict(key, message, proof_of(r, NONCE, key, message))
        assert holds == (curve.challenge(r, key, message) % 8 == 0)
        found.add(holds)
    assert found == {True, False}


def test_under_a_key_of_small_order_anything_is_signed_and_so_it_is_refused() -> None:
    for point in (curve.ZERO, SMALL, curve.times(2, SMALL), curve.times(4, SMALL)):
        key = curve.encoded(point)
        s = curve.encoded(curve.times(NONCE, curve.BASE)) + NONCE.to_bytes(32, "little")
        taken = [by_cryptography(key, bytes([n]), s) for n in range(32)]
        assert any(taken), "a library takes it, so the key must not get that far"
        with pytest.raises(Refused) as caught:
            read_public_key(PublicKey(key).line)
        assert caught.value.code == "R211"


def test_bytes_that_are_no_point_sign_nothing() -> None:
    key = next(
        n.to_bytes(32, "little")
        for n in range(2, 99)
        if curve.decoded(n.to_bytes(32, "little")) is None
    )
    assert not verdict(key, MESSAGE, PROOF)


@pytest.mark.parametrize("size", [0, 32, 63, 65, 128])
def test_a_signature_of_another_length_is_none(size: int) -> None:
    assert not verdict(KEY, MESSAGE, (PROOF * 2)[:size])
