"""A random well-typed program is accepted; with one mistake in it, it is refused right there."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from tests import fixture, flows, flows_eval
from tests.frontend.check.mistakes import MISTAKES, Seed, seeded, seeds
from tests.frontend.check.programs import FILE, written
from tests.meaning import Fault
from tests.strategies import Value

from flowc.frontend import check, parse
from flowc.frontend.typed import TypedFlow
from flowc.text.diagnostic import Placed
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile

MANY: Any = {"deadline": None, "suppress_health_check": list(HealthCheck)}


def checked(text: str) -> tuple[TypedFlow | None, Report]:
    report = Report()
    try:
        flow = parse.parse(SourceFile(FILE, text), report)
        return check.check(flow, {fixture.ALIAS: fixture.COMPONENT}, report), report
    except Stopped:
        return None, report


def outcome(package: TypedFlow, flow: str, given_: Mapping[str, Value]) -> str:
    """Return what a flow gives, or how it faults, and what it calls."""
    twin = fixture.Twin()
    try:
        result: Any = flows_eval.evaluate(package, flow, given_, twin.function)
    except Fault as fault:
        result = fault.place.kind
    return repr((result, twin.log))


@settings(max_examples=30, **MANY)
@given(flows.packages(), st.data())
def test_a_well_typed_program_is_accepted_and_means_the_same(
    package: TypedFlow, data: st.DataObject
) -> None:
    text = written(package).text
    made, report = checked(text)
    assert report.errors == (), text
    assert made is not None
    for _ in range(2):
        flow, args = data.draw(flows.calls(package))
        slots = {param.slot.name: f"value-{param.slot.index}" for param in body(package, flow)}
        renamed = {slots[name]: value for name, value in args.items()}
        assert outcome(made, flow, renamed) == outcome(package, flow, args)


def body(package: TypedFlow, flow: str) -> Any:
    return next(one.params for one in package.flows if one.name == flow)


def kinds(package: TypedFlow) -> dict[str, list[Seed]]:
    """Return the mistakes that can be made in a package, by kind."""
    found: dict[str, list[Seed]] = {}
    for seed in seeds(package):
        found.setdefault(seed.kind, []).append(seed)
    return found


def refused(package: TypedFlow, seed: Seed) -> None:
    """See that one mistake gives one message, at its place."""
    wrong = seeded(package, seed)
    made, report = checked(wrong.text)
    assert made is None, wrong.text
    told = [(one.code, one.span) for one in report.errors if isinstance(one, Placed)]
    assert told == [(wrong.code, wrong.place)], wrong.text


@settings(max_examples=20, **MANY)
@given(flows.packages(), st.data())
def test_a_mistake_is_told_where_it_was_made(package: TypedFlow, data: st.DataObject) -> None:
    for found in kinds(package).values():
        refused(package, data.draw(st.sampled_from(found)))


@pytest.mark.parametrize("kind", MISTAKES)
def test_every_kind_of_mistake_is_made_and_told(kind: str) -> None:
    quick = settings(phases=[Phase.generate], max_examples=2_000, database=None, **MANY)
    package = find(flows.packages(), lambda one: kind in kinds(one), settings=quick)
    for seed in kinds(package)[kind][:5]:
        refused(package, seed)
