"""The chain with two more runtimes in it, QuickJS and Go's; they are built when this runs."""

import json
import shutil

import pytest
from tests.toolchains.chain import Kept, case
from tests.validity import validate

from flowc.text.source import SourceFile

LONGER = """\
use javascript     from "javascript.wasm" needs clock;
use golang         from "go.wasm";

record"""


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("go") is None or shutil.which("npm") is None, reason="needs Go and npm"
)
def test_eight_languages_are_one_component(request: pytest.FixtureRequest) -> None:
    assert request.config.cache is not None
    kept = Kept(request.config.cache)
    text = case("relay").text.replace("record", LONGER, 1)
    text = text.replace("python.pass(f)", "golang.pass(javascript.pass(python.pass(f)?)?)")
    made = kept.compiled(SourceFile("longer.flow", text))
    validate(made.component)
    runner = kept.opened(made, {"SENDER": "me"})
    passed = json.loads(runner.call_json("relay", '{"of":{"text":"hi","stamps":0}}'))
    chain = "hi Zig C(me) Rust AssemblyScript WebAssembly Python(me) JavaScript Go"
    assert passed == {"ok": {"text": chain, "stamps": 8}}
