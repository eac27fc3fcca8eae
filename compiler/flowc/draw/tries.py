"""`?`: the value goes on by itself, and an arrow of its own kind leads to the flow's result.

Where the handler calls something, that arrow leads there first; what else the handler uses leads to
the result by such arrows too.
"""

from flowc.draw.drawing import Drawing
from flowc.draw.picture import Line
from flowc.draw.sketch import Mark
from flowc.draw.wires import Value, Wire, given, labelled
from flowc.frontend import terms
from flowc.frontend import typed as t


def draw_try(d: Drawing, e: t.Try) -> Value:
    """Draw a `?` and its handler; return what an ok or a some holds."""
    value = d.expr(e.value)
    case, payload = _failure(e.value.type)
    label = case if payload is None else labelled(case, payload)
    mark = d.sketch.mark()
    if payload is not None:
        d.bind(e.binder, Value(tuple(Wire(w.node, case, payload) for w in value.wires)))
    left = d.expr(e.leave)
    _lead(d, value, left, label, mark)
    return given(value.wires[0].node, value.wires[0].name, e.type) if value.exact else value


def _lead(d: Drawing, value: Value, left: Value, label: str, mark: Mark) -> None:
    """Lead from what failed to the handler's boxes and from them to the flow's result."""
    sources = dict.fromkeys(wire.node for wire in value.wires)
    made = d.sketch.since(mark)
    d.sketch.redraw(mark, frozenset(sources), label, Line.LEAVE)
    for entry in d.sketch.entries(mark, *sources):
        for source in sources:
            d.sketch.edge(source, entry, label, Line.LEAVE)
    last = Value(tuple(wire for wire in left.wires if wire.node not in sources))
    d.sketch.feed(last, d.result, Line.LEAVE)
    if not any(wire.node in made for wire in last.wires):
        for source in sources:
            d.sketch.edge(source, d.result, label, Line.LEAVE)


def _failure(type_: t.Type) -> tuple[str, t.Type | None]:
    """Return the name and the payload of the case that ends the flow."""
    return ("err", type_.err) if isinstance(type_, terms.Result) else ("none", None)
