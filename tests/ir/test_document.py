"""A graph as an archive keeps it: what is read back builds the same, however it is to be cut."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import fixture, flows
from tests.flows_governed import under_policies
from tests.ir.reading import shown
from wasmtime import wat2wasm

from flowc import ir, optimise
from flowc.frontend.signature import Function
from flowc.ir.document import Document
from flowc.ir.walk import calls_in
from flowc.pipeline import Compiled, compile_flow, compile_graph
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile

CASES = Path(__file__).parents[1] / "cli" / "cases" / "connected"
SHOP = """\
package acme:shop@1.0.0;

use desk  from "desk.wasm" with {
  pages: shelf, fresh: fresh, review: reviewed, done: told, total: shelf.total,
};
use shelf from "shelf.wasm";
use store from "store.wasm" with { sink: logger, changed: counted };
use logger from "logger.wasm";

/// Works, and
///   says so.
export flow work(
  level: u32 = 3,
  note: string = "a\\tb",
) -> tuple<u64, result<logger.entry, string>> {
  match store.save(level) {
    ok(more) => (desk.work(more), ok({ level, text: note })),
    err(text) => (0, err(text)),
  }
}

flow counted(level: u32) -> u32 { 1000 / level }

flow fresh(level: u32) -> result<shelf.page, string> { ok(shelf.page("{level}")) }

flow reviewed(page: shelf.page) -> shelf.page { page }

flow told(page: shelf.page) -> bool { shelf.page.size(page) > 0 }
"""


def read(text: str) -> Document:
    source, report = SourceFile("x.graph", text), Report()
    try:
        return ir.document.read(source, report)
    except Stopped:
        raise AssertionError(shown(report, source)) from None


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(flows.packages().flatmap(under_policies), st.data())
def test_a_document_builds_what_the_graph_does(package: flows.Package, data: st.DataObject) -> None:
    graph = optimise.run(ir.lower(package))
    called = {name for alias, some in calls_in(graph).items() for name in _names(alias, some)}
    cuts = st.sets(st.sampled_from(sorted(called))) if called else st.just(set[str]())
    before, after = (tuple(data.draw(cuts)) for _ in range(2))
    digests = dict.fromkeys(graph.components, "0" * 64)
    document = Document(graph, before, digests, lambda span: f"x.flow:1:{span.start}")
    again = read(ir.document.write(document))
    assert again.cuts == tuple(sorted(before))
    made, known = (
        compile_graph(replace(one, cuts=after), {fixture.ALIAS: fixture.BINARY}, Report())
        for one in (again, document)
    )
    assert (made.plan, made.component) == (known.plan, known.component)
    assert text_of(made) == text_of(known)


def _names(alias: str, functions: tuple[Function, ...]) -> tuple[str, ...]:
    return (alias, *(f"{alias}.{one.name}" for one in functions))


@pytest.mark.parametrize("cuts", [(), ("store",), ("desk.work", "store")])
def test_imports_and_what_satisfies_them_are_kept(cuts: tuple[str, ...]) -> None:
    report, names = Report(), ("desk", "shelf", "store", "logger")
    found = {name: (CASES / f"{name}.wat").read_text().replace("PARAM", "line") for name in names}
    binaries = {name: bytes(wat2wasm(text)) for name, text in found.items()}
    source = SourceFile("shop.flow", SHOP)
    plain, known = (
        compile_flow(source, lambda path: binaries[Path(path).stem], report, apart=apart)
        for apart in ((), cuts)
    )
    again = compile_graph(replace(read(text_of(plain)), cuts=cuts), binaries, report)
    assert (again.plan, again.component) == (known.plan, known.component)
    assert text_of(again) == text_of(known)


def text_of(made: Compiled) -> str:
    assert made.document is not None
    return ir.document.write(made.document)


def test_two_types_of_one_name_keep_it() -> None:
    text = """\
graph 1
cut "x.f"

package a:b@1.0.0

type x.t = enum { a }

flow f(%0 p: x.t, %1 q: enum { a, b } as x.t) -> list<enum { a, b } as x.t> {
  %2: list<enum { a, b } as x.t> at "b.flow:1:2" = list [%1]
  return %2
}
"""
    assert ir.document.write(read(text)) == text


def test_a_package_without_a_version_is_kept() -> None:
    text = "graph 1\n\npackage a:b-2@\n"
    assert read(text).graph.version == ""
    assert ir.document.write(read(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("package a:b@1.0.0\n", "expected `graph`, found `package a:b@1.0.0`"),
        ("graph 2\n\npackage a:b@1.0.0\n", "expected `1`, the form that is known here, found `2`"),
        ("graph 1\ncut tax\n\npackage a:b@1.0.0\n", "expected a string, found `tax`"),
        (
            'graph 1\n\npackage a:b@1.0.0\n\ncomponent c {\n  import world "x" {}\n}\n',
            "expected one of function, interface, type, component, module, found `world`",
        ),
    ],
)
def test_other_texts_are_refused(text: str, expected: str) -> None:
    source, report = SourceFile("x.graph", text), Report()
    with pytest.raises(Stopped):
        ir.document.read(source, report)
    assert expected in shown(report, source)
