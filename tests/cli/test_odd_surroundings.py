"""What surrounds a command is odd: other processes, names too long, files without an end."""

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.cli.conftest import Workshop

from flowc.cli import keygen, trust
from flowc.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable

ENDLESS = Path("/dev/zero")
UNIX = pytest.mark.skipif(sys.platform == "win32", reason="no such locks, pipes and names")


@pytest.fixture(autouse=True)
def inside(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """Return the working folder, a workshop."""
    monkeypatch.chdir(workshop.folder)
    return workshop


@UNIX
@pytest.mark.parametrize(
    ("module", "name", "words"),
    [
        (keygen, "with_publisher", ("keygen", "new.key", "--trust", "trust.toml", "--name", "a")),
        (trust, "with_publisher", ("trust", "add", "a", "flowc.key.pub")),
        (trust, "without_publisher", ("trust", "remove", "me")),
        (trust, "with_revoked", ("trust", "revoke", "flowc.key.pub")),
        (trust, "signature_line", ("trust", "sign", "--key", "flowc.key")),
    ],
)
def test_a_trust_file_is_changed_by_one_process_at_a_time(
    module: object, name: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    change: Callable[..., object] = getattr(module, name)
    seen: list[bool] = []

    def watched(*given: object) -> object:
        seen.append(_is_free(Path()))
        return change(*given)

    monkeypatch.setattr(module, name, watched)
    assert main(words) == 0
    assert seen == [False]
    assert _is_free(Path())


def _is_free(folder: Path) -> bool:
    """Return whether another process could have the lock of a folder."""
    import fcntl  # noqa: PLC0415 - it is not everywhere

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


@UNIX
def test_a_passphrase_need_not_be_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWC_KEY_PASSPHRASE", os.fsdecode(b"sesame\xff"))
    assert main(["keygen", "odd.key"]) == 0
    assert main(["sign", "hello.flowpack", "--key", "odd.key"]) == 0


@UNIX
def test_what_is_no_file_is_no_flow_of_a_folder(
    inside: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    inside.path("folder.flow").mkdir()
    os.mkfifo(inside.path("pipe.flow"))
    assert main(["check"]) == 0
    inside.path("broken.flow").symlink_to("nowhere")
    assert main(["check"]) == 1
    assert "`broken.flow`: no such file or directory" in capsys.readouterr().err


def test_a_name_that_is_too_long_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    build = ("build", "hello.flow", "--portable", "--key", "flowc.key")
    assert main([*build, "-o", "a" * 300]) == 1
    assert "error[F605]" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [("check",), ("test",), ("fmt",), ("graph",), ("keygen",), ("keygen", "new.key", "--trust")],
    ids=" ".join,
)
def test_nor_is_there_a_file_of_it(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "a" * 5000]) == 1
    told = capsys.readouterr().err
    assert re.match(r"error\[F001\]: a file cannot be read|error\[F096\]: the system refused", told)
    assert "aaa`: file name too long\n" in told


@pytest.mark.skipif(not ENDLESS.exists(), reason="no file without an end")
def test_a_stdin_without_an_end_is_not_laid_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with ENDLESS.open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        assert main(["fmt", "-"]) == 1
    assert "`<stdin>`: it is a device that does not end" in capsys.readouterr().err


def test_an_interrupt_before_a_command_has_begun_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["flowc.cli.main"], "parser", interrupted)
    assert main(["check"]) == 130


@pytest.mark.parametrize(
    "words", [("fmt", ""), ("check", ""), ("build", "hello.flow", "-o", ""), ("keygen", "")]
)
def test_an_empty_text_is_no_path(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)
    assert "expected a path, found an empty text" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("build", "hello.flow", "--key", "flowc.key"),
        ("recut", "hello.flowpack"),
        ("sign", "hello.flowpack"),
        ("pull", "ghcr.io/a/b:1"),
    ],
    ids=" ".join,
)
def test_a_dash_is_no_file(
    words: tuple[str, ...], inside: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([*words, "-o", "-"])
    assert "expected a path, found `-`; /dev/stdout is stdout" in capsys.readouterr().err
    assert not inside.path("-").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("graph", "hello.flow"),
        ("attest", "hello.flowpack", "--key", "flowc.key"),
        ("test", "hello.flow", "--report", "tap"),
    ],
    ids=" ".join,
)
def test_it_is_stdout_where_results_go_there(
    words: tuple[str, ...], inside: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert main([*words, "-o", "-"]) == 0
    assert capsys.readouterr().out == shown != ""
    assert not inside.path("-").exists()


@UNIX
@pytest.mark.parametrize("gone", ["stdin", "stdout"])
def test_an_editor_needs_both_ways(
    gone: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, gone, None)
    assert main(["lsp"]) == 1
    assert f"`{gone}`: it is closed" in capsys.readouterr().err


@UNIX
def test_an_engine_is_taken_from_a_plain_file(capsys: pytest.CaptureFixture[str]) -> None:
    build = ("build", "hello.flow", "--key", "flowc.key", "--target", "exe:x86_64-windows")
    assert main([*build, "--engine", "/dev/zero", "-o", "hello.exe"]) == 1
    assert "`/dev/zero`" in (told := capsys.readouterr().err) or "/dev/zero: " in told
    assert "it is no plain file" in told
