"""Calls: a box each, fed by the arguments; one where the flow is cut has a shape of its own.

A flow is cut where it leaves its component and waits: at a call of a service, and at one under
policies, which the box names. The branches of a `par` stand in a frame, and so does what `try` is
before; a `sleep` is a box.
"""

from collections.abc import Iterator
from dataclasses import replace

from flowc.draw.drawing import Drawing
from flowc.draw.picture import Line, Shape
from flowc.draw.wires import Value, given, together
from flowc.frontend import typed as t
from flowc.frontend.breaker import Breaker
from flowc.frontend.parsing.literals import duration
from flowc.frontend.walk import inside


def draw_call(d: Drawing, e: t.ComponentCall | t.FlowCall, *policies: str) -> Value:
    """Draw a call; return what it gives."""
    values = [d.expr(one) for one in e.args]
    match e:
        case t.ComponentCall(component, function):
            cut = policies or component in d.sketch.services
            shape = Shape.CUT if cut else Shape.CALL
            node = d.sketch.node(shape, f"{component}.{function.name}", *policies, alias=component)
        case t.FlowCall(flow):
            node = d.sketch.node(Shape.CUT if policies else Shape.FLOW, flow, *policies)
    for value in values:
        d.sketch.feed(value, node)
    return given(node, "", e.type)


def draw_governed(d: Drawing, e: t.Governed) -> Value:
    """Draw a call under policies; what stands in for its value leads on as the call does."""
    value = draw_call(d, e.call, *_said(e.policies))
    if e.policies.fallback is None:
        return value
    mark, call = d.sketch.mark(), value.wires[0].node
    other = d.expr(e.policies.fallback)
    for entry in d.sketch.entries(mark, call):
        d.sketch.edge(call, entry, "fallback", Line.CONTROL)
    return together((value, other))


def _said(how: t.Policies) -> Iterator[str]:
    if how.timeout is not None:
        yield f"timeout {duration(how.timeout)}"
    if how.retry is not None:
        wait = "" if how.backoff is None else f", backoff {duration(how.backoff)}"
        yield f"retry {how.retry}{wait}"
    if how.breaker is not None:
        yield f"breaker {_breaker(how.breaker)}"
    if how.fallback is not None:
        yield "fallback"
    if how.isolate:
        yield "isolate"


def _breaker(how: Breaker) -> str:
    """Say when a breaker opens and for how long, in a line."""
    of = f" of {how.of}" if how.of is not None else " in a row" if how.failures > 1 else ""
    within = "" if how.within is None else f" within {duration(how.within)}"
    return f"{how.failures}{of}{within}, open {duration(how.open)}"


def draw_catch(d: Drawing, e: t.Catch) -> Value:
    """Draw what runs apart, in a frame if it has a box; its value or its fault leads on."""
    if not any(isinstance(one, t.ComponentCall | t.FlowCall | t.Sleep) for one in inside(e.value)):
        return d.expr(e.value)
    values: list[Value] = []
    d.sketch.frame("try", lambda: values.append(d.expr(e.value)))
    return together(values)


def draw_sleep(d: Drawing, e: t.Sleep) -> Value:
    """Draw time that passes as a box of its own."""
    node = d.sketch.node(Shape.CUT, f"sleep {duration(1000 * e.ms)}")
    return given(node, "", e.type)


def draw_par(d: Drawing, branches: tuple[t.Expr, ...]) -> Value:
    """Draw branches that may run beside each other, in a frame."""
    values: list[Value] = []
    d.sketch.frame("par", lambda: values.extend(map(d.expr, branches)))
    return replace(together(values), items=tuple(values))
