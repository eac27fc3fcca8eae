"""Executables without an engine: they run on the one they were built for, and on no other."""

from pathlib import Path

import pytest
from tests.cli.executables import Case, Done, start
from tests.cli.workshop import Workshop

from flowc import bundle
from flowc.bundle.engines import PINNED
from flowrt.__main__ import main
from flowrt.cli.engine import folder_of
from flowrt.target import this_target

pytestmark = pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")
HELLO = b'"Hello, Ada!"\n'


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of the user's data that has the engine."""
    data = tmp_path_factory.mktemp("data")
    assert main(["engine", "--to", str(data / "flowrt" / "engines")]) == 0
    return data


@pytest.fixture(scope="module")
def thin(built: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("thin") / "thin"
    words = ("flowc", "build", "hello.flow", "-k", "flowc.key", "--target", "exe", "--thin", "-o")
    built.well(*words, str(path))
    return path


def run(thin: Path, **environment: str) -> Done:
    return start(thin, "--name", "Ada", case=Case(()), at=None, **environment)


def test_it_is_small_and_runs_on_the_engine_that_is_shared(thin: Path, engines: Path) -> None:
    assert thin.stat().st_size < 1_500_000
    parts = dict(bundle.weights(thin.read_bytes()))
    assert sum(parts.values()) == thin.stat().st_size
    done = run(thin, XDG_DATA_HOME=str(engines))
    assert (done.returncode, done.stdout, done.stderr) == (0, HELLO, b"")


def test_without_an_engine_it_says_what_to_do(thin: Path, tmp_path: Path) -> None:
    for environment in (
        {"XDG_DATA_HOME": str(tmp_path)},
        {"FLOWRT_ENGINE": str(tmp_path / "none")},
    ):
        done = run(thin, **environment)
        assert (done.returncode, done.stdout) == (70, b"")
        assert b"error[R465]: the engine that this executable needs is not installed" in done.stderr
        assert PINNED["x86_64-linux"].library.encode() in done.stderr
        assert str(tmp_path).encode() in done.stderr
        assert b"run `flowrt engine`" in done.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [("edit", b"= found    sha256:"), ("share", b"= found    one that others can")],
)
def test_an_engine_that_was_or_can_be_changed_is_refused(
    thin: Path, tmp_path: Path, change: str, said: bytes
) -> None:
    engine = tmp_path / "engine.so"
    data = bundle.installed()
    engine.write_bytes(data[:-1] + bytes([data[-1] ^ 1]) if change == "edit" else data)
    engine.chmod(0o666 if change == "share" else 0o600)
    done = run(thin, FLOWRT_ENGINE=str(engine))
    engine.unlink()
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"refused[R466]" in done.stderr
    assert said in done.stderr


def test_the_archive_is_verified_first(thin: Path, tmp_path: Path) -> None:
    data = thin.read_bytes()
    changed = tmp_path / "changed"
    changed.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    changed.chmod(0o700)
    done = run(changed, XDG_DATA_HOME=str(tmp_path))
    assert b"R204" in done.stderr
    assert done.returncode == 3


def test_the_users_engines_lie_where_the_system_has_such_things(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    home = Path("/home/ada")
    assert folder_of({}, "linux") == home / ".local" / "share" / "flowrt" / "engines"
    assert folder_of({"XDG_DATA_HOME": "/d"}, "linux") == Path("/d/flowrt/engines")
    assert folder_of({"XDG_DATA_HOME": "d"}, "linux") == folder_of({}, "linux")
    assert folder_of({}, "darwin") == home / "Library/Application Support/flowrt/engines"
    assert folder_of({"LOCALAPPDATA": "/l"}, "win32") == Path("/l/flowrt/engines")
    assert folder_of({}, "win32") == home / "AppData/Local/flowrt/engines"


def test_the_command_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["engine", "--help"]) == 0
    assert "usage: flowrt engine" in capsys.readouterr().out
    assert main(["engine", "all"]) == 2
    assert "found all" in capsys.readouterr().err


def test_only_executables_are_thin(workshop: Workshop) -> None:
    words = ("flowc", "build", "hello.flow", "-k", "flowc.key", "--thin")
    for more in ((), ("--target", "exe", "--compress"), ("--target", "web")):
        done = workshop.run(*words, *more)
        assert done.returncode == 1
        assert "error[F093]: nothing can be left out of this" in done.stderr
