"""What a service says that it has is compared once, before the first call, whoever calls first."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from flowrt.bindings.agreed import Agreed
from flowrt.plan.cuts import Service, ServiceFunction
from flowrt.plan.plan import Entry
from flowrt.plan.shapes import Prim
from flowrt.problems.faults import DeadlinePassed, ServiceFailed
from flowrt.problems.refusals.rights import Unfit
from flowrt.run.scope import Scope

TEXT = Prim("string")
FIND = ServiceFunction("a:b/c", "find", (), TEXT)
SERVICE = Service("finder", (FIND,))
PATIENCE = 60.0


class Side:
    """The other side, which counts how often it is asked what it has."""

    def __init__(self, result: Prim = TEXT) -> None:
        self.asked = 0
        self.is_there = False
        self.begun = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        self._entry = Entry("find", 0, "", (), result)

    def published(self, service: Service, _: Scope) -> tuple[Entry, ...]:
        assert service == SERVICE
        self.asked += 1
        self.begun.set()
        assert self.gate.wait(PATIENCE)
        if not self.is_there:
            raise ServiceFailed(message="nobody is there")
        return (self._entry,)


def test_who_is_there_is_asked_once() -> None:
    side = Side()
    side.is_there = True
    agreed = Agreed(side.published)
    assert agreed.check(SERVICE) is None
    agreed.see_to(FIND, Scope())
    assert side.asked == 1


def test_who_comes_later_is_asked_until_it_is_there() -> None:
    side = Side()
    agreed = Agreed(side.published)
    failed = agreed.check(SERVICE)
    assert failed is not None
    assert failed.message == "nobody is there"
    with pytest.raises(ServiceFailed, match="nobody is there"):
        agreed.see_to(FIND, Scope())
    side.is_there = True
    agreed.see_to(FIND, Scope())
    agreed.see_to(FIND, Scope())
    assert side.asked == 3


def test_who_does_not_fit_is_refused_at_start_and_fails_later() -> None:
    side = Side(Prim("u8"))
    agreed = Agreed(side.published)
    assert agreed.check(SERVICE) is not None
    side.is_there = True
    with pytest.raises(ServiceFailed, match=r"expected find: func\(\) -> string, found find: .*u8"):
        agreed.see_to(FIND, Scope())
    with pytest.raises(Unfit):
        agreed.check(SERVICE)


def test_those_who_call_meanwhile_wait_no_longer_than_they_have_time() -> None:
    side = Side()
    agreed = Agreed(side.published)
    agreed.check(SERVICE)
    side.begun.clear()
    side.gate.clear()
    with ThreadPoolExecutor() as pool:
        first = pool.submit(agreed.see_to, FIND, Scope())
        assert side.begun.wait(PATIENCE)
        with pytest.raises(DeadlinePassed) as passed:
            agreed.see_to(FIND, Scope().within(0.01))
        assert passed.value.function == "find"
        looked = threading.Event()

        def wanted() -> bool:
            looked.set()
            return True

        second = pool.submit(agreed.see_to, FIND, Scope(is_wanted=wanted))
        assert looked.wait(PATIENCE)
        side.is_there = True
        side.gate.set()
        first.result(PATIENCE)
        second.result(PATIENCE)
    assert side.asked == 2


def test_who_does_not_say_what_it_has_is_a_failing_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("flowrt.bindings.agreed.AT_CALL", 0.0)

    def never(_: Service, scope: Scope) -> tuple[Entry, ...]:
        scope.pause(PATIENCE)
        raise DeadlinePassed

    monkeypatch.setattr("flowrt.bindings.agreed.AT_START", 0.0)
    agreed = Agreed(never)
    assert isinstance(agreed.check(SERVICE), DeadlinePassed)
    with pytest.raises(ServiceFailed, match="did not say within 0 s"):
        agreed.see_to(FIND, Scope())
    with pytest.raises(DeadlinePassed):
        agreed.see_to(FIND, Scope().within(0.0))
