"""The samples as a user would have them: compiled, sealed, verified and opened."""

from functools import cache
from pathlib import Path

from flowc.pipeline import Compiled, compile_flow
from flowc.seal import describe, generate, write
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt import engine
from flowrt.app import App
from flowrt.run import Runner

ROOT = Path(__file__).parents[2]


@cache
def compiled(name: str) -> Compiled:
    """Return a sample compiled."""
    path = ROOT / "samples" / name / f"{name}.flow"
    source = SourceFile(path.name, path.read_text())
    report = Report()
    made = compile_flow(source, lambda use: (path.parent / use).read_bytes(), report)
    assert report.diagnostics == ()
    return made


@cache
def opened(name: str) -> App:
    """Return a sample sealed with a key of its own and opened, one instance for a stream."""
    made = compiled(name)
    host = engine.host()
    natives = {host.target: engine.compile_native(made.component)}
    manifest = describe(made.plan, made.inputs, host.engine)
    sealed = write(made.plan, made.component, natives, manifest, [generate()])
    return App(Runner(sealed.verified, isolation="stream"))
