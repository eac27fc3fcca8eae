"""Reactors of WASI preview 1 behind their adapter: what they import and never use costs nothing."""

import json

import pytest
from tests.toolchains.chain import Kept, imports

from flowc.text.source import SourceFile
from flowrt.problems.faults import NotGranted
from flowrt.run.runner import Runner

DENIED = """\
package test:denied@1.0.0;

use c    from "c.wasm" needs nothing;
use rust from "rust.wasm" needs nothing;

export flow unused(text: string) -> string {
  match c.pass({ text, stamps: 0 }) { ok(passed) => passed.text, err(why) => why }
}

export flow used(text: string) -> string {
  match rust.pass({ text, stamps: 0 }) { ok(passed) => passed.text, err(why) => why }
}
"""


@pytest.fixture(scope="module")
def runner(request: pytest.FixtureRequest) -> Runner:
    assert request.config.cache is not None
    kept = Kept(request.config.cache)
    made = kept.compiled(SourceFile("denied.flow", DENIED))
    assert made.capabilities == ()
    free = ("wasi:io/", "wasi:cli/exit@")  # of no use without something that is granted
    assert [name for name in imports(made.component) if not name.startswith(free)] == []
    return kept.opened(made, {"SENDER": "nobody's business"})


def test_what_is_imported_and_never_used_is_never_missed(runner: Runner) -> None:
    assert json.loads(runner.call_json("unused", '{"text":"hi"}')) == "hi C(-)"


def test_what_is_used_and_not_granted_is_a_fault_that_names_it(runner: Runner) -> None:
    with pytest.raises(NotGranted) as raised:
        runner.call_json("used", '{"text":"hi"}')
    fault = raised.value
    assert (fault.flow, fault.component, fault.function) == ("used", "rust", "pass")
    assert fault.message == "`clock`, for wasi:clocks/wall-clock@0.2.12:now"
    assert fault.place == "denied.flow:11:9"


def test_a_component_may_still_say_no_before_it_asks(runner: Runner) -> None:
    assert json.loads(runner.call_json("used", '{"text":""}')) == "nothing to pass on, says Rust"
