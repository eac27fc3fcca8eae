"""`flowc rebuild --check` as CI would run it: what it prints, its JSON, its exit codes."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from tests.cli.conftest import Workshop, furnish
from tests.stub import forge

from flowc.cli.main import main
from flowc.seal import read_signing_key
from flowc.seal.write import write
from flowrt.engine import engine
from flowrt.load import load
from flowrt.rights.limits import Limits
from flowrt.target import this_target
from flowrt.trust.text import encode_trust
from flowrt.verify import Native, VerifiedArchive

CHECK = ("rebuild", "--check", "hello.flowpack")
TRUST = ("--trust", "trust.toml")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Return a folder with an archive whose calls are cut; do not change its files."""
    desk = furnish(tmp_path_factory.mktemp("rebuild"))
    desk.well("flowc", "keygen", "flowc.key", "--trust", "trust.toml")
    desk.well(
        "flowc", "build", "hello.flow", "--key", "flowc.key", "--output", "hello.flowpack",
        "--cut", "greeting", "--build", "7", "--not-after", "2099-01-01", "--limit", "fuel=9000000",
        SOURCE_DATE_EPOCH="1767225600",
    )  # fmt: skip
    return desk


Run: TypeAlias = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(desk: Workshop, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Return what runs a command in this process, in a folder: exit code, stdout and stderr."""

    def done(*words: str, folder: Path = desk.folder) -> tuple[int, str, str]:
        monkeypatch.chdir(folder)
        monkeypatch.delenv("FLOWRT_TRUST", raising=False)
        return (main(words), *capfd.readouterr())

    return done


def archive(desk: Workshop) -> VerifiedArchive:
    return load(desk.path("hello.flowpack"), desk.path("trust.toml"))


def test_an_archive_is_what_its_graph_gives(desk: Workshop, run: Run) -> None:
    """Without its sources everything can be made again but the drawing, which is of the source."""
    code, out, err = run(*CHECK, *TRUST)
    assert code == 0, err
    words = dict(line.split(maxsplit=1) for line in out.splitlines())
    assert words.pop("drawing").startswith("not compared: ")
    assert set(words) == {one.id for one in archive(desk).header.blobs} - {"drawing"}
    assert set(words.values()) == {"same"}
    assert "hello:app 0.1.0 is what its graph gives" in err


def test_an_archive_without_a_graph_is_compared_by_its_component(
    desk: Workshop, run: Run, tmp_path: Path
) -> None:
    code, out, err = run("rebuild", "--check", signed_again(desk, tmp_path), *TRUST)
    assert code == 0, err
    target = next(one.target for one in archive(desk).header.blobs if one.target)
    assert f"native.{target}  same" in out
    assert "component" in out
    assert "hello:app 0.1.0 is what its component gives" in err


def test_a_component_that_is_not_that_of_the_graph_is_found(
    desk: Workshop, run: Run, tmp_path: Path
) -> None:
    """The code is that of the other component, so whoever looks at code alone sees nothing."""
    more = b"\0\5\4more"
    verified = archive(desk)
    component = verified.portable("").code + more
    setup = Limits.of(verified.header.manifest.limits).setup
    natives = {this_target(): Native(engine.compile_native(component, setup))}
    kept = {kind: verified.document(kind) for kind in ("graph", "drawing", "provenance")}
    path = signed_again(desk, tmp_path, component=component, natives=natives, documents=kept)
    code, out, _ = run("rebuild", "--check", path, *TRUST, "--json")
    said = {one["id"]: one for one in json.loads(out)["blobs"]}
    assert (code, json.loads(out)["from"]) == (1, "graph")
    assert said["component"]["why"].startswith("custom section, from byte")
    assert said[f"native.{this_target()}"]["outcome"] == "same"
    assert said["graph"]["outcome"] == said["plan"]["outcome"] == "same"


def test_an_archive_is_what_its_sources_give_wherever_they_are(
    desk: Workshop, run: Run, tmp_path: Path
) -> None:
    """What was cut, the counter and the times come from the archive itself."""
    furnish(tmp_path)
    words = ("--json", "--trust", str(desk.path("trust.toml")))
    path = str(desk.path("hello.flowpack"))
    code, out, err = run("rebuild", "--check", path, "hello.flow", *words, folder=tmp_path)
    assert code == 0, err
    said = json.loads(out)
    assert said["same"]
    assert said["fields"] == []
    assert {one["outcome"] for one in said["blobs"]} == {"same"}
    assert said["digest"] == f"sha256:{archive(desk).digest}"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["components", "hello.flow"]


def test_other_sources_are_told(desk: Workshop, run: Run, tmp_path: Path) -> None:
    other = furnish(tmp_path)
    flow = other.path("hello.flow")
    flow.write_text(flow.read_text().replace('"world"', '"there"'))
    words = ("--trust", str(desk.path("trust.toml")))
    path = str(desk.path("hello.flowpack"))
    code, out, err = run("rebuild", "--check", path, "hello.flow", *words, folder=tmp_path)
    assert code == 1
    assert "error[F052]: the archive is not what was made here again" in err
    lines = {line.split("  ")[1]: line for line in out.splitlines()}
    assert "there, " in lines["input hello.flow"]
    assert "entries[0].params[0].default" in lines["plan"]
    assert "predicate" in lines["provenance"]


def signed_again(desk: Workshop, folder: Path, **changed: object) -> str:
    """Return the archive with something else in it, signed by the same trusted key."""
    verified = archive(desk)
    view, header = verified.contents.view, verified.header
    key = read_signing_key(desk.path("flowc.key").read_bytes(), "flowc.key")
    natives = {one.target: Native(bytes(view(one))) for one in header.blobs if one.target}
    given: dict[str, Any] = {
        "component": bytes(view(header.blob("component"))),
        "natives": natives,
        "manifest": header.manifest,
        "documents": {},
    } | changed
    path = folder / "again.flowpack"
    path.write_bytes(write(verified.plan, **given, keys=[key]).data)
    return str(path)


def test_code_that_a_trusted_signer_put_there_is_found(
    desk: Workshop, run: Run, tmp_path: Path
) -> None:
    target = next(one.target for one in archive(desk).header.blobs if one.target) or ""
    path = signed_again(desk, tmp_path, natives={target: Native(b"\x7fELF something else")})
    assert run("verify", path, *TRUST)[0] == 0
    code, out, err = run("rebuild", "--check", path, *TRUST)
    assert code == 1
    assert "error[F052]" in err
    assert f"native.{target}  differs: from byte" in out


def test_what_cannot_be_compared_here_is_an_error(desk: Workshop, run: Run, tmp_path: Path) -> None:
    path = signed_again(desk, tmp_path, natives={"z80-cpm": Native(b"code")})
    code, out, err = run("rebuild", "--check", path, *TRUST)
    assert (code, out) == (1, "")
    assert "error[F051]: none of the archive's code can be compared here" in err
    manifest = archive(desk).header.manifest
    older = replace(manifest, engine=replace(manifest.engine, version="49.0.0"))
    path = signed_again(desk, tmp_path, manifest=older)
    code, out, err = run("rebuild", "--check", path, *TRUST)
    assert (code, out) == (1, "")
    assert "error[F050]" in err
    assert "its code was made by wasmtime 49.0.0, and this is wasmtime" in err


def test_an_archive_that_is_refused_is_not_looked_at(run: Run, tmp_path: Path) -> None:
    code, out, err = run(*CHECK)
    assert (code, out) == (3, "")
    assert "refused[R210]" in err
    (tmp_path / "other.toml").write_text(encode_trust(forge.trusting(forge.BOB)))
    code, out, err = run(*CHECK, "--trust", str(tmp_path / "other.toml"))
    assert (code, out) == (3, "")
    assert "refused[R201]" in err


def test_it_only_checks(run: Run) -> None:
    with pytest.raises(SystemExit) as left:
        run("rebuild", "hello.flowpack", *TRUST)
    assert left.value.code == 2


def test_sources_with_mistakes_are_told_as_anywhere(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "hello.flow"
    broken.write_text("package hello:app@0.1.0;\nexport flow hello() -> string { 7 }\n")
    code, out, err = run(*CHECK, str(broken), *TRUST)
    assert (code, out) == (1, "")
    assert "error[F2" in err
