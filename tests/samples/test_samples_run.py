"""Every sample, compiled and sealed, against its plain Python reference on its real input."""

from functools import partial

import pytest
import wasmtime
from samples import build
from samples.movies import reference as movies
from samples.movies import rows
from samples.site import reference as site
from tests.frontend.signatures.outside import by_wasmtime
from tests.samples import sealed
from tests.samples.sealed import ROOT, compiled, opened
from wasmtime import component as wc

from flowc.frontend.checked import check_flow
from flowc.frontend.terms import FuncType, Param
from flowc.text.report import Report
from flowrt.engine.engine import compile_native


def test_hello() -> None:
    app = opened("hello")
    assert app.call("hello", {"name": "Ada"}) == "Hello, Ada!"
    assert app.call("hello") == "Hello, world!"


def test_movies_scores_the_whole_data_set() -> None:
    data = list(rows.rows())
    assert len(data) == 17472
    scored = opened("movies").lines("score", ({"movie": row} for row in data))
    for row, got in zip(data, scored, strict=True):
        assert got == movies.score(row), row


def test_movies_passes_defaults_and_overrides() -> None:
    row = next(iter(rows.rows()))
    app = opened("movies")
    assert app.call("score", {"movie": row, "hit": 0.01}) == movies.score(row, hit=0.01)


def test_movies_sums_up_a_list() -> None:
    data = list(rows.rows())[:2000]
    assert opened("movies").call("summary", {"movies": data}) == movies.summary(data)


@pytest.mark.slow
def test_site_renders_our_own_documents() -> None:
    build.ensure(next(source for source in build.sources() if source.stem == "markdown"))
    app = opened("site")
    documents = [*ROOT.glob("*.md"), *ROOT.glob("compiler/**/*.md"), *ROOT.glob("grammar/*.md")]
    assert len(documents) > 5
    for document in documents:
        text = document.read_text()
        assert app.call("render", {"text": text}) == site.render(text), document


def test_native_code_is_the_same_each_time() -> None:
    component = compiled("movies").component
    assert len({compile_native(component) for _ in range(5)}) == 1


def test_wasmtimes_reflection_shows_the_flows_types() -> None:
    package = check_flow(sealed.source("movies"), partial(sealed.fetch, "movies"), Report()).package
    seen = by_wasmtime(compiled("movies").component)
    assert seen is not None
    for flow in package.flows:
        params = tuple(Param(param.slot.name, param.slot.type) for param in flow.params)
        expected = FuncType(params, flow.result) if flow.exported else None
        assert seen.exported.functions.get(("movies:catalogue/flows@1.0.0", flow.name)) == expected


def test_a_plain_host_calls_the_fused_component() -> None:
    engine = wasmtime.Engine()
    component = wc.Component(engine, compiled("hello").component)
    exports = component.type.exports(engine)
    assert set(exports) == {"hello:app/flows@0.1.0", "flowc:run/door@0.1.0"}
    assert component.type.imports(engine) == {}
    store = wasmtime.Store(engine)
    instance = wc.Linker(engine).instantiate(store, component)
    flows = instance.get_export_index(store, "hello:app/flows@0.1.0")
    index = instance.get_export_index(store, "hello", flows)
    assert index is not None
    hello = instance.get_func(store, index)
    assert hello is not None
    assert hello(store, "Ada") == "Hello, Ada!"
