"""The `flowrt` command as a process: output, messages and exit codes."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from tests import processes
from tests.stub import door_archive as door

from flowrt.__main__ import main
from flowrt.cli.progress import Progress
from flowrt.trust.text import encode_trust

FLOWRT = [sys.executable, "-m", "flowrt"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return door.write_files(tmp_path_factory.mktemp("command"))


@pytest.fixture(scope="module")
def run_words(files: tuple[Path, Path]) -> list[str]:
    return ["run", str(files[0]), "--trust", str(files[1])]


def run(*words: str, stdin: bytes | None = None) -> tuple[int, str, str]:
    """Run the command; return exit code, stdout and stderr."""
    done = subprocess.run(
        [*FLOWRT, *words],
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def here(words: list[str], capfd: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Run the command in this process: for mistakes that are found before a flow runs."""
    code = main(words)
    captured = capfd.readouterr()
    return code, captured.out, captured.err


def test_a_flow_runs_from_flags(run_words: list[str]) -> None:
    code, out, err = run(*run_words, "checkout", "--cart", "[]", "--country", "DE")
    assert (code, out, err) == (0, '{"cart":[],"country":"DE"}\n', "")


def test_a_flow_runs_from_stdin(run_words: list[str]) -> None:
    assert run(*run_words, "checkout", stdin=b'{"cart":[]}\n')[:2] == (0, '{"cart":[]}\n\n')
    assert run(*run_words, "checkout", "-", stdin=b"")[:2] == (0, "{}\n")
    assert run(*run_words, "count")[:2] == (0, "1\n")


def test_a_value_comes_from_a_file_or_stdin(run_words: list[str], tmp_path: Path) -> None:
    (tmp_path / "cart.json").write_text("[1]\n")
    code, out, _ = run(*run_words, "checkout", "--cart", f"@{tmp_path}/cart.json")
    assert (code, out) == (0, '{"cart":[1]}\n')
    assert run(*run_words, "checkout", "--cart", "@-", stdin=b"[2]")[1] == '{"cart":[2]}\n'


def test_a_refusing_result_is_printed_and_exits_1(run_words: list[str]) -> None:
    result = b'{"err":"no"}'
    assert run(*run_words, "checkout", stdin=result) == (1, '{"err":"no"}\n', "")
    assert run(*run_words, "everything", stdin=result)[0] == 0


def test_a_trap_names_flow_and_component(run_words: list[str]) -> None:
    code, out, err = run(*run_words, "checkout", "--cart", '["#"]')
    assert (code, out) == (4, "")
    assert err.startswith("fault[R410]: a component trapped\n --> shop.flow:4:9\n")
    assert "= flow      checkout\n  = component pricing\n" in err


def test_messages_are_json_where_asked(run_words: list[str]) -> None:
    code, _, err = run(*run_words, "checkout", "--json", "--cart", '["?"]')
    assert code == 1
    fields = json.loads(err)
    assert (fields["code"], fields["facts"]["expected"]) == ("R403", "u32")
    assert fields["place"] == "qty"


def test_a_timeout_ends_it(run_words: list[str]) -> None:
    start = time.monotonic()
    code, _, err = run(*run_words, "checkout", "--timeout", "0.1", "--cart", '["~"]')
    assert (code, "R412" in err) == (4, True)
    assert time.monotonic() - start < 60


def test_an_interrupt_ends_it_at_once(run_words: list[str]) -> None:
    with processes.interruptible():
        process = subprocess.Popen([*FLOWRT, *run_words, "checkout", "--cart", '["~"]'])
    with process:
        begun = processes.seconds(process.pid)
        while processes.seconds(process.pid) < begun + 1:  # by then it does nothing but compute
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(120) == 130
        finally:
            process.kill()


ENDING = """\
import atexit, sys
from flowrt.__main__ import main
if sys.argv.pop(1) == "busy":
    import threading
    threading.Thread(target=threading.main_thread().join).start()
atexit.register(print, "taken apart")
sys.exit(main())
"""


@pytest.mark.parametrize(("who", "last"), [("alone", b""), ("busy", b"taken apart\n")])
def test_what_it_has_is_taken_apart_where_others_have_something_to_finish(
    run_words: list[str], who: str, last: bytes
) -> None:
    words = [sys.executable, "-c", ENDING, who, *run_words, "count"]
    done = subprocess.run(words, capture_output=True, check=True, stdin=subprocess.DEVNULL)
    assert done.stdout == b"1\n" + last


