"""Archives built and served as a user would do it: `made` builds, `serving` starts a server."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wasmtime import wat2wasm

from flowc.cli.main import main

BIN = Path(sys.executable).parent
JSON = {"content-type": "application/json"}
FLOW = """\
package acme:shop@1.2.0;

use strict from "strict.wasm";

/// A line of an order.
record line {
  sku: string,
  /// How many.
  quantity: u8,
  note: option<string>,
}

enum size { small, large }
flags extras { gift, express }
variant payment { cash, card(string), split(list<f64>) }

/// Prices an order.
export flow price(lines: list<line>, size: size = small, extras: option<extras>) -> u32 {
  let each = match size { small => 1, large => 2 };
  fold line in lines from 0 { acc + u32(line.quantity) * each }
}

/// Passes a payment on.
export flow pay(payment: payment) -> result<payment, string> {
  match payment { cash => err("no cash"), card(_) => ok(payment), split(_) => ok(payment) }
}

/// Traps above nine.
export flow few(x: u32) -> u32 { strict.below-ten(x) }

/// Never ends by itself.
export flow forever(x: u32) -> u32 { strict.spin(x) }

export flow greet(name: string = "world") -> string { "Hello, {name}!" }

/// The orders of a customer.
@http(get, "/orders/{customer}")
export flow orders(customer: u8, after: option<string>, sizes: list<size> = []) -> string {
  "{customer} {length(sizes)} {match after { some(day) => day, none => "ever" }}"
}

@http(get, "/orders/new")
@http(delete, "/orders/{name}/drafts/{draft}")
export flow drafts(name: string = "new", draft: bool = false) -> string { "{name} {draft}" }

@http(put, "/orders/{customer}")
export flow order(customer: u8, lines: list<line>) -> u32 {
  fold line in lines from u32(customer) { acc + u32(line.quantity) }
}
"""
STRICT = """(component
  (core module $m
    (func (export "f") (param i32) (result i32)
      (if (i32.gt_u (local.get 0) (i32.const 9)) (then unreachable)) (local.get 0))
    (func (export "s") (param i32) (result i32) (loop $again (br $again)) (local.get 0)))
  (core instance $i (instantiate $m))
  (func (export "below-ten") (param "x" u32) (result u32) (canon lift (core func $i "f")))
  (func (export "spin") (param "x" u32) (result u32) (canon lift (core func $i "s"))))"""


def run(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one of our commands in a folder, with variables in its environment."""
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def build(folder: Path, name: str, text: str) -> None:
    """Build `NAME.flowpack` in a folder from a flow's text, trusted by its `trust.toml`."""
    (folder / f"{name}.flow").write_text(text)
    key, trust = folder / "key", folder / "trust.toml"
    if not key.exists():
        private, public = _keys()
        key.write_bytes(private)
        trust.write_text(public)
    words = ["build", str(folder / f"{name}.flow"), "--key", str(key)]
    assert main([*words, "-o", str(folder / f"{name}.flowpack")]) == 0


@cache
def _keys() -> tuple[bytes, str]:
    """Return a private key and the text of a file that trusts it."""
    with TemporaryDirectory() as folder:
        key, trust = Path(folder) / "key", Path(folder) / "trust.toml"
        assert main(["keygen", str(key), "--trust", str(trust)]) == 0
        return key.read_bytes(), trust.read_text()


def made(folder: Path) -> Path:
    """Give a folder the shop of these tests, which is built once; return the folder."""
    for name, data in _shop().items():
        (folder / name).write_bytes(data)
    return folder


@cache
def _shop() -> dict[str, bytes]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "strict.wasm").write_bytes(wat2wasm(STRICT))
        build(folder, "shop", FLOW)
        return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


@dataclass
class Reply:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def value(self) -> Any:
        """The body's JSON."""
        return json.loads(self.body)


@dataclass
class Served:
    """A server that runs, and how to ask it."""

    port: int
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Make a request on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return Reply(
                answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
            )
        finally:
            connection.close()

    def call(self, flow: str, parameters: object, **headers: str) -> Reply:
        """Call a flow."""
        path, body = f"/v1/flows/{flow}", json.dumps(parameters)
        return self.ask("POST", path, body, {**JSON, **headers})

    def end(self, by: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Tell it to end; return its exit code and what else it said."""
        self.process.send_signal(by)
        said = self.process.communicate(timeout=120)[1]
        return self.process.returncode, said


@contextmanager
def serving(
    folder: Path, *words: str, archive: str = "shop.flowpack", **environment: str
) -> Iterator[Served]:
    """Serve an archive on a free port until the end of the block."""
    command = [str(BIN / "flowrt"), "serve", archive, "--trust", "trust.toml", "--port", "0"]
    process = subprocess.Popen(
        [*command, *words],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    assert process.stderr is not None
    said: list[str] = []
    try:
        for line in process.stderr:
            said.append(line)
            if line.startswith("flowrt: serving "):
                break
        assert said, "the server said nothing"
        assert said[-1].startswith("flowrt: serving "), "".join(said)
        port = int(said[-1].split()[5].rstrip(",").rpartition(":")[2])
        yield Served(port, process, said)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                print(process.communicate(timeout=120)[1])
            finally:
                process.kill()
        process.stderr.close()
