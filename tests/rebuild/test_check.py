"""Verdicts on archives that say one thing and hold another, though a trusted key signed them."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest
from tests.origin.made import made
from tests.samples.sealed import compiled
from tests.stub.forge import ALICE

from flowc.native import Store, compile_native
from flowc.origin import Whole, read_request
from flowc.rebuild import Checked, check_code, check_whole, natives_elsewhere, targets, unlike
from flowc.seal import write
from flowrt.archive import format as f
from flowrt.engine import engine
from flowrt.target import this_target
from flowrt.verify import Apart, Native, VerifiedArchive

HERE = this_target()
ELSEWHERE = "z80-cpm"
HOST = engine.host().engine


@cache
def honest() -> Whole:
    """Return all that is sealed of samples/hello, with real code, and some for another machine."""
    one = made(compiled("hello"))
    native = compile_native(one.component, Store(None)).native
    apart = {"a" * 64: Apart(b"apart", 8)}
    natives = {HERE: replace(native, modules=apart), ELSEWHERE: Native(b"elsewhere")}
    return replace(one, natives=natives)


def sealed(one: Whole) -> VerifiedArchive:
    return write(
        one.plan, one.component, one.natives, one.manifest, [ALICE], documents=one.documents
    ).verified


def outcomes(checked: Checked) -> dict[str, str]:
    return {one.id: one.outcome for one in checked.blobs}


def code(one: Whole) -> Mapping[str, Native]:
    return {HERE: one.natives[HERE]}


def test_code_that_is_the_components_is_the_same() -> None:
    archive = sealed(honest())
    checked = check_code(archive, code(honest()))
    same = ["sbom", f"native.{HERE}", f"native.{HERE}.{'a' * 16}"]
    rest = {blob.id: "not compared" for blob in archive.header.blobs}
    assert outcomes(checked) == rest | dict.fromkeys(same, "same")
    assert checked.differing == ()
    assert checked.compared == 3


@pytest.mark.parametrize(
    ("native", "outcome"),
    [
        (Native(b"evil", {"a" * 64: Apart(b"apart", 8)}), {f"native.{HERE}": "differs"}),
        (
            Native(b"", {"a" * 64: Apart(b"evil!", 8)}),
            {f"native.{HERE}.{'a' * 16}": "differs"},
        ),
        (
            Native(b"", {"a" * 64: Apart(b"apart", 9)}),
            {f"native.{HERE}.{'a' * 16}": "differs"},
        ),
        (Native(b""), {f"native.{HERE}.{'a' * 16}": "only here"}),
        (
            Native(b"", {"a" * 64: Apart(b"apart", 8), "b" * 64: Apart(b"more", 8)}),
            {f"native.{HERE}.{'b' * 16}": "only there"},
        ),
    ],
)
def test_code_that_is_not_the_components_is_found(native: Native, outcome: dict[str, str]) -> None:
    real = honest().natives[HERE]
    evil = replace(native, code=native.code or real.code)
    archive = sealed(replace(honest(), natives={HERE: evil}))
    checked = check_code(archive, code(honest()))
    assert outcomes(checked).items() >= outcome.items()
    assert checked.differing == tuple(outcome)


def test_another_bill_of_materials_is_found() -> None:
    documents = {**honest().documents, "sbom": b'{"bomFormat":"CycloneDX"}'}
    archive = sealed(replace(honest(), documents=documents))
    assert check_code(archive, code(honest())).differing == ("sbom",)


def test_a_bill_by_another_compiler_is_not_compared() -> None:
    older = replace(honest().manifest, compiler=f.Compiler("flowc", "0.0.1"))
    archive = sealed(replace(honest(), manifest=older))
    assert outcomes(check_code(archive, code(honest())))["sbom"] == "not compared"


def test_what_the_sources_give_is_the_same() -> None:
    archive = sealed(honest())
    assert natives_elsewhere(archive, HERE) == {ELSEWHERE: Native(b"elsewhere")}
    checked = check_whole(archive, honest(), HERE)
    assert set(outcomes(checked).values()) == {"same", "not compared"}
    assert outcomes(checked)[f"native.{ELSEWHERE}"] == "not compared"
    assert (checked.differing, checked.compared) == ((), len(archive.header.blobs) - 1)


def test_other_sources_are_told_by_field_and_blob() -> None:
    inputs = (f.Input("hello.flow", "0" * 64), f.Input("more.wasm", "1" * 64))
    other = replace(
        honest(),
        component=honest().component + b"\0\2\1x",
        manifest=replace(honest().manifest, inputs=inputs, capabilities=("clock",)),
        documents={"graph": b"graph"},
    )
    checked = check_whole(sealed(other), honest(), HERE)
    fields = {one.field: (one.there, one.here) for one in checked.fields}
    assert fields["capabilities"] == ("('clock',)", "None")
    assert fields["input more.wasm"] == ("1" * 64, "none")
    assert fields["input components/greeting/greeting.wasm"][0] == "none"
    assert (
        outcomes(checked).items()
        >= {
            "component": "differs",
            "graph": "differs",
            "drawing": "only here",
            "sbom": "only here",
            "provenance": "only here",
        }.items()
    )
    assert set(checked.differing) > {"component", "graph", "sbom", "capabilities"}


def test_limits_that_are_none_are_not_a_difference() -> None:
    unlimited = replace(honest(), manifest=replace(honest().manifest, limits={}))
    assert check_whole(sealed(unlimited), honest(), HERE).fields == ()


def test_what_cannot_be_made_here_again_is_said() -> None:
    archive = sealed(honest())
    assert targets(archive) == (HERE, ELSEWHERE)
    assert unlike(archive, HOST, sources=True) == ""
    assert "and this is wasmtime 1.0.0" in unlike(
        archive, replace(HOST, version="1.0.0"), sources=False
    )
    assert "other settings" in unlike(archive, replace(HOST, profile={}), sources=False)
    older = replace(honest().manifest, compiler=f.Compiler("flowc", "0.0.1"))
    older_archive = sealed(replace(honest(), manifest=older))
    assert unlike(older_archive, HOST, sources=False) == ""
    assert "it was built by flowc 0.0.1" in unlike(older_archive, HOST, sources=True)
    portable = sealed(replace(honest(), natives={}))
    assert unlike(portable, replace(HOST, version="1.0.0"), sources=False) == ""


def test_what_was_asked_is_read_from_the_provenance() -> None:
    one = made(compiled("movies"), created=5, cut=("cards",))
    found = read_request(one.documents["provenance"], one.manifest)
    assert found is not None
    assert (found.source, found.cut, found.created) == ("movies.flow", ("cards",), 5)
    for other in (b"", b"[]", b"{", b"[" * 100_000, b'{"predicateType":"x"}'):
        assert read_request(other, one.manifest) is None
