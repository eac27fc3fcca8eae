"""What a server says of itself: catalogue, signature, and an OpenAPI document that holds."""

import json
from contextlib import suppress
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError
from tests.serve.served import Served
from tests.stub import door_archive as door

from flowrt.catalogue import catalogue, published, read_published
from flowrt.plan.plan import Entry, Parameter, Plan
from flowrt.plan.shapes import (
    EnumOf,
    FlagsOf,
    ListOf,
    OptionOf,
    Prim,
    RecordOf,
    ResultOf,
    Shape,
    TupleOf,
    VariantOf,
)
from flowrt.plan.triggers import Route
from flowrt.serve.openapi import openapi
from flowrt.serve.schemas import Schemas

SHAPES: dict[str, tuple[Shape, list[str], list[str]]] = {
    "u8": (Prim("u8"), ["0", "255"], ["256", "-1", "1.5", '"1"', "null"]),
    "s64": (Prim("s64"), ["-1", '"-9223372036854775808"'], ["1.5", '"x"', "9223372036854775808"]),
    "f32": (Prim("f32"), ["1", "-1.5e3"], ['"1"', "1e39"]),
    "char": (Prim("char"), ['"a"', '"é"'], ['""', '"ab"', "1"]),
    "bytes": (ListOf(Prim("u8")), ['"aGk="', "[104]", '""'], ['"aGk"', "[256]"]),
    "option": (OptionOf(Prim("u8")), ["null", "1"], ['"1"']),
    "twice": (OptionOf(OptionOf(Prim("u8"))), ["null", '{"some":null}', '{"some":1}'], ["1"]),
    "result": (ResultOf(None, Prim("string")), ['{"ok":null}', '{"err":"x"}'], ["null", "{}"]),
    "tuple": (TupleOf((Prim("u8"), Prim("bool"))), ["[1,true]"], ["[1]", "[1,true,2]"]),
    "record": (
        RecordOf("r", (("a", Prim("u8")), ("b", OptionOf(Prim("u8"))))),
        ['{"a":1}', '{"a":1,"b":null}'],
        ['{"b":1}', '{"a":1,"c":2}', "[]"],
    ),
    "variant": (
        VariantOf("v", (("none", None), ("one", Prim("u8")))),
        ['"none"', '{"one":1}'],
        ['"one"', '{"none":null}', '{"one":1,"none":null}'],
    ),
    "enum": (EnumOf("e", ("a", "b")), ['"a"'], ['"c"']),
    "flags": (FlagsOf("f", ("a", "b")), ["[]", '["b","a"]'], ['["a","a"]', '["c"]']),
}


def accepts(shape: Shape, text: str) -> bool:
    """Whether the schema of a type accepts a JSON text."""
    schemas = Schemas()
    schema: dict[str, object] = {**schemas.of(shape), "components": {"schemas": schemas.named}}
    checker = jsonschema.Draft202012Validator(schema)
    checker.check_schema(schema)
    return bool(checker.is_valid(json.loads(text)))


@pytest.mark.parametrize("name", SHAPES)
def test_a_type_has_the_schema_of_its_values(name: str) -> None:
    shape, good, bad = SHAPES[name]
    assert [text for text in good if not accepts(shape, text)] == []
    assert [text for text in bad if accepts(shape, text)] == []


def test_types_of_one_name_are_told_apart() -> None:
    schemas = Schemas()
    first = schemas.of(EnumOf("size", ("a",)))
    assert schemas.of(EnumOf("size", ("b",))) == {"$ref": "#/components/schemas/size-2"}
    assert schemas.of(EnumOf("size", ("a",))) == first == {"$ref": "#/components/schemas/size"}


