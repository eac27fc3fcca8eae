"""The launcher refuses what flowrt refuses, with the same codes.

Archives come from the simulator of publishers. Each is put into a real executable, whose seat
trusts Alice; none gets as far as the engine.
"""

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import msgpack  # type: ignore[import-untyped]  # it ships no types
import pytest
from tests.stub import forge
from tests.stub import second_ed25519 as curve
from tests.stub.forge import ALICE, BAD_ROUTES, BAD_TRIGGERS, BOB, EVE
from tests.stub.test_ed25519 import NONCE, POINT, SMALL, proof_of

from flowc.bundle import executable, installed
from flowc.seal.sign import SigningKey, sign
from flowc.seal.write import assemble
from flowrt.archive import format as f
from flowrt.plan.plan import encode_plan
from flowrt.problems.report import Refused
from flowrt.target import this_target
from flowrt.trust.keys import PublicKey

pytestmark = pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")
ENGINE = installed()
CHUNK = 1 << 16
SOUND = forge.seal()
GOOD = forge.header_bytes()
WAITS = "R223"
"""What a sound archive of the simulator is refused for, as its flows ask a service."""


class Stage:
    """The file of 25 MB that executables are put into; only what changed is written."""

    def __init__(self, path: Path) -> None:
        self.path, self.data = path, b""
        path.touch(0o755)

    def put(self, data: bytes) -> None:
        with self.path.open("r+b") as file:
            for at in range(0, len(data), CHUNK):
                if data[at : at + CHUNK] != self.data[at : at + CHUNK]:
                    file.seek(at)
                    file.write(data[at : at + CHUNK])
            file.truncate(len(data))
        self.data = data


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    path = tmp_path_factory.mktemp("launcher") / "app"
    yield Stage(path)
    path.unlink(missing_ok=True)


def refused(stage: Stage, archive: bytes, *keys: SigningKey) -> str:
    """Return the code that the launcher refuses an archive with."""
    return refused_under(stage, archive, [key.public for key in keys or (ALICE,)])


def refused_under(stage: Stage, archive: bytes, keys: Sequence[PublicKey]) -> str:
    """Return the code that it refuses an archive with, where these keys are trusted."""
    stage.put(executable(archive, "acme:hello", keys, ENGINE))
    command = [stage.path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env={})
    assert (done.returncode, done.stdout) == (3, ""), done.stderr
    return done.stderr.partition("[")[2].partition("]")[0]


def of_flowrt(archive: bytes) -> str:
    """Return the code that flowrt refuses an archive with, or that of a sound one."""
    try:
        forge.opened(archive)
    except Refused as refusal:
        return refusal.code
    return WAITS


def test_a_sound_archive_passes_every_check(stage: Stage) -> None:
    assert refused(stage, SOUND) == WAITS


def test_any_changed_byte_is_refused_as_by_flowrt(stage: Stage) -> None:
    stride = len(SOUND) // 47
    for at in (*range(17), *range(17, len(SOUND), stride), len(SOUND) - 1):
        data = SOUND[:at] + bytes([SOUND[at] ^ 1]) + SOUND[at + 1 :]
        assert refused(stage, data) == of_flowrt(data), f"byte {at}"


@pytest.mark.parametrize(("part", "nonce"), [(curve.ZERO, 0), (SMALL, NONCE)])
def test_a_signature_at_the_edges_is_taken_as_by_flowrt(
    stage: Stage, part: curve.Point, nonce: int
) -> None:
    """An R of small order, which the owner of a key may use, and an R that has a part of it."""
    key, message = PublicKey(curve.encoded(POINT)), f.signed_bytes(GOOD)
    r = curve.encoded(curve.add(curve.times(nonce, curve.BASE), part))
    proof = proof_of(r, nonce, key.raw, message)
    data = assemble(GOOD, [f.Signature(f.ED25519, key.id, proof)], forge.parts())
    expected = WAITS if key.signed(message, proof) else "R202"
    assert refused_under(stage, data, [key]) == expected


@pytest.mark.parametrize("size", [0, 5, 8, 15, 16, 100, 4096, len(SOUND) - 1])
def test_a_cut_archive_is_refused_as_by_flowrt(stage: Stage, size: int) -> None:
    assert refused(stage, SOUND[:size]) == of_flowrt(SOUND[:size])


