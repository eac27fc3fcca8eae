"""What the checker makes: names resolved, arguments in order, types closed, callees first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.frontend.check.checker import typed as checked

from flowc.frontend import terms, typed
from flowc.frontend.checking.order import callees_first

U32 = terms.Prim("u32")


def value(body: str, result: str = "u32", rest: str = "") -> typed.Expr:
    """Return the typed body of a flow `f(a: u32)`."""
    return checked(body, rest, result).flows[-1].body


def test_a_literal_takes_the_type_of_its_use() -> None:
    match value("let one = 1; a + one"):
        case typed.Let(typed.Slot(1, "one", slot_type), typed.Const(1, const_type), sum_):
            assert slot_type == const_type == sum_.type == U32
        case other:
            pytest.fail(str(other))


@pytest.mark.parametrize(
    ("written", "type_", "held"),
    [
        ("1", "s64", 1),
        ("1.5", "f64", 1.5),
        ("u8(255)", "u8", 255),
        ("f32(1)", "f32", 1.0),
        ("-1", "s64", -1),
        ("s8(-128)", "s8", -128),
    ],
)
def test_a_literal_alone(written: str, type_: terms.PrimName, held: float) -> None:
    match value(f"let _ = {written}; a"):
        case typed.Let(None, typed.Const(found, found_type)):
            assert (found, type(found), found_type) == (held, type(held), terms.Prim(type_))
        case other:
            pytest.fail(str(other))


def test_arguments_stand_in_the_order_of_parameters_with_defaults() -> None:
    rest = "flow g(a: u8, b: u16 = 7, c: u32) -> u32 { c + u32(a) + u32(b) }"
    match value("g(c: a, a: 1)", rest=rest):
        case typed.FlowCall("g", (typed.Const(1), typed.Const(7), typed.Local()), type_):
            assert type_ == U32
        case other:
            pytest.fail(str(other))


def test_a_component_call_names_its_function() -> None:
    match value("let _ = shop.extra.price(a); a"):
        case typed.Let(None, typed.ComponentCall("shop", function, (typed.Local(),), type_)):
            assert (function.interface, function.name) == ("acme:shop/extra@1.0.0", "price")
            assert type_ == terms.Prim("u64")
        case other:
            pytest.fail(str(other))


def test_a_call_without_result_gives_an_empty_tuple() -> None:
    match value('let _ = shop.note("a"); a'):
        case typed.Let(None, typed.ComponentCall(type=type_)):
            assert type_ == terms.Tuple(())
        case other:
            pytest.fail(str(other))


def test_record_fields_stand_in_the_order_of_the_type() -> None:
    match value("{ y: 2, x: a }.x", rest="record p { x: u32, y: u8 }"):
        case typed.Part(typed.Make((typed.Local(), typed.Const(2)), made), 0):
            assert str(made) == "p"
        case other:
            pytest.fail(str(other))


def test_flags_are_bits() -> None:
    rest = "flags r { read, write } flow g(r: r) -> bool { r.write }"
    package = checked("g({ write })", rest, "bool")
    match package.flows[0].body, package.flows[1].body:
        case typed.HasFlag(typed.Local(), 1), typed.FlowCall("g", (typed.MakeFlags(0b10),)):
            pass
        case other:
            pytest.fail(str(other))


def test_a_try_without_handler_makes_the_same_error_again() -> None:
    result = terms.Result(None, terms.STRING)
    match value("let _ = shop.save([])?; ok", "result<_, string>"):
        case typed.Let(None, typed.Try(_, typed.Slot() as slot, leave, type_)):
            assert slot.type == terms.STRING
            again = typed.Local(slot, slot.type, leave.span)
            assert leave == typed.MakeCase(1, again, result, leave.span)
            assert type_ == terms.Tuple(())
        case other:
            pytest.fail(str(other))


def test_an_option_is_left_with_none() -> None:
    match value('some(shop.find("a")?)', "option<u64>"):
        case typed.MakeCase(1, typed.Try(_, None, typed.MakeCase(0, None)), type_):
            assert type_ == terms.Option(terms.Prim("u64"))
        case other:
            pytest.fail(str(other))


def test_a_match_that_takes_everything_is_a_let() -> None:
    match value("match (a, 1) { (x, _) => x }"):
        case typed.Let(typed.Parts((typed.Slot(name="x"), None)), typed.Make(), typed.Local()):
            pass
        case other:
            pytest.fail(str(other))


def test_both_literals_of_a_bool_leave_no_other() -> None:
    match value("match a == 1 { true => 1, false => 2 }"):
        case typed.LiteralMatch(arms=((typed.Const(True), _), (typed.Const(False), _)), other=None):
            pass
        case other:
            pytest.fail(str(other))


def test_slots_are_unique_within_a_flow() -> None:
    body = "let x = fold y in [1] from 0 { acc + y }; match some(x) { some(z) => z + a, none => 1 }"
    slots: list[int] = []
    stack: list[object] = [checked(body).flows[-1]]
    while stack:
        match stack.pop():
            case typed.Slot(index):
                slots.append(index)
            case typed.TypedParam(slot):
                stack.append(slot)
            case typed.FlowBody(params=params, body=inner):
                stack += [*params, inner]
            case typed.Let(binder, inner, rest):
                stack += [binder, inner, rest]
            case typed.Fold(binder, acc):
                stack += [binder, acc]
            case typed.Match(arms=arms):
                stack += [arm.binder for arm in arms]
    assert sorted(slots) == [0, 1, 2, 3, 4]


def test_flows_stand_callees_first_and_otherwise_as_written() -> None:
    rest = """flow p(n: u32) -> u32 { r(n) + q(n) }
    flow q(n: u32) -> u32 { r(n) }
    flow r(n: u32) -> u32 { n }"""
    assert [flow.name for flow in checked("p(a)", rest).flows] == ["r", "q", "p", "f"]


def test_only_components_that_are_used_are_kept() -> None:
    assert list(checked("a").components) == []
    assert list(checked("let _ = shop.probe(); a").components) == ["shop"]


@given(st.lists(st.lists(st.integers(0, 7), max_size=4), min_size=8, max_size=8))
def test_the_order_has_all_names_and_callees_first_where_there_is_no_cycle(
    edges: list[list[int]],
) -> None:
    needs = {str(i): tuple(map(str, dict.fromkeys(row))) for i, row in enumerate(edges)}
    order, cycles = callees_first(needs)
    assert sorted(order) == sorted(needs)
    place = {name: at for at, name in enumerate(order)}
    late = [(a, b) for a in needs for b in needs[a] if place[b] >= place[a]]
    assert bool(late) == bool(cycles)
    for cycle in cycles:
        follows = zip(cycle, (*cycle[1:], cycle[0]), strict=True)
        assert all(b in needs[a] for a, b in follows)
