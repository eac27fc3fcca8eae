"""What narrows trust: revoked keys, builds that went back, pinned digests, engines with flaws."""

import hashlib
from dataclasses import replace

import pytest
from tests.stub import forge
from tests.stub.forge import ALICE, BOB, EVE, HOST, NOW

from flowc.seal.sign import SigningKey
from flowrt.archive.archive import open_archive
from flowrt.problems.report import Refused
from flowrt.trust.policy import (
    NO_DEMANDS,
    Demands,
    Engines,
    Publisher,
    Revoked,
    Seen,
    Trust,
    numbers,
)
from flowrt.verify import VerifiedArchive, verify

SOUND = forge.seal()
DIGEST = hashlib.sha256(open_archive(SOUND).header).hexdigest()
OTHER = "0" * 64
SEVEN = Seen(forge.MANIFEST.build, DIGEST)


def checked(
    trust: Trust,
    data: bytes = SOUND,
    demands: Demands = NO_DEMANDS,
    seen: Seen | None = None,
) -> VerifiedArchive:
    known = {} if seen is None else {forge.MANIFEST.package: seen}
    return verify(open_archive(data), trust, NOW, demands, known)


def refusal(
    trust: Trust,
    data: bytes = SOUND,
    demands: Demands = NO_DEMANDS,
    seen: Seen | None = None,
) -> Refused:
    with pytest.raises(Refused) as caught:
        checked(trust, data, demands, seen)
    return caught.value


def revoking(*keys: SigningKey, keep: tuple[str, ...] = (), threshold: int = 1) -> Trust:
    trust = forge.trusting(ALICE, BOB, threshold=threshold)
    return replace(trust, revoked=tuple(Revoked(key.public, "lost", keep) for key in keys))


def test_a_revoked_key_signs_nothing() -> None:
    found = refusal(revoking(ALICE))
    assert found.code == "R216"
    assert ALICE.public.line in found.found


def test_a_key_that_is_revoked_and_not_listed_is_called_revoked() -> None:
    trust = replace(forge.trusting(BOB), revoked=(Revoked(ALICE.public),))
    assert refusal(trust).code == "R216"


def test_a_revoked_key_does_not_count_to_a_threshold() -> None:
    both = forge.seal(keys=(ALICE, BOB))
    assert refusal(revoking(BOB, threshold=2), both).code == "R216"
    assert refusal(forge.trusting(ALICE, BOB, threshold=2)).code == "R206"


def test_another_key_can_take_over_what_a_revoked_one_signed() -> None:
    both = forge.seal(keys=(ALICE, BOB))
    assert checked(revoking(ALICE), both).keys == (BOB.public,)


def test_a_broken_signature_by_a_revoked_key_is_still_refused() -> None:
    both = bytearray(forge.seal(keys=(ALICE, BOB)))
    proof = next(
        s.proof for s in open_archive(bytes(both)).signatures if s.key_id == ALICE.public.id
    )
    both[both.index(proof)] ^= 1
    assert refusal(revoking(ALICE), bytes(both)).code == "R202"


def test_archives_can_be_kept_by_their_digests() -> None:
    assert checked(revoking(ALICE, keep=(OTHER, DIGEST))).keys == (ALICE.public,)
    assert refusal(revoking(ALICE, keep=(OTHER,))).code == "R216"


def test_one_publisher_may_vouch_where_another_is_revoked() -> None:
    publishers = (
        Publisher("old", (ALICE.public,), ("*",)),
        Publisher("new", (BOB.public,), ("*",)),
    )
    trust = Trust(publishers, (Revoked(ALICE.public),))
    assert checked(trust, forge.seal(keys=(ALICE, BOB))).publisher.name == "new"


@pytest.mark.parametrize("seen", [None, Seen(6, OTHER), SEVEN])
def test_a_build_may_stay_or_go_up(seen: Seen | None) -> None:
    assert checked(forge.trusting(ALICE), seen=seen).digest == DIGEST


@pytest.mark.parametrize("seen", [Seen(8, DIGEST), Seen(7, OTHER)])
def test_a_build_may_not_go_back_nor_be_two_archives(seen: Seen) -> None:
    assert refusal(forge.trusting(ALICE), seen=seen).code == "R217"


