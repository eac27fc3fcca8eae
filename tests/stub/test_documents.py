"""`flowrt inspect --sbom` and its like: documents leave verified archives alone."""

import errno
from pathlib import Path

import pytest
from tests.stub import forge
from tests.stub.forge import ALICE, BOB

from flowrt.__main__ import main
from flowrt.archive.format import DOCUMENTS, Document
from flowrt.trust.text import encode_trust

PARTS = forge.parts(documents=forge.DOCUMENTS)
SOUND = forge.seal(forge.header_bytes(blobs=PARTS), blobs=PARTS)


def inspect(folder: Path, data: bytes, *words: str) -> int:
    """Inspect an archive where Alice is trusted; return the exit code."""
    (folder / "a.flowpack").write_bytes(data)
    (folder / "trust.toml").write_text(encode_trust(forge.trusting(ALICE)))
    trust = str(folder / "trust.toml")
    return main(["inspect", str(folder / "a.flowpack"), "--trust", trust, *words])


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_is_written_as_it_stands(
    kind: Document, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert inspect(tmp_path, SOUND, f"--{kind}") == 0
    assert capfdbinary.readouterr() == (forge.DOCUMENTS[kind], b"")
    target = tmp_path / "out"
    assert inspect(tmp_path, SOUND, f"--{kind}", "--output", str(target)) == 0
    assert target.read_bytes() == forge.DOCUMENTS[kind]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.flowpack", "out", "trust.toml"]
    out, told = capfdbinary.readouterr()
    assert out == b""
    assert told.endswith(b"out (10 bytes)\n")


def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("before")
    target.chmod(0o640)
    assert inspect(tmp_path, SOUND, "--sbom", "--output", str(target)) == 0
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_file_that_cannot_be_written_whole_is_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out"
    target.write_text("before")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr("flowrt.cli.files.os.fsync", full)
    assert inspect(tmp_path, SOUND, "--sbom", "--output", str(target)) == 1
    assert "no space left" in capfd.readouterr().err
    assert target.read_text() == "before"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.flowpack", "out", "trust.toml"]


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    assert inspect(tmp_path, SOUND, "--sbom", "--output", "/dev/null") == 0
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (SOUND.replace(forge.DOCUMENTS["sbom"], b"something."), "R204"),
        (forge.seal(forge.header_bytes(blobs=PARTS), (BOB,), PARTS), "R201"),
        (SOUND[:-1], "R103"),
    ],
)
def test_nothing_leaves_an_archive_that_is_refused(
    data: bytes, code: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out"
    assert inspect(tmp_path, data, "--sbom", "--output", str(target)) == 3
    assert f"refused[{code}]" in capfd.readouterr().err
    assert not target.exists()


def test_an_archive_without_the_document_says_so(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert inspect(tmp_path, forge.seal(), "--provenance") == 1
    out, told = capfd.readouterr()
    assert out == ""
    assert told.startswith("error[R224]: the archive holds no such document\n")
    assert "provenance" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sbom", "--graph"), "--graph and --sbom"),
        (("--output", "x"), "--output without a document"),
    ],
)
def test_what_is_asked_wrongly_is_said(
    words: tuple[str, ...], said: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert inspect(tmp_path, SOUND, *words) == 2
    assert said in capfd.readouterr().err


def test_verify_takes_no_document_out(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path / "a"), "--sbom"]) == 2
    assert "flowrt inspect ARCHIVE --sbom" in capfd.readouterr().err
