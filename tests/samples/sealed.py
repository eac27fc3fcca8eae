"""The samples as a user would have them: compiled, sealed, verified and opened."""

from functools import cache, partial
from pathlib import Path

from flowc.pipeline import Compiled, compile_flow
from flowc.seal import describe, generate, write
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt.app import App
from flowrt.engine import engine
from flowrt.run.runner import Runner
from flowrt.verify import Native

ROOT = Path(__file__).parents[2]


@cache
def compiled(name: str) -> Compiled:
    """Return a sample compiled."""
    report = Report()
    made = compile_flow(source(name), partial(fetch, name), report)
    assert report.diagnostics == ()
    return made


def source(name: str) -> SourceFile:
    """Return a sample's flow."""
    path = ROOT / "samples" / name / f"{name}.flow"
    return SourceFile(path.name, path.read_text())


def fetch(name: str, path: str) -> bytes:
    """Return what a sample uses, by its path relative to the sample's folder."""
    return (ROOT / "samples" / name / path).read_bytes()


@cache
def opened(name: str) -> App:
    """Return a sample sealed with a key of its own and opened, one instance for a stream."""
    made = compiled(name)
    host = engine.host()
    natives = {host.target: Native(engine.compile_native(made.component))}
    manifest = describe(made.plan, made.inputs, host.engine)
    sealed = write(made.plan, made.component, natives, manifest, [generate()])
    return App(Runner(sealed.verified, isolation="stream"))
