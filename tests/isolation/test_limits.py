"""Every limit is kept, by a hostile component, and the fault names it."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.isolation.grounds import app, sealed

from flowrt.app import App
from flowrt.engine import meter
from flowrt.problems.errors import TooLarge, WrongKind
from flowrt.problems.faults import (
    ComponentTrapped,
    DeadlinePassed,
    FlowFaulted,
    FuelSpent,
    MemorySpent,
    NotBounded,
    NotStarted,
    OutputTooLarge,
    StackExhausted,
)
from flowrt.problems.report import Fault
from flowrt.rights.limits import Limits
from flowrt.run.runner import Isolation

PAGE = 1 << 16
MIB = 1 << 20
counted = pytest.mark.skipif(not meter.is_there(), reason="memory is not counted here")
BOTH = pytest.mark.parametrize("isolation", ["call", "stream"])


def fault(opened: App, flow: str, **parameters: object) -> Fault:
    with pytest.raises(Fault) as caught:
        opened.call(flow, parameters)
    return caught.value


@counted
def test_each_memory_is_bounded_and_the_component_named() -> None:
    opened = app(Limits(memory_bytes=20 * PAGE))
    assert opened.compiled_because == ""
    assert opened.call("grow", {"which": 0, "pages": 19}) == 1
    assert opened.call("grow", {"which": 0, "pages": 20}) == -1
    found = fault(opened, "must-grow", which=1, pages=20)
    assert isinstance(found, MemorySpent)
    bound = "a memory would have 1,376,256 bytes; `memory_bytes` allows 1,310,720"
    assert found.facts == (
        ("flow", "must-grow"),
        ("component", "h"),
        ("function", "must-grow"),
        ("message", f"{bound}; then: wasm `unreachable` instruction executed"),
    )
    assert found.place.startswith("hostile.flow:4:")


@counted
def test_all_memories_are_bounded_together_to_the_byte() -> None:
    least = used(Limits(total_memory_bytes=64 * MIB))
    opened = app(Limits(total_memory_bytes=least + 10 * PAGE))
    assert opened.call("grow", {"which": 0, "pages": 10}) == 1
    assert opened.call("grow", {"which": 1, "pages": 10}) == 1
    found = fault(opened, "must-grow", which=1, pages=11)
    assert isinstance(found, MemorySpent)
    wanted, allowed = f"{least + 11 * PAGE:,}", f"{least + 10 * PAGE:,}"
    assert f"together would have {wanted} bytes; `total_memory_bytes` allows {allowed}" in str(
        found
    )


def used(limits: Limits) -> int:
    """Return how much an instance has before anything is called."""
    live = app(limits).runner.source.start("grow")
    try:
        assert live.meter is not None
        return live.meter.most
    finally:
        live.close()


@counted
def test_the_flows_own_memory_is_bounded_too() -> None:
    found = fault(app(Limits(memory_bytes=2 * MIB)), "echo", text="a" * (3 * MIB // 4))
    assert isinstance(found, MemorySpent)
    assert "`memory_bytes` allows 2,097,152" in str(found)
    with pytest.raises(TooLarge):
        app(Limits(memory_bytes=2 * MIB)).call("echo", {"text": "\n" * (3 * MIB // 4)})


@counted
def test_code_that_goes_on_without_what_it_was_refused_is_not_blamed_for_it() -> None:
    opened = app(Limits(memory_bytes=20 * PAGE))
    assert opened.call("grow-and-divide", {"by": 1}) == 1
    assert isinstance(fault(opened, "grow-and-divide", by=0), FlowFaulted)


@counted
@BOTH
def test_what_one_transaction_was_refused_is_not_told_of_the_next(isolation: Isolation) -> None:
    opened = app(Limits(memory_bytes=20 * PAGE), isolation=isolation)
    assert opened.call("grow", {"which": 0, "pages": 20}) == -1
    found = fault(opened, "peek", at=PAGE)
    assert isinstance(found, ComponentTrapped)
    assert "memory_bytes" not in str(found)


@counted
@pytest.mark.parametrize("limits", [Limits(memory_bytes=PAGE), Limits(total_memory_bytes=PAGE)])
def test_an_instance_that_needs_more_from_the_start_is_not_started(limits: Limits) -> None:
    found = fault(app(limits), "found")
    assert isinstance(found, NotStarted)
    (name,) = limits.by_name
    assert f"`{name}` allows 65,536" in str(found)


@counted
def test_memory_is_given_back_when_an_instance_ends() -> None:
    opened = app(Limits(total_memory_bytes=64 * MIB))
    before = mappings()
    for _ in range(200):
        opened.call("grow", {"which": 0, "pages": 100})
    assert mappings() < before + 50


def mappings() -> int:
    return len(Path("/proc/self/maps").read_text().splitlines())


@counted
def test_instances_side_by_side_are_counted_apart() -> None:
    """Each grows to its own bound; if counts were mixed, some would be refused, or none."""
    least = used(Limits(total_memory_bytes=64 * MIB))
    opened = app(Limits(total_memory_bytes=least + 10 * PAGE))

    def grow(pages: int) -> object:
        return opened.call("grow", {"which": pages % 2, "pages": pages})

    with ThreadPoolExecutor(4) as pool:
        grown = list(pool.map(grow, [9, 10, 11, 12] * 50))
    assert grown == [1, 1, -1, -1] * 50


@counted
@pytest.mark.parametrize("flow", ["peek", "peek-far"])
@pytest.mark.parametrize("at", [PAGE - 3, PAGE, 20 * PAGE, 1 << 31, (1 << 32) - 4, (1 << 32) - 1])
def test_counted_memory_ends_where_it_ends(flow: str, at: int) -> None:
    found = fault(app(Limits(memory_bytes=20 * PAGE)), flow, at=at)
    assert isinstance(found, ComponentTrapped)
    assert "out of bounds memory access" in str(found)


@counted
def test_counted_memory_is_zero_and_whole() -> None:
    opened = app(Limits(memory_bytes=20 * PAGE))
    assert opened.call("peek", {"at": PAGE - 4}) == 0
    assert opened.call("found") == 0


def test_a_bound_of_the_operators_alone_leaves_the_native_code_usable() -> None:
    opened = app(narrowed=Limits(memory_bytes=20 * PAGE))
    assert opened.compiled_because == ""
    assert opened.call("grow", {"which": 0, "pages": 20}) == -1
    found = fault(opened, "must-grow", which=0, pages=20)
    assert isinstance(found, ComponentTrapped)
    assert "`memory_bytes` allows each memory 1,310,720, which may be why" in str(found)


@counted
def test_the_operator_narrows_and_never_widens() -> None:
    wide = app(Limits(memory_bytes=20 * PAGE), narrowed=Limits(memory_bytes=40 * PAGE))
    assert wide.call("grow", {"which": 0, "pages": 20}) == -1
    narrow = app(Limits(memory_bytes=40 * PAGE), narrowed=Limits(memory_bytes=20 * PAGE))
    assert narrow.call("grow", {"which": 0, "pages": 20}) == -1
    assert "allows 1,310,720" in str(fault(narrow, "must-grow", which=0, pages=20))


def test_where_memory_is_not_counted_a_total_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meter, "is_there", lambda: False)
    with pytest.raises(NotBounded, match="total_memory_bytes"):
        app(narrowed=Limits(total_memory_bytes=64 * MIB))
    plain = app(narrowed=Limits(memory_bytes=20 * PAGE))
    assert plain.call("grow", {"which": 0, "pages": 20}) == -1


LIMITED: list[tuple[Limits, str, dict[str, object], type[Fault]]] = [
    (Limits(wall_ms=20), "leave-and-spin", {"secret": 1}, DeadlinePassed),
    (Limits(fuel=1_000_000), "leave-and-spin", {"secret": 1}, FuelSpent),
    (Limits(stack_bytes=1 << 16), "leave-and-recurse", {"secret": 1}, StackExhausted),
    (Limits(output_bytes=9), "echo", {"text": "12345"}, OutputTooLarge),
]


@pytest.mark.parametrize(("limits", "flow", "given", "kind"), LIMITED, ids=str)
def test_a_limit_has_a_fault_of_its_own_whoever_sets_it(
    limits: Limits, flow: str, given: dict[str, object], kind: type[Fault]
) -> None:
    own = app(limits)
    assert own.compiled_because == ""
    for opened in (own, app(narrowed=limits)):
        assert type(fault(opened, flow, **given)) is kind
        assert opened.call("found") == 0


def test_tables_are_bounded() -> None:
    assert app(Limits(table_elements=6)).call("table", {"by": 2}) == 4
    assert app(Limits(table_elements=6)).call("table", {"by": 3}) == -1


STARTS: list[tuple[Limits, str]] = [
    (Limits(memories=1), "`memories`"),
    (Limits(instances=1), "`instances`"),
    (Limits(table_elements=3), "`table_elements`"),
]


@pytest.mark.parametrize(("limits", "named"), STARTS, ids=str)
def test_what_an_instance_has_from_the_start_is_bounded_by_name(limits: Limits, named: str) -> None:
    found = fault(app(limits), "found")
    assert isinstance(found, NotStarted)
    assert named in str(found)


def nested(depth: int) -> str:
    return '{"text":' + "[" * depth + "]" * depth + "}"


def objects(depth: int) -> str:
    return '{"text":' * depth + "1" + "}" * depth


@pytest.mark.parametrize("text", [nested, objects])
def test_depth_is_that_of_the_types_however_deep_a_text_is(text: Callable[[int], str]) -> None:
    """A million levels are refused at the first that no type has, without going down."""
    opened = app(Limits(stack_bytes=1 << 16))
    with pytest.raises(WrongKind) as caught:
        opened.call_json("echo", text(1_000_000))
    assert caught.value.place.startswith("text")
    assert len(str(caught.value)) < 1000


def test_the_header_says_the_limits() -> None:
    limits = Limits(fuel=1_000_000, memory_bytes=20 * PAGE)
    verified = sealed(limits)
    assert json.loads(verified.contents.archive.header)["limits"] == limits.by_name
