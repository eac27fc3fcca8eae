"""Streams and files that are not what a command would have: closed, full, or its own input."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop

from flowc.cli.main import main

FULL = Path("/dev/full")
GIVING = [
    ("explain", "F203"),
    ("explain", "R101"),
    ("graph", "hello.flow"),
    ("build", "hello.flow", "--emit", "ir"),
    ("build", "hello.flow", "--emit", "wasm"),
    ("build", "hello.flow", "--until", "ir", "--print"),
    ("fmt", "--diff", "ugly.flow"),
    ("check", "--format", "json", "ugly.flow"),
    ("check", "--format", "sarif", "hello.flow"),
    ("diff", "hello.flowpack", "hello.flowpack", "--trust", "trust.toml"),
    ("attest", "hello.flowpack", "--key", "flowc.key"),
    ("trust", "list"),
    ("trust", "schema"),
]
"""Commands that write to stdout what they were asked for."""


@pytest.fixture
def inside(built: Workshop, workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """Return a workshop that is the working folder, with a flow that is not as it should be."""
    del built
    workshop.path("ugly.flow").write_text("package a:b;\nexport flow f( )->u8{ x }\n")
    monkeypatch.chdir(workshop.folder)
    return workshop


@pytest.mark.parametrize("words", GIVING, ids=" ".join)
@pytest.mark.skipif(not FULL.exists(), reason="no disk that is always full")
@pytest.mark.usefixtures("inside")
def test_a_full_disk_is_told(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with FULL.open("w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(words) == 1
    told = capsys.readouterr().err
    assert "error[F094]: stdout cannot be written to" in told
    assert "no space left on device" in told


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("check", "-h")], ids=" ".join)
@pytest.mark.skipif(not FULL.exists(), reason="no disk that is always full")
def test_so_it_is_of_help(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with FULL.open("w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(words) == 1
    told = "error[F096]: the system refused to read or write\n  = no space left on device\n"
    assert capsys.readouterr().err.startswith(told)


@pytest.mark.skipif(not FULL.exists(), reason="no disk that is always full")
@pytest.mark.parametrize(
    ("words", "code"),
    [(("check", "ugly.flow"), 1), (("check", "hello.flow"), 0), (("check", "--none"), 2)],
    ids=str,
)
def test_an_exit_code_tells_where_stderr_does_not(
    inside: Workshop, words: tuple[str, ...], code: int
) -> None:
    command = [sys.executable, "-m", "flowc", *words]
    with FULL.open("w") as stream:
        done = subprocess.run(command, cwd=inside.folder, stderr=stream, check=False)
    assert done.returncode == code


@pytest.mark.parametrize("words", GIVING[-7:], ids=" ".join)
@pytest.mark.usefixtures("inside")
def test_a_closed_stdout_is_told(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main(words) == 1
    assert "error[F094]: stdout cannot be written to" in capsys.readouterr().err


@pytest.mark.usefixtures("inside")
def test_the_schema_of_trust_files_is_printed_and_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trust", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"]


def test_what_is_for_people_never_goes_to_stdout(workshop: Workshop) -> None:
    program = Path(sys.executable).parent / "flowc"
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "{program}" check hello.flow 2>&-'],
        cwd=workshop.folder,
        env={**os.environ, "HOME": str(workshop.folder)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.usefixtures("inside")
def test_a_closed_stdin_cannot_be_formatted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["fmt", "-"]) == 1
    assert "`<stdin>`: it is closed" in capsys.readouterr().err


@pytest.mark.usefixtures("inside")
def test_an_encrypted_key_asks_nobody_where_stdin_is_closed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOWC_KEY_PASSPHRASE", "sesame")
    assert main(["keygen", "locked.key"]) == 0
    monkeypatch.delenv("FLOWC_KEY_PASSPHRASE")
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["attest", "hello.flowpack", "--key", "locked.key"]) == 1
    assert "error[F603]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (("build", "hello.flow", "--key", "flowc.key", "-o", "hello.flow"), "hello.flow"),
        (("build", "hello.flow", "--key", "flowc.key", "-o", "flowc.key"), "flowc.key"),
        (("build", "hello.flow", "--emit", "wasm", "-o", "linked"), "hello.flow"),
        (
            ("build", "hello.flow", "--emit", "wasm", "-o", "components/greeting/greeting.wasm"),
            "components/greeting/greeting.wasm",
        ),
        (("graph", "hello.flow", "--to", "dot", "-o", "hello.flow"), "hello.flow"),
        (("test", "hello.flow", "--report", "json", "-o", "hello.flow"), "hello.flow"),
        (
            ("attest", "hello.flowpack", "--key", "flowc.key", "-o", "hello.flowpack"),
            "hello.flowpack",
        ),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else one,
)
def test_a_result_does_not_replace_what_it_is_made_from(
    words: tuple[str, ...], kept: str, inside: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    inside.path("linked").symlink_to("hello.flow")
    before = inside.path(kept).read_bytes()
    assert main(words) == 1
    assert "error[F095]" in capsys.readouterr().err
    assert inside.path(kept).read_bytes() == before


@pytest.mark.usefixtures("inside")
def test_an_archive_may_take_another_signature_in_its_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["keygen", "second.key"]) == 0
    assert main(["sign", "hello.flowpack", "--key", "second.key"]) == 0
    assert "flowc: wrote hello.flowpack" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["inspect", "verify"])
@pytest.mark.usefixtures("inside")
def test_options_of_shared_commands_may_stand_first(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--json", "--trust", "trust.toml", "hello.flowpack"]) == 0
    assert json.loads(capsys.readouterr().out)["package"] == "hello:app"
    assert main([command, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"usage: flowrt {command} ARCHIVE")


def test_a_name_that_is_not_utf8_is_built_and_checked_again(
    inside: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    if sys.platform != "linux":
        pytest.skip("names are text here")
    odd = os.fsdecode(b"odd\xff.flow")
    inside.path(odd).write_bytes(inside.path("hello.flow").read_bytes())
    assert main(["build", odd, "--key", "flowc.key", "-o", "odd.flowpack"]) == 0
    words = ["rebuild", "--check", "odd.flowpack", odd, "--trust", "trust.toml"]
    assert main(words) == 0
    inside.path(odd).write_text("package a:b;\nexport flow f() -> u8 { x }\n")
    capsys.readouterr()
    assert main(["check", "--format", "json", odd]) == 1
    assert json.loads(capsys.readouterr().out)["span"]["file"] == "odd\\xff.flow"
