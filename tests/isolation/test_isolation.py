"""What one transaction leaves, and what another finds of it, in every mode: THREATS, "Apart"."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.isolation import grounds
from tests.isolation.grounds import app

from flowrt.app import App
from flowrt.problems.faults import ComponentTrapped
from flowrt.problems.report import Fault
from flowrt.rights.limits import Limits
from flowrt.run import warm
from flowrt.run.runner import Isolation
from flowrt.run.services import Local
from flowrt.run.stream import PAYS

SECRET = 0x5EC2E7
ALL = 6
"""What `found` counts in an instance in which `leave` ran: all that it looks for."""
HANDLE = 1
"""The first handle that there is."""
BOTH = pytest.mark.parametrize("isolation", ["call", "stream"])
USE = 'package test:hostile@1.0.0;\nuse h from "hostile.wasm";\n'


def fault(opened: App, flow: str, **parameters: object) -> Fault:
    with pytest.raises(Fault) as caught:
        opened.call(flow, parameters)
    return caught.value


def holds_nothing(opened: App) -> bool:
    """Whether a transaction finds neither state nor a handle."""
    refused = fault(opened, "guess", handle=HANDLE)
    return opened.call("found") == 0 and "unknown handle" in str(refused)


def test_a_transaction_finds_nothing_of_the_one_before() -> None:
    opened = app()
    opened.call("leave", {"secret": SECRET})
    assert holds_nothing(opened)


POOLED = grounds.FLOWS.replace("hostile.wasm", grounds.SINGLE)
FAULTS = ["leave-and-trap", "leave-and-spin", "leave-and-recurse"]


@BOTH
@pytest.mark.parametrize("flow", FAULTS)
def test_nothing_is_found_of_a_transaction_that_stopped(isolation: Isolation, flow: str) -> None:
    opened = app(narrowed=Limits(wall_ms=50), isolation=isolation)
    fault(opened, flow, secret=SECRET)
    assert opened.call("found") == 0
    assert "unknown handle" in str(fault(opened, "guess", handle=HANDLE))


@pytest.fixture
def one_place(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The pool of the process has room for one, so each has the memories of the one before."""
    warm._pool.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(warm, "PLACES", 1)
        patched.setattr(warm, "TRIALS", 0)
        yield
    warm._pool.cache_clear()


def warm_up(opened: App) -> None:
    """Call an archive so often that its instances come out of a pool."""
    for _ in range(PAYS):
        assert opened.call("found") == 0
    assert (opened.runner.fresh()._warm is not None) == (sys.platform == "linux")


def called_often() -> App:
    opened = app(text=POOLED)
    warm_up(opened)
    return opened


OPENED = pytest.mark.parametrize("opened", [app, called_often])


@pytest.mark.usefixtures("one_place")
@pytest.mark.parametrize("pool", ["asked for", "come to"])
@pytest.mark.parametrize("flow", ["leave", *FAULTS])
def test_an_instance_of_a_pool_finds_nothing_of_the_one_before_it(flow: str, pool: str) -> None:
    """Of a pool that servers and workers ask for, or of the one that Python's calls come to."""
    is_asked_for = pool == "asked for"
    opened = app(narrowed=Limits(wall_ms=50), text=POOLED, pooled=int(is_asked_for))
    if not is_asked_for:
        warm_up(opened)
    for _ in range(3):
        if flow == "leave":
            opened.call(flow, {"secret": SECRET})
        else:
            fault(opened, flow, secret=SECRET)
        assert holds_nothing(opened)
        grown = opened.call("grow-and-look", {"pages": 2})
        assert grown == [0, 0], "what was grown once is zero when it is grown again"


@pytest.mark.usefixtures("one_place")
def test_archives_that_share_a_pool_find_nothing_of_each_other() -> None:
    one, other = app(text=POOLED), app(text=f"{POOLED}export flow more() -> u32 {{ 1 }}\n")
    for opened in (one, other):
        warm_up(opened)
    for giver, finder in ((one, other), (other, one)) * 2:
        giver.call("leave", {"secret": SECRET})
        assert holds_nothing(finder)
        assert finder.call("grow-and-look", {"pages": 2}) == [0, 0]


def test_a_stream_keeps_its_instance_and_no_other_has_it() -> None:
    """The test of the test, too: in one instance all that was left is there."""
    runner = app(isolation="stream").runner
    found, guess, leave = (runner.entry(flow) for flow in ("found", "guess", "leave"))
    with runner.stream() as one, runner.stream() as other:
        one.call(leave, b'{"secret":%d}' % SECRET)
        assert int(one.call(found, b"{}")) == ALL
        assert int(one.call(guess, b'{"handle":1}')) == SECRET
        assert int(other.call(found, b"{}")) == 0
        assert int(runner.call(found, b"{}")) == 0


@OPENED
def test_transactions_side_by_side_find_nothing_of_each_other(opened: Callable[[], App]) -> None:
    shared = opened()

    def both(secret: int) -> object:
        shared.call("leave", {"secret": secret + 1})
        return shared.call("found")

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(both, range(100))) == {0}


