"""What `flowrt` is given and cannot use: streams closed or full, files endless or its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop

from flowc.cli.main import main as flowc
from flowrt.__main__ import main

FULL, ENDLESS = Path("/dev/full"), Path("/dev/zero")
RUN = ("run", "hello.flowpack", "hello", "--trust", "trust.toml")
SBOM = ("inspect", "hello.flowpack", "--sbom", "--trust", "trust.toml", "--output")
PULLED = ("--image", "acme/flowrt:1", "--from", f"ghcr.io/acme/hello@sha256:{'0' * 64}")
ON_A_CLUSTER = ("deploy", "kubernetes", *RUN[1:2], *RUN[3:], "--open", *PULLED)


@pytest.fixture(autouse=True)
def inside(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """Return the working folder, a workshop."""
    monkeypatch.chdir(workshop.folder)
    return workshop


@pytest.mark.parametrize("words", [(*RUN, "-"), (*RUN, "--name", "@-")], ids=["-", "@-"])
def test_a_closed_stdin_is_told(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main(words) == 2
    assert "= found no stdin\nhelp: let it lead to a file" in capsys.readouterr().err


@pytest.mark.skipif(not FULL.exists(), reason="no disk that is always full")
@pytest.mark.parametrize("more", [(), ("--json",)], ids=["text", "json"])
def test_a_full_disk_is_told(
    more: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with FULL.open("wb", buffering=0) as raw:
        monkeypatch.setattr(sys, "stdout", _Text(raw))
        assert main([*RUN, *more, "--name", "Ada"]) == 1
    told = capsys.readouterr().err
    if more:
        assert json.loads(told)["code"] == "R581"
    else:
        assert told.startswith("error[R581]: the system refused to read or write\n")


@pytest.mark.skipif(not FULL.exists(), reason="no disk that is always full")
@pytest.mark.parametrize(
    ("words", "code"), [(RUN[:3], 3), ((*RUN, "--nme"), 2), ((*RUN, "--name", "Ada"), 0)], ids=str
)
def test_an_exit_code_tells_where_stderr_does_not(words: tuple[str, ...], code: int) -> None:
    command = [sys.executable, "-m", "flowrt", *words]
    with FULL.open("w") as stream:
        done = subprocess.run(command, stderr=stream, stdout=subprocess.PIPE, check=False)
    assert done.returncode == code


class _Text:
    """A stdout over bytes that are not kept back, so that nothing is left to write at an end."""

    encoding = "utf-8"

    def __init__(self, buffer: object) -> None:
        self.buffer = buffer

    def flush(self) -> None:
        """Have nothing to write."""


@pytest.mark.skipif(not ENDLESS.exists(), reason="no file without an end")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("run", str(ENDLESS), "--trust", "trust.toml"), "R110"),
        (("run", "hello.flowpack", "--trust", str(ENDLESS)), "R110"),
        ((*RUN, "--name", f"@{ENDLESS}"), "R110"),
        ((*RUN, "--state", str(ENDLESS)), "R220"),
        (("inspect", str(ENDLESS)), "R110"),
    ],
)
def test_what_has_no_end_is_not_read_to_it(
    words: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) in (1, 3)
    assert f"[{code}]" in capsys.readouterr().err


@pytest.mark.skipif(not ENDLESS.exists(), reason="no file without an end")
@pytest.mark.parametrize("words", [("-",), ("--name", "@-")], ids=["-", "@-"])
def test_nor_is_a_stdin_without_an_end(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with ENDLESS.open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        assert main([*RUN, *words]) == 1
    told = (
        "error[R110]: the file cannot be read\n --> stdin\n  = found a device that does not end\n"
    )
    assert capsys.readouterr().err.startswith(told)


def test_a_stdin_that_a_program_made_is_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b'{"name": "Ada"}')))
    assert main([*RUN, "-"]) == 0
    assert capsys.readouterr().out == '"Hello, Ada!"\n'


@pytest.mark.skipif(not ENDLESS.exists(), reason="no file without an end")
def test_lines_are_read_as_they_come_and_a_line_without_an_end_is_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("--lines", "--input", str(ENDLESS))
    assert main([*RUN, *words]) == 1
    told = capsys.readouterr().err
    assert told.startswith("error[R408]: the input is larger than its limit\n --> /dev/zero:1\n")
    assert main([*RUN, *words[:2], "/dev/null"]) == 0


@pytest.fixture
def two_gigabytes() -> Iterator[None]:
    """Leave this process so much more memory than it has."""
    if sys.platform != "linux":
        pytest.skip("not known how much it has")
    import resource  # noqa: PLC0415 - it is not everywhere

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    before = resource.getrlimit(resource.RLIMIT_AS)
    most = pages * resource.getpagesize() + (2 << 30)
    resource.setrlimit(resource.RLIMIT_AS, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.usefixtures("two_gigabytes")
def test_a_file_that_is_larger_than_memory_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with Path("huge.flowpack").open("wb") as file:
        file.truncate(1 << 40)
    assert main(("verify", "huge.flowpack", "--trust", "trust.toml")) == 1
    told = capsys.readouterr().err
    assert told.startswith("error[R110]")
    assert "larger than the memory of this machine" in told


@pytest.mark.parametrize("words", [SBOM, ON_A_CLUSTER], ids=["inspect", "deploy"])
def test_a_dash_is_stdout(
    words: tuple[str, ...], inside: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    words = tuple(one for one in words if one != "--output")
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert main([*words, "--output", "-"]) == 0
    assert capsys.readouterr().out == shown != ""
    assert not inside.path("-").exists()


@pytest.mark.skipif(not ENDLESS.exists(), reason="no file without an end")
def test_a_source_without_an_end_is_not_read_to_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert flowc(["check", str(ENDLESS)]) == 1
    assert "`/dev/zero`: it is a device that does not end" in capsys.readouterr().err


def test_what_a_variable_names_is_kept_as_well(
    inside: Workshop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    inside.path("login.toml").write_text("# nobody\n")
    monkeypatch.setenv("FLOWRT_NATS_LOGIN", "login.toml")
    assert main([*RUN, "--audit", "login.toml"]) == 1
    assert "$FLOWRT_NATS_LOGIN" in capsys.readouterr().err
    assert inside.path("login.toml").read_text() == "# nobody\n"


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ((*RUN, "--audit", "hello.flowpack"), "hello.flowpack"),
        ((*RUN, "--audit", "trust.toml"), "trust.toml"),
        ((*RUN, "--audit", "linked"), "trust.toml"),
        ((*RUN, "--lines", "--input", "lines", "--audit", "lines"), "lines"),
        ((*SBOM, "hello.flowpack"), "hello.flowpack"),
        ((*SBOM, "trust.toml"), "trust.toml"),
        ((*ON_A_CLUSTER, "--output", "trust.toml"), "trust.toml"),
    ],
)
def test_nothing_is_written_over_what_says_what_runs(
    words: tuple[str, ...], kept: str, inside: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    inside.path("linked").symlink_to("trust.toml")
    inside.path("lines").write_text('{"name": "Ada"}\n')
    before = inside.path(kept).read_bytes()
    assert main(words) == 1
    assert "error[R580]: this would write over a file that is read" in capsys.readouterr().err
    assert inside.path(kept).read_bytes() == before


def test_a_document_that_cannot_be_written_is_told_of_by_its_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([*SBOM, "nowhere/sbom.json"]) == 1
    assert "error[R111]" in (told := capsys.readouterr().err)
    assert " --> nowhere/sbom.json\n" in told
