"""Archives over the client, compiled once, and what it is asked to fetch."""

from functools import cache
from typing import Any, TypedDict, Unpack

from tests.ir.reading import shown
from tests.network.recipe import built
from tests.network.servers import Server
from tests.segment.waiting import KEY

from flowc.pipeline import Compiled, compile_flow
from flowc.seal import describe, write
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile
from flowrt.app import App
from flowrt.engine import engine
from flowrt.rights.capabilities import Allowed
from flowrt.rights.limits import Limits
from flowrt.run.runner import Isolation, Runner
from flowrt.verify import Native, VerifiedArchive

TEXT = """package test:network@1.0.0;
use client from "client.wasm" needs http;
export flow fetch(request: client.request) -> result<client.answer, string> needs http {
  client.fetch(request)
}
"""
DENIED = {"err": "error-code 15"}
"""What a component is told of a host that it may not reach."""
TIMED_OUT = {"err": "error-code 9"}


def made_of(text: str, component: bytes) -> Compiled:
    """Compile a flow over one component."""
    source, report = SourceFile("network.flow", text), Report()
    try:
        return compile_flow(source, lambda _: component, report)
    except Stopped:
        raise AssertionError(shown(report, source)) from None


@cache
def compiled() -> Compiled:
    return made_of(TEXT, built("client").read_bytes())


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


def client(
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


class Request(TypedDict, total=False):
    """What may be asked otherwise than usual."""

    method: str
    scheme: str | None
    path: str
    headers: list[dict[str, str]]
    body: str
    patience: int | None
    times: int


def fetch(app: App, authority: str | None, **more: Unpack[Request]) -> Any:
    """Have the client ask, by default for an echo of nothing over plain HTTP."""
    return app.call("fetch", asked(authority, **more))


def asked(authority: str | None, **more: Unpack[Request]) -> dict[str, Any]:
    """Return the parameters of the flow."""
    usual: Request = {
        "method": "get", "scheme": "http", "path": "/echo", "headers": [], "body": "",
        "patience": None, "times": 1,
    }  # fmt: skip
    return {"request": {"authority": authority, **usual, **more}}


def need(server: Server) -> str:
    """Return the capability to ask a server by its name and port."""
    return f"http:{server.host}"
