"""Ways through the stub that are taken where a system, a moment or a mistake is an odd one."""

import ctypes
import os
import signal
import sys
import threading
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from tests.stub import door_archive as door

from flowrt import target
from flowrt.__main__ import main
from flowrt.app import App
from flowrt.cli import files, interrupt, running
from flowrt.engine import capi, engine
from flowrt.engine.clock import Clock
from flowrt.engine.imported import functions
from flowrt.engine.system import printing
from flowrt.engine.system.count import Count
from flowrt.engine.system.folders import Folder
from flowrt.engine.system.standins import StandIns, fixed_clock
from flowrt.engine.traps import Spent
from flowrt.load import load_trust
from flowrt.plan.cuts import ServiceFunction
from flowrt.plan.shapes import Prim
from flowrt.plan.triggers import Route, Trigger
from flowrt.problems.faults import NotCompiled, OutputTooLarge, OutsideFlow
from flowrt.problems.refusals.files import Unreadable, Unwritable
from flowrt.problems.refusals.rights import NotAllowed
from flowrt.rights.capabilities import Allowed, Fixed
from flowrt.rights.limits import Limits
from flowrt.run.audit import Audit
from flowrt.run.lines import Failed, Lines
from flowrt.run.runner import Runner
from flowrt.trust.policy import Seen
from flowrt.trust.state import read_state, remember

DOOR = door.door_text()


def changed(old: str, new: str) -> bytes:
    assert old in DOOR
    return door.component(DOOR.replace(old, new, 1))


def test_what_cannot_be_said_is_a_failure_and_silence_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["--version"]) == 1
    monkeypatch.setattr("flowrt.__main__._dispatch", lambda _: 0)
    assert main(["--version"]) == 0
    monkeypatch.setattr(sys, "stdin", None)
    assert not running._stdin_has_text()


def test_a_file_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unwritable, match="no space"):
        files.write_whole(tmp_path / "new", b"data")
    assert list(tmp_path.iterdir()) == []


def test_an_audit_that_no_disk_has_room_for_is_named() -> None:
    full = pytest.raises(OSError, match="No space left on device")
    with full as caught, Audit("/dev/full", "a.flowpack"):
        pass
    assert caught.value.filename == "/dev/full"


def test_what_cannot_be_audited_is_told_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreadable(_: list[str]) -> int:
        with Audit("/dev/full", "a.flowpack"):
            raise Unreadable("a.flowpack", "no such file")

    monkeypatch.setattr("flowrt.__main__._dispatch", unreadable)
    assert main(["run"]) == 1
    told, refused = capsys.readouterr().err.split("error[R581]")
    assert "a.flowpack" in told
    assert "/dev/full" in refused


def test_an_ignored_interrupt_stays_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("_signal.getsignal", lambda _: signal.SIG_IGN.value)
    monkeypatch.setattr(interrupt, "start_new_thread", None)
    interrupt.die_at_interrupt()


