"""What `--compress` makes: a small program that unpacks a large one, once, and becomes it.

Programs of the system stand in for executables, as those take long to compress.
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop

from flowc.bundle import packed, weights
from flowrt.target import this_target

pytestmark = pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")
ECHO = shutil.which("echo") or ""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("packed") / "app"
    path.write_bytes(packed(Path(ECHO).read_bytes(), "x86_64-linux"))
    path.chmod(0o755)
    return path


def start(app: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [app, *words], capture_output=True, timeout=120, check=False, env=environment
    )


def kept(cache: Path) -> Path:
    (found,) = (cache / "programs").iterdir()
    return found


@pytest.mark.parametrize("variable", ["FLOWC_CACHE", "XDG_CACHE_HOME", "HOME"])
def test_it_becomes_what_was_packed_and_keeps_it(app: Path, tmp_path: Path, variable: str) -> None:
    for _ in range(2):
        done = start(app, "a b", "--help me", **{variable: str(tmp_path / "new" / "er")})
        assert (done.returncode, done.stdout, done.stderr) == (0, b"a b --help me\n", b"")
    (found,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert found.read_bytes() == Path(ECHO).read_bytes()
    assert found.stat().st_mode & 0o777 == 0o500


def test_a_changed_copy_is_not_run_and_replaced(app: Path, tmp_path: Path) -> None:
    start(app, FLOWC_CACHE=str(tmp_path))
    whole = kept(tmp_path).read_bytes()
    other = Path(shutil.which("false") or "").read_bytes()
    for changed in (other, whole[:9_000] + b"\xcc" + whole[9_001:], whole[:-1], b""):
        kept(tmp_path).unlink()
        (tmp_path / "programs" / hashlib.sha256(whole).hexdigest()).write_bytes(changed)
        kept(tmp_path).chmod(0o700)
        assert start(app, "x", FLOWC_CACHE=str(tmp_path)).stdout == b"x\n"
        assert kept(tmp_path).read_bytes() == whole


def test_a_link_or_a_folder_of_others_is_no_cache(app: Path, tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir(mode=0o700)
    (tmp_path / "programs").symlink_to(real)
    assert start(app, "x", FLOWC_CACHE=str(tmp_path)).stdout == b"x\n"
    (tmp_path / "programs").unlink()
    (tmp_path / "programs").mkdir(mode=0o777)
    (tmp_path / "programs").chmod(0o777)
    assert start(app, "x", FLOWC_CACHE=str(tmp_path)).stdout == b"x\n"
    assert not list(real.iterdir())
    assert not list((tmp_path / "programs").iterdir())


def test_a_pipe_is_not_waited_for(app: Path, tmp_path: Path) -> None:
    start(app, FLOWC_CACHE=str(tmp_path))
    path = kept(tmp_path)
    path.unlink()
    os.mkfifo(path, 0o500)
    assert start(app, "x", FLOWC_CACHE=str(tmp_path)).stdout == b"x\n"
    assert path.read_bytes() == Path(ECHO).read_bytes()


def test_without_a_cache_it_runs_from_memory(app: Path) -> None:
    assert start(app, "x", FLOWC_CACHE="off").stdout == b"x\n"
    assert start(app, "x").stdout == b"x\n"


def test_many_that_start_at_once_all_run(app: Path, tmp_path: Path) -> None:
    environment = {"FLOWC_CACHE": str(tmp_path)}
    running = [
        subprocess.Popen([app, str(n)], stdout=subprocess.PIPE, env=environment) for n in range(6)
    ]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert said == [f"{n}\n".encode() for n in range(6)]
    assert kept(tmp_path).read_bytes() == Path(ECHO).read_bytes()


def test_a_changed_payload_is_refused(app: Path, tmp_path: Path) -> None:
    data = bytearray(app.read_bytes())
    data[(1 << 16) + 5_000] ^= 1
    path = tmp_path / "app"
    path.write_bytes(data)
    path.chmod(0o755)
    done = start(path, "x", FLOWC_CACHE=str(tmp_path))
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"it was changed after it was built" in done.stderr


def test_its_parts_are_all_of_it(app: Path) -> None:
    data = app.read_bytes()
    parts = dict(weights(data))
    assert parts.keys() == {"unpacker", "compressed executable"}
    assert sum(parts.values()) == len(data)


def test_an_archive_is_not_compressed(workshop: Workshop) -> None:
    done = workshop.run("flowc", "build", "hello.flow", "-k", "flowc.key", "--compress")
    assert done.returncode == 1
    assert "error[F091]: only executables for Linux are compressed" in done.stderr


@pytest.mark.slow
def test_flowc_makes_an_executable_of_less_than_8_mb(workshop: Workshop) -> None:
    words = ("flowc", "build", "hello.flow", "-k", "flowc.key", "--target", "exe", "--compress")
    workshop.well(*words, "-o", "app")
    assert workshop.path("app").stat().st_size < 8_000_000
    assert start(workshop.path("app"), FLOWC_CACHE="off").stdout == b'"Hello, world!"\n'
