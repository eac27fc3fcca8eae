"""What was found well is not checked again while it is the same; nothing else is ever trusted."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Workshop, furnish

from flowc import cache as user_cache
from flowc.cache import folder
from flowc.cli import main, verdicts
from flowc.cli.beside import beside
from flowc.cli.verdicts import MOST_ENTRIES, Reading, Verdicts
from flowc.frontend import checked
from flowc.frontend.checked import check_flow
from flowc.text.source import SourceFile

PROGRAM = """
import sys
from flowc.cli import main
code = main(["check", "hello.flow"])
print("flowc.frontend.check" in sys.modules)
raise SystemExit(code)
"""
WELL, SUMMARY = b"package a:b;", "flowc: checked 1 flow file\n"


class Kept(Workshop):
    """A workshop with a cache of its own."""

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def entry(self) -> Path:
        (entry,) = self.cache.iterdir()
        return entry

    def check(self, cache: str = "") -> tuple[int, bool, str]:
        """Check the flow; return the exit code, whether the checker ran, and what was said."""
        ran = []

        def noted(source: SourceFile, *given: Any) -> checked.Checked:
            ran.append(source)
            return check_flow(source, *given)

        with pytest.MonkeyPatch.context() as patch, redirect_stderr(StringIO()) as said:
            patch.chdir(self.folder)
            patch.setenv("FLOWC_CACHE", cache or str(self.cache))
            patch.setattr(checked, "check_flow", noted)
            return main(["check", "hello.flow"]), bool(ran), said.getvalue()

    def check_apart(self) -> tuple[int, bool, str]:
        """Check the flow in a process of its own; return whether that has loaded the checker."""
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=self.folder,
            env=os.environ | {"FLOWC_CACHE": str(self.cache)},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout == "True\n", done.stderr


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(furnish(tmp_path).folder)


def test_the_same_files_are_checked_once(kept: Kept) -> None:
    assert kept.check_apart() == (0, True, SUMMARY)
    assert kept.check_apart() == (0, False, SUMMARY)
    assert kept.check() == (0, False, SUMMARY)


def test_a_changed_source_is_checked(kept: Kept) -> None:
    kept.check()
    source = kept.path("hello.flow")
    source.write_text(source.read_text().replace("greet(name)", "great(name)"))
    assert kept.check()[:2] == (1, True)
    assert kept.check()[:2] == (1, True)


def test_a_changed_or_absent_component_is_noticed(kept: Kept) -> None:
    kept.check()
    component = kept.path("components/greeting/greeting.wasm")
    data = component.read_bytes()
    component.write_bytes(data + b"\0\1\0")
    assert kept.check() == (0, True, SUMMARY)
    component.unlink()
    assert kept.check()[:2] == (1, True)
    component.write_bytes(data)
    assert kept.check() == (0, True, SUMMARY)


def test_what_has_warnings_says_so_each_time(kept: Kept) -> None:
    source = kept.path("hello.flow")
    source.write_text(source.read_text().replace("{\n", "{\n  let unused = 1;\n"))
    first = kept.check()
    assert first[:2] == (0, True)
    assert "warning" in first[2]
    assert kept.check() == first


def test_a_damaged_entry_is_replaced(kept: Kept) -> None:
    kept.check()
    sound = kept.entry.read_bytes()
    for damaged in (b"", sound[:-1], sound[: len(sound) // 2], sound + sound, b"\xff" * 99):
        kept.entry.write_bytes(damaged)
        assert kept.check() == (0, True, SUMMARY)
        assert kept.entry.read_bytes() == sound
    assert kept.check()[1] is False


def test_there_may_be_no_cache(kept: Kept) -> None:
    kept.path("file").write_text("")
    for unusable in ("off", str(kept.path("file")), str(kept.path("file") / "below"), "/proc/none"):
        assert kept.check(unusable) == (0, True, SUMMARY)
    assert not kept.cache.exists()


def test_any_changed_byte_makes_an_entry_void(tmp_path: Path) -> None:
    source, known = tmp_path / "a.flow", Verdicts(tmp_path / "cache")
    known.keep(source, WELL, {})
    (entry,) = (tmp_path / "cache").iterdir()
    sound = entry.read_bytes()
    for at in range(len(sound)):
        entry.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        assert not known.holds(source, WELL)
    entry.write_bytes(sound)
    assert known.holds(source, WELL)
    assert not known.holds(source, WELL + b" ")
    assert not known.holds(tmp_path / "b.flow", WELL)


def test_an_entry_of_another_compiler_is_void(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Verdicts(tmp_path / "cache")
    known.keep(tmp_path / "a.flow", WELL, {})
    monkeypatch.setattr(verdicts, "compiler", lambda: "another")
    assert not known.holds(tmp_path / "a.flow", WELL)


def test_what_is_no_plain_file_is_never_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    known = Verdicts(tmp_path / "cache")
    for path in ("pipe", "/dev/zero", ".", "absent", "nul\0", "x" * 5000):
        known.keep(tmp_path / "a.flow", WELL, {path: "0" * 64})
        assert not known.holds(tmp_path / "a.flow", WELL)


def test_nor_is_an_entry_that_is_none(tmp_path: Path) -> None:
    source, known = tmp_path / "a.flow", Verdicts(tmp_path / "cache")
    known.keep(source, WELL, {})
    (entry,) = (tmp_path / "cache").iterdir()
    entry.unlink()
    os.mkfifo(entry)
    assert not known.holds(source, WELL)


def test_a_path_that_no_line_holds_is_not_kept(tmp_path: Path) -> None:
    for path in ("a\nb", "\udcff"):
        Verdicts(tmp_path / "cache").keep(tmp_path / "a.flow", WELL, {path: "0" * 64})
    assert not (tmp_path / "cache").exists()


def test_many_may_write_at_once(tmp_path: Path) -> None:
    source, known = tmp_path / "a.flow", Verdicts(tmp_path / "cache")
    known.keep(source, WELL, {})

    def work(_: int) -> bool:
        known.keep(source, WELL, {})
        return known.holds(source, WELL)

    with ThreadPoolExecutor(8) as workers:
        assert all(workers.map(work, range(200)))
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_old_entries_go_when_there_are_very_many(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    for at in range(MOST_ENTRIES):
        (cache / f"old-{at}").touch()
    known = Verdicts(cache)
    known.keep(tmp_path / "a.flow", WELL, {})
    assert len(list(cache.iterdir())) == MOST_ENTRIES // 2 + 1
    assert known.holds(tmp_path / "a.flow", WELL)


def test_reading_notes_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"x")
    reading = Reading(beside(tmp_path / "a.flow"))
    assert reading("there") == b"x"
    assert reading.digests == {"there": user_cache.digest(b"x")}
    assert reading.whole
    with pytest.raises(FileNotFoundError):
        reading("absent")
    assert not reading.whole


def test_a_use_that_never_ends_is_refused(kept: Kept) -> None:
    source = kept.path("hello.flow")
    greeting = "components/greeting/greeting.wasm"
    source.write_text(source.read_text().replace(greeting, "/dev/zero"))
    code, _, said = kept.check()
    assert code == 1
    assert "error[F290]" in said
    assert "it is not a plain file" in said


def test_a_use_that_leads_in_a_circle_is_refused(kept: Kept) -> None:
    component = kept.path("components/greeting/greeting.wasm")
    component.unlink()
    component.symlink_to(component)
    code, _, said = kept.check()
    assert code == 1
    assert "error[F290]" in said


def test_where_entries_are_kept() -> None:
    assert folder({"FLOWC_CACHE": "off", "XDG_CACHE_HOME": "/x"}) is None
    assert folder({"FLOWC_CACHE": "here", "XDG_CACHE_HOME": "/x"}) == Path("here")
    assert folder({"XDG_CACHE_HOME": "/x"}) == Path("/x/flowc")
    assert folder({"XDG_CACHE_HOME": "relative"}, "linux") == Path.home() / ".cache" / "flowc"
    assert folder({}, "darwin") == Path.home() / "Library" / "Caches" / "flowc"
    assert folder({"LOCALAPPDATA": "local"}, "win32") == Path("local/flowc")
