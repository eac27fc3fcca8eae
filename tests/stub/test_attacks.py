"""Each way in which archives of others were attacked, mounted on ours: refused, by its own code.

Every archive goes in by the front door, `flowrt.open`, where no engine can be had: what is refused
is refused before one is asked for. `THREATS.md` says which check answers which attack.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.stub import door_archive as door
from tests.stub import forge
from tests.stub.forge import ALICE, BOB, EVE
from tests.stub.test_archive_layout import put

import flowrt
from flowc.seal.manifest import Part
from flowc.seal.sign import SigningKey, sign
from flowc.seal.write import assemble
from flowrt.archive import format as f
from flowrt.archive.archive import open_archive
from flowrt.engine import engine
from flowrt.plan.plan import encode_plan
from flowrt.problems.report import Refused
from flowrt.trust.policy import Publisher, Revoked, Trust

TRUST = forge.trusting(ALICE)
SOUND = forge.seal()
HEADER = forge.header_bytes()
PARTS = forge.parts()
REGION = open_archive(SOUND).region


class EngineAsked(Exception):  # noqa: N818 - it is what happened
    """The engine was asked for."""


@pytest.fixture(autouse=True)
def _no_engine(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    def asked(*_: object, **__: object) -> None:
        raise EngineAsked

    if "real_engine" not in request.fixturenames:
        for name in ("shared", "host"):
            monkeypatch.setattr(engine, name, asked)


def opened(data: bytes, folder: Path, trust: Trust = TRUST) -> str:
    """Open an archive by the front door; return the code of its refusal."""
    path = folder / "attack.flowpack"
    path.write_bytes(data)
    try:
        flowrt.open(path, trust, allow=("all",))
    except Refused as refusal:
        return refusal.code
    except EngineAsked:
        return "accepted"
    raise AssertionError("no engine was asked for")


def test_the_sound_archive_gets_to_the_engine(tmp_path: Path) -> None:
    assert opened(SOUND, tmp_path) == "accepted"


def signature_block(*signatures: f.Signature) -> bytes:
    return assemble(HEADER, signatures, PARTS)


def fronted(header_size: int, block_size: int) -> bytes:
    lengths = header_size.to_bytes(4, "little") + block_size.to_bytes(4, "little")
    return f.MAGIC + lengths + SOUND[16:]


def signed_as(message: bytes, key: SigningKey = ALICE) -> f.Signature:
    return f.Signature(f.ED25519, key.public.id, key.secret.sign(message))


def swapped() -> bytes:
    """Give each of two blobs the other's bytes, as if their places had been exchanged."""
    plan, component, native = PARTS
    return forge.seal(HEADER, blobs=(plan, replace(component, data=native.data[:8]), native))


def rehashed(*parts: Part, header: bytes = HEADER) -> bytes:
    return assemble(header, (sign(header, ALICE),), parts)


def overlapping(fields: Any) -> None:
    fields["blobs"][2]["offset"] = fields["blobs"][1]["offset"]


def another() -> tuple[Part, ...]:
    return forge.parts(component=b"\0asm\x0d\0\1?")


DOCUMENTED = forge.parts(documents=forge.DOCUMENTS)
DOCUMENTS = forge.header_bytes(blobs=DOCUMENTED)


def documented(edit: Callable[[Any], object]) -> bytes:
    """Return an archive with documents, its header edited and signed again."""
    fields = json.loads(DOCUMENTS)
    edit(fields)
    return forge.seal(f.canonical_json(fields), blobs=DOCUMENTED)


def redocumented(**texts: bytes) -> bytes:
    """Return the archive with documents, of which some have other bytes than were signed."""
    blobs = (replace(part, data=texts.get(part.blob.id, part.data)) for part in DOCUMENTED)
    return rehashed(*blobs, header=DOCUMENTS)


