"""Instances from a pool: nothing is left of who was before, and no process dies of trying."""

import resource
import subprocess
import sys
from contextlib import closing, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from tests.segment.waiting import KEY, sealed_bytes, trusting
from tests.serve.served import BIN, build, serving
from tests.stub import door_archive as door
from wasmtime import wat2wasm

from flowrt.__main__ import main
from flowrt.engine import engine, pool
from flowrt.problems.faults import NotStarted
from flowrt.run.pooled import loaded, settled
from flowrt.run.runner import Runner
from flowrt.target import processors

MEMORY = """(component
  (core module $m (memory 2) (global $n (mut i32) (i32.const 0))
    (func (export "f") (param i32) (result i32)
      (local $old i32)
      (local.set $old (i32.add (global.get $n)
        (i32.add (i32.load (i32.const 8)) (i32.load (i32.const 130000)))))
      (global.set $n (local.get 0))
      (i32.store (i32.const 8) (local.get 0))
      (i32.store (i32.const 130000) (local.get 0))
      (local.get $old)))
  (core instance $i (instantiate $m))
  (func (export "swap") (param "new" u32) (result u32) (canon lift (core func $i "f"))))"""
KEEPS = """\
package acme:keeps@1.0.0;
use store from "store.wasm";
export flow both(n: u32) -> tuple<u32, u32> { (store.swap(n), store.swap(n)) }
"""


def addresses() -> int:
    """Return how many bytes of addresses this process has."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


WAITS = """\
package test:waits@1.0.0;
use fix from "fix.wasm";
export flow plain(n: u32) -> u32 { fix.half(n) }
export flow mapped(ns: list<u32>, by: u32) -> list<u32> { par for n in ns { fix.half(n) + by } }
"""
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="pools are for Linux")


@pytest.fixture(scope="module")
def waits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a flow that waits; beside it lie a trust file and lines."""
    path = tmp_path_factory.mktemp("waits") / "waits.flowpack"
    path.write_bytes(sealed_bytes(WAITS))
    path.with_name("trust.toml").write_text(trusting(KEY))
    path.with_name("NUMBERS").write_text("8\n")
    path.with_name("LISTS").write_text("[2,4]\n")
    return path


@LINUX
def test_what_was_before_is_wiped(tmp_path: Path) -> None:
    (tmp_path / "store.wasm").write_bytes(wat2wasm(MEMORY))
    build(tmp_path, "keeps", KEEPS)
    with serving(tmp_path, archive="keeps.flowpack") as server:
        for number in (7, 8, 9):
            assert server.call("both", {"n": number}).value == [0, 3 * number]


@LINUX
def test_a_pool_holds_so_many_at_once() -> None:
    runner = Runner(door.seal()[1], pooled=2)
    one, two = runner.source.start("count"), runner.source.start("count")
    with pytest.raises(NotStarted):
        runner.source.start("count")
    one.close()
    runner.source.start("count").close()
    two.close()
    assert runner.call_json("count", "{}") == "1"


@LINUX
@pytest.mark.parametrize("instances", [1, 67, pool.MOST])
def test_room_that_is_asked_for_is_more_than_a_pool_takes(instances: int) -> None:
    assert pool.has_room(instances)
    before = addresses()
    made = engine.Engine(pooled=instances)
    taken = addresses() - before
    del made
    assert taken < pool.POOL_ROOM + instances * pool.INSTANCE_ROOM < 2 * taken


@LINUX
def test_there_is_no_room_for_more_than_is_sensible(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not pool.has_room(pool.MOST + 1)
    with monkeypatch.context() as patched:
        patched.setattr(pool, "INSTANCE_ROOM", 1 << 50)
        assert not pool.has_room(1)
    monkeypatch.setattr(pool, "WRITABLE", 1 << 50)
    assert not pool.has_room(1)
    assert Runner(door.seal()[1], pooled=1).pooled == 0


LITTLE = """\
import resource
from flowrt.engine import engine, pool

engine.capi.library()
most = 600 << 20
resource.setrlimit(resource.RLIMIT_DATA, (most, most))
print(pool.has_room(pool.MOST), pool.has_room(17), engine.Engine(pooled=17).fuel)
"""


@LINUX
def test_a_pool_asks_for_little_that_can_be_written() -> None:
    """A process may have few bytes of that (`ulimit -d`), and would be ended by the engine."""
    words = [sys.executable, "-c", LITTLE]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert said == "False True False\n"


@LINUX
def test_code_that_does_not_fit_in_a_pool_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    make = lambda instances: Runner(door.seal()[1], pooled=instances)  # noqa: E731 - it is passed on
    fits = loaded(make, 3)
    assert fits.pooled == 3
    assert settled(fits, make) is fits
    monkeypatch.setattr(pool, "MEMORIES", 0)
    monkeypatch.setattr(engine, "_SHARED", {})
    small = loaded(make, 4)
    assert small.pooled == 0
    assert settled(small, make) is small


@LINUX
def test_so_has_an_instance_that_does_not_start_in_one() -> None:
    make = lambda instances: Runner(door.seal()[1], pooled=instances)  # noqa: E731 - as above
    full = loaded(make, 1)
    with closing(full.source.start("count")):
        other = settled(full, make)
    assert other.pooled == 0
    assert other.call_json("count", "{}") == "1"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """For how many instances room is asked."""
    has_room, seen = pool.has_room, list[int]()

    def noted(instances: int) -> bool:
        seen.append(instances)
        return has_room(instances)

    monkeypatch.setattr(pool, "has_room", noted)
    return seen


@LINUX
@pytest.mark.parametrize(
    ("words", "result", "instances"),
    [
        ("plain --lines --input NUMBERS", "4", [1]),
        ("mapped --by 1 --lines --into ns --input LISTS", "[2,3]", [1 + processors()]),
        ("plain --lines --input NUMBERS --isolation stream", "4", []),
        ("plain --n 8", "4", []),
    ],
)
def test_lines_that_have_instances_of_their_own_have_a_pool(
    words: str, result: str, instances: list[int], waits: Path, asked: list[int]
) -> None:
    files = {name: str(waits.with_name(name)) for name in ("NUMBERS", "LISTS")}
    given = [files.get(word, word) for word in words.split()]
    out = BytesIO()
    with redirect_stdout(TextIOWrapper(out)) as text:
        code = main(["run", str(waits), *given, "--trust", str(waits.with_name("trust.toml"))])
        text.flush()
        assert (code, out.getvalue().decode(), asked) == (0, f"{result}\n", instances)


@LINUX
def test_a_server_without_addresses_to_spare_makes_instances_one_by_one(shop: Path) -> None:
    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (64 << 30, 64 << 30))

    words = ["serve", "shop.flowpack", "--trust", "trust.toml", "--port", "0"]
    process = subprocess.Popen(
        [str(BIN / "flowrt"), *words],
        cwd=shop,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=bounded,  # noqa: PLW1509 - nothing else runs in this process meanwhile
    )
    assert process.stderr is not None
    with process.stderr:
        said = process.stderr.readline()
        process.terminate()
        assert process.wait(120) == 0
    assert said.startswith("flowrt: serving acme:shop")
