"""What a component remembers: nothing from call to call, or what was before in its stream."""

import json
from typing import Any

import pytest
from tests.web.conftest import Build, Built
from wasmtime import wat2wasm

COUNTS = """\
(component
  (core module $m
    (global $count (mut i32) (i32.const 0))
    (func (export "next") (param $most i32) (result i32)
      (global.set $count (i32.add (global.get $count) (i32.const 1)))
      (if (i32.gt_u (global.get $count) (local.get $most)) (then unreachable))
      (global.get $count)))
  (core instance $i (instantiate $m))
  (func (export "next") (param "most" u32) (result u32) (canon lift (core func $i "next"))))
"""
FLOW = """\
package acme:counts@1.0.0;

use counter from "counter.wasm";

export flow next(most: u32 = 9) -> u32 { counter.next(most) }
"""
AGAIN, TRAPS = ("next", "{}"), ("next", '{"most": 0}')
JOBS = [AGAIN, AGAIN, AGAIN, TRAPS, AGAIN, AGAIN]


@pytest.fixture(scope="module")
def counts(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("counts")
    (folder / "counter.wasm").write_bytes(wat2wasm(COUNTS))
    (folder / "counts.flow").write_text(FLOW)
    return build(folder / "counts.flow")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [1, 1, 1, "R410", 1, 1]),
        ({"threads": 1}, [1, 1, 1, "R410", 1, 1]),
        ({"isolation": "stream"}, [1, 2, 3, "R410", 1, 2]),
        ({"isolation": "stream", "threads": 1}, [1, 2, 3, "R410", 1, 2]),
    ],
)
def test_an_instance_lasts_as_long_as_the_isolation_says(
    counts: Built, options: dict[str, Any], expected: list[Any]
) -> None:
    came = counts.in_node(JOBS, options)
    assert [one.get("code") or json.loads(one["text"]) for one in came] == expected
