"""What a flow needs outside, from its source to a run: declared, sealed, allowed, denied."""

from pathlib import Path

import pytest
from tests.cli.conftest import Workshop
from wasmtime import wat2wasm

CLOCK = """\
(component
  (import "wasi:clocks/monotonic-clock@0.2.0"
    (instance $clock (export "now" (func (result u64)))))
  (core func $now (canon lower (func $clock "now")))
  (core module $m (import "" "now" (func $now (result i64)))
    (func (export "later") (param i64) (result i32)
      (i64.gt_u (call $now) (local.get 0))))
  (core instance $i (instantiate $m (with "" (instance (export "now" (func $now))))))
  (func (export "later") (param "than" u64) (result bool) (canon lift (core func $i "later"))))
"""
FLOW = """\
package acme:later@1.0.0;

use times from "times.wasm"GRANT;

export flow later(than: u64) -> bool NEEDS{ times.later(than) }
"""


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    folder = tmp_path_factory.mktemp("needs")
    (folder / "times.wasm").write_bytes(wat2wasm(CLOCK))
    made = Workshop(folder)
    made.well("flowc", "keygen", "flowc.key", "--trust", "trust.toml")
    return made


def packed(workshop: Workshop, name: str, grant: str, needs: str) -> Path:
    source = workshop.path(f"{name}.flow")
    source.write_text(FLOW.replace("GRANT", grant).replace("NEEDS", needs))
    pack = workshop.path(f"{name}.flowpack")
    key = ("--key", "flowc.key", "--portable")
    workshop.well("flowc", "build", source.name, *key, "-o", pack.name)
    return pack


def run(workshop: Workshop, pack: Path, *options: str) -> tuple[int, str]:
    command = ("flowrt", "run", pack.name, "--trust", "trust.toml", *options)
    done = workshop.run(*command, "--than=0", FLOWC_CACHE="off")
    return done.returncode, done.stdout + done.stderr


def test_what_is_needed_is_sealed_and_must_be_allowed(workshop: Workshop) -> None:
    pack = packed(workshop, "asking", "", "needs clock ")
    shown = workshop.well("flowrt", "inspect", pack.name, "--trust", "trust.toml")
    assert "clock" in shown
    code, said = run(workshop, pack)
    assert code != 0
    assert "clock" in said
    code, said = run(workshop, pack, "--allow=clock")
    assert (code, said.splitlines()[0]) == (0, "true")


def test_what_is_not_granted_is_denied_inside(workshop: Workshop) -> None:
    pack = packed(workshop, "denied", " needs nothing", "")
    shown = workshop.well("flowrt", "inspect", pack.name, "--trust", "trust.toml")
    assert "clock" not in shown
    code, said = run(workshop, pack)
    assert code != 0
    assert "clock" in said


def test_an_archive_that_is_cut_otherwise_is_denied_the_same(workshop: Workshop) -> None:
    pack = packed(workshop, "denied", " needs nothing", "")
    words = ("--cut", "times", "--key", "flowc.key", "--trust", "trust.toml", "--portable")
    workshop.well("flowc", "recut", pack.name, *words, "-o", "cut.flowpack")
    code, said = run(workshop, pack)
    assert run(workshop, workshop.path("cut.flowpack")) == (code, said)


def test_a_need_that_is_not_declared_is_added_by_the_fix(workshop: Workshop) -> None:
    source = workshop.path("silent.flow")
    source.write_text(FLOW.replace("GRANT", "").replace("NEEDS", ""))
    done = workshop.run("flowc", "check", source.name)
    assert done.returncode == 1
    assert "F405" in done.stderr
    assert "export flow later(than: u64) -> bool needs clock { times.later(than) }" in done.stderr
