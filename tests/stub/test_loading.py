"""Large native code is loaded of a sealed file in memory, or of bytes where there is none."""

import fcntl
import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from tests.stub import door_archive as door

from flowrt.engine import engine, loading
from flowrt.engine.engine import EngineError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there are no such files")
Break = Callable[[pytest.MonkeyPatch], None]


def no_room(_: int, __: object) -> int:
    raise OSError(28, "no space left on device")


def none_at_all(_: str, __: int = 0) -> int:
    raise OSError(38, "function not implemented")


def empty(_: object) -> int:
    return os.memfd_create("empty")


WAYS: dict[str, Break] = {
    "a file": lambda _: None,
    "no files": lambda monkeypatch: monkeypatch.delattr(os, "memfd_create"),
    "files are forbidden": lambda monkeypatch: monkeypatch.setattr(os, "memfd_create", none_at_all),
    "no room": lambda monkeypatch: monkeypatch.setattr(os, "write", no_room),
    "nothing to be had of files": lambda monkeypatch: monkeypatch.setattr(loading, "sealed", empty),
}


@pytest.mark.parametrize("way", WAYS)
def test_flows_run_whichever_way_their_code_is_loaded(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = door.runner().call_json("count", "{}")
    monkeypatch.setattr(engine, "LARGE", 1)
    with monkeypatch.context() as broken:
        WAYS[way](broken)
        runner = door.runner()
    assert runner.compiled_because == ""
    assert runner.call_json("count", "{}") == expected
    del runner  # the engine takes the images of memories out of the file
    gc.collect()
    assert not any(name.startswith(("/memfd:flowrt", "/memfd:empty")) for name in open_files())


def test_a_file_is_the_code_and_stays_it() -> None:
    data = bytes(range(256)) * 100
    file = loading.sealed(memoryview(data)[1:])
    assert file is not None
    with os.fdopen(file, "r+b", buffering=0) as opened:
        assert os.pread(file, len(data), 0) == data[1:]
        with pytest.raises(PermissionError):
            opened.write(b"other")
        with pytest.raises(PermissionError):
            opened.truncate(1)
        with pytest.raises(PermissionError):
            fcntl.fcntl(file, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE)


@pytest.mark.parametrize("what", ["component", "module"])
def test_what_is_no_code_is_refused(what: Literal["component", "module"]) -> None:
    with pytest.raises(EngineError):
        loading.loaded(engine.shared(), what, b"no code at all")


def open_files() -> list[str]:
    files = Path("/proc/self/fd").iterdir()
    return [str(file.readlink()) for file in files if file.is_symlink()]
