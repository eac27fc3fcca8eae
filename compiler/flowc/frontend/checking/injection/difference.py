"""Where two functions differ, of which one is to stand for the other."""

from flowc.frontend import terms
from flowc.frontend.checking.inference.unify import Clash, Solver
from flowc.frontend.terms import FuncType


def difference(
    asked: FuncType, offered: FuncType, *, drops: bool = False
) -> tuple[str, Clash] | None:
    """Return where two functions first differ, and how; parameters are compared in order.

    What `drops` its result, as a flow does, may stand for a function that gives nothing.
    """
    if asked.is_async != offered.is_async:
        want, have = ("async func" if one.is_async else "func" for one in (asked, offered))
        return "the kind", Clash("", want, have)
    if len(asked.params) != len(offered.params):
        return "the parameters", Clash("", _params(asked), _params(offered))
    for param, other in zip(asked.params, offered.params, strict=True):
        clash = Solver().unify(param.type, other.type)
        if clash is not None:
            return f"the parameter `{param.name}`", _said(clash)
    if asked.result is None and drops:
        return None
    nothing = terms.Tuple(())
    clash = Solver().unify(asked.result or nothing, offered.result or nothing)
    return None if clash is None else ("the result", _said(clash))


def _said(clash: Clash) -> Clash:
    """Name a payload that is absent on one side."""
    want, have = ("nothing" if one == "_" else one for one in (clash.expected, clash.found))
    return Clash(clash.path, want, have)


def _params(type_: FuncType) -> str:
    return f"({', '.join(f'{one.name}: {one.type}' for one in type_.params)})"
