"""A component that is bound by itself: it answers, or it is said why its functions do not."""

from pathlib import Path

import pytest
from tests.wrap.components import (
    BOOL,
    CENTS,
    INTERFACE,
    SCREEN,
    answer,
    asked,
    bound,
    component,
    exported,
    service,
)

from flowrt.bindings.errors import LacksFunction, NotAComponent, OtherTypes
from flowrt.plan.cuts import Service, ServiceFunction
from flowrt.plan.shapes import ListOf, Prim, RecordOf
from flowrt.run.scope import Scope

THINGS = """
  (type $thing' (resource (rep i32)))
  (export $thing "thing" (type $thing'))
  (func $f (param "cents" (own $thing)) (result bool) (canon lift (core func $i "screen")))
  (export "screen" (func $f))
"""


LIFTED_TWICE = """
  (func $f (param "cents" u64) (result bool) (canon lift (core func $i "screen")))
  (func $g (param "cents" u64) (result s32) (canon lift (core func $i "screen")))
  (instance $one (export "screen" (func $f)))
  (instance $two (export "screen" (func $g)))
"""


@pytest.mark.parametrize(
    "interface",
    [INTERFACE, "acme:shop/screening@1.0.0", "acme:shop/screening@1.9.3", "other:one/api", ""],
)
def test_it_answers_by_interface_or_by_name(tmp_path: Path, interface: str) -> None:
    binding = bound(tmp_path / "fraud.wasm", exported(interface), service())
    assert [answer(binding, cents) for cents in (1, 1000)] == [b"true", b"false"]


def test_the_interface_decides_where_several_have_the_function(tmp_path: Path) -> None:
    text = LIFTED_TWICE + '(export "acme:shop/screening@2.0.0" (instance $two))'
    both = component(text + f'(export "{INTERFACE}" (instance $one))')
    assert answer(bound(tmp_path / "both.wasm", both, service()), 1) == b"true"
    names = ("acme:shop/screening@1.1.0", "acme:shop/screening@1.3.0", "")
    assert answer(bound(tmp_path / "newest.wasm", exported(*names), service()), 1) == b"true"


@pytest.mark.parametrize(
    ("data", "expected", "found"),
    [
        (exported("acme:shop/screening@2.0.0"), f"{INTERFACE} with screen", "screening@2.0.0"),
        (exported("a:a/a", "b:b/b"), "one function screen", "one in each of a:a/a, b:b/b"),
        (exported("a:a/a", ""), "one function screen", "a:a/a, the component itself"),
        (component(""), f"screen: func(cents: u64) -> bool, in {INTERFACE}", "no functions"),
        (
            component('(func $n (param "c" u64) (canon lift (core func $i "note")))'
                      '(export "note" (func $n))'),
            "screen: func",
            "the functions note",
        ),
    ],
)  # fmt: skip
def test_what_it_lacks_is_told(tmp_path: Path, data: bytes, expected: str, found: str) -> None:
    with pytest.raises(LacksFunction) as refusal:
        bound(tmp_path / "fraud.wasm", data, service())
    assert expected in refusal.value.expected
    assert found in refusal.value.found
    assert refusal.value.place == str(tmp_path / "fraud.wasm")


@pytest.mark.parametrize(
    ("of", "expected", "found"),
    [
        (asked(BOOL, ("cents", Prim("u32"))), "u32 in the parameter `cents`", "u64"),
        (asked(Prim("string"), ("cents", CENTS)), "string in the result", "bool"),
        (asked(None, ("cents", CENTS)), "nothing in the result", "bool"),
        (asked(BOOL), "() in the parameters", "(cents: u64)"),
        (asked(BOOL, ("net", CENTS)), "net: u64", "screen: func(cents: u64) -> bool"),
        (asked(ListOf(BOOL), ("cents", CENTS)), "list<bool> in the result", "bool"),
    ],
)
def test_other_types_are_told_with_both_sides(
    tmp_path: Path, of: Service, expected: str, found: str
) -> None:
    with pytest.raises(OtherTypes) as refusal:
        bound(tmp_path / "fraud.wasm", exported(INTERFACE), of)
    assert expected in refusal.value.expected
    assert found in refusal.value.found


def test_a_difference_within_a_type_has_its_place(tmp_path: Path) -> None:
    point = '(type $p\' (record (field "x" u32) (field "y" u32))) (export $p "point" (type $p\'))'
    data = component(
        point + '(func $f (param "cents" $p) (result bool) (canon lift (core func $i "pair")))'
        '(export "screen" (func $f))'
    )
    of = asked(BOOL, ("cents", RecordOf("spot", (("x", Prim("u32")), ("y", Prim("s32"))))))
    with pytest.raises(OtherTypes) as refusal:
        bound(tmp_path / "fraud.wasm", data, of)
    assert "s32 in the parameter `cents`, at y" in refusal.value.expected


def test_a_handle_has_no_form_outside(tmp_path: Path) -> None:
    with pytest.raises(OtherTypes) as refusal:
        bound(tmp_path / "fraud.wasm", component(THINGS), service())
    assert "has no form outside its component" in refusal.value.found


def test_two_functions_of_one_name_cannot_both_be_answered(tmp_path: Path) -> None:
    other = ServiceFunction("acme:shop/other", "screen", SCREEN.params, BOOL)
    with pytest.raises(LacksFunction, match="whose functions differ"):
        bound(
            tmp_path / "fraud.wasm", exported(INTERFACE, "acme:shop/other"), service(SCREEN, other)
        )


def test_a_function_may_give_nothing(tmp_path: Path) -> None:
    note = ServiceFunction("", "note", (("cents", CENTS),), None)
    lifted = '(func $n (param "cents" u64) (canon lift (core func $i "note")))'
    data = component(lifted + '(export "note" (func $n))')
    binding = bound(tmp_path / "fraud.wasm", data, service(note))
    assert binding.call(note, b'{"cents":1}', Scope()) == b"true"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "an empty file"),
        (b"\0asm\r", "a file of 5 bytes, cut short"),
        (b"\0asm\1\0\0\0", "a core module"),
        (b"(component)", "a file that begins with 28 63 6f 6d 70 6f 6e 65"),
        (exported("")[:100], "bytes"),
        (exported("acme:shop/x").replace(b"acme:shop/x", b"acme:shop/("), "'acme:shop/('"),
    ],
)
def test_what_is_no_component_is_refused(tmp_path: Path, data: bytes, found: str) -> None:
    with pytest.raises(NotAComponent) as refusal:
        bound(tmp_path / "fraud.wasm", data, service())
    assert found in refusal.value.found
