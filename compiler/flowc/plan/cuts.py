"""Segments -> Plan: which entries give steps, what each cut asks for, and what services there are.

Takes the plan of a package as it was before it was cut, and what cutting gave; numbers at the door
are the places of entries among a graph's flows that can be called as text.
"""

from collections.abc import Callable
from dataclasses import astuple, replace

from flowc.frontend.signature import Function
from flowc.ir.graph import Callee
from flowc.ir.rules.values import function_of
from flowc.plan.shape import shape
from flowc.segment import Cut, Segmented
from flowc.text.span import Span
from flowrt.plan import cuts
from flowrt.plan.plan import Plan


def with_cuts(plan: Plan, segmented: Segmented, place: Callable[[Span], str]) -> Plan:
    """Add what a flow that waits waits for; `place` says where a span starts."""
    doors = {
        flow.name: number
        for number, flow in enumerate(
            flow for flow in segmented.graph.flows if flow.exported or flow.entry
        )
    }
    entries = tuple(
        replace(one, index=doors[one.name], waits=one.name in segmented.cut) for one in plan.entries
    )
    found = tuple(_cut(cut, doors, place) for cut in segmented.cuts)
    return replace(plan, entries=entries, services=_services(segmented), cuts=found)


def _cut(cut: Cut, doors: dict[str, int], place: Callable[[Span], str]) -> cuts.Cut:
    called, breaker = cut.function or Callee("", "", cut.called), cut.policies.breaker
    return cuts.Cut(
        cut.kind,
        doors[cut.resume],
        tuple(doors[target] for target in cut.targets),
        cut.flow,
        called.component,
        called.interface,
        called.function,
        place(cut.span),
        cut.policies.timeout,
        cut.policies.retry or 0,
        cut.policies.backoff,
        cut.policies.isolate,
        cut.fallback,
        cut.leaves,
        cut.ms,
        None if breaker is None else cuts.Breaker(*astuple(breaker)),
    )


def _services(segmented: Segmented) -> tuple[cuts.Service, ...]:
    """Return the services that are asked, and of each the functions that are."""
    called = {cut.function for cut in segmented.cuts if cut.kind == "service" and cut.function}
    names = sorted({callee.component for callee in called})
    return tuple(
        cuts.Service(
            name,
            tuple(
                _function(function_of(segmented.graph.components, callee))
                for callee in sorted(called, key=str)
                if callee.component == name
            ),
        )
        for name in names
    )


def _function(function: Function | None) -> cuts.ServiceFunction:
    assert function is not None  # noqa: S101 - the verifier has seen each call
    params = tuple((param.name, shape(param.type)) for param in function.type.params)
    result = function.type.result
    return cuts.ServiceFunction(
        function.interface, function.name, params, None if result is None else shape(result)
    )