ROWS = b'[1]\n\n["?"]\n["#"]\n[5]'


@pytest.mark.parametrize("isolation", ["call", "stream"])
def test_lines_stop_at_the_first_failure(run_words: list[str], isolation: str) -> None:
    words = [*run_words, "checkout", "--lines", "--isolation", isolation]
    code, out, err = run(*words, stdin=ROWS)
    assert (code, out) == (1, '{"cart":[1],"country":"IE"}\n\n')
    assert " --> stdin:3 qty" in err


@pytest.mark.parametrize("isolation", ["call", "stream"])
def test_lines_keep_going(run_words: list[str], isolation: str, tmp_path: Path) -> None:
    (tmp_path / "rows").write_bytes(ROWS)
    words = [*run_words, "checkout", "--lines", "--isolation", isolation, "--keep-going"]
    code, out, err = run(*words, "--input", str(tmp_path / "rows"), "--country", "DE")
    assert code == 4
    assert out == '{"cart":[1],"country":"DE"}\n\n\n\n{"cart":[5],"country":"DE"}\n'
    assert "rows:3 qty" in err
    assert "rows:4" in err
    assert err.endswith("flowrt: 2 of 5 lines failed\n")


def test_lines_answer_as_they_come(run_words: list[str]) -> None:
    words = [*FLOWRT, *run_words, "checkout", "--lines", "--into", "-", "--isolation", "stream"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in (b"1\n", b"2\n"):
            process.stdin.write(line)
            process.stdin.flush()
            assert process.stdout.readline() == line
        process.stdin.close()
        assert process.wait(120) == 0


def test_a_reader_that_leaves_is_no_mistake(run_words: list[str], tmp_path: Path) -> None:
    (tmp_path / "rows").write_bytes(b"[1]\n" * 300_000)
    words = [*FLOWRT, *run_words, "checkout", "--lines", "--isolation", "stream"]
    words += ["--input", str(tmp_path / "rows")]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, **pipes) as process:  # type: ignore[call-overload]  # keywords
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(120) == 0


def test_closed_streams_are_no_internal_error(run_words: list[str]) -> None:
    def shell(words: str) -> tuple[int, bytes]:
        line = [*FLOWRT, *run_words, words]
        done = subprocess.run(["/bin/sh", "-c", " ".join(line)], capture_output=True, check=False)
        return done.returncode, done.stdout

    assert shell("count <&-") == (0, b"1\n")
    assert shell("checkout --lines <&-") == (2, b"")
    assert shell("nothing 2>&-") == (2, b"")
    assert shell("count >&-") == (1, b"")
    assert shell("--help >&-") == (1, b"")