def test_an_interrupt_that_was_waited_for_ends_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A bare thread waits for it, in which nothing is seen; here it is this one."""
    ended: list[int] = []
    monkeypatch.setattr("os._exit", ended.append)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        interrupt._wait()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    assert ended == [130]


def test_a_trust_file_that_is_no_text_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "trust.toml").write_bytes(b"# \xff")
    with pytest.raises(Unreadable, match="byte 2 is not UTF-8"):
        load_trust(tmp_path / "trust.toml")


def test_a_state_file_is_written_where_there_are_no_locks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, verified = door.seal()
    monkeypatch.setattr("flowrt.trust.state.sys.platform", "win32")
    remember(tmp_path / "state", "acme:shop", Seen(3, verified.digest))
    assert read_state(tmp_path / "state")["acme:shop"].build == 3


def test_a_machine_has_a_name_on_windows_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowrt.target.sys.platform", "win32")
    monkeypatch.setattr("platform.machine", lambda: "AMD64")
    assert target.this_target() == "x86_64-windows"


def test_an_engine_that_lies_elsewhere_is_known_by_its_metadata(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.path.isdir", lambda _: False)
    assert metadata.version("wasmtime") == capi.VERSION
    capi._check_version("anywhere/wasmtime")


def test_a_component_that_traps_while_it_starts_is_a_fault() -> None:
    start = "(func $bad (unreachable)) (start $bad) (func $alloc"
    _, verified = door.seal(changed("(func $alloc", start), natives={}, has_sites=False)
    with pytest.raises(OutsideFlow, match="unreachable"):
        Runner(verified).call_json("count", "{}")


def test_an_export_that_is_no_function_is_no_door() -> None:
    code = engine.shared().compile(door.component())
    live = engine.Live(code, Limits())
    try:
        index = code.export(door.DOOR, "invoke")
        assert live.result_of(live.function(index)) == engine.TEXT_OR_FAULT
        outer = code._index(None, door.DOOR)
        with pytest.raises(engine.EngineError, match="no function"):
            live.function(outer)
    finally:
        live.close()


def test_imports_that_are_no_instances_have_no_functions() -> None:
    text = '(component (import "x:y/z" (func)) (import "a:b/c" (instance (export "f" (func)))))'
    code = engine.shared().compile(door.component(text))
    assert functions(code) == {"a:b/c": ("f",)}


def test_what_the_system_has_not_is_told_without_a_limit() -> None:
    assert str(Spent("", 0, 1 << 40)) == "the system has no 1,099,511,627,776 bytes of memory"


def importing(name: str, *exports: str) -> bytes:
    head = f'(component\n  (import "{name}" (instance {" ".join(exports)}))\n'
    return changed("(component\n", head)


def test_what_cannot_be_fixed_whole_is_refused() -> None:
    zone = '(export "utc-offset" (func (result s32)))'
    code = importing("wasi:clocks/timezone@0.2.0", zone)
    _, verified = door.seal(code, natives={}, has_sites=False, capabilities=("clock",))
    with pytest.raises(NotAllowed) as refusal:
        Runner(verified, allowed=Allowed(fixed=Fixed(clock=0)))
    assert refusal.value.found == "wasi:clocks/timezone@0.2.0"


def test_interfaces_of_types_alone_are_left_to_the_engine() -> None:
    stand_ins = StandIns(fixed_clock(0), fixed=("clock",))
    code = engine.shared().compile(door.component())
    stand_ins.link(code.api, code.linker, {"wasi:clocks/wall-clock@0.2.0": (), "wasi:io/poll": ()})
    assert stand_ins._kept == []


@pytest.mark.parametrize("count", [None, Count()])
def test_the_network_and_http_are_linked_where_they_are_granted(count: Count | None) -> None:
    for name, interface in (
        ("sockets", "wasi:sockets/tcp@0.2.0"),
        ("http", "wasi:http/types@0.2.0"),
    ):
        code = importing(interface)
        _, verified = door.seal(code, natives={}, has_sites=False, capabilities=(name,))
        runner = Runner(verified, allowed=Allowed((name,), count=count))
        assert runner.call_json("count", "{}") == "1"


@pytest.mark.parametrize("what", ["is gone", "cannot be opened"])
def test_a_folder_that_is_gone_when_an_instance_starts_is_told(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    code = importing("wasi:filesystem/types@0.2.0")
    needs = ("files:data=read",)
    _, verified = door.seal(code, natives={}, has_sites=False, capabilities=needs)
    runner = Runner(verified, allowed=Allowed(needs, {"data": str(folder)}))
    folder.rmdir()
    if what == "cannot be opened":
        monkeypatch.setattr(Folder, "path", lambda one: one.host)
    with pytest.raises(Unreadable, match=f"the folder {what}"):
        runner.call_json("count", "{}")


def test_what_is_printed_is_counted_and_goes_to_stderr(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = ctypes.create_string_buffer(b"said \xff")
    at = ctypes.addressof(text)
    count = Count()
    write: Any = count.writer("stdout")
    assert write(None, at, 6) == 6
    assert capsys.readouterr().err == "said \N{REPLACEMENT CHARACTER}"
    assert count.calls == {"wasi:cli/stdout": {"write": 1}}
    monkeypatch.setattr(sys, "stderr", None)
    assert printing.printed(None, at, 6) == 6


def test_a_result_in_a_stream_is_bounded_line_by_line() -> None:
    runner = door.runner("stream", Limits(output_bytes=4))
    lines = Lines(runner, runner.entry("everything"))
    first, second, third = lines.outcomes([[b"1234", b"12345", b"?"]])
    assert first == b"1234\n"
    assert isinstance(second, Failed)
    assert isinstance(second.problem, OutputTooLarge)
    assert isinstance(third, Failed)


def test_rows_are_taken_to_their_end() -> None:
    assert list(App(door.runner()).lines("count", [{}, {}, {}])) == [1, 1, 1]
    assert list(App(door.runner()).lines("count", [])) == []


def test_functions_of_services_are_shown_as_they_are_written() -> None:
    takes = (("who", Prim("string")), ("sum", Prim("u32")))
    one = ServiceFunction("a:b/c", "screen", takes, Prim("bool"))
    assert str(one) == "screen: func(who: string, sum: u32) -> bool"
    assert str(ServiceFunction("", "note", (), None)) == "note: func()"


def test_a_door_that_takes_no_text_is_no_door() -> None:
    """The engine refuses what `realloc` gives; nothing of the component has run, so no trap is."""
    realloc = "(result i32) (call $alloc (local.get 3)))"
    code = changed(realloc, "(result i32) (i32.const -1))")
    _, verified = door.seal(code, natives={}, has_sites=False)
    for isolation in ("call", "stream"):
        runner = Runner(verified, isolation=isolation)
        for _ in range(2):
            with pytest.raises(NotCompiled, match="realloc"):
                runner.call_json("checkout", '{"cart":[]}')


def test_a_function_without_a_result_has_no_kinds() -> None:
    text = """(component (core module $m (func (export "f"))) (core instance $i (instantiate $m))
      (func $f (canon lift (core func $i "f"))) (instance $o (export "f" (func $f)))
      (export "a:b/c" (instance $o)))"""
    code = engine.shared().compile(door.component(text))
    live = engine.Live(code, Limits())
    assert live.result_of(live.function(code.export("a:b/c", "f"))) == ()
    live.close()


def test_what_runs_entries_is_shown_as_it_is_written() -> None:
    assert str(Route("post", "/orders/{id}")) == "POST /orders/{id}"
    assert str(Trigger("every", "", 300)) == "every 300 ms"
    assert str(Trigger("cron", "* * * * *", 0)) == "cron * * * * *"


def test_the_clock_ticks_until_nobody_waits() -> None:
    """It runs in a bare thread, in which nothing is seen; here it runs in this one."""
    clock = Clock(engine.shared())
    clock._last, clock._running = 2, True
    clock._run()
    assert (clock._epoch, clock._running) == (3, False)
