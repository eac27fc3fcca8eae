"""One field is edited and the archive signed again: the check that is meant for it refuses it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.stub import forge

from flowrt.archive import format as f
from flowrt.archive.archive import open_archive, read_contents
from flowrt.problems.report import Refused


def put(*path: str | int, to: object) -> Callable[[Any], None]:
    """Return an edit that sets the field at `path`."""

    def edit(fields: Any) -> None:
        for step in path[:-1]:
            fields = fields[step]
        fields[path[-1]] = to

    return edit


def drop(*path: str | int) -> Callable[[Any], None]:
    """Return an edit that removes the field at `path`."""

    def edit(fields: Any) -> None:
        for step in path[:-1]:
            fields = fields[step]
        del fields[path[-1]]

    return edit


def apart(module: object, at: object) -> Callable[[Any], None]:
    """Return an edit that makes the native blob that of a module."""

    def edit(fields: Any) -> None:
        fields["blobs"][2] |= {"module": module, "at": at}

    return edit


def document(kind: object, nth: int = 2, **changed: object) -> Callable[[Any], None]:
    """Return an edit that makes code, the native blob, a document, with some fields changed."""

    def edit(fields: Any) -> None:
        code = fields["blobs"][nth]
        code |= {"kind": kind, "sha256": code.pop("pieces", DIGEST)} | changed
        for name in ("target", "fingerprint"):
            code.pop(name, None)

    return edit


def documents_twice(kind: str) -> Callable[[Any], None]:
    """Return an edit that adds two documents of a kind."""

    def edit(fields: Any) -> None:
        one = {"kind": kind, "offset": 0, "size": 1, "sha256": DIGEST}
        fields["blobs"] += [one | {"id": "one"}, one | {"id": "two"}]

    return edit


DIGEST = "0" * 64
EXTRA = {"id": "more", "kind": "component", "offset": 0, "size": 1, "pieces": DIGEST}
INPUTS = [{"path": "b", "sha256": DIGEST}, {"path": "a", "sha256": DIGEST}]
FIELDS = [
    (put("format", to=2), "header.format"),
    (put("format", to=True), "header.format"),
    (put("package", to="acme"), "header.package"),
    (put("package", to="acme:-x"), "header.package"),
    (put("package", to="acme:hello\n"), "header.package"),
    (put("package", to=7), "header.package"),
    (put("version", to="1.0"), "header.version"),
    (put("version", to="01.0.0"), "header.version"),
    (put("build", to=-1), "header.build"),
    (put("build", to=1 << 53), "header.build"),
    (put("build", to=1 << 200), "header.build"),
    (put("build", to=1.0), "header.build"),
    (put("created", to=None), "header.created"),
    (put("not_after", to="never"), "header.not_after"),
    (put("capabilities", to={}), "header.capabilities"),
    (put("capabilities", to=["b", "a"]), "header.capabilities"),
    (put("capabilities", to=["a", "a"]), "header.capabilities"),
    (put("capabilities", to=["a b"]), "header.capabilities[0]"),
    (put("limits", "wall_ms", to=0), "header.limits.wall_ms"),
    (put("limits", "calls", to=1), "header.limits"),
    (put("engine", "name", to=""), "header.engine.name"),
    (put("engine", "version", to="50"), "header.engine.version"),
    (put("engine", "profile", to=[]), "header.engine.profile"),
    (put("engine", "profile", "CPU", to=1), "header.engine.profile"),
    (put("engine", "profile", "cpu", to=None), "header.engine.profile.cpu"),
    (put("engine", "profile", "cpu", to="a\u202eb"), "header.engine.profile.cpu"),
    (put("engine", "profile", to={f"s{i}": 1 for i in range(65)}), "header.engine.profile"),
    (put("engine", "flags", to=1), "header.engine"),
    (put("compiler", "version", to=""), "header.compiler.version"),
    (put("inputs", to=INPUTS), "header.inputs"),
    (put("inputs", 0, "path", to="a\0b"), "header.inputs[0].path"),
    (put("inputs", 0, "path", to="x" * 1025), "header.inputs[0].path"),
    (put("inputs", 0, "sha256", to="0" * 63), "header.inputs[0].sha256"),
    (put("inputs", 0, "sha256", to="A" * 64), "header.inputs[0].sha256"),
    (put("blobs", to=[EXTRA] * 65), "header.blobs"),
    (put("blobs", to=[EXTRA]), "header.blobs"),
    (put("blobs", 2, to=EXTRA), "header.blobs"),
    (put("blobs", 1, "id", to="plan"), "header.blobs"),
    (put("blobs", 1, "id", to="../x"), "header.blobs[1].id"),
    (put("blobs", 1, "id", to="x" * 65), "header.blobs[1].id"),
    (put("blobs", 1, "kind", to="script"), "header.blobs[1].kind"),
    (put("blobs", 1, "kind", to=["plan"]), "header.blobs[1].kind"),
    (put("blobs", 1, "size", to=0), "header.blobs[1].size"),
    (put("blobs", 0, "size", to=f.MAX_PLAN + 1), "header.blobs[0].size"),
    (put("blobs", 1, "size", to=f.MAX_BLOB + 1), "header.blobs[1].size"),
    *((documents_twice(kind), "header.blobs") for kind in f.DOCUMENTS),
    *((document(k, size=f.MAX_DOCUMENT + 1), "header.blobs[2].size") for k in f.DOCUMENTS),
    (document("graphs"), "header.blobs[2].kind"),
    (document("sbom", size=0), "header.blobs[2].size"),
    (document("sbom", module="0" * 64, at=0), "header.blobs[2]"),
    (put("blobs", 2, "kind", to="provenance"), "header.blobs[2]"),
    (document("graph", 1), "header.blobs"),
    (put("blobs", 1, "sha256", to=DIGEST), "header.blobs[1]"),
    (put("blobs", 0, "pieces", to=DIGEST), "header.blobs[0]"),
    (put("blobs", 2, "pieces", to=DIGEST[:-1]), "header.blobs[2].pieces"),
    (put("blobs", 0, "sha256", to=DIGEST[:-1]), "header.blobs[0].sha256"),
    (put("blobs", 1, "target", to="a-b"), "header.blobs[1]"),
    (drop("blobs", 2, "fingerprint"), "header.blobs[2]"),
    (put("blobs", 2, "target", to="linux"), "header.blobs[2].target"),
    (put("blobs", 2, "fingerprint", to="x"), "header.blobs[2].fingerprint"),
    (put("blobs", 1, "module", to="0" * 64), "header.blobs[1]"),
    (put("blobs", 1, "at", to=0), "header.blobs[1]"),
    (put("blobs", 2, "at", to=0), "header.blobs[2]"),
    (put("blobs", 2, "module", to="0" * 64), "header.blobs[2]"),
    (apart("0" * 63, 0), "header.blobs[2].module"),
    (apart(None, 0), "header.blobs[2].module"),
    (apart("0" * 64, -1), "header.blobs[2].at"),
    (apart("0" * 64, 0), "header.blobs"),
    (put("extra", to=1), "header"),
    (drop("limits"), "header"),
]


@pytest.mark.parametrize(("edit", "place"), FIELDS)
def test_a_wrong_header_field_is_named(edit: Callable[[Any], None], place: str) -> None:
    with pytest.raises(Refused) as caught:
        forge.opened(forge.edited(edit))
    assert (caught.value.code, caught.value.place) == ("R108", place)


def test_two_blobs_for_one_target_are_refused() -> None:
    def twice(fields: Any) -> None:
        fields["blobs"].append(fields["blobs"][2] | {"id": "again"})

    with pytest.raises(Refused, match="each target once"):
        forge.opened(forge.edited(twice))


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        (["0" * 64, "1" * 64, "0" * 64], "each module of a target once"),
        ([f"{n:064x}" for n in range(f.MAX_MODULES + 1)], "at most 16 modules"),
    ],
)
def test_a_target_has_each_module_once_and_not_too_many(modules: list[str], said: str) -> None:
    def add(fields: Any) -> None:
        native = fields["blobs"][2]
        fields["blobs"] += [
            native | {"id": f"m{n}", "module": module, "at": 0} for n, module in enumerate(modules)
        ]

    with pytest.raises(Refused, match=said):
        forge.opened(forge.edited(add))


@pytest.mark.parametrize(
    "edit",
    [
        put("blobs", 0, "offset", to=1),
        put("blobs", 1, "offset", to=0),
        put("blobs", 1, "offset", to=8192),
        put("blobs", 1, "size", to=4097),
        put("blobs", 2, "offset", to=(1 << 53) - 1),
    ],
)
def test_blobs_that_do_not_tile_the_file_are_refused(edit: Callable[[Any], None]) -> None:
    with pytest.raises(Refused) as caught:
        forge.opened(forge.edited(edit))
    assert caught.value.code == "R109"


def test_a_blob_table_longer_than_the_file_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        forge.opened(forge.edited(put("blobs", 2, "size", to=5000)))
    assert caught.value.code == "R103"


GOOD = forge.header_bytes()
SPELLINGS = [
    b"",
    b"[" * 100_000,
    b"{}{}",
    b"\xff",
    b"nan",
    b'{"build":NaN}',
    b'{"build":Infinity}',
    b'{"build":' + b"9" * 5000 + b"}",
    GOOD + b" ",
    b" " + GOOD,
    GOOD.replace(b":7", b":7e0"),
    GOOD.replace(b'"build":7', b'"build":7,"build":7'),
    GOOD.replace(b"acme", b"\\u0061cme"),
    GOOD.replace(b"hello.flow", "hallö.flow".encode()),
    json.dumps(json.loads(GOOD)).encode(),
    json.dumps(dict(reversed(json.loads(GOOD).items())), separators=(",", ":")).encode(),
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_another_spelling_of_the_header_is_refused(spelling: bytes) -> None:
    with pytest.raises(Refused) as caught:
        forge.opened(forge.seal(spelling))
    assert caught.value.code == ("R107" if spelling else "R104")


@pytest.mark.parametrize("header", [b"7", b"null", b"[]", b'"text"', b"{}"])
def test_a_header_that_is_no_map_of_fields_is_refused(header: bytes) -> None:
    with pytest.raises(Refused) as caught:
        forge.opened(forge.seal(header))
    assert caught.value.code == "R108"


SOUND = forge.seal()


def lengths(header: int, block: int) -> bytes:
    return f.MAGIC + header.to_bytes(4, "little") + block.to_bytes(4, "little") + SOUND[16:]


@pytest.mark.parametrize(
    "data",
    [
        lengths(0, 81),
        lengths(f.MAX_HEADER + 1, 81),
        lengths(0xFFFF_FFFF, 81),
        lengths(len(GOOD), 0),
        lengths(len(GOOD), 80),
        lengths(len(GOOD), 17 * 81),
        lengths(len(GOOD), 0xFFFF_FFFF),
    ],
)
def test_lengths_out_of_bounds_are_refused(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        open_archive(data)
    assert caught.value.code == "R104"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\3\4 a zip file", "R101"),
        (b"", "R101"),
        (b"FLOWPK", "R103"),
        (f.MAGIC[:7] + b"\2" + SOUND[8:], "R102"),
    ],
)
def test_the_start_of_the_file_is_checked(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        open_archive(data)
    assert caught.value.code == code


@pytest.mark.parametrize("at", [4095, 4096 + len(forge.parts()[0].data)])
def test_padding_is_zero(at: int) -> None:
    with pytest.raises(Refused) as caught:
        read_contents(open_archive(SOUND[:at] + b"\1" + SOUND[at + 1 :]))
    assert (caught.value.code, caught.value.place) == ("R105", f"byte {at}")


def block(*entries: bytes) -> bytes:
    """Return the sample with these bytes as its signature block."""
    joined = b"".join(entries)
    front = f.MAGIC + len(GOOD).to_bytes(4, "little") + len(joined).to_bytes(4, "little")
    front += GOOD + joined
    return front + bytes(f.align(len(front)) - len(front)) + SOUND[open_archive(SOUND).region :]


ENTRY = open_archive(SOUND).signatures[0].encode()


@pytest.mark.parametrize(
    "data",
    [
        block(b"\2" + ENTRY[1:]),
        block(ENTRY, ENTRY),
        block(ENTRY, b"\1" + bytes(80)),
        block(*[ENTRY] * 16),
    ],
)
def test_the_signature_block_is_sorted_unique_and_of_a_known_algorithm(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        open_archive(data)
    assert caught.value.code == "R106"