APART = f"""{USE}
use other from "hostile.wasm";
export flow same(secret: u32) -> u32 {{ let _ = h.leave(secret); h.found() }}
export flow neighbour(secret: u32) -> tuple<u32, u32> {{
  let _ = h.leave(secret);
  (other.found(), other.peek(65532))
}}
export flow neighbour-handle(secret: u32) -> u32 {{ let _ = h.leave(secret); other.guess(1) }}
export flow before(secret: u32) -> u32 {{
  let _ = h.leave(secret);
  h.found() with {{ isolate }}
}}
export flow behind(secret: u32) -> u32 {{
  let _ = h.leave(secret) with {{ isolate }};
  h.found()
}}
export flow branches(secrets: list<u32>) -> list<u32> {{
  par for secret in secrets {{ h.found() + 100 * (h.leave(secret) + h.found()) }}
}}
export flow two(secret: u32) -> tuple<u32, u32> {{
  par {{ h.leave(secret), h.found() }}
}}
"""


def test_components_of_one_flow_find_nothing_of_each_other() -> None:
    opened = app(text=APART)
    assert opened.call("same", {"secret": SECRET}) == ALL
    assert opened.call("neighbour", {"secret": SECRET}) == [0, 0]
    assert "unknown handle" in str(fault(opened, "neighbour-handle", secret=SECRET))


def test_a_call_in_an_instance_of_its_own_finds_and_leaves_nothing() -> None:
    opened = app(text=APART)
    assert opened.call("before", {"secret": SECRET}) == 0
    assert opened.call("behind", {"secret": SECRET}) == 0


def test_branches_find_nothing_of_each_other() -> None:
    opened = app(text=APART)
    assert opened.call("branches", {"secrets": [1, 2, 3, 4]}) == [100 * ALL] * 4
    assert opened.call("two", {"secret": SECRET}) == [0, 0]


ASKING = """package test:asking@1.0.0;
use hostile from left as service;
interface left {
  leave: func(secret: u32) -> u32;
  found: func() -> u32;
}
export flow ask(secret: u32) -> u32 { let _ = hostile.leave(secret); hostile.found() }
"""


@BOTH
@pytest.mark.usefixtures("one_place")
@OPENED
def test_a_service_finds_nothing_of_the_call_before(
    isolation: Isolation, opened: Callable[[], App]
) -> None:
    asking = app(text=ASKING, isolation=isolation, hostile=Local(opened().runner))
    for _ in range(2):
        assert asking.call("ask", {"secret": SECRET}) == 0


LIES = """package test:lies@1.0.0;
use liar from "liar.wasm";
export flow text(secret: string, at: u32, size: u32) -> tuple<string, string> {
  (liar.text(at, size), secret)
}
export flow far(at: u32) -> string { liar.far(at) }
export flow broken(at: u32) -> string { let _ = liar.byte(at, 255); liar.text(at, 1) }
export flow take(at: u32, it: string) -> u32 { let _ = liar.aim(at); liar.take(it) }
"""
PAGE = 1 << 16
CANARY = "nobody may read this"


def test_a_text_of_a_component_is_of_its_own_memory() -> None:
    opened = app(text=LIES)
    for at, size in ((8, 9), (8, PAGE - 8), (PAGE - 1, 1), (PAGE, 0)):
        given = {"secret": CANARY, "at": at, "size": size}
        assert opened.call("text", given) == ["\0" * size, CANARY]


@pytest.mark.parametrize(
    ("at", "size"),
    [(PAGE, 1), (0, PAGE + 1), (PAGE - 1, 2), (8, (1 << 32) - 8), ((1 << 32) - 1, 1), (1 << 31, 4)],
)
def test_a_text_outside_of_it_is_a_trap(at: int, size: int) -> None:
    found = fault(app(text=LIES), "text", secret=CANARY, at=at, size=size)
    assert isinstance(found, ComponentTrapped)
    assert CANARY not in str(found)


@pytest.mark.parametrize("at", [PAGE, PAGE - 4, 2, (1 << 32) - 8, 1 << 31])
def test_results_outside_of_it_or_out_of_line_are_a_trap(at: int) -> None:
    assert isinstance(fault(app(text=LIES), "far", at=at), ComponentTrapped)


def test_a_text_that_is_not_unicode_is_a_trap() -> None:
    assert isinstance(fault(app(text=LIES), "broken", at=100), ComponentTrapped)


@pytest.mark.parametrize("at", [PAGE, PAGE - 3, (1 << 32) - 1, 1 << 31])
def test_a_text_goes_nowhere_but_into_the_memory_of_whom_it_is_given_to(at: int) -> None:
    opened = app(text=LIES)
    assert isinstance(fault(opened, "take", at=at, it="abcd"), ComponentTrapped)
    assert opened.call("take", {"at": PAGE - 4, "it": "abcd"}) == ord("a")
