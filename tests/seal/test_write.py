"""The writer: the same content gives the same bytes, and nothing a stub refuses is handed out."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stub import forge
from tests.stub.forge import ALICE, BOB, COMPONENT, ENGINE, MANIFEST, NATIVE, PLAN, TARGET

from flowc.seal import SigningKey, cosign, describe, write
from flowc.text.report import Stopped
from flowrt.archive import format as f
from flowrt.archive.archive import open_archive
from flowrt.plan.plan import Plan, encode_plan
from flowrt.problems.report import Refused
from flowrt.verify import Apart, Host, Native

ROOT = Path(__file__).parents[2]
MODULES = st.dictionaries(
    st.integers(0, (1 << 64) - 1).map("{:016x}".format).map(lambda start: start * 4),
    st.builds(Apart, st.binary(min_size=1), st.integers(0, 1 << 30)),
    max_size=3,
)
NATIVES = st.dictionaries(
    st.from_regex(r"[a-z0-9_]{1,8}-[a-z]{1,8}", fullmatch=True),
    st.builds(Native, st.binary(min_size=1), MODULES),
    max_size=4,
)
CODE = st.binary(min_size=1, max_size=10_000)
KEYS = st.lists(st.integers(1, 30), min_size=1, max_size=16, unique=True)


@given(CODE, NATIVES, KEYS)
def test_what_is_written_reads_back(
    component: bytes, natives: dict[str, Native], numbers: list[int]
) -> None:
    sealed = write(PLAN, component, natives, MANIFEST, [forge.key(n) for n in numbers])
    verified = sealed.verified
    views = {
        b.kind: bytes(verified.contents.view(b)) for b in verified.header.blobs if not b.target
    }
    assert views == {"plan": encode_plan(PLAN), "component": component}
    for target, native in natives.items():
        assert verified.code(Host(ENGINE, target)) == native
    assert verified.header.manifest == MANIFEST
    assert verified.plan == PLAN


@given(st.dictionaries(st.sampled_from(f.DOCUMENTS), CODE))
def test_documents_read_back(documents: dict[f.Document, bytes]) -> None:
    written = dict(reversed(documents.items()))
    natives = {TARGET: Native(NATIVE)}
    sealed = write(PLAN, COMPONENT, natives, MANIFEST, [ALICE], documents=documents)
    again = write(PLAN, COMPONENT, natives, MANIFEST, [ALICE], documents=written)
    assert again.data == sealed.data
    found = {kind: sealed.verified.document(kind) for kind in f.DOCUMENTS}
    assert {kind: text for kind, text in found.items() if text is not None} == documents


@given(st.permutations(range(4)), st.permutations([1, 2, 3]))
def test_order_does_not_reach_the_bytes(order: list[int], numbers: list[int]) -> None:
    digests = {i: f"{i}" * 64 for i in order}
    modules = {digest: Apart(bytes([i + 1]), i) for i, digest in digests.items()}
    natives = {f"cpu{i}-linux": Native(bytes([i + 1]), modules) for i in order}
    inputs = tuple(f.Input(f"part{i}", "0" * 64) for i in order)
    manifest = replace(
        MANIFEST, inputs=inputs, capabilities=tuple(f"may-{i}" for i in order), limits={"fuel": 1}
    )
    data = write(PLAN, COMPONENT, natives, manifest, [forge.key(n) for n in numbers]).data
    again = write(
        PLAN,
        COMPONENT,
        dict(sorted(natives.items())),
        replace(
            manifest,
            inputs=tuple(sorted(inputs, key=lambda one: one.path)),
            capabilities=tuple(sorted(manifest.capabilities)),
        ),
        [forge.key(n) for n in sorted(numbers)],
    ).data
    assert data == again


PROGRAM = """
from flowc.seal import write
from flowrt.verify import Apart, Native
from tests.stub import forge
other = Native(b"other", {"a" * 64: Apart(b"m", 3)})
natives = {forge.TARGET: Native(forge.NATIVE), "aarch64-linux": other}
data = write(forge.PLAN, forge.COMPONENT, natives, forge.MANIFEST, [forge.ALICE, forge.BOB]).data
print(__import__("hashlib").sha256(data).hexdigest())
"""


def test_the_same_bytes_under_another_hash_seed_and_folder(tmp_path: Path) -> None:
    def digest(seed: str, folder: Path) -> bytes:
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TZ": f"X{seed}"}
        command = [sys.executable, "-c", PROGRAM]
        return subprocess.run(
            command, cwd=folder, env=environment, check=True, capture_output=True
        ).stdout

    assert len(digest("1", ROOT)) == 65
    assert digest("1", ROOT) == digest("2", tmp_path)


def stopped(
    keys: list[SigningKey], manifest: f.Manifest = MANIFEST, plan: Plan = PLAN
) -> tuple[str, str]:
    """Return the code and the label of what stopped the writer."""
    with pytest.raises(Stopped) as caught:
        write(plan, COMPONENT, {TARGET: Native(NATIVE)}, manifest, keys)
    [error] = caught.value.report.errors
    assert error.help
    assert isinstance(error.notes, tuple)
    return error.code, error.label


@pytest.mark.parametrize("keys", [[], [ALICE, ALICE], [forge.key(n) for n in range(1, 18)]])
def test_one_to_sixteen_different_keys_sign(keys: list[SigningKey]) -> None:
    assert stopped(keys)[0] == "F606"


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        (replace(MANIFEST, version="1"), "`header.version` is `1`"),
        (replace(MANIFEST, build=-1), "`header.build` is `-1`"),
        (replace(MANIFEST, limits={"hope": 1}), "the field hope"),
        (replace(MANIFEST, inputs=(f.Input("a", "0" * 64),) * 2), "a after a"),
        (replace(MANIFEST, package="acme:other"), "acme:hello@1.0.0"),
    ],
)
def test_an_archive_that_a_stub_would_refuse_is_not_handed_out(
    manifest: f.Manifest, words: str
) -> None:
    code, label = stopped([ALICE], manifest)
    assert code == "F604"
    assert words in label


def test_a_plan_that_a_stub_would_refuse_is_not_handed_out() -> None:
    code, label = stopped([ALICE], plan=replace(PLAN, sites=PLAN.sites * 2))
    assert (code, "ascending" in label) == ("F604", True)


def test_an_archive_that_expires_at_once_is_still_written() -> None:
    sealed = write(PLAN, COMPONENT, {}, replace(MANIFEST, not_after=1), [ALICE])
    with pytest.raises(Refused, match="R207"):
        forge.opened(sealed.data)


@given(KEYS)
def test_cosigning_equals_signing_together(numbers: list[int]) -> None:
    keys = [forge.key(n) for n in numbers]
    data = write(PLAN, COMPONENT, {TARGET: Native(NATIVE)}, MANIFEST, keys[:1]).data
    for key in keys[1:]:
        data = cosign(data, key).data
    assert data == write(PLAN, COMPONENT, {TARGET: Native(NATIVE)}, MANIFEST, keys).data


def test_a_key_cosigns_once() -> None:
    data = forge.seal(keys=(ALICE,))
    with pytest.raises(Stopped) as caught:
        cosign(data, ALICE)
    assert [one.code for one in caught.value.report.errors] == ["F606"]


def test_sixteen_keys_cosign_and_no_more() -> None:
    data = forge.seal(keys=[forge.key(n) for n in range(1, 17)])
    with pytest.raises(Stopped) as caught:
        cosign(data, forge.key(17))
    assert "17 keys" in caught.value.report.errors[0].label


def test_what_is_no_archive_is_not_cosigned() -> None:
    with pytest.raises(Refused, match="R101"):
        cosign(b"something else", BOB)


def test_the_manifest_describes_the_plan_and_its_inputs() -> None:
    manifest = describe(PLAN, {"b": b"2", "a": b"1"}, ENGINE, build=3, created=5)
    assert (manifest.package, manifest.version) == ("acme:hello", "1.0.0")
    assert [one.path for one in manifest.inputs] == ["a", "b"]
    sealed = write(PLAN, COMPONENT, {}, manifest, [ALICE])
    assert sealed.verified.header.manifest.created == 5
    assert open_archive(sealed.data).header == open_archive(cosign(sealed.data, BOB).data).header