def test_help_is_printed_in_any_encoding(tmp_path: Path) -> None:
    entry = replace(door.COUNT, doc="Zählt €.")
    (tmp_path / "a.flowpack").write_bytes(door.seal(entries=(entry,))[0])
    (tmp_path / "t.toml").write_text(encode_trust(door.TRUST))
    words = ["run", str(tmp_path / "a.flowpack"), "--trust", str(tmp_path / "t.toml"), "--help"]
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run([*FLOWRT, *words], capture_output=True, check=False, env=environment)
    assert done.returncode == 0
    assert b"Z\xe4hlt \\u20ac." in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chekout"], "found    chekout"),
        ([], "name one of checkout, count, everything"),
        (["checkout", "--crat", "1"], "`--cart` exists"),
        (["checkout", "--timeout", "0"], "seconds above 0"),
        (["checkout", "--timeout", "nan"], "seconds above 0"),
        (["checkout", "--keep-going"], "add --lines"),
        (["checkout", "--isolation", "none"], "give one of call, stream"),
        (["checkout", "--lines", "--into", "crat"], "`cart` exists"),
    ],
)
def test_usage_mistakes_exit_2(
    run_words: list[str], words: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    code, out, err = here([*run_words, *words], capfd)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--help"], 0, "usage: flowrt run"),
        (["--version"], 0, "flowrt "),
        (["run", "--help"], 0, "exit codes"),
        (["inspect", "--help"], 0, "usage: flowrt inspect"),
        ([], 2, "usage: flowrt run"),
        (["rnu"], 2, "`run` exists"),
        (["run"], 2, "without an archive"),
        (["verify"], 2, "without an archive"),
        (["verify", "a", "b"], 2, "write flowrt verify ARCHIVE"),
        (["verify", "/nowhere/a", "--trust", "/nowhere/t"], 1, "R110"),
        (["run", "/nowhere/a"], 3, "R210"),
    ],
)
def test_commands_say_what_they_need(
    words: list[str], code: int, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    found, out, err = here(words, capfd)
    assert found == code
    assert said in out + err


def test_help_of_an_archive(run_words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert "  count: func() -> u32\n" in here([*run_words, "--help"], capfd)[1]
    assert "--cart JSON" in here([*run_words, "checkout", "--help"], capfd)[1]


def test_verify_says_who_signed(
    files: tuple[Path, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    archive, trust = map(str, files)
    code, out, _ = here(["verify", archive, "--trust", trust], capfd)
    assert code == 0
    assert out.startswith("verified acme:shop 1.2.3\n  digest     sha256:")
    assert door.KEY.public.line in out
    facts = json.loads(here(["verify", archive, "--trust", trust, "--json"], capfd)[1])
    assert (facts["publisher"], facts["threshold"]) == ("acme", 1)


def test_inspect_shows_an_archive_without_trust(
    files: tuple[Path, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    archive, trust = map(str, files)
    code, out, _ = here(["inspect", archive], capfd)
    assert code == 0
    assert "not verified: no trust file was given (R210)" in out
    assert "native.x86_64-linux" in out or os.uname().machine != "x86_64"
    facts = json.loads(here(["inspect", archive, "--trust", trust, "--json"], capfd)[1])
    assert facts["trust"]["verified"] is True
    assert [flow["name"] for flow in facts["flows"]] == ["checkout", "count", "everything"]


def test_a_changed_archive_is_refused(
    files: tuple[Path, Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = bytearray(files[0].read_bytes())
    data[-1] ^= 1
    bad = tmp_path / "bad.flowpack"
    bad.write_bytes(data)
    for command in ("run", "verify"):
        code, _, err = here([command, str(bad), "--trust", str(files[1])], capfd)
        assert code == 3
        assert f"refused[R204]: the archive was changed after it was signed\n --> {bad}!" in err
    assert (
        here(["inspect", str(tmp_path / "bad.flowpack"), "--trust", str(files[1])], capfd)[0] == 0
    )
    bad.write_bytes(b"no archive")
    assert here(["inspect", str(bad)], capfd)[0] == 3


def test_what_the_system_refuses_is_no_mistake_of_ours(
    run_words: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = [*run_words, "checkout", "--lines"]
    code, _, err = here([*words, "--input", str(tmp_path / "none")], capfd)
    assert (code, "R110" in err) == (1, True)
    code, _, err = here([*words, "--input", str(tmp_path)], capfd)
    assert (code, "irectory" in err) == (1, True)
    if Path("/dev/full").exists():
        with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
            done = subprocess.run(
                [*FLOWRT, *run_words, "count"], stdout=full, stderr=subprocess.PIPE, check=False
            )
        assert (done.returncode, b"No space left" in done.stderr) == (1, True)


def test_a_component_compiled_here_is_said(tmp_path: Path) -> None:
    (tmp_path / "p.flowpack").write_bytes(door.seal(natives={})[0])
    (tmp_path / "t.toml").write_text(encode_trust(door.TRUST))
    words = ["run", str(tmp_path / "p.flowpack"), "--trust", str(tmp_path / "t.toml"), "count"]
    code, out, err = run(*words)
    assert (code, out) == (0, "1\n")
    assert err.startswith("note: the component was compiled here, because the archive has no code")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_drawn_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    for terminal, drawn in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", terminal)
        progress = Progress()
        progress.add(1234)
        progress.show()
        progress._shown -= 1
        progress.show()
        progress.end()
        assert ("1,234 lines" in terminal.getvalue()) is drawn
        assert terminal.getvalue().endswith("\n") is drawn


def test_our_own_mistakes_are_70(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "flowrt.cli.run", None)
    code, _, err = here(["run"], capfd)
    assert code == 70
    assert "please report this" in err
    assert "Traceback" not in err
