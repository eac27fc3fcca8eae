"""Flow source to a sealed package that runs, all in memory; and components for wasmtime-py.

The compiler and the stub are the real ones, with native code in the archive as `flowc build`
puts it there. The hosts that flowc is compared with use the same engine settings.
"""

from collections.abc import Callable, Mapping
from typing import Any

import wasmtime
from wasmtime import _bindings
from wasmtime import component as wc

from flowc import seal
from flowc.pipeline import Compiled, compile_flow
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt.engine import engine
from flowrt.run.runner import Isolation, Runner
from flowrt.target import this_target
from flowrt.verify import Native, VerifiedArchive

NEVER = 1 << 40  # epochs until the deadline, which nothing advances


def compiled(path: str, text: str, binaries: Mapping[str, bytes]) -> Compiled:
    """Compile a package; `binaries` are the components by the path of their `use`."""
    return compile_flow(SourceFile(path, text), lambda path: binaries[path], Report())


def sealed(package: Compiled) -> seal.SealedArchive:
    """Seal a package with native code for this machine, under a new key."""
    natives = {this_target(): Native(engine.compile_native(package.component))}
    manifest = seal.describe(package.plan, package.inputs, engine.host().engine)
    return seal.write(package.plan, package.component, natives, manifest, [seal.generate()])


def runner(verified: VerifiedArchive, isolation: Isolation = "stream", pooled: int = 0) -> Runner:
    """Return what runs an archive; it must use the archive's native code."""
    made = Runner(verified, isolation=isolation, pooled=pooled)
    assert not made.compiled_because, made.compiled_because
    return made


def host_engine() -> wasmtime.Engine:
    """Return an engine of wasmtime-py's with our settings."""
    config = wasmtime.Config()
    config.epoch_interruption = True
    _bindings.wasmtime_config_concurrency_support_set(config.ptr(), False)  # noqa: FBT003 - C's
    config.max_wasm_stack = engine.MAX_STACK
    return wasmtime.Engine(config)


def host(component: bytes, name: str, interface: str = "") -> Callable[..., Any]:
    """Return an exported function of a component as wasmtime-py calls it."""
    own = host_engine()
    store = wasmtime.Store(own)
    store.set_epoch_deadline(NEVER)
    instance = wc.Linker(own).instantiate(store, wc.Component(own, component))
    within = instance.get_export_index(store, interface) if interface else None
    index = instance.get_export_index(store, name, within)
    assert index is not None, name
    function = instance.get_func(store, index)
    assert function is not None, name
    return lambda *arguments: function(store, *arguments)
