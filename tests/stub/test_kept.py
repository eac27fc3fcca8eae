"""Code that was compiled here is kept, and who can only write to the cache cannot have it run."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import TypeAlias

import pytest
from tests.stub import door_archive as door

from flowc import bundle
from flowrt.archive.format import MAX_BLOB
from flowrt.engine import kept
from flowrt.engine.engine import Engine, EngineError
from flowrt.run.runner import Runner
from flowrt.target import this_target

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is kept there")
Run: TypeAlias = Callable[[], str]
REASON = "the archive has no code for "


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FLOWC_CACHE", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def by_python(_: Path) -> str:
    """Run a flow of an archive without native code; return why it was compiled."""
    runner = Runner(door.seal(natives={})[1])
    assert runner.call_json("count", "{}") == "1"
    return runner.compiled_because


def by_executable(home: Path) -> str:
    """Do the same with an executable of it."""
    path = home.with_name(f"{home.name}.exe")
    if not path.exists():
        data, verified = door.seal(natives={})
        engine_ = bundle.installed()
        path.write_bytes(bundle.executable(data, "acme:shop", verified.keys, engine_))
        path.chmod(0o755)
    done = subprocess.run([path, "count"], capture_output=True, check=True, text=True)
    assert done.stdout == "1\n"
    return done.stderr.rpartition("because ")[2]


SHAPES = [
    by_python,
    pytest.param(
        by_executable,
        marks=pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it"),
    ),
]


@pytest.fixture(params=SHAPES)
def run(request: pytest.FixtureRequest, home: Path) -> Callable[[], str]:
    by: Callable[[Path], str] = request.param
    return lambda: by(home)


def entry(home: Path) -> Path:
    (found,) = (home / ".cache/flowc/code").glob("*.code")
    return found


def secret(home: Path) -> Path:
    return home / ".local/state/flowc/secret"


def test_it_is_compiled_once(run: Run, home: Path) -> None:
    assert run().startswith(REASON)
    assert (run(), run()) == ("", "")
    for path in (entry(home), secret(home)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [path.name for path in entry(home).parent.iterdir()] == [entry(home).name]
    assert [path.name for path in secret(home).parent.iterdir()] == ["secret"]


def edited(home: Path) -> None:
    data = bytearray(entry(home).read_bytes())
    data[-1] ^= 1
    entry(home).write_bytes(data)


def of_another_name(home: Path) -> None:
    code = Engine().compile(door.component(door.door_text() + "\n;; another")).serialize()
    kept.Kept(b"another", "fingerprint").keep(code)
    ours = entry_of_ours(home)
    (other,) = {*ours.parent.glob("*.code")} - {ours}
    other.replace(ours)


def entry_of_ours(home: Path) -> Path:
    return min((home / ".cache/flowc/code").glob("*.code"), key=lambda path: path.stat().st_mtime)


def sealed_by_another(home: Path) -> None:
    secret(home).write_bytes(bytes(32))


def emptied(home: Path) -> None:
    entry(home).write_bytes(b"")


def linked(home: Path) -> None:
    aside = home / "aside"
    entry(home).rename(aside)
    (home / ".cache/flowc/code" / Path(kept_name()).name).symlink_to(aside)


def kept_name() -> str:
    from flowrt.archive.format import fingerprint  # noqa: PLC0415 - a detail of one case
    from flowrt.engine import engine  # noqa: PLC0415 - the same

    here = engine.host()
    return kept.Kept(door.component(), fingerprint(here.engine, here.target))._name


def writable_by_others(home: Path) -> None:
    entry(home).chmod(0o622)


@pytest.mark.parametrize(
    "change",
    [edited, of_another_name, sealed_by_another, emptied, linked, writable_by_others],
)
def test_what_was_not_put_there_by_us_is_not_run(
    change: Callable[[Path], None], run: Run, home: Path
) -> None:
    run()
    change(home)
    assert run().startswith(REASON)
    assert run() == ""  # it was replaced


def pipe(path: Path) -> None:
    os.mkfifo(path, 0o600)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(MAX_BLOB + kept.SEAL + 1)


@pytest.mark.parametrize("place", [Path.mkdir, pipe, huge])
@pytest.mark.parametrize("of", [entry, secret])
def test_what_is_no_file_of_code_does_not_count(
    place: Callable[[Path], None], of: Callable[[Path], Path], home: Path
) -> None:
    """It holds nobody up, either."""
    by_python(home)
    path = of(home)
    path.unlink()
    place(path)
    assert by_python(home).startswith(REASON)


@pytest.mark.parametrize("folder", [".cache/flowc/code", ".local/state/flowc"])
def test_a_folder_that_is_open_to_others_does_not_count(folder: str, run: Run, home: Path) -> None:
    run()
    (home / folder).chmod(0o755)
    assert run().startswith(REASON)
    (home / folder).chmod(0o700)
    assert run() == ""


def test_a_secret_that_others_can_read_does_not_count(run: Run, home: Path) -> None:
    run()
    secret(home).chmod(0o640)
    assert run().startswith(REASON)
    assert run().startswith(REASON)


@pytest.mark.parametrize("folder", [".cache/flowc/code", ".local/state/flowc"])
def test_a_folder_that_is_a_link_does_not_count(folder: str, run: Run, home: Path) -> None:
    run()
    (home / folder).rename(home / "moved")
    (home / folder).symlink_to(home / "moved")
    assert run().startswith(REASON)


@pytest.mark.parametrize(
    ("name", "value"), [("FLOWC_CACHE", "off"), ("HOME", ""), ("HOME", "relative")]
)
def test_there_may_be_nowhere_to_keep_it(
    name: str, value: str, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert run().startswith(REASON)
    assert run().startswith(REASON)
    assert list(home.iterdir()) == []


def test_a_file_in_the_place_of_a_folder_keeps_nothing(run: Run, home: Path) -> None:
    (home / ".cache").write_text("")
    assert run().startswith(REASON)
    assert run().startswith(REASON)


def test_folders_can_be_chosen(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWC_CACHE", str(home / "mine"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    run()
    assert run() == ""
    assert sorted(path.name for path in home.iterdir()) == ["mine", "state"]


def test_code_that_does_not_load_here_is_compiled_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_python(home)

    def refuses(_: Engine, __: bytes) -> None:
        raise EngineError("compiled for a processor with more instructions")

    with monkeypatch.context() as patch:
        patch.setattr(Engine, "load", refuses)
        assert by_python(home).startswith(REASON)
    assert by_python(home) == ""


@pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")
def test_what_one_shape_keeps_the_other_finds(home: Path) -> None:
    assert by_python(home).startswith(REASON)
    assert by_executable(home) == ""


def test_a_full_disk_keeps_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    assert by_python(home).startswith(REASON)
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_processes_may_race(home: Path) -> None:
    kept_as = kept.Kept(b"component", "fingerprint")
    threads = [Thread(target=kept_as.keep, args=(bytes([i]) * 100_000,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = kept_as.find()
    assert found is not None
    assert found in {bytes([i]) * 100_000 for i in range(8)}
    assert [path.name[0] for path in home.rglob("*") if path.is_file()].count(".") == 0


def test_only_so_many_are_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    somebodys = home / ".cache/flowc/code/notes.txt"
    all_of_them = [kept.Kept(bytes([i]), "fingerprint") for i in range(4)]
    for i, one in enumerate(all_of_them):
        one.keep(b"code")
        path = home / ".cache/flowc/code" / one._name
        os.utime(path, (i, i))
    somebodys.write_text("kept for no code")
    all_of_them[3].keep(b"code")
    assert somebodys.exists()
    assert [one.find() for one in all_of_them] == [None, None, b"code", b"code"]


def test_an_entry_may_be_removed_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = os.listdir
    monkeypatch.setattr(os, "listdir", lambda folder: [*listed(folder), "gone.code"])
    one = kept.Kept(b"component", "fingerprint")
    one.keep(b"code")
    assert one.find() == b"code"