def test_the_catalogue_has_flows_with_their_docs(served: Served) -> None:
    found = served.ask("GET", "/v1/flows").value
    assert (found["package"], found["version"]) == ("acme:shop", "1.2.0")
    flows = {flow["name"]: flow for flow in found["flows"]}
    assert flows["price"]["docs"] == "Prices an order."
    assert [one["name"] for one in flows["price"]["params"]] == ["lines", "size", "extras"]
    assert flows["greet"]["params"][0]["default"] == '"world"'
    assert flows["price"]["params"][1]["type"] == ["enum", "size", ["small", "large"]]


def test_what_is_published_is_read_back(served: Served) -> None:
    found = read_published(served.ask("GET", "/v1/signature").body)
    assert found.package == "acme:shop"
    assert found.plan.startswith("sha256:")
    assert {str(entry) for entry in found.entries} >= {
        "few: func(x: u32) -> u32",
        "greet: func(name: string) -> string",
    }


ENTRIES: tuple[Entry, ...] = (door.CHECKOUT, door.COUNT, door.EVERYTHING)
PLAN = Plan("acme:shop", "1.2.3", "acme:shop/flows@1.2.3", door.DOOR, ENTRIES)


def test_every_type_survives_being_published() -> None:
    found = read_published(json.dumps(published(PLAN, ENTRIES)).encode())
    assert [str(one) for one in found.entries] == [str(one) for one in ENTRIES]
    assert [flow["name"] for flow in catalogue(PLAN, ENTRIES, {"count": {}})["flows"]] == [  # type: ignore[attr-defined]  # plain values
        "checkout",
        "count",
        "everything",
    ]


PUBLISHED = json.dumps(published(PLAN, ENTRIES))


@given(st.data())
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
def test_what_is_odd_about_another_side_is_said(data: st.DataObject) -> None:
    value = json.loads(PUBLISHED)
    holder: Any = value
    while True:
        key = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else [0]))
        inside = holder[key]
        if not isinstance(inside, (dict, list)) or not inside or data.draw(st.booleans()):
            break
        holder = inside
    holder[key] = data.draw(st.none() | st.integers(7, 9) | st.just([]) | st.just({"x": []}))
    with suppress(ValueError):  # of which each is a message; anything else is a mistake of ours
        read_published(json.dumps(value).encode())


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"schema":2}', b"\xff", b"[" * 100_000])
def test_what_is_no_signature_is_told(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_published(text)


@pytest.mark.parametrize("has_token", [False, True])
def test_the_openapi_document_is_one(has_token: bool) -> None:  # noqa: FBT001 - a case
    params = tuple(
        Parameter(f"p-{name}", shape, "What it is.", required=name == "u8", default=None)
        for name, (shape, *_) in SHAPES.items()
    )
    routes = (Route("get", "/all/{p-u8}"), Route("put", "/all/{p-u8}/of/{p-char}"))
    entries = tuple(
        Entry(f"of-{name}", 0, "Does it.", params, shape, routes=routes if name == "u8" else ())
        for name, (shape, *_) in SHAPES.items()
    )
    document = openapi(door.runner().plan, entries, has_token=has_token)
    validate(document, cls=OpenAPIV31SpecValidator)
    with pytest.raises(OpenAPIValidationError):
        validate({**document, "paths": 7}, cls=OpenAPIV31SpecValidator)


def test_the_openapi_document_names_each_flow(served: Served) -> None:
    found = served.ask("GET", "/openapi.json").value
    assert found["openapi"] == "3.1.0"
    assert found["info"] == {"title": "acme:shop", "version": "1.2.0"}
    call = found["paths"]["/v1/flows/price"]["post"]
    assert call["summary"] == "Prices an order."
    body = call["requestBody"]["content"]["application/json"]["schema"]
    assert body["required"] == ["lines"]
    assert body["properties"]["lines"]["items"] == {"$ref": "#/components/schemas/line"}
    assert {"line", "size", "extras", "payment"} <= found["components"]["schemas"].keys()
    assert call["responses"].keys() >= {"200", "400", "413", "422", "500", "503", "504"}
