"""Instances from a pool: nothing is left of who was before, and no process dies of trying."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.serve.served import BIN, build, serving
from tests.stub import door_archive as door
from wasmtime import wat2wasm

from flowrt.engine import pool
from flowrt.problems.faults import NotStarted
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
def test_an_attempt_that_brings_its_process_down_is_survived() -> None:
    assert pool.is_safe(lambda: None)
    assert not pool.is_safe(lambda: os.kill(os.getpid(), signal.SIGKILL))
    assert not pool.is_safe(lambda: sys.exit(3))
    assert not pool.is_safe(lambda: door.runner().call_json("nothing", "{}"))


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
