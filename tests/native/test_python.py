"""An edit to a flow over a Python component of 18 MB is built in seconds, and runs as before."""

import json
import time
from pathlib import Path

import pytest
from tests.toolchains.chain import Kept

from flowc import seal
from flowc.native import Made, Store, compile_native
from flowc.text.source import SourceFile
from flowrt.engine import engine
from flowrt.rights.capabilities import Allowed
from flowrt.run.runner import Runner

FLOW = """package test:python;
use python from "python.wasm" needs clock, env("SENDER"), random;
record parcel {{ text: string, stamps: u32 }}
export flow hand-on(of: parcel, x: u32) -> result<parcel, string>
  needs clock, env("SENDER"), random
{{
  python.pass({{ text: of.text, stamps: of.stamps + x * {} }})
}}
"""
SECONDS = 3
KEY = seal.generate()


def build(links: Kept, factor: int, store: Store) -> tuple[Runner, Made]:
    """Build and open the flow as it is with another factor."""
    made = links.compiled(SourceFile("python.flow", FLOW.format(factor)))
    native, host = compile_native(made.component, store), engine.host()
    manifest = seal.describe(made.plan, made.inputs, host.engine, capabilities=made.capabilities)
    natives = {host.target: native.native}
    sealed = seal.write(made.plan, made.component, natives, manifest, [KEY])
    return Runner(sealed.verified, allowed=Allowed(made.capabilities)), native


@pytest.mark.slow
def test_an_edit_is_built_in_seconds(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    links, store = Kept(request.config.cache), Store(tmp_path)
    assert len(links.link("python")) > 10_000_000
    first, made = build(links, 1, store)
    assert len(made.pieces) > 1
    started = time.perf_counter()
    second, again = build(links, 2, store)
    seconds = time.perf_counter() - started
    print(f"{seconds:.2f} s")
    assert [piece.kept for piece in again.pieces] == [True] * (len(made.pieces) - 1) + [False]
    assert seconds < SECONDS
    words = {"of": {"text": "a", "stamps": 1}, "x": 3}
    found = [json.loads(one.call_json("hand-on", json.dumps(words))) for one in (first, second)]
    stamps = [one["ok"]["stamps"] for one in found]
    assert stamps[1] - stamps[0] == 3
    assert {one.compiled_because for one in (first, second)} == {""}