def test_what_follows_the_archive_is_refused(stage: Stage) -> None:
    assert refused(stage, SOUND + b"\0") == "R109"


def test_code_is_hashed_in_all_its_pieces(stage: Stage) -> None:
    """Four of them at a time, then one alone, then a smaller one; and by threads."""
    component = bytes(range(251)) * (f.PIECE * 5 // 251 + 9)
    blobs = forge.parts(component=component)
    sound = forge.seal(forge.header_bytes(blobs=blobs), blobs=blobs)
    assert refused(stage, sound) == WAITS
    start = sound.index(component)
    for at in (*range(0, len(component), f.PIECE), len(component) - 1):
        place = start + at
        changed = sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :]
        assert refused(stage, changed) == of_flowrt(changed) == "R204", f"byte {at}"


def forgeries() -> dict[str, tuple[bytes, tuple[SigningKey, ...], str]]:
    """Return archives, whom the launcher trusts, and the code."""
    swapped = replace(sign(GOOD, EVE), key_id=ALICE.public.id)
    hidden = replace(sign(GOOD, BOB), key_id=bytes(16))
    old = forge.header_bytes(replace(forge.MANIFEST, not_after=1))
    other = forge.header_bytes(replace(forge.MANIFEST, package="acme:other"))
    return {
        "another key": (forge.seal(keys=(EVE,)), (ALICE,), "R201"),
        "another key under ours": (assemble(GOOD, (swapped,), forge.parts()), (ALICE,), "R202"),
        "ours under another": (
            assemble(GOOD, (hidden, sign(GOOD, ALICE)), forge.parts()),
            (ALICE, BOB),
            "R203",
        ),
        "one key of two": (SOUND, (ALICE, BOB), "R206"),
        "another package": (forge.seal(other), (ALICE,), "R205"),
        "expired": (forge.seal(old), (ALICE,), "R207"),
        "another plan": (
            forge.replanned(encode_plan(replace(forge.PLAN, package_version="2.0.0"))),
            (ALICE,),
            "R304",
        ),
    }


@pytest.mark.parametrize("name", forgeries())
def test_a_forgery_is_refused(stage: Stage, name: str) -> None:
    archive, keys, code = forgeries()[name]
    assert refused(stage, archive, *keys) == code


SPELLINGS = [
    b"[" * 100_000,
    b"{}{}",
    b"\xff",
    b"7",
    b"null",
    b"{}",
    b'{"build":NaN}',
    GOOD + b" ",
    GOOD.replace(b":7", b":7e0"),
    GOOD.replace(b":7", b":7.5"),
    GOOD.replace(b":7", b":-7"),
    GOOD.replace(b":7", b":07"),
    GOOD.replace(b":7", b":9007199254740992"),
    GOOD.replace(b'"build":7', b'"build":7,"build":7'),
    GOOD.replace(b"acme", b"\\u0061cme"),
    GOOD.replace(b"hello.flow", b"hall\\u00f6.flow"),
    GOOD.replace(b"hello.flow", b"hall\\u00F6.flow"),
    GOOD.replace(b"hello.flow", b"hall\\u202e.flow"),
    GOOD.replace(b"hello.flow", "hallö.flow".encode()),
    GOOD.replace(b'"1.0.0"', b'"1.0"'),
    GOOD.replace(b'"kind":"native"', b'"kind":"nature"'),
    json.dumps(json.loads(GOOD)).encode(),
]


@pytest.mark.parametrize("header", SPELLINGS)
def test_a_header_is_read_as_strictly_as_by_flowrt(stage: Stage, header: bytes) -> None:
    archive = forge.seal(header)
    assert refused(stage, archive) == of_flowrt(archive)


