"""Instances from a pool: nothing is left of who was before, and no process dies of trying."""

import resource
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.serve.served import BIN, build, serving
from tests.stub import door_archive as door
from wasmtime import wat2wasm

from flowrt.engine import engine, pool
from flowrt.problems.faults import NotStarted
from flowrt.run.pooled import loaded, settled
from flowrt.run.runner import Runner

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


LINUX = pytest.mark.skipif(sys.platform != "linux", reason="pools are for Linux")


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
    one, two = runner.start("count"), runner.start("count")
    with pytest.raises(NotStarted):
        runner.start("count")
    one.close()
    runner.start("count").close()
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
    monkeypatch.setattr(pool, "INSTANCE_ROOM", 1 << 50)
    assert not pool.has_room(1)
    assert Runner(door.seal()[1], pooled=1).pooled == 0


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
    with closing(full.start("count")):
        other = settled(full, make)
    assert other.pooled == 0
    assert other.call_json("count", "{}") == "1"


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
