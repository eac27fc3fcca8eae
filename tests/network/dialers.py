"""Archives over the dialer, compiled once, and lines that say what it is to try."""

from functools import cache

from tests.network.clients import made_of
from tests.network.recipe import built
from tests.segment.waiting import KEY

from flowc.pipeline import Compiled
from flowc.seal import describe, write
from flowrt.app import App
from flowrt.engine import engine
from flowrt.rights.capabilities import Allowed
from flowrt.rights.limits import Limits
from flowrt.run.runner import Isolation, Runner
from flowrt.verify import Native, VerifiedArchive

TEXT = """package test:network@1.0.0;
use dialer from "dialer.wasm" needs sockets;
export flow dial(script: string) -> string needs sockets { dialer.dial(script) }
"""
DENIED = 1
"""The number of `access-denied`."""


@cache
def compiled() -> Compiled:
    return made_of(TEXT, built("dialer").read_bytes())


@cache
def native(limits: Limits) -> bytes:
    return engine.compile_native(compiled().component, limits.setup)


@cache
def sealed(needs: tuple[str, ...], limits: Limits = Limits()) -> VerifiedArchive:  # noqa: B008 - frozen
    """Return the archive with these capabilities in its header, and limits."""
    made, host = compiled(), engine.host(limits.setup)
    manifest = describe(
        made.plan, made.inputs, host.engine, capabilities=needs, limits=limits.by_name
    )
    code = {host.target: Native(native(limits))}
    return write(made.plan, made.component, code, manifest, [KEY]).verified


def dialer(
    *needs: str,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    allowed: Allowed = Allowed(("all",)),  # noqa: B008 - the same
    isolation: Isolation = "call",
    narrowed: Limits | None = None,
    pooled: int = 0,
) -> App:
    """Open the archive whose header has these capabilities."""
    verified = sealed(tuple(sorted(needs)), limits)
    return App(Runner(verified, narrowed, isolation, allowed, pooled=pooled))


def dial(app: App, *lines: str) -> list[str]:
    """Have the dialer do what lines say; return what came of each."""
    return str(app.call("dial", {"script": "\n".join(lines)})).split("\n")
