"""Who is trusted for what, until when, and which code is handed out."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.stub import forge
from tests.stub.forge import ALICE, BOB, EVE, HOST, NOW

from flowc.seal.sign import SigningKey, sign
from flowc.seal.write import assemble
from flowrt.archive import digests
from flowrt.archive import format as f
from flowrt.archive.archive import open_archive
from flowrt.archive.digests import LARGE as LARGE_BLOB
from flowrt.plan.plan import Plan, encode_plan
from flowrt.problems.report import Refused
from flowrt.target import this_target
from flowrt.trust.policy import Publisher, Trust
from flowrt.verify import Apart, Host, Native, Portable, VerifiedArchive


def code_of(data: bytes, trust: Trust, now: int = NOW) -> str:
    with pytest.raises(Refused) as caught:
        forge.opened(data, trust, now)
    return caught.value.code


def test_nobody_is_trusted_by_default() -> None:
    assert code_of(forge.seal(), Trust(())) == "R201"


def test_an_unknown_key_is_refused_by_name() -> None:
    with pytest.raises(Refused) as caught:
        forge.opened(forge.seal(keys=(EVE,)))
    assert caught.value.code == "R201"
    assert EVE.public.id.hex() in caught.value.found


def test_a_known_key_id_over_another_keys_signature_is_refused() -> None:
    header = forge.header_bytes()
    forged = replace(sign(header, EVE), key_id=ALICE.public.id)
    data = assemble(header, (forged,), forge.parts())
    assert code_of(data, forge.trusting(ALICE)) == "R202"


def test_one_bad_trusted_signature_refuses_whatever_the_others_say() -> None:
    header = forge.header_bytes()
    bad = replace(sign(header, BOB), proof=bytes(64))
    both = sorted((sign(header, ALICE), bad), key=lambda one: one.key_id)
    data = assemble(header, both, forge.parts())
    assert code_of(data, forge.trusting(ALICE, BOB)) == "R202"
    assert forge.opened(data, forge.trusting(ALICE)).keys == (ALICE.public,)


def test_a_trusted_signature_under_an_unknown_id_is_refused() -> None:
    header = forge.header_bytes()
    hidden = replace(sign(header, BOB), key_id=bytes(16))
    data = assemble(header, (hidden, sign(header, ALICE)), forge.parts())
    assert code_of(data, forge.trusting(ALICE, BOB)) == "R203"


def test_a_header_signed_for_another_purpose_is_refused() -> None:
    header = forge.header_bytes()
    raw = f.Signature(f.ED25519, ALICE.public.id, ALICE.secret.sign(header))
    data = assemble(header, (raw,), forge.parts())
    assert code_of(data, forge.trusting(ALICE)) == "R202"


@pytest.mark.parametrize("packages", [("acme:*",), ("*",), ("acme:hello",), ("x:y", "acme:*")])
def test_a_pattern_covers_the_package(packages: tuple[str, ...]) -> None:
    verified = forge.opened(forge.seal(), forge.trusting(ALICE, packages=packages))
    assert verified.publisher.packages == packages


@pytest.mark.parametrize("packages", [("acme:hell",), ("acm:*",), ("acme:hello-2", "hello:*")])
def test_a_pattern_does_not_cover_the_package(packages: tuple[str, ...]) -> None:
    assert code_of(forge.seal(), forge.trusting(ALICE, packages=packages)) == "R205"


def test_the_threshold_counts_keys_and_not_signatures() -> None:
    trust = forge.trusting(ALICE, BOB, threshold=2)
    assert code_of(forge.seal(keys=(ALICE,)), trust) == "R206"
    assert code_of(forge.seal(keys=(ALICE, EVE)), trust) == "R206"
    assert set(forge.opened(forge.seal(keys=(ALICE, BOB)), trust).keys) == set(
        trust.keys().values()
    )


def test_keys_of_two_publishers_do_not_add_up() -> None:
    def publisher(name: str, key: SigningKey) -> Publisher:
        return Publisher(name, (key.public, EVE.public), ("*",), 2)

    trust = Trust((publisher("one", ALICE), publisher("two", BOB)))
    assert code_of(forge.seal(keys=(ALICE, BOB)), trust) == "R206"


def test_the_first_publisher_that_suffices_vouches() -> None:
    trust = Trust(
        (
            Publisher("expired", (ALICE.public,), ("*",), 1, NOW - 1),
            Publisher("elsewhere", (ALICE.public,), ("other:*",)),
            Publisher("right", (ALICE.public,), ("acme:hello",)),
        )
    )
    assert forge.opened(forge.seal(), trust).publisher.name == "right"


def test_trust_in_a_publisher_ends() -> None:
    trust = forge.trusting(ALICE, not_after=NOW)
    assert forge.opened(forge.seal(), trust, NOW).keys == (ALICE.public,)
    assert code_of(forge.seal(), trust, NOW + 1) == "R208"


def test_an_archive_expires() -> None:
    data = forge.seal(forge.header_bytes(replace(forge.MANIFEST, not_after=NOW)))
    assert forge.opened(data, now=NOW).header.manifest.not_after == NOW
    assert code_of(data, forge.trusting(ALICE), NOW + 1) == "R207"


def test_a_signature_is_checked_before_the_header_is_parsed() -> None:
    assert code_of(forge.seal(b"not json", keys=(EVE,)), forge.trusting(ALICE)) == "R201"


@pytest.mark.parametrize(
    "other",
    [replace(forge.PLAN, package="acme:other"), replace(forge.PLAN, package_version="2.0.0")],
)
def test_a_plan_of_another_package_is_refused(other: Plan) -> None:
    assert code_of(forge.replanned(encode_plan(other)), forge.trusting(ALICE)) == "R304"


def test_a_plan_that_is_none_is_refused() -> None:
    assert code_of(forge.replanned(b"\xc1"), forge.trusting(ALICE)) == "R301"


def test_native_code_is_for_this_engine_here() -> None:
    assert forge.opened(forge.seal()).code(HOST) == Native(forge.NATIVE)


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        (replace(HOST, target="aarch64-macos"), "the archive has no code for aarch64-macos"),
        (
            replace(HOST, engine=replace(forge.ENGINE, version="50.0.2")),
            "its code was compiled by wasmtime 50.0.1, and this is wasmtime 50.0.2",
        ),
        (
            replace(HOST, engine=replace(forge.ENGINE, profile={"consume_fuel": True})),
            "its code was compiled for other engine settings",
        ),
    ],
)
def test_otherwise_the_component_is_handed_out_with_the_reason(host: Host, reason: str) -> None:
    assert forge.opened(forge.seal()).code(host) == Portable(forge.COMPONENT, reason)


def test_only_verify_makes_a_verified_archive() -> None:
    sound = forge.opened(forge.seal())
    with pytest.raises(TypeError, match="made by flowrt"):
        VerifiedArchive(
            sound.contents,
            sound.plan,
            sound.digest,
            sound.publisher,
            sound.keys,
            sound.trust,
            object(),
        )
    with pytest.raises(TypeError, match="made by flowrt"):
        replace(sound, digest="", made=None)


def test_the_digest_names_the_header() -> None:
    assert forge.opened(forge.seal()).digest == forge.opened(forge.seal(keys=(ALICE, BOB))).digest


def test_the_engines_fingerprint_covers_every_part() -> None:
    engine = forge.ENGINE
    others = [
        f.fingerprint(engine, "aarch64-linux"),
        f.fingerprint(replace(engine, name="other"), forge.TARGET),
        f.fingerprint(replace(engine, version="50.0.2"), forge.TARGET),
        f.fingerprint(replace(engine, profile={}), forge.TARGET),
        f.fingerprint(engine, forge.TARGET),
    ]
    assert len(set(others)) == len(others)
    reordered = replace(engine, profile=dict(reversed(list(engine.profile.items()))))
    assert f.fingerprint(reordered, forge.TARGET) == others[-1]


def test_a_cosigned_archive_keeps_its_region() -> None:
    """Offsets count from the blob region, so that one more signature moves no offset."""
    one, two = open_archive(forge.seal()), open_archive(forge.seal(keys=(ALICE, BOB, EVE)))
    assert one.header == two.header


def test_code_in_parts_is_used_whole_or_not_at_all() -> None:
    parts = Native(b"code", {"a" * 64: Apart(b"one", 7), "b" * 64: Apart(b"two", 0)})
    blobs = forge.parts(natives={forge.TARGET: parts})
    assert (
        forge.opened(forge.seal(forge.header_bytes(blobs=blobs), blobs=blobs)).code(HOST) == parts
    )
    foreign = replace(blobs[3], blob=replace(blobs[3].blob, fingerprint="0" * 64))
    mixed = (*blobs[:3], foreign, *blobs[4:])
    code = forge.opened(forge.seal(forge.header_bytes(blobs=mixed), blobs=mixed)).code(HOST)
    assert code == Portable(forge.COMPONENT, "its code was compiled for other engine settings")


def test_this_machine_has_a_targets_name() -> None:
    manifest = replace(forge.MANIFEST, not_after=None)
    blobs = forge.parts(natives={this_target(): Native(b"code")})
    verified = forge.opened(forge.seal(forge.header_bytes(manifest, blobs), blobs=blobs))
    assert verified.code(replace(HOST, target=this_target())) == Native(b"code")


LARGE = forge.parts(
    component=forge.COMPONENT + bytes(LARGE_BLOB),
    natives={forge.TARGET: Native(bytes(LARGE_BLOB + 1)), "a-b": Native(bytes(LARGE_BLOB + 2))},
    documents=forge.DOCUMENTS,
)


def test_large_blobs_are_hashed_beside_each_other() -> None:
    header = forge.header_bytes(blobs=LARGE)
    verified = forge.opened(forge.seal(header, blobs=LARGE))
    assert verified.document("sbom") == forge.DOCUMENTS["sbom"]


@pytest.mark.parametrize("wrong", [{1}, {6}, {7}, {1, 2, 7}, {2, 3}])
def test_the_first_blob_that_changed_is_named_whichever_was_hashed_first(wrong: set[int]) -> None:
    header = forge.header_bytes(blobs=LARGE)
    blobs = tuple(
        replace(part, data=b"!" + part.data[1:]) if number in wrong else part
        for number, part in enumerate(LARGE)
    )
    with pytest.raises(Refused) as caught:
        forge.opened(forge.seal(header, blobs=blobs))
    assert (caught.value.code, caught.value.place) == ("R204", LARGE[min(wrong)].blob.id)


def test_what_goes_wrong_in_a_thread_is_raised_where_it_was_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The thread is this one here: what runs in a bare one is not measured."""

    def at_once(work: Callable[..., None], given: tuple[object, ...]) -> None:
        work(*given)

    shares = iter([MemoryError(), None])

    def share() -> None:
        if failure := next(shares):
            raise failure

    monkeypatch.setattr(digests, "start_new_thread", at_once)
    with pytest.raises(MemoryError):
        digests._beside(share, 1)
    assert list(shares) == [], "this thread did its own share"
