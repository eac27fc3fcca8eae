"""A file of bindings says what `--bind` says for one service each."""

from pathlib import Path

import pytest

from flowrt.bindings import Opening, binding_to
from flowrt.bindings.errors import BadBindings, NotAComponent
from flowrt.cli.bound import pairs_of
from flowrt.cli.options import Usage
from flowrt.problems.refusals import NotAnArchive, Unreadable

BINDINGS = """\
fraud = "https://fraud.example.com"
pricing = "queue://nats/acme:pricing"
ledger = "ledger.flowpack"
old = "map:old.toml"
far = "/archives/far.flowpack"
pure = "pure.wasm@sha256:00ff"
"""


def test_a_file_binds_many_and_paths_are_from_where_it_lies(tmp_path: Path) -> None:
    file = tmp_path / "services.toml"
    file.write_text(BINDINGS)
    assert pairs_of({"bind": f"more=nats://n/acme:more,{file}"}) == {
        "more": "nats://n/acme:more",
        "fraud": "https://fraud.example.com",
        "pricing": "queue://nats/acme:pricing",
        "ledger": str(tmp_path / "ledger.flowpack"),
        "old": f"map:{tmp_path / 'old.toml'}",
        "far": "/archives/far.flowpack",
        "pure": str(tmp_path / "pure.wasm@sha256:00ff"),
    }
    with pytest.raises(Usage, match="fraud twice"):
        pairs_of({"bind": f"{file},fraud=x.flowpack"})


@pytest.mark.parametrize(
    ("text", "place"),
    [(b"fraud =", ""), (b"\xff", ""), (b"fraud = 7", " fraud"), (b'fraud = ""', " fraud")],
)
def test_a_file_that_is_not_well_is_refused(tmp_path: Path, text: bytes, place: str) -> None:
    file = tmp_path / "services.toml"
    file.write_bytes(text)
    with pytest.raises(BadBindings) as refusal:
        pairs_of({"bind": str(file)})
    assert refusal.value.place == f"{file}{place}"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        pairs_of({"bind": str(tmp_path / "nowhere.toml")})


@pytest.mark.parametrize("word", ["fraud", "=x", "fraud=", "services.json"])
def test_what_binds_nothing_is_told(word: str) -> None:
    with pytest.raises(Usage, match="NAME=TARGET"):
        pairs_of({"bind": word})


@pytest.mark.parametrize(
    ("name", "refusal"), [("fraud.wasm", NotAComponent), ("fraud", NotAnArchive)]
)
def test_what_is_neither_archive_nor_component_is_not_bound(
    tmp_path: Path, name: str, refusal: type[Exception]
) -> None:
    (tmp_path / name).write_bytes(b"text")
    (tmp_path / "trust.toml").write_text("")
    with pytest.raises(refusal):
        binding_to(str(tmp_path / name), Opening(str(tmp_path / "trust.toml")))
