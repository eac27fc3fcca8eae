"""Archives that are called again and again: their instances come out of a pool, unasked."""

import gc
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.stub import door_archive as door

import flowrt
from flowrt.engine import engine, pool
from flowrt.problems.errors import OutOfRange
from flowrt.problems.faults import DeadlinePassed, OutsideFlow
from flowrt.rights.limits import Limits
from flowrt.run import stream, warm
from flowrt.run.runner import Runner
from flowrt.run.services import Local
from flowrt.run.source import Source
from flowrt.run.warm import Warm, warmed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pools are for Linux")

ENOUGH = stream.PAYS + 1


@pytest.fixture(autouse=True)
def pools(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The process has no pool before a test, nor after it."""
    warm._pool.cache_clear()
    with monkeypatch.context() as patched:
        yield patched
    warm._pool.cache_clear()


def called(runner: Runner, times: int = ENOUGH) -> None:
    for _ in range(times):
        assert runner.call_json("count", "{}") == "1"


def is_warm(runner: Runner) -> bool:
    return runner.fresh()._warm is not None


def tasks() -> int:
    """Return how many threads this process has, the engine's among them."""
    return len(list(Path("/proc/self/task").iterdir()))


def one_place(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(warm, "PLACES", 1)
    patched.setattr(warm, "TRIALS", 0)


def test_who_is_called_often_has_a_pool() -> None:
    runner = door.runner()
    called(runner, stream.PAYS - 1)
    assert not is_warm(runner)
    called(runner, 1)
    assert is_warm(runner)
    called(runner)
    with pytest.raises(OutOfRange):
        runner.call_json("checkout", "?")
    called(runner)


def test_what_python_opens_has_one_and_leaves_nothing_behind(tmp_path: Path) -> None:
    archive, trust = door.write_files(tmp_path)
    threads = tasks()
    app = flowrt.open(archive, trust)
    called(app.runner)
    assert is_warm(app.runner)
    pooled = weakref.ref(app.runner.fresh()._warm)
    gc.disable()
    try:
        del app
        assert pooled() is None
    finally:
        gc.enable()
    assert tasks() <= threads


def test_so_has_an_archive_that_answers_for_a_service() -> None:
    runner = door.runner()
    service = Local(runner)
    scope = runner.scope()
    for _ in range(ENOUGH):
        function: Any = door.COUNT
        assert service.call(function, b"{}", scope) == b"1"
    assert is_warm(runner)


def test_archives_share_the_pool_of_the_process(pools: pytest.MonkeyPatch) -> None:
    has_room, asked = pool.has_room, list[int]()

    def noted(instances: int) -> bool:
        asked.append(instances)
        return has_room(instances)

    pools.setattr(warm, "has_room", noted)
    one, two = door.runner(), door.runner()
    called(one)
    called(two)
    assert is_warm(one)
    assert is_warm(two)
    assert asked == [warm.PLACES + warm.TRIALS]


def test_who_finds_no_place_has_an_instance_made(pools: pytest.MonkeyPatch) -> None:
    one_place(pools)
    runner = door.runner()
    called(runner)
    found = runner.fresh()._warm
    assert found is not None
    assert found.take()
    with closing(found.source.start("count")):  # the only one that there can be
        assert not found.take()
        called(runner)
    found.give()
    called(runner)


def test_more_threads_than_places(pools: pytest.MonkeyPatch) -> None:
    one_place(pools)
    runner = door.runner()
    with ThreadPoolExecutor(4) as threads:
        answers = threads.map(lambda _: runner.call_json("count", "{}"), range(400))
        assert set(answers) == {"1"}
    found = runner.fresh()._warm
    assert found is not None
    assert found.take(), "each place was given back"


def pooled(_: pytest.MonkeyPatch) -> Runner:
    return Runner(door.seal()[1], pooled=1)


def with_a_stack(_: pytest.MonkeyPatch) -> Runner:
    return door.runner(limits=Limits(stack_bytes=100_000))


def counted(_: pytest.MonkeyPatch) -> Runner:
    return door.runner(header={"memory_bytes": 1 << 20})


def large(patched: pytest.MonkeyPatch) -> Runner:
    patched.setattr(warm, "LARGEST", 1000)
    return door.runner()


def without_room(patched: pytest.MonkeyPatch) -> Runner:
    patched.setattr(pool, "INSTANCE_ROOM", 1 << 50)
    return door.runner()


def with_more_memories(patched: pytest.MonkeyPatch) -> Runner:
    patched.setattr(pool, "MEMORIES", 0)
    return door.runner()


NOT_POOLED: Mapping[str, Callable[[pytest.MonkeyPatch], Runner]] = {
    one.__name__: one
    for one in (pooled, with_a_stack, counted, large, without_room, with_more_memories)
}


@pytest.mark.parametrize("kind", NOT_POOLED)
def test_what_has_no_pool_is_called_as_before(kind: str, pools: pytest.MonkeyPatch) -> None:
    runner = NOT_POOLED[kind](pools)
    called(runner, ENOUGH)
    assert not is_warm(runner)
    called(runner)


def test_what_does_not_start_in_a_pool_has_none(pools: pytest.MonkeyPatch) -> None:
    one_place(pools)
    first = door.runner()
    called(first)
    found = first.fresh()._warm
    assert isinstance(found, Warm)
    with closing(found.source.start("count")):
        assert warmed(door.runner().source) is None


def test_limits_hold_in_a_pool() -> None:
    runner = door.runner(limits=Limits(memory_bytes=1 << 20, wall_ms=50))
    called(runner)
    assert is_warm(runner)
    with pytest.raises(OutsideFlow):  # it wants more memory
        runner.call_json("checkout", "+")
    with pytest.raises(DeadlinePassed):
        runner.call_json("checkout", "~")
    called(runner)


def test_instructions_are_counted_in_a_pool_of_their_own() -> None:
    plain, counts = door.runner(), door.runner(header={"fuel": 10**6})
    called(plain)
    called(counts)
    sources = [found.source for one in (plain, counts) if (found := one.fresh()._warm) is not None]
    assert [one.code.engine.fuel for one in sources] == [False, True]


FORKS = """\
import os
from tests.stub import door_archive as door

runner = door.runner()
call = lambda: [runner.call_json("count", "{}") for _ in range(40)].count("1")
before = call()
child = os.fork()
if not child:
    os._exit(call())
print(before, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), call())
"""


def test_a_process_that_is_forked_has_a_pool_of_its_own() -> None:
    words = [sys.executable, "-c", FORKS]
    root = Path(__file__).parents[2]
    said = subprocess.run(words, cwd=root, capture_output=True, text=True, check=True).stdout
    assert said == "40 40 40\n"


def test_code_goes_from_engine_to_engine() -> None:
    source = door.runner().source
    other = engine.Engine(source.code.engine.setup)
    moved = source.within(other, source.code.serialize())
    assert isinstance(moved, Source)
    assert stream.Fresh(moved).transact(1, "count", b"{}") == (True, b"1")
