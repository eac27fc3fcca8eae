"""Random packages in which calls are made under random policies.

The fallback of a call is the same call again, which every type allows and whose log tells of it, or
a number.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from hypothesis import strategies as st
from tests.flows import EITHER
from tests.strategies import below

from flowc.frontend import terms as t
from flowc.frontend import typed as ty
from flowc.frontend.fault import FAULT, KIND
from flowc.frontend.walk import inside

LENGTHS = st.none() | st.integers(1, 2**40)
RETRIES = st.none() | st.integers(0, 3)
WAYS = st.sampled_from(["", "", "", "try", "sleep"])


@st.composite
def under_policies(draw: st.DrawFn, package: ty.TypedFlow) -> ty.TypedFlow:
    """Put some calls of a package under policies."""

    def govern(call: ty.ComponentCall | ty.FlowCall) -> ty.Expr:
        if draw(EITHER):
            return call
        fallbacks = [None, call, *numbers(call)]
        fallback = fallbacks[draw(below(len(fallbacks)))]
        how = ty.Policies(draw(LENGTHS), draw(RETRIES), draw(LENGTHS), draw(EITHER), fallback)
        return ty.Governed(call, how, call.type, call.span)

    numbers_ = iter(range(1 << 20, 1 << 30))

    def caught(call: ty.ComponentCall | ty.FlowCall) -> ty.Expr:
        """Put a call behind a `try`, and something in its place where it faults; or let it wait."""
        made = govern(call)
        match draw(WAYS):
            case "try" if not any(isinstance(one, ty.Catch) for one in inside(made)):
                return tried(made, next(numbers_), next(numbers_))
            case "sleep":
                nap = ty.Sleep(1, t.Tuple(()), call.span)
                return ty.Let(None, nap, made, call.type, call.span)
            case _:
                return made

    flows = tuple(replace(one, body=mapped(one.body, caught)) for one in package.flows)
    return replace(package, flows=flows)


def tried(made: ty.Expr, ok: int, err: int) -> ty.Expr:
    """Return what gives a value's ok, and where it faults the value again if it trapped."""
    span, type_ = made.span, made.type
    unit = type_ == t.Tuple(())
    caught = ty.Catch(made, t.Result(None if unit else type_, FAULT), span)
    slot, fault = ty.Slot(ok, "well", type_), ty.Slot(err, "fault", FAULT)
    kind = ty.Part(ty.Local(fault, FAULT, span), 0, KIND, span)
    trap = ty.MakeCase(0, None, KIND, span)
    instead = numbers(made)
    again = made
    if instead:
        is_trap = ty.Compare("eq", kind, trap, t.BOOL, span)
        again = ty.If(is_trap, made, instead[0], type_, span)
    well = ty.Make((), type_, span) if unit else ty.Local(slot, type_, span)
    arms = (ty.CaseArm(0, None if unit else slot, well), ty.CaseArm(1, fault, again))
    return ty.Match(caught, arms, None, type_, span)


def numbers(call: ty.Expr) -> list[ty.Expr]:
    """Return a number of a call's type, if that is one."""
    if isinstance(call.type, t.Prim) and call.type.name in t.INTEGERS:
        return [ty.Const(value=7, type=call.type, span=call.span)] * 2
    return []


def mapped(node: Any, change: Callable[[ty.ComponentCall | ty.FlowCall], ty.Expr]) -> Any:
    """Return a typed tree in which calls, inner ones first, have become something else."""
    if isinstance(node, tuple):
        return tuple(mapped(one, change) for one in node)
    if not is_dataclass(node) or isinstance(node, type | ty.Slot | ty.Parts):
        return node
    kept = ("type", "span", "function")
    held = {one.name: getattr(node, one.name) for one in fields(node) if one.name not in kept}
    made = replace(node, **{name: mapped(value, change) for name, value in held.items()})
    return change(made) if isinstance(made, ty.ComponentCall | ty.FlowCall) else made
