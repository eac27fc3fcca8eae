"""Flows over the links of the chain, compiled and opened as a user would have them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pytest
from tests.toolchains import recipes

from flowc.native import Store, compile_native
from flowc.pipeline import Compiled, compile_flow
from flowc.seal import describe, generate, write
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt.engine import engine
from flowrt.rights.capabilities import Allowed
from flowrt.run.runner import Runner
from flowrt.verify import Native

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Kept:
    """What takes seconds to make is kept from one run of the tests to the next, by digest."""

    cache: pytest.Cache

    def made(self, what: str, key: bytes) -> Path:
        """Return where something is kept, there already or not."""
        digest = sha256(key).hexdigest()[:16]
        return Path(self.cache.mkdir(f"flowc-{what}")) / digest

    def link(self, name: str) -> bytes:
        """Return a component of the chain: one that stands built, or one that is built now."""
        if name in recipes.SMALL:
            return recipes.committed(name).read_bytes()
        sources = sorted((recipes.HERE / "components" / name).iterdir())
        key = b"".join(path.read_bytes() for path in [*sources, recipes.HERE / "recipes.py"])
        path = self.made(f"link-{name}", key + version("componentize-py").encode())
        if not path.exists():
            path.write_bytes(recipes.build(name))
        return path.read_bytes()

    def native(self, component: bytes) -> Native:
        """Return a component's native code, as a build makes it."""
        return compile_native(component, Store(Path(self.cache.mkdir("flowc-native")))).native

    def compiled(self, source: SourceFile) -> Compiled:
        """Compile a flow over links, which it uses as `NAME.wasm`."""
        report = Report()
        made = compile_flow(source, lambda path: self.link(Path(path).stem), report)
        assert report.diagnostics == ()
        return made

    def opened(self, made: Compiled, environment: Mapping[str, str]) -> Runner:
        """Seal, verify and open what was compiled, with all it needs allowed."""
        host = engine.host()
        manifest = describe(made.plan, made.inputs, host.engine, capabilities=made.capabilities)
        natives = {host.target: self.native(made.component)}
        sealed = write(made.plan, made.component, natives, manifest, [generate()])
        with pytest.MonkeyPatch.context() as patch:
            for name in set(os.environ) - set(environment):
                patch.delenv(name)
            for name, value in environment.items():
                patch.setenv(name, value)
            return Runner(sealed.verified, allowed=Allowed(made.capabilities))


def case(name: str) -> SourceFile:
    """Return a flow that stands among the cases."""
    path = CASES / f"{name}.flow"
    return SourceFile(path.name, path.read_text())


def imports(component: bytes) -> list[str]:
    """Return what a component imports, by an independent reading."""
    return sorted(engine.shared().compile(component).imports())
