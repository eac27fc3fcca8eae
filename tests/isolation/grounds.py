"""Archives over a hostile component, compiled, sealed with limits and opened in this process."""

from functools import cache
from pathlib import Path
from typing import Any

from tests.ir.reading import shown
from tests.segment.waiting import KEY
from wasmtime import wat2wasm

from flowc.pipeline import Compiled, compile_flow
from flowc.seal import describe, write
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile
from flowrt.app import App
from flowrt.engine import engine
from flowrt.rights.capabilities import NOTHING, Allowed
from flowrt.rights.limits import Limits
from flowrt.run.runner import Isolation, Runner
from flowrt.verify import Native, VerifiedArchive

HERE = Path(__file__).parent
SINGLE = "single.wasm"
FLOWS = """package test:hostile@1.0.0;
use h from "hostile.wasm";
export flow grow(which: u32, pages: u32) -> s32 { h.grow(which, pages) }
export flow must-grow(which: u32, pages: u32) -> u32 { h.must-grow(which, pages) }
export flow grow-and-divide(by: u32) -> u32 { let had = h.grow(0, 1000); 1 / by }
export flow grow-and-look(pages: u32) -> tuple<u32, u32> {
  let had = h.grow(0, pages);
  (h.peek(65536), h.peek(131068))
}
export flow table(by: u32) -> s32 { h.table(by) }
export flow peek(at: u32) -> u32 { h.peek(at) }
export flow peek-far(at: u32) -> u32 { h.peek-far(at) }
export flow echo(text: string) -> string { "{text}{text}" }
export flow found() -> u32 { h.found() }
export flow guess(handle: u32) -> u32 { h.guess(handle) }
export flow leave(secret: u32) -> u32 { h.leave(secret) }
export flow leave-and-trap(secret: u32) -> u32 { h.leave-and-trap(secret) }
export flow leave-and-spin(secret: u32) -> u32 { h.leave-and-spin(secret) }
export flow leave-and-recurse(secret: u32) -> u32 { h.leave-and-recurse(secret) }
"""


@cache
def binary(name: str) -> bytes:
    """Return a component whose text stands in this folder."""
    text = single() if name == SINGLE else (HERE / name).with_suffix(".wat").read_text()
    return bytes(wat2wasm(text))


def single() -> str:
    """Return the hostile component with one memory, as pools have one for each module."""
    text = (HERE / "hostile.wat").read_text()
    return text.replace("(memory $second 1)", "").replace("$second", "$first")


@cache
def compiled(text: str = FLOWS) -> Compiled:
    """Compile flows over the components of this folder."""
    source, report = SourceFile("hostile.flow", text), Report()
    try:
        return compile_flow(source, binary, report)
    except Stopped:
        raise AssertionError(shown(report, source)) from None


@cache
def sealed(limits: Limits = Limits(), text: str = FLOWS) -> VerifiedArchive:  # noqa: B008 - frozen
    """Return the archive of flows with limits, and native code for this machine."""
    made, host = compiled(text), engine.host(limits.setup)
    natives = {host.target: Native(engine.compile_native(made.component, limits.setup))}
    manifest = describe(
        made.plan, made.inputs, host.engine, capabilities=made.capabilities, limits=limits.by_name
    )
    return write(made.plan, made.component, natives, manifest, [KEY]).verified


def app(  # noqa: PLR0913, PLR0917 - what a runner takes
    limits: Limits = Limits(),  # noqa: B008 - frozen
    narrowed: Limits | None = None,
    isolation: Isolation = "call",
    text: str = FLOWS,
    allowed: Allowed = NOTHING,
    pooled: int = 0,
    **services: Any,
) -> App:
    """Open the archive of flows; `limits` are its own, `narrowed` the operator's."""
    verified = sealed(limits, text)
    runner = Runner(verified, narrowed, isolation, allowed, services=services, pooled=pooled)
    return App(runner)
