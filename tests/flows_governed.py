"""Random packages in which calls are made under random policies.

The fallback of a call is the same call again, which every type allows and whose log tells of it, or
a number.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from hypothesis import strategies as st

from flowc.frontend import terms as t
from flowc.frontend import typed as ty

lengths = st.none() | st.integers(1, 2**40)
retries = st.none() | st.integers(0, 3)


@st.composite
def under_policies(draw: st.DrawFn, package: ty.TypedFlow) -> ty.TypedFlow:
    """Put some calls of a package under policies."""

    def govern(call: ty.ComponentCall | ty.FlowCall) -> ty.Expr:
        if draw(st.booleans()):
            return call
        fallback = draw(st.sampled_from([None, call, *numbers(call)]))
        how = ty.Policies(
            draw(lengths), draw(retries), draw(lengths), draw(st.booleans()), fallback
        )
        return ty.Governed(call, how, call.type, call.span)

    flows = tuple(replace(one, body=mapped(one.body, govern)) for one in package.flows)
    return replace(package, flows=flows)


def numbers(call: ty.ComponentCall | ty.FlowCall) -> list[ty.Expr]:
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
