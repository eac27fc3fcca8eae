"""Archives over one component that asks the network, compiled once for all tests."""

from dataclasses import dataclass
from functools import cache

from tests.ir.reading import shown
from tests.network.recipe import built
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


def made_of(text: str, component: bytes) -> Compiled:
    """Compile a flow over one component."""
    source, report = SourceFile("network.flow", text), Report()
    try:
        return compile_flow(source, lambda _: component, report)
    except Stopped:
        raise AssertionError(shown(report, source)) from None


@dataclass(frozen=True)
class Program:
    """A flow over the component of this name."""

    text: str
    name: str

    def sealed(self, needs: tuple[str, ...], limits: Limits = Limits()) -> VerifiedArchive:  # noqa: B008 - frozen
        """Return the archive with these capabilities in its header, and limits."""
        return _sealed(self, needs, limits)

    def opened(
        self,
        *needs: str,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        allowed: Allowed = Allowed(("all",)),  # noqa: B008 - the same
        isolation: Isolation = "call",
        narrowed: Limits | None = None,
        pooled: int = 0,
    ) -> App:
        """Open the archive whose header has these capabilities."""
        verified = self.sealed(tuple(sorted(needs)), limits)
        return App(Runner(verified, narrowed, isolation, allowed, pooled=pooled))


@cache
def _compiled(program: Program) -> Compiled:
    return made_of(program.text, built(program.name).read_bytes())


@cache
def _native(program: Program, limits: Limits) -> bytes:
    return engine.compile_native(_compiled(program).component, limits.setup)


@cache
def _sealed(program: Program, needs: tuple[str, ...], limits: Limits) -> VerifiedArchive:
    made, host = _compiled(program), engine.host(limits.setup)
    manifest = describe(
        made.plan, made.inputs, host.engine, capabilities=needs, limits=limits.by_name
    )
    code = {host.target: Native(_native(program, limits))}
    return write(made.plan, made.component, code, manifest, [KEY]).verified
