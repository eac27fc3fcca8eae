"""Requests keep to the bounds of their transaction, and the guard takes nothing of these."""

from bisect import bisect_left
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.network.clients import DENIED, TIMED_OUT, client, fetch, need
from tests.network.servers import Server

from flowrt.engine.system.count import Count
from flowrt.problems.faults import DeadlinePassed, FuelSpent, MemorySpent, NotStarted
from flowrt.rights.capabilities import Allowed
from flowrt.rights.limits import Limits


def test_a_body_that_is_too_large_meets_the_limit_of_memory(server: Server) -> None:
    limits = Limits(memory_bytes=4 << 20)
    app = client(need(server), limits=limits)
    assert len(fetch(app, server.host, path="/large?131072")["ok"]["body"]) == 131072
    with pytest.raises(MemorySpent):
        fetch(app, server.host, path=f"/large?{64 << 20}")


@pytest.mark.parametrize("path", ["/nothing", "/slowly"])
def test_no_answer_is_waited_for_beyond_the_deadline(path: str, stranger: Server) -> None:
    """Without it, the first would wait for minutes and the second for ever."""
    app = client(need(stranger), limits=Limits(wall_ms=300))
    try:
        found = fetch(app, stranger.host, path=path)
    except DeadlinePassed:
        return
    assert path == "/nothing"
    assert found == TIMED_OUT, "it ran out of time just before the transaction did"


def test_in_a_stream_each_transaction_has_its_own_time(server: Server) -> None:
    app = client(need(server), limits=Limits(wall_ms=60_000), isolation="stream")
    for _ in range(3):
        assert "ok" in fetch(app, server.host)
        assert fetch(app, "elsewhere:80") == DENIED


@pytest.mark.parametrize("patience", [0, 1, 10**18])
def test_a_component_may_have_less_patience_but_not_more(patience: int, stranger: Server) -> None:
    app = client(need(stranger), limits=Limits(wall_ms=300))
    if patience > 1:
        with pytest.raises(DeadlinePassed):
            fetch(app, stranger.host, path="/slowly", patience=patience)
    else:
        assert fetch(app, stranger.host, path="/nothing", patience=patience) == TIMED_OUT


@pytest.mark.parametrize("name", ["instances", "memories"])
def test_the_guard_takes_nothing_of_what_an_instance_may_have(name: str, server: Server) -> None:
    """The least bound that is enough without a guard is so with one."""

    def works(need: str, bound: int) -> bool:
        try:
            return "ok" in fetch(client(need, narrowed=Limits(**{name: bound})), server.host)
        except NotStarted:
            return False

    least = next(bound for bound in range(1, 40) if works("http", bound))
    assert works(need(server), least)
    assert not works(need(server), least - 1)


def test_it_works_where_memories_and_fuel_are_counted(server: Server) -> None:
    limits = Limits(total_memory_bytes=64 << 20, fuel=10**9)
    app = client(need(server), limits=limits)
    for _ in range(3):
        assert "ok" in fetch(app, server.host)
        assert fetch(app, "elsewhere:80") == DENIED


def test_many_requests_of_one_transaction(server: Server) -> None:
    app = client(need(server))
    assert "ok" in fetch(app, server.host, times=50)
    assert fetch(app, "elsewhere:80", times=2000) == DENIED


def test_threads_have_guards_of_their_own(server: Server) -> None:
    """What one may send and another may not is never mixed up."""
    app = client(need(server))
    hosts = [server.host, "elsewhere:80"] * 8
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda host: fetch(app, host, times=20), hosts))
    assert ["ok" in one for one in found] == [True, False] * 8
    assert all(one == DENIED for one in found[1::2])


def test_an_instance_that_is_gone_leaves_no_guard_behind(server: Server) -> None:
    app = client(need(server), limits=Limits(memory_bytes=4 << 20), isolation="stream")
    code: Any = app.runner.source.code
    guard = code.wasi.guard
    fetch(app, server.host)
    assert len(guard._posts) == 1
    with pytest.raises(MemorySpent):
        fetch(app, server.host, path=f"/large?{64 << 20}")
    assert len(guard._posts) == 0


def test_fuel_that_runs_out_in_the_guard_is_told_as_anywhere(server: Server) -> None:
    """The guard runs on the transaction's fuel, so it may be stopped at each of its steps."""

    def asked_and_spent(fuel: int) -> tuple[bool, bool]:
        count = Count()
        allowed, narrowed = Allowed(("all",), count=count), Limits(fuel=fuel)
        app = client(need(server), limits=Limits(fuel=10**9), narrowed=narrowed, allowed=allowed)
        try:
            fetch(app, "elsewhere:80")
        except FuelSpent:
            return bool(count.calls), True
        return bool(count.calls), False

    least = bisect_left(range(10**5), x=True, key=lambda fuel: asked_and_spent(fuel)[0])
    outcomes = {asked_and_spent(fuel) for fuel in range(least, least + 90, 15)}
    assert outcomes == {(True, True)}