def test_what_was_seen_of_another_package_says_nothing() -> None:
    seen = {"acme:other": Seen(99, OTHER)}
    verify(open_archive(SOUND), forge.trusting(ALICE), NOW, seen=seen)


@pytest.mark.parametrize("least", [0, 7])
def test_a_build_may_be_demanded(least: int) -> None:
    trust = forge.trusting(ALICE)
    demands = Demands((), least)
    assert checked(trust, demands=demands).digest == DIGEST
    assert checked(replace(trust, packages={"acme:hello": demands})).digest == DIGEST


def test_a_build_below_what_is_demanded_is_refused() -> None:
    trust, demands = forge.trusting(ALICE), Demands((), 8)
    assert refusal(trust, demands=demands).code == "R217"
    assert refusal(replace(trust, packages={"acme:hello": demands})).code == "R217"
    assert checked(replace(trust, packages={"acme:hello-2": demands})).digest == DIGEST


def test_a_pinned_archive_is_accepted_whoever_pins_it() -> None:
    trust, pinned = forge.trusting(ALICE), Demands((OTHER, DIGEST))
    both = replace(trust, packages={"acme:hello": pinned})
    assert checked(both, demands=pinned).digest == DIGEST


def test_another_archive_than_the_pinned_one_is_refused() -> None:
    trust, other = forge.trusting(ALICE), Demands((OTHER,))
    assert refusal(trust, demands=other).code == "R218"
    both = replace(trust, packages={"acme:hello": other})
    assert refusal(both).code == "R218"
    assert refusal(both, demands=Demands((DIGEST,))).code == "R218"


@pytest.mark.parametrize(
    ("engines", "version"),
    [
        (Engines(), "0.0.1"),
        (Engines(("50.0.1",)), "50.0.1"),
        (Engines(("50.0.1",)), "50.0.2-rc.1"),
        (Engines(("50.0.1",)), "51.0.0"),
        (Engines(("49.0.5", "50.0.1")), "49.0.6"),
        (Engines((), ("50.0.0",)), "50.0.1"),
    ],
)
def test_allowed_engines(engines: Engines, version: str) -> None:
    assert not engines.wrong(version)


@pytest.mark.parametrize(
    ("engines", "version"),
    [
        (Engines(("50.0.1",)), "50.0.0"),
        (Engines(("50.0.1",)), "50.0.1-rc.1"),
        (Engines(("50.0.1",)), "49.9.9"),
        (Engines(("48.0.0", "50.0.1")), "49.0.0"),
        (Engines(("9.0.0",)), "8.10.0"),
        (Engines((), ("50.0.0",)), "50.0.0"),
        (Engines((), ("50.0.0",)), "50.0.0+patched"),
        (Engines(("50.0.0",), ("51.0.0",)), "51.0.0"),
    ],
)
def test_denied_engines(engines: Engines, version: str) -> None:
    assert engines.wrong(version)


def test_versions_compare_as_numbers() -> None:
    versions = ["9.0.0", "10.0.0-a.1", "10.0.0+b", "10.0.2", "10.0.10"]
    assert sorted(versions, key=numbers) == versions


def test_an_archive_by_a_denied_engine_is_refused() -> None:
    trust = replace(forge.trusting(ALICE), engines=Engines((), (forge.ENGINE.version,)))
    found = refusal(trust)
    assert (found.code, found.place) == ("R219", "header.engine.version")


def test_a_denied_engine_runs_nothing_either() -> None:
    trust = replace(forge.trusting(ALICE), engines=Engines((), ("50.0.2",)))
    verified = checked(trust)
    verified.code(HOST)
    with pytest.raises(Refused) as caught:
        verified.code(replace(HOST, engine=replace(HOST.engine, version="50.0.2")))
    assert (caught.value.code, caught.value.place) == ("R219", "this machine")


def test_nothing_narrows_for_those_who_are_not_trusted() -> None:
    trust = replace(forge.trusting(ALICE), packages={"acme:hello": Demands((DIGEST,))})
    assert refusal(trust, forge.seal(keys=(EVE,))).code == "R201"
