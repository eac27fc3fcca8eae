"""The envelope of an archive's provenance, as the library of TUF and in-toto verifies it."""

import base64
import json

import pytest
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined]  # its documented name
from tests.origin.made import movies
from tests.stub import forge
from tests.stub.forge import ALICE, BOB

from flowc.seal import SigningKey, cosign
from flowc.seal.attest import attest
from flowrt.problems.refusals.files import NoDocument
from flowrt.problems.report import Refused

BOTH = cosign(movies().data, BOB).data


def opened(data: bytes) -> Envelope:
    envelope: Envelope = Envelope.from_dict(json.loads(data))
    return envelope


def key(one: SigningKey) -> SSlibKey:
    value = {"public": one.public.raw.hex()}
    return SSlibKey(one.public.id.hex(), "ed25519", "ed25519", value)


def test_it_holds_the_archives_own_statement() -> None:
    envelope = opened(attest(BOTH, [ALICE], "a"))
    assert envelope.payload == movies().verified.document("provenance")
    assert envelope.payload_type == "application/vnd.in-toto+json"


def test_another_library_verifies_it() -> None:
    envelope = opened(attest(BOTH, [ALICE, BOB], "a"))
    assert set(envelope.verify([key(ALICE), key(BOB)], 2)) == {
        ALICE.public.id.hex(),
        BOB.public.id.hex(),
    }
    with pytest.raises(VerificationError):
        envelope.verify([key(forge.EVE)], 1)


def test_a_changed_statement_does_not_verify() -> None:
    fields = json.loads(attest(BOTH, [ALICE], "a"))
    payload = base64.b64decode(fields["payload"]).replace(b"sha256", b"sha255", 1)
    fields["payload"] = base64.b64encode(payload).decode()
    with pytest.raises(VerificationError):
        opened(json.dumps(fields).encode()).verify([key(ALICE)], 1)


def test_only_who_signed_the_archive_signs_its_provenance() -> None:
    for keys, code in (([BOB], "R201"), ([ALICE, BOB], "R206")):
        with pytest.raises(Refused, match=code):
            attest(movies().data, keys, "a")
    with pytest.raises(Refused, match="R204"):
        attest(BOTH[:-1] + b"!", [ALICE], "a")


def test_an_archive_without_provenance_says_so() -> None:
    with pytest.raises(NoDocument, match="R224"):
        attest(forge.seal(), [ALICE], "a")


def test_the_same_keys_give_the_same_bytes() -> None:
    assert attest(BOTH, [ALICE, BOB], "a") == attest(BOTH, [ALICE, BOB], "b")