EDITS: dict[str, Callable[[Any], object]] = {
    "a field more": lambda header: header.update(more=1),
    "a field less": lambda header: header.pop("limits"),
    "a limit of nothing": lambda header: header["limits"].update(wall_ms=0),
    "an unknown limit": lambda header: header["limits"].update(more=1),
    "another format": lambda header: header.update(format=2),
    "capabilities unsorted": lambda header: header.update(capabilities=["env", "clock"]),
    "an overlap": lambda header: header["blobs"][1].update(offset=0),
    "a blob too long": lambda header: header["blobs"][2].update(size=5000),
    "an id twice": lambda header: header["blobs"][1].update(id="plan"),
    "no component": lambda header: header["blobs"][1].update(kind="plan"),
    "a native document": lambda header: header["blobs"][2].update(kind="sbom"),
    "a component as a document": lambda header: header["blobs"][1].update(kind="graph"),
    "half a module": lambda header: header["blobs"][2].update(at=3),
    "a module alone": lambda header: header["blobs"][2].update(at=3, module="0" * 64),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_header_is_refused_as_by_flowrt(stage: Stage, name: str) -> None:
    archive = forge.edited(EDITS[name])
    assert refused(stage, archive) == of_flowrt(archive) != WAITS


DOCUMENTED = forge.parts(documents=forge.DOCUMENTS)
DOCUMENT_EDITS: dict[str, Callable[[Any], object]] = {
    "none": lambda _: None,
    "a document twice": lambda header: header["blobs"][3].update(kind="graph"),
    "a document too large": lambda header: header["blobs"][3].update(size=(16 << 20) + 1),
    "a document with a target": lambda header: header["blobs"][3].update(target="a-b"),
    "an unknown kind": lambda header: header["blobs"][3].update(kind="script"),
}


@pytest.mark.parametrize("name", DOCUMENT_EDITS)
def test_documents_are_read_as_strictly_as_by_flowrt(stage: Stage, name: str) -> None:
    header = json.loads(forge.header_bytes(blobs=DOCUMENTED))
    DOCUMENT_EDITS[name](header)
    archive = forge.seal(f.canonical_json(header), blobs=DOCUMENTED)
    code = refused(stage, archive)
    assert code == of_flowrt(archive)
    assert (code == WAITS) == (name == "none")


def replanned(edit: Callable[[Any], object]) -> bytes:
    """Return the simulator's archive with its plan edited, and signed again."""
    fields = msgpack.unpackb(encode_plan(forge.PLAN))
    edit(fields)
    return forge.replanned(msgpack.packb(fields))


def edit_row(plan: Any, *, kind: str, row: int, at: tuple[int, ...], to: object) -> None:
    """Put a value into a row of the first entry's routes or triggers, or in its place."""
    rows = plan["entries"][0][kind]
    part, place = (rows[row], at[0]) if at else (rows, row)
    part[place] = to


PLANS = {
    "no msgpack": forge.replanned(b"\xc1"),
    "bytes behind it": forge.replanned(encode_plan(forge.PLAN) + b"\0"),
    "a longer form": forge.replanned(encode_plan(forge.PLAN).replace(b"\xa5greet", b"\xd9\5greet")),
    "a field more": replanned(lambda plan: plan.update(more=1)),
    "another order": replanned(lambda plan: plan.update(version=plan.pop("version"))),
    "another version": replanned(lambda plan: plan.update(version=2)),
    **{
        f"route {at} {value}": replanned(partial(edit_row, kind="routes", row=0, at=at, to=value))
        for at, value in BAD_ROUTES
    },
    **{
        f"trigger {value}": replanned(partial(edit_row, kind="triggers", row=1, at=(), to=value))
        for value in BAD_TRIGGERS
    },
    "a route twice": replanned(
        lambda plan: plan["entries"][0]["routes"].append(["get", "/greet/{name}"])
    ),
    "a subject twice": replanned(
        lambda plan: plan["entries"][0]["triggers"].append(["subject", "greet.new", 0])
    ),
    "a path without its parameter": replanned(
        lambda plan: plan["entries"][0]["routes"].append(["get", "/{me}"])
    ),
    "a name twice": replanned(lambda plan: plan["entries"].append(plan["entries"][0])),
    "no type": replanned(lambda plan: plan["entries"][0].update(result=["prim", "u7"])),
    "sites that do not ascend": replanned(lambda plan: plan["sites"].append(plan["sites"][0])),
    "a default that is needed": replanned(
        lambda plan: plan["entries"][0]["params"][0].update(required=True)
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_is_read_as_strictly_as_by_flowrt(stage: Stage, name: str) -> None:
    assert refused(stage, PLANS[name]) == of_flowrt(PLANS[name]) != WAITS
