"""Components that are connected within a flow: checked and drawn, and not built yet."""

from pathlib import Path

import pytest
from tests.cli.conftest import Workshop
from tests.ir.reading import read_file
from wasmtime import wat2wasm

from flowc.plan import require_plain
from flowc.text.report import Report, Stopped

FLOW = """\
package acme:shop@1.0.0;

use store from "store.wasm" with { sink: { write: noted } };

export flow saved() -> u32 { store.save(7) }

flow noted(level: u32) -> bool { level > 3 }
"""
HANDLES = """\
package acme:shop@1.0.0;

use pages from "pages.wasm";

export flow opened() -> u32 {
  let _ = pages.open();
  3
}
"""
STORE = """\
(component
  (import "acme:log/sink" (instance $sink (export "write" (func (param "level" u32)))))
  (core func $write (canon lower (func $sink "write")))
  (core module $m
    (import "" "write" (func $write (param i32)))
    (func (export "save") (param i32) (result i32) (call $write (local.get 0)) (local.get 0)))
  (core instance $i (instantiate $m (with "" (instance (export "write" (func $write))))))
  (func (export "save") (param "level" u32) (result u32) (canon lift (core func $i "save"))))
"""
PAGES = """\
(component
  (type $page' (resource (rep i32)))
  (export $page "page" (type $page'))
  (core func $new (canon resource.new $page'))
  (core module $m
    (import "" "new" (func $new (param i32) (result i32)))
    (func (export "open") (result i32) (call $new (i32.const 1))))
  (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
  (func (export "open") (result (own $page)) (canon lift (core func $i "open"))))
"""
REFUSED = """\
shop.flow:5:30: error[F510] connected components are not built yet: \
`store` is given `acme:log/sink`
"""


HELD = "shop.flow:6:11: error[F511] handles are not built yet: this is `own<pages.page>`"


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    (tmp_path / "store.wasm").write_bytes(wat2wasm(STORE))
    (tmp_path / "pages.wasm").write_bytes(wat2wasm(PAGES))
    made = Workshop(tmp_path)
    made.well("flowc", "keygen", "flowc.key")
    return made


def build(shop: Workshop, flow: str) -> str:
    shop.path("shop.flow").write_text(flow)
    done = shop.run("flowc", "build", "shop.flow", "--key", "flowc.key", "--format=short")
    assert done.returncode == 1
    assert not shop.path("dist").exists()
    return done.stdout + done.stderr


def test_check_accepts_what_is_connected_and_build_refuses_it(shop: Workshop) -> None:
    shop.path("shop.flow").write_text(FLOW)
    shop.well("flowc", "check", "shop.flow")
    assert build(shop, FLOW).startswith(REFUSED)


def test_what_is_connected_is_drawn(shop: Workshop) -> None:
    shop.path("shop.flow").write_text(FLOW)
    drawn = shop.run("flowc", "graph", "shop.flow")
    assert "sink: noted" in drawn.stdout


def test_check_accepts_handles_and_build_refuses_them(shop: Workshop) -> None:
    shop.path("shop.flow").write_text(HANDLES)
    shop.well("flowc", "check", "shop.flow")
    assert build(shop, HANDLES).startswith(HELD)


def test_a_handle_in_a_graph_is_refused() -> None:
    graph = read_file(Path(__file__).parents[1] / "ir" / "cases" / "pass" / "outside.ir")
    report = Report()
    with pytest.raises(Stopped):
        require_plain(graph, report)
    assert [(one.code, one.label) for one in report.diagnostics] == [
        ("F511", "this is `own<page>`")
    ]
