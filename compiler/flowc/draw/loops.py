"""Loops: a frame with a box for the element, the steps, and a dot for what a round gives.

A fold has a box for its running value too, to which each round's value goes back. A loop that
leads to no call shrinks to one box.
"""

from flowc.draw.drawing import Drawing, bound
from flowc.draw.picture import Line, Shape
from flowc.draw.wires import Value, given, short
from flowc.frontend import terms
from flowc.frontend import typed as t


def draw_loop(d: Drawing, e: t.For | t.Fold) -> Value:
    """Draw a loop; return the list or the last value that it gives."""
    source = d.expr(e.source)
    start = d.expr(e.start) if isinstance(e, t.Fold) else Value()
    title = f"{_word(e)} {bound(e.binder)}"
    mark, joined = d.sketch.mark(), ""

    def fill() -> None:
        nonlocal joined
        joined = _fill(d, e, source, start)

    d.sketch.frame(title, fill)
    if d.sketch.is_pure(mark):
        joined = d.sketch.collapse(mark, Shape.LOOP, title)
    return given(joined, "", e.type)


def _word(e: t.For | t.Fold) -> str:
    if isinstance(e, t.Fold):
        return "fold"
    return "par for each" if e.parallel else "for each"


def _fill(d: Drawing, e: t.For | t.Fold, source: Value, start: Value) -> str:
    sketch = d.sketch
    element = running = _element(d, e, source)
    if isinstance(e, t.Fold):
        running = _running(d, e, start)
    mark = sketch.mark()
    wanted = None if isinstance(e, t.Fold) or e.where is None else d.expr(e.where)
    value = d.expr(e.body)
    for entry in sketch.entries(mark, element, running):
        sketch.edge(element, entry, "", Line.CONTROL)
    joined = sketch.node(Shape.JOIN)
    sketch.feed(value, joined)
    if wanted is not None:
        sketch.feed(wanted, joined)
    if isinstance(e, t.Fold):
        sketch.edge(joined, running, "next", Line.CONTROL, back=True)
    return joined


def _element(d: Drawing, e: t.For | t.Fold, source: Value) -> str:
    list_type, name = e.source.type, bound(e.binder)
    type_ = list_type.element if isinstance(list_type, terms.List) else terms.UNKNOWN
    node = d.sketch.node(Shape.LOOP, f"{name}: {short(type_)}")
    d.sketch.feed(source, node)
    d.bind(e.binder, given(node, name, type_))
    return node


def _running(d: Drawing, e: t.Fold, start: Value) -> str:
    node = d.sketch.node(Shape.LOOP, f"{e.acc.name}: {short(e.acc.type)}")
    d.sketch.feed(start, node)
    d.slots[e.acc.index] = given(node, e.acc.name, e.acc.type)
    return node
