"""The bill of materials: complete, repeatable, and valid whatever binaries say."""

import json
from dataclasses import replace
from functools import cache
from hashlib import sha256
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given
from hypothesis import strategies as st
from tests.origin.made import EPOCH, made, movies, written
from tests.samples.sealed import compiled
from tests.stub import forge

from flowc.origin import LAST, sbom
from flowc.origin.binaries import PRODUCERS, TEXTS, Binary, Said
from flowc.origin.entries import library
from flowc.pipeline import Compiled
from flowc.produce import codec
from flowrt.archive import format as f
from flowrt.plan.cuts import Service, ServiceFunction


@cache
def validator() -> JsonStrictValidator:
    return JsonStrictValidator(SchemaVersion.V1_6)


def invalid(document: bytes) -> str:
    """Return what the published schema says against a document."""
    error = validator().validate_str(document.decode())
    return "" if error is None else repr(error)[:300]


def bom(package: Compiled, created: int | None = None) -> Any:
    return json.loads(written(package, created)["sbom"])


@pytest.mark.parametrize("name", ["hello", "movies"])
def test_it_is_what_the_schema_says(name: str) -> None:
    document = written(compiled(name), EPOCH)["sbom"]
    assert invalid(document) == ""
    assert document == f.canonical_json(json.loads(document))


def test_the_schema_refuses_what_is_wrong() -> None:
    wrong = json.loads(written(compiled("hello"))["sbom"]) | {"bomFormat": "other"}
    assert "other" in invalid(f.canonical_json(wrong))


def test_every_component_is_listed_with_its_digest() -> None:
    package = compiled("movies")
    listed = {one["name"]: one for one in bom(package)["components"]}
    wasm = {path: data for path, data in package.inputs.items() if path.endswith(".wasm")}
    assert set(listed) == {"cards", "dates", "scores", "texts", "flowc-codec", "wasmtime"}
    for path, data in wasm.items():
        one = listed[path.split("/")[-1].removesuffix(".wasm")]
        assert one["bom-ref"] == f"file:{path}"
        assert one["hashes"] == [{"alg": "SHA-256", "content": sha256(data).hexdigest()}]
        assert {"name": "flowc:size", "value": str(len(data))} in one["properties"]
        assert {"name": "flowc:path", "value": path} in one["properties"]
        assert "wit-component" in str(one["components"])
    assert listed["flowc-codec"]["hashes"][0]["content"] == sha256(codec.module()).hexdigest()
    assert listed["wasmtime"]["purl"] == f"pkg:cargo/wasmtime@{listed['wasmtime']['version']}"


def test_references_are_unique_and_all_are_depended_on() -> None:
    document = bom(compiled("movies"))
    refs: list[str] = []
    queue = [document["metadata"]["component"], *document["components"], *document["services"]]
    for one in queue:
        refs.append(one["bom-ref"])
        queue += one.get("components", [])
    assert len(set(refs)) == len(refs)
    [root] = document["dependencies"]
    assert root["ref"] == refs[0]
    assert set(root["dependsOn"]) <= set(refs)


def test_one_binary_under_two_paths_is_one_component_with_both() -> None:
    package = compiled("hello")
    inputs = dict(package.inputs)
    inputs["z/copy.wasm"] = inputs["components/greeting/greeting.wasm"]
    first = bom(replace(package, inputs=inputs))["components"][0]
    paths = [one["value"] for one in first["properties"] if one["name"] == "flowc:path"]
    assert paths == ["components/greeting/greeting.wasm", "z/copy.wasm"]


def test_services_are_listed_with_what_is_asked_of_them() -> None:
    package = compiled("hello")
    fraud = Service("fraud", (ServiceFunction("a:b/c", "screen", (), None),))
    document = sbom(
        replace(package.plan, services=(fraud,)), package.component, made(package).manifest
    )
    assert invalid(document) == ""
    [service] = json.loads(document)["services"]
    assert service["name"] == "fraud"
    assert service["properties"] == [{"name": "flowc:function", "value": "a:b/c#screen"}]


def test_it_can_be_made_again_from_the_archive() -> None:
    verified = movies().verified
    contents = verified.contents
    component = bytes(contents.view(verified.header.blob("component")))
    again = sbom(verified.plan, component, verified.header.manifest)
    assert again == verified.document("sbom")


def test_the_only_time_is_the_one_that_was_given() -> None:
    package = compiled("hello")
    assert "timestamp" not in bom(package)["metadata"]
    assert bom(package, EPOCH)["metadata"]["timestamp"] == "2026-01-01T00:00:00Z"
    assert bom(package, LAST)["metadata"]["timestamp"] == "9999-12-31T23:59:59Z"
    assert "timestamp" not in bom(package, LAST + 1)["metadata"]


def test_a_component_that_holds_too_much_is_said_to_be_incomplete(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    package = compiled("hello")
    assert bom(package)["compositions"][0]["aggregate"] == "incomplete_third_party_only"
    monkeypatch.setattr("flowc.origin.binaries.MOST", 3)
    assert bom(package)["compositions"][0]["aggregate"] == "incomplete"


TEXT = st.text(max_size=30) | st.sampled_from(["MIT", "MIT OR (", "https://a.b/c", "http:// x"])
SAID = st.builds(
    Said,
    TEXT,
    st.dictionaries(st.sampled_from(TEXTS), TEXT.filter(bool)),
    st.lists(st.tuples(st.sampled_from(PRODUCERS), TEXT, TEXT), max_size=3).map(tuple),
)
LEAF = st.builds(Binary, st.just("module"), st.integers(0, 9), st.just("0" * 64), SAID)
BINARY = st.builds(Binary, st.just("component"), st.integers(0, 9), st.just("1" * 64), SAID,
                   st.lists(LEAF, max_size=2).map(tuple))  # fmt: skip
FRAME = json.loads(sbom(forge.PLAN, b"\0asm\x0d\0\1\0", forge.MANIFEST))


@given(BINARY)
def test_nothing_that_a_binary_says_breaks_the_schema(binary: Binary) -> None:
    document = FRAME | {"components": [library("file:a", "a", binary)]}
    assert invalid(f.canonical_json(document)) == ""
