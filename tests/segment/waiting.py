"""Archives whose flows wait, made in this process, over components that trap and spin on demand."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests import fixture
from tests.ir.reading import shown
from wasmtime import wat2wasm

from flowc.pipeline import Compiled, compile_flow
from flowc.seal import SealedArchive, describe, write
from flowc.seal.sign import SigningKey
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile
from flowrt.app import App
from flowrt.engine import engine
from flowrt.rights.limits import Limits
from flowrt.run.runner import Isolation, Runner

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
WORK = wat2wasm("""(component
  (core module $m
    (global $calls (mut i32) (i32.const 0))
    (func (export "spin") (param i64) (result i64) (local $left i64)
      (local.set $left (local.get 0))
      (loop $again
        (local.set $left (i64.sub (local.get $left) (i64.const 1)))
        (br_if $again (i64.gt_s (local.get $left) (i64.const 0))))
      (local.get 0))
    (func (export "below") (param i32 i32) (result i32)
      (if (i32.ge_u (local.get 0) (local.get 1)) (then unreachable)) (local.get 0))
    (func (export "calls") (result i32)
      (global.set $calls (i32.add (global.get $calls) (i32.const 1))) (global.get $calls)))
  (core instance $i (instantiate $m))
  (func (export "spin") (param "turns" u64) (result u64) (canon lift (core func $i "spin")))
  (func (export "below") (param "n" u32) (param "limit" u32) (result u32)
    (canon lift (core func $i "below")))
  (func (export "calls") (result u32) (canon lift (core func $i "calls"))))""")
COMPONENTS = {"work.wasm": bytes(WORK), "fix.wasm": fixture.BINARY}
FOREVER = 1 << 60


def compiled(text: str, apart: tuple[str, ...] = ()) -> Compiled:
    """Compile a flow over the components above."""
    source, report = SourceFile("wait.flow", text), Report()
    try:
        return compile_flow(source, load, report, apart=apart)
    except Stopped:
        raise AssertionError(shown(report, source)) from None


def load(path: str) -> bytes:
    return COMPONENTS[path]


def sealed(made: Compiled) -> SealedArchive:
    """Seal what was compiled."""
    manifest = describe(made.plan, made.inputs, engine.host().engine)
    return write(made.plan, made.component, {}, manifest, [KEY])


def sealed_bytes(text: str) -> bytes:
    """Return a flow's archive as a file holds it."""
    return sealed(compiled(text)).data


def trusting(key: SigningKey) -> str:
    """Return a trust file for everything that a key has signed."""
    return f'[[publisher]]\nname = "test"\nkeys = ["{key.public.line}"]\npackages = ["*"]\n'


def app(
    text: str, limits: Limits | None = None, isolation: Isolation = "call", **services: Any
) -> App:
    """Open a flow's archive."""
    return App(Runner(sealed(compiled(text)).verified, limits, isolation, services=services))
