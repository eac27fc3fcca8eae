"""Archives over the client, compiled once, and what it is asked to fetch."""

from typing import Any, TypedDict, Unpack

from tests.network.programs import Program
from tests.network.servers import Server

from flowrt.app import App

TEXT = """package test:network@1.0.0;
use client from "client.wasm" needs http;
export flow fetch(request: client.request) -> result<client.answer, string> needs http {
  client.fetch(request)
}
"""
DENIED = {"err": "error-code 15"}
"""What a component is told of a host that it may not reach."""
TIMED_OUT = {"err": "error-code 9"}


_PROGRAM = Program(TEXT, "client")
sealed, client = _PROGRAM.sealed, _PROGRAM.opened


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