ATTACKS: dict[str, tuple[bytes, str]] = {
    # two readers understand one file differently
    "a key of the header twice": (
        forge.seal(HEADER.replace(b'"build"', b'"build":1,"build"')),
        "R107",
    ),
    "an id twice": (forge.edited(put("blobs", 1, "id", to="plan")), "R108"),
    "an escape where none is needed": (forge.seal(HEADER.replace(b"acme", b"\\u0061cme")), "R107"),
    "a zero in a name": (forge.edited(put("blobs", 1, "id", to="component\0.txt")), "R108"),
    "a zip file": (b"PK\x05\x06" + bytes(18), "R101"),
    # bytes that nobody signed
    "something before": (b"dex\n" + SOUND, "R101"),
    "something after": (SOUND + b"\0", "R109"),
    "another archive after": (SOUND + SOUND, "R109"),
    "a page of zeros after": (SOUND + bytes(4096), "R109"),
    "something in the padding before the blobs": (
        SOUND[: REGION - 1] + b"!" + SOUND[REGION:],
        "R105",
    ),
    "something in the padding between blobs": (
        SOUND[: REGION + 4095] + b"!" + SOUND[REGION + 4096 :],
        "R105",
    ),
    "a gap that the table does not show": (
        SOUND[: REGION + 4096] + bytes(4096) + SOUND[REGION + 4096 :],
        "R109",
    ),
    "cut short": (SOUND[:-1], "R103"),
    "cut within the header": (SOUND[:100], "R103"),
    # signatures stripped, downgraded, confused
    "no signature": (fronted(len(HEADER), 0), "R104"),
    "an older format": (SOUND[:7] + b"\0" + SOUND[8:], "R102"),
    "an older format in the header": (forge.edited(put("format", to=0)), "R108"),
    "another algorithm": (signature_block(replace(sign(HEADER, ALICE), algorithm=2)), "R106"),
    "no algorithm": (signature_block(replace(sign(HEADER, ALICE), algorithm=0)), "R106"),
    "one signature twice": (signature_block(sign(HEADER, ALICE), sign(HEADER, ALICE)), "R106"),
    "an empty signature": (signature_block(replace(sign(HEADER, ALICE), proof=bytes(64))), "R202"),
    # key ids are not to be trusted, nor signatures made for something else
    "a stranger's signature under a trusted id": (
        signature_block(replace(sign(HEADER, EVE), key_id=ALICE.public.id)),
        "R202",
    ),
    "a trusted signature under a stranger's id": (
        signature_block(replace(sign(HEADER, ALICE), key_id=EVE.public.id)),
        "R203",
    ),
    "a signature of the bare header": (signature_block(signed_as(HEADER)), "R202"),
    "a signature of another type of statement": (
        signature_block(signed_as(f.signed_bytes(HEADER).replace(b"header.v1", b"header.v0"))),
        "R202",
    ),
    "a signature of the header's digest": (
        signature_block(signed_as(hashlib.sha256(HEADER).digest())),
        "R202",
    ),
    # verified, and then not what it should be
    "signed text that is no header": (forge.seal(b"not json"), "R107"),
    "a signed header without a table": (forge.edited(put("blobs", to=[])), "R108"),
    "a signed plan that is none": (forge.replanned(b"\xc1"), "R301"),
    "a signed plan of another package": (
        forge.replanned(encode_plan(replace(forge.PLAN, package="acme:other"))),
        "R304",
    ),
    # substituted, swapped, mixed
    "another component": (
        rehashed(PARTS[0], replace(PARTS[1], data=b"\0asm\x0d\0\1!"), PARTS[2]),
        "R204",
    ),
    "blobs swapped": (swapped(), "R204"),
    "blobs duplicated in the table": (
        forge.edited(lambda v: v["blobs"].append(v["blobs"][2] | {"id": "x"})),
        "R108",
    ),
    "blobs that overlap": (forge.edited(overlapping), "R109"),
    "blobs out of order": (forge.edited(lambda v: v["blobs"].reverse()), "R109"),
    "the header of one build and the blobs of another": (rehashed(*another()), "R204"),
    "a document changed": (redocumented(graph=bytes(10)), "R204"),
    "two documents swapped": (
        redocumented(graph=forge.DOCUMENTS["sbom"], sbom=forge.DOCUMENTS["graph"]),
        "R204",
    ),
    "a document cut out": (rehashed(*DOCUMENTED[:-2], DOCUMENTED[-1], header=DOCUMENTS), "R103"),
    "a document twice": (documented(lambda v: v["blobs"][3].update(kind="graph")), "R108"),
    "a document of a kind that is none": (
        documented(lambda v: v["blobs"][3].update(kind="script")),
        "R108",
    ),
    "a document taken for code": (
        documented(lambda v: v["blobs"][3].update(kind="native")),
        "R108",
    ),
    "a document taken for the component": (
        documented(lambda v: v["blobs"][3].update(kind="component")),
        "R108",
    ),
    "a document larger than any may be": (
        documented(lambda v: v["blobs"][3].update(size=f.MAX_DOCUMENT + 1)),
        "R108",
    ),
    "native code for a component that is not there": (
        forge.edited(lambda v: v["blobs"].pop(1)),
        "R108",
    ),
    # paths and bombs
    "a path that leads out": (forge.edited(put("blobs", 1, "id", to="../../etc/passwd")), "R108"),
    "a header of 4 GiB": (fronted(0xFFFFFFFF, 81), "R104"),
    "signatures of 4 GiB": (fronted(len(HEADER), 0xFFFFFFFF), "R104"),
    "a blob of a gigabyte that is not there": (
        forge.edited(put("blobs", 2, "size", to=f.MAX_BLOB)),
        "R103",
    ),
    "a blob larger than any may be": (
        forge.edited(put("blobs", 2, "size", to=f.MAX_BLOB + 1)),
        "R108",
    ),
    "a number of a million digits": (
        forge.seal(HEADER.replace(b":7", b":" + b"7" * 900_000)),
        "R107",
    ),
    "a header nested a hundred thousand deep": (forge.seal(b"[" * 100_000), "R107"),
    "a plan nested a hundred thousand deep": (forge.replanned(b"\x91" * 100_000), "R301"),
    "a plan that asks for 4 G items": (forge.replanned(b"\xdd\xff\xff\xff\xff"), "R301"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_before_any_engine_call(name: str, tmp_path: Path) -> None:
    data, code = ATTACKS[name]
    assert opened(data, tmp_path) == code


FIELDS: dict[str, Callable[[Any], None]] = {
    "package": put("package", to="acme:hellp"),
    "version": put("version", to="1.0.1"),
    "build": put("build", to=8),
    "created": put("created", to=1),
    "not_after": put("not_after", to=1 << 50),
    "capabilities": put("capabilities", to=["files"]),
    "compiler.name": put("compiler", "name", to="other"),
    "compiler.version": put("compiler", "version", to="9.0.0"),
    "engine.name": put("engine", "name", to="other"),
    "engine.version": put("engine", "version", to="9.0.0"),
    "engine.profile": put("engine", "profile", "cpu", to="other"),
    "inputs.path": put("inputs", 0, "path", to="other.flow"),
    "inputs.sha256": put("inputs", 0, "sha256", to="0" * 64),
    "limits": put("limits", "wall_ms", to=1 << 40),
    "blobs.id": put("blobs", 1, "id", to="other"),
    "blobs.pieces": put("blobs", 1, "pieces", to="0" * 64),
    "blobs.sha256": put("blobs", 0, "sha256", to="0" * 64),
    "blobs.target": put("blobs", 2, "target", to="other-linux"),
    "blobs.fingerprint": put("blobs", 2, "fingerprint", to="0" * 64),
}


def test_every_field_of_the_header_is_edited() -> None:
    fields = json.loads(HEADER)
    assert {name.partition(".")[0] for name in FIELDS} | {"format"} >= fields.keys()
    assert {f"blobs.{key}" for key in fields["blobs"][2]} - FIELDS.keys() == {
        "blobs.kind",
        "blobs.offset",
        "blobs.size",
    }, "these three decide how the file is cut; see ATTACKS and test_archive_layout"


def publisher(key: SigningKey, **changed: Any) -> Publisher:
    return replace(Publisher("acme", (key.public, BOB.public), ("acme:*",)), **changed)


LESSER: dict[str, tuple[Trust, str]] = {
    "a wrong key": (forge.trusting(BOB), "R201"),
    "the key of another publisher's packages": (
        Trust((publisher(ALICE, packages=("b:*",)),)),
        "R205",
    ),
    "one key of the two that are needed": (Trust((publisher(ALICE, threshold=2),)), "R206"),
    "an expired publisher's key": (Trust((publisher(ALICE, not_after=1),)), "R208"),
    "a revoked key": (Trust((publisher(ALICE),), (Revoked(ALICE.public),)), "R216"),
}


@pytest.mark.parametrize("who", LESSER)
@pytest.mark.parametrize("field", FIELDS)
def test_an_edited_header_signed_by_a_lesser_key_is_refused(
    field: str, who: str, tmp_path: Path
) -> None:
    trust, code = LESSER[who]
    assert opened(forge.edited(FIELDS[field]), tmp_path, trust) == code


@pytest.mark.parametrize("field", FIELDS)
def test_an_edited_header_under_the_old_signature_is_refused(field: str, tmp_path: Path) -> None:
    fields = json.loads(HEADER)
    FIELDS[field](fields)
    data = assemble(f.canonical_json(fields), (sign(HEADER, ALICE),), PARTS)
    assert opened(data, tmp_path) == "R202"


@pytest.fixture
def real_engine() -> None:
    """Ask for the engine itself, by name alone."""


@pytest.mark.usefixtures("real_engine")
def test_a_file_that_changes_after_it_was_read_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock is read between reading and verifying: that is when the file is replaced."""
    path = tmp_path / "shop.flowpack"
    path.write_bytes(door.seal()[0])

    def replaced() -> float:
        path.write_bytes(SOUND)
        return forge.NOW

    monkeypatch.setattr("flowrt.load.time.time", replaced)
    app = flowrt.open(path, door.TRUST)
    assert path.read_bytes() == SOUND
    assert app.call("count") == 1


def test_the_time_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive that expires while it is verified is judged by one time."""
    times = iter([forge.NOW])
    monkeypatch.setattr("flowrt.load.time.time", lambda: next(times))
    data = forge.seal(forge.header_bytes(replace(forge.MANIFEST, not_after=forge.NOW)))
    trust = forge.trusting(ALICE, not_after=forge.NOW)
    assert opened(data, tmp_path, trust) == "accepted"
