"""The samples, built again from what their archives keep: as they are, and with every call cut."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flowc.cli.beside import beside
from flowc.cli.session import home_of
from flowc.ir import document
from flowc.ir.walk import calls_in
from flowc.pipeline import Compiled, compile_flow, compile_graph
from flowc.recut import opened
from flowc.seal import describe, generate, write
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt.engine import engine

if TYPE_CHECKING:
    from flowrt.archive.format import Document

SAMPLES = Path(__file__).parents[2] / "samples"
NAMES = ("hello/hello", "movies/movies", "checkout/checkout", "checkout/fraud", "checkout/pricing")


def compiled(path: Path, cuts: Collection[str]) -> Compiled:
    source = SourceFile(path.name, path.read_text())
    return compile_flow(source, beside(path), Report(), home_of(path), cuts)


def kept(made: Compiled) -> str:
    assert made.document is not None
    return document.write(made.document)


@pytest.mark.parametrize("name", NAMES)
def test_an_archive_holds_all_that_it_is_cut_otherwise_from(name: str) -> None:
    path = SAMPLES / f"{name}.flow"
    plain = compiled(path, ())
    manifest = describe(plain.plan, plain.inputs, engine.host().engine)
    documents: dict[Document, bytes] = {"graph": kept(plain).encode()}
    sealed = write(plain.plan, plain.component, {}, manifest, [generate()], documents=documents)
    one, report = opened(sealed.verified, path.name, Report()), Report()
    components = one.document.graph.components
    everything = [alias for alias in calls_in(one.document.graph) if not components[alias].service]
    for cuts in ((), tuple(sorted(everything))):
        again = compile_graph(replace(one.document, cuts=cuts), one.binaries, report)
        known = compiled(path, cuts)
        assert (again.plan, again.component) == (known.plan, known.component)
        assert (kept(again), again.capabilities) == (kept(known), known.capabilities)
