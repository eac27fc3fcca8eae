"""Sockets are granted whole or not at all, and whoever could not ask for more refuses a host's."""

from pathlib import Path

import pytest
from tests.cli.workshop import Workshop
from tests.network.clients import made_of
from tests.segment.waiting import KEY
from wasmtime import wat2wasm

from flowc.seal import describe, write
from flowrt.app import App
from flowrt.engine import engine
from flowrt.problems.faults import NotGranted
from flowrt.problems.refusals import NotAllowed
from flowrt.rights.capabilities import Allowed
from flowrt.run.runner import Runner

CODE = wat2wasm("""(component
  (import "wasi:sockets/network@0.2.0" (instance $networks
    (export "network" (type (sub resource)))))
  (alias export $networks "network" (type $network))
  (import "wasi:sockets/instance-network@0.2.0" (instance $instance
    (export "network" (type $given (eq $network)))
    (export "instance-network" (func (result (own $given))))))
  (core func $get (canon lower (func $instance "instance-network")))
  (core func $drop (canon resource.drop $network))
  (core module $M
    (import "" "get" (func $get (result i32))) (import "" "drop" (func $drop (param i32)))
    (func (export "there") (result i32) (call $drop (call $get)) (i32.const 1)))
  (core instance $m (instantiate $M (with "" (instance
    (export "get" (func $get)) (export "drop" (func $drop))))))
  (func (export "there") (result u32) (canon lift (core func $m "there"))))""")
FLOW = """package test:sockets@1.0.0;
use client from "client.wasm" needs {needs};
export flow there() -> u32 needs {needs} {{ client.there() }}
"""


def opened(needs: str, *allow: str) -> App:
    made = made_of(FLOW.format(needs=needs), bytes(CODE))
    manifest = describe(
        made.plan, made.inputs, engine.host().engine, capabilities=made.capabilities
    )
    sealed = write(made.plan, made.component, {}, manifest, [KEY])
    return App(Runner(sealed.verified, allowed=Allowed(allow)))


def test_sockets_of_a_host_take_an_allowance_of_all() -> None:
    assert opened('sockets("db.example.com:5432")', "sockets").call("there") == 1
    for allow in ("sockets:db.example.com:5432", "sockets:*.example.com", "http"):
        with pytest.raises(NotAllowed):
            opened('sockets("db.example.com:5432")', allow)


def test_who_was_not_granted_sockets_has_none() -> None:
    with pytest.raises(NotGranted, match="sockets"):
        opened("nothing").call("there")


def test_sockets_of_a_host_are_no_executable(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.path("client.wasm").write_bytes(CODE)
    workshop.path("s.flow").write_text(FLOW.format(needs='sockets("db.example.com:5432")'))
    workshop.well("flowc", "keygen", "flowc.key")
    done = workshop.run("flowc", "build", "s.flow", "-k", "flowc.key", "--target", "exe")
    assert done.returncode == 1
    assert "F028" in done.stderr
    assert "it could not keep to `sockets:db.example.com:5432`" in done.stderr
