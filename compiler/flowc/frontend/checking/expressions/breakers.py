"""`breaker(..)`: its numbers, read and held to their rules."""

from collections.abc import Mapping
from typing import Final

from flowc.frontend import errors, tree, typed
from flowc.frontend.breaker import Breaker
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.expressions.numbers import duration, refuse, whole
from flowc.text.diagnostic import Edit
from flowc.text.suggest import nearest

DEFAULT: Final = Breaker()
MOST: Final = 1000
"""The most calls that are counted, and the most that are let through to see."""
SETTINGS: Final = ("failures", "of", "within", "open", "probes")
_IN_PARENTHESES: Final = "takes its settings in parentheses, as in `breaker(failures: 5)`"
_COUNTS: Final = ("failures", "of", "probes")

Given = Mapping[str, tree.Setting]


def read(ctx: Context, one: tree.Policy) -> Breaker:
    """Return what a `breaker` says; what is wrong with it is reported."""
    match one.value:
        case None:
            return DEFAULT
        case tree.Settings(items):
            return _read(ctx, _given(ctx, one.name.text, items))
        case tree.IntLit(number) if 0 < number <= MOST:
            refuse(ctx, one, _IN_PARENTHESES, Edit(one.span, f"breaker(failures: {number})"))
        case _:
            refuse(ctx, one, _IN_PARENTHESES)
    return DEFAULT


def check_asks(ctx: Context, one: tree.Policy, call: typed.Expr, callee: tree.Expr) -> None:
    """Report a breaker at a call that no service answers."""
    if isinstance(call, typed.ComponentCall):
        exports = ctx.package.use(call.component)
        if exports is None or exports.component.service:
            return
    flow = isinstance(call, typed.FlowCall)
    ctx.report.add(errors.BreakerHere(callee.span, flow, span=one.span))


def _given(ctx: Context, policy: str, items: tuple[tree.Setting, ...]) -> Given:
    """Return the settings that are known, each once; report the others."""
    given: dict[str, tree.Setting] = {}
    for one in items:
        name = one.name
        if name.text in given:
            first = given[name.text].name.span
            ctx.report.add(errors.RepeatedSetting(name.text, first, span=name.span))
        elif name.text in SETTINGS:
            given[name.text] = one
        else:
            near = nearest(name.text, SETTINGS)
            known = (policy, name.text, near, SETTINGS)
            ctx.report.add(errors.UnknownSetting(*known, span=name.span))
    return given


def _read(ctx: Context, given: Given) -> Breaker:
    asked = {
        name: whole(ctx, one, 1, MOST) if name in _COUNTS else duration(ctx, one)
        for name, one in given.items()
    }
    failures = asked.get("failures") or DEFAULT.failures
    of = asked.get("of")
    if of is not None and of < failures:
        wanted = f"at least {failures}, as many as `failures`"
        ctx.report.add(errors.PolicyRange("of", wanted, span=given["of"].span))
        of = failures
    return Breaker(
        failures,
        of,
        asked.get("within"),
        asked.get("open") or DEFAULT.open,
        asked.get("probes") or DEFAULT.probes,
    )
