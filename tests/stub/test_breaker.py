"""The breaker against a model of it, step by step, by a clock that is given to both."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from flowrt.plan import cuts
from flowrt.run.breaker import CLOSED, HALF_OPEN, OPEN, Breaker, Pass, State, Turn

SECOND = 1_000_000
SOME = cuts.Breaker(2, None, None, 10 * SECOND, 1)
kinds = st.builds(
    lambda failures, more, within, probes: cuts.Breaker(
        failures,
        None if more is None else failures + more,
        None if within is None else within * SECOND,
        10 * SECOND,
        probes,
    ),
    st.integers(1, 4),
    st.none() | st.integers(0, 3),
    st.none() | st.integers(1, 20),
    st.integers(1, 3),
)


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class Span:
    """The time between two changes of state: when it began, and the calls that began in it."""

    state: State
    began: float
    ended: list[tuple[float, bool]] = field(default_factory=list)
    let: int = 0
    well: int = 0


class Against(RuleBasedStateMachine):
    """Calls begin and end in any order while time passes."""

    @initialize(
        how=kinds, longest=st.none() | st.sampled_from([15.0, 80.0]), forgives=st.booleans()
    )
    def begin(self, how: cuts.Breaker, longest: float | None, forgives: bool) -> None:  # noqa: FBT001 - hypothesis names it
        self.how, self.clock, self.longest, self.forgives = how, Clock(), longest, forgives
        self.breaker = Breaker(how, self.clock, longest, forgives=forgives)
        self.spans = [Span(CLOSED, self.clock.now)]
        self.under_way: list[tuple[int, Span]] = []

    @property
    def last(self) -> Span:
        return self.spans[-1]

    def turn(self, state: State) -> Turn:
        was = self.last.state
        self.spans.append(Span(state, self.clock.now))
        return Turn(was, state)

    @property
    def pause(self) -> float:
        """How long it is open now, by how often it has opened since it was closed."""
        states = [one.state for one in self.spans]
        since = states[len(states) - states[::-1].index(CLOSED) :]
        opened = since.count(OPEN)
        return 10.0 if self.longest is None else min(10.0 * 2 ** max(0, opened - 1), self.longest)

    @rule(quarters=st.integers(1, 48))
    def time_passes(self, quarters: int) -> None:
        self.clock.now += quarters / 4  # which is exact

    @rule()
    def a_call_begins(self) -> None:
        full = self.last.state == OPEN or self.last.let == self.how.probes
        long_enough = self.clock.now >= self.last.began + self.pause
        turned = None
        if self.last.state != CLOSED and full and long_enough:
            turned = self.turn(HALF_OPEN)
        passed = self.breaker.enter()
        assert passed.turn == turned
        if self.last.state == CLOSED or (
            self.last.state == HALF_OPEN and self.last.let < self.how.probes
        ):
            assert passed.ticket is not None
            self.last.let += 1
            self.under_way.append((passed.ticket, self.last))
        else:
            assert passed.ticket is None
            assert 0 <= self.breaker.left() <= self.pause

    @precondition(lambda self: self.under_way)
    @rule(at=st.integers(0), well=st.sampled_from([True, False, False, None]))
    def a_call_ends(self, at: int, well: bool | None) -> None:  # noqa: FBT001 - hypothesis names it
        ticket, span = self.under_way.pop(at % len(self.under_way))
        turned = self.breaker.leave(ticket, well=well)
        if well and self.forgives and self.last.state != CLOSED:
            assert turned == self.turn(CLOSED)
        else:
            assert turned == (self.expected(well=well) if span is self.last else None)

    def expected(self, *, well: bool | None) -> Turn | None:
        span = self.last
        if span.state == HALF_OPEN:
            span.let -= well is None
            span.well += well is True
            if well is False:
                return self.turn(OPEN)
            return self.turn(CLOSED) if span.well == self.how.probes else None
        if well is not None:
            span.ended.append((self.clock.now, well))
        return self.turn(OPEN) if self.failures() >= self.how.failures else None

    def failures(self) -> int:
        """Count what the rule counts, of all that ended."""
        ended = self.last.ended
        if self.how.of is None:
            well = [at for at, (_, one) in enumerate(ended) if one]
            ended = ended[well[-1] + 1 :] if well else ended
        else:
            ended = ended[-self.how.of :]
        within = None if self.how.within is None else self.how.within / SECOND
        first = self.clock.now - within if within is not None else 0
        return sum(1 for when, well in ended if not well and when >= first)

    @invariant()
    def they_agree(self) -> None:
        assert self.breaker.state == self.last.state
        if self.last.state == CLOSED:
            assert self.breaker.left() == 0


Against.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAgainst = Against.TestCase


def test_it_opens_lets_one_through_and_closes() -> None:
    clock = Clock()
    breaker = Breaker(SOME, clock)
    first, second = breaker.enter().ticket, breaker.enter().ticket
    assert first is not None
    assert second is not None
    assert breaker.leave(first, well=False) is None
    assert breaker.leave(second, well=False) == Turn(CLOSED, OPEN)
    assert breaker.enter().ticket is None
    assert breaker.left() == 10
    clock.now += 9.5
    assert breaker.left() == 0.5
    clock.now += 0.5
    probe = breaker.enter()
    assert probe.turn == Turn(OPEN, HALF_OPEN)
    assert breaker.enter().ticket is None
    assert probe.ticket is not None
    assert breaker.leave(probe.ticket, well=True) == Turn(HALF_OPEN, CLOSED)
    assert breaker.enter().ticket is not None


def test_a_late_answer_closes_one_that_forgives_and_no_other() -> None:
    for forgives, turned in ((True, Turn(OPEN, CLOSED)), (False, None)):
        breaker = Breaker(SOME, Clock(), forgives=forgives)
        slow, *quick = [breaker.enter().ticket for _ in range(3)]
        for ticket in quick:
            assert ticket is not None
            breaker.leave(ticket, well=False)
        assert slow is not None
        assert (breaker.state, breaker.leave(slow, well=True)) == (OPEN, turned)
        assert (breaker.enter().ticket is not None) == forgives


def test_a_probe_that_never_ends_is_not_waited_for_longer_than_the_pause() -> None:
    clock = Clock()
    breaker = Breaker(SOME, clock)
    for ticket in [breaker.enter().ticket for _ in range(2)]:
        assert ticket is not None
        breaker.leave(ticket, well=False)
    clock.now += 10
    lost = breaker.enter().ticket
    assert lost is not None
    clock.now += 10
    probe = breaker.enter()
    assert probe.turn == Turn(HALF_OPEN, HALF_OPEN)
    assert probe.ticket is not None
    assert breaker.leave(lost, well=False) is None
    assert breaker.leave(probe.ticket, well=True) == Turn(HALF_OPEN, CLOSED)


def test_a_probe_that_says_nothing_makes_room_for_another() -> None:
    clock = Clock()
    breaker = Breaker(SOME, clock)
    for ticket in [breaker.enter().ticket for _ in range(2)]:
        assert ticket is not None
        breaker.leave(ticket, well=False)
    clock.now += 10
    given_up = breaker.enter().ticket
    assert given_up is not None
    assert breaker.leave(given_up, well=None) is None
    probe = breaker.enter().ticket
    assert probe is not None
    assert breaker.leave(probe, well=False) == Turn(HALF_OPEN, OPEN)


def test_threads_that_ask_at_once_are_let_through_as_one_after_the_other() -> None:
    """As many as it lets through to see, and no more, whoever comes first."""
    clock, some = Clock(), SOME.but(probes=3)
    breaker, room = Breaker(some, clock), threading.Barrier(8)
    for ticket in [breaker.enter().ticket for _ in range(2)]:
        assert ticket is not None
        breaker.leave(ticket, well=False)
    clock.now += 10

    def ask(_: int) -> list[Pass]:
        room.wait()
        return [breaker.enter() for _ in range(50)]

    with ThreadPoolExecutor(8) as pool:
        passes = [one for found in pool.map(ask, range(8)) for one in found]
    assert sum(one.ticket is not None for one in passes) == 3
    assert [one.turn for one in passes if one.turn] == [Turn(OPEN, HALF_OPEN)]


def test_what_is_old_is_forgotten() -> None:
    clock = Clock()
    breaker = Breaker(cuts.Breaker(2, 3, 5 * SECOND, 10 * SECOND, 1), clock)
    for wait, turned in ((0, None), (6, None), (1, Turn(CLOSED, OPEN))):
        clock.now += wait
        ticket = breaker.enter().ticket
        assert ticket is not None
        assert breaker.leave(ticket, well=False) == turned


def test_each_probe_that_fails_makes_the_pause_longer_up_to_a_bound() -> None:
    clock = Clock()
    breaker = Breaker(cuts.Breaker(1, None, None, 10 * SECOND, 1), clock, 15.0)
    pauses = []
    for _ in range(3):
        ticket = breaker.enter().ticket
        assert ticket is not None
        breaker.leave(ticket, well=False)
        pauses.append(breaker.left())
        clock.now += pauses[-1]
    assert pauses == [10, 15, 15]
