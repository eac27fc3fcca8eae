"""One flow's drawing: calls are boxes, values are arrows, what is calculated between is left out.

Takes a checked flow and adds one frame to a sketch. Every call of the flow stands in it once, and
so does every choice and loop that leads to a call; others shrink to one box.
"""

from typing import assert_never

from flowc.draw.calls import draw_call, draw_catch, draw_governed, draw_par, draw_sleep
from flowc.draw.choices import constant, draw_choice
from flowc.draw.drawing import Drawing, part
from flowc.draw.loops import draw_loop
from flowc.draw.picture import Shape
from flowc.draw.sketch import Sketch
from flowc.draw.tries import draw_try
from flowc.draw.wires import Value, given, labelled, short, together
from flowc.frontend import typed as t


def draw_flow(sketch: Sketch, flow: t.FlowBody) -> None:
    """Add a frame with one flow."""

    def fill() -> None:
        d = Drawing(sketch, _draw)
        for param in flow.params:
            d.slots[param.slot.index] = _param(d, param)
        d.result = sketch.node(Shape.RESULT, f"-> {short(flow.result)}")
        sketch.feed(d.expr(flow.body), d.result)

    needs = f" needs {flow.needs}" if flow.needs else ""
    sketch.frame(f"{'export ' if flow.exported else ''}flow {flow.name}{needs}", fill)


def _param(d: Drawing, param: t.TypedParam) -> Value:
    slot = param.slot
    default = "" if param.default is None else f" = {constant(param.default)}"
    node = d.sketch.node(Shape.PARAM, labelled(slot.name, slot.type) + default)
    return given(node, slot.name, slot.type)


def _draw(d: Drawing, e: t.Expr) -> Value:
    """Draw an expression; a chain of `let`s, which may be long, without recursion."""
    while isinstance(e, t.Let):
        d.bind(e.binder, d.expr(e.value))
        e = e.body
    match e:
        case t.Local(slot):
            return d.slots[slot.index]
        case t.Part(base, index):
            return part(d.expr(base), index)
        case t.ComponentCall() | t.FlowCall():
            return draw_call(d, e)
        case t.Governed():
            return draw_governed(d, e)
        case t.If() | t.Match() | t.LiteralMatch():
            return draw_choice(d, e)
        case t.For() | t.Fold():
            return draw_loop(d, e)
        case t.Par(branches):
            return draw_par(d, branches)
        case t.Try():
            return draw_try(d, e)
        case t.Catch():
            return draw_catch(d, e)
        case t.Sleep():
            return draw_sleep(d, e)
        case _:
            return together(d.expr(one) for one in _operands(e))


Calculated = (
    t.Const
    | t.Text
    | t.Payload
    | t.HasFlag
    | t.Make
    | t.MakeList
    | t.MakeCase
    | t.MakeFlags
    | t.Calculate
    | t.Negate
    | t.Compare
    | t.Not
    | t.Logic
    | t.Convert
    | t.Length
)


def _operands(e: Calculated) -> tuple[t.Expr, ...]:
    """Return what an expression without a box of its own is made of."""
    match e:
        case t.Const() | t.MakeFlags():
            return ()
        case t.Text(parts):
            return tuple(one for one in parts if not isinstance(one, str))
        case t.Make(parts=items) | t.MakeList(items=items):
            return items
        case t.MakeCase(payload=payload):
            return () if payload is None else (payload,)
        case t.Calculate(left=left, right=right) | t.Compare(left=left, right=right):
            return (left, right)
        case t.Logic(left=left, right=right):
            return (left, right)
        case t.Payload(base=one) | t.HasFlag(base=one):
            return (one,)
        case t.Negate(one) | t.Not(one) | t.Convert(one) | t.Length(one):
            return (one,)
        case _:
            assert_never(e)
