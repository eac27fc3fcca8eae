"""`with { .. }`: what is asked of a call, read and held to its rules."""

from collections.abc import Callable, Mapping

from flowc.frontend import terms, tree, typed
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.want import Draft, Want
from flowc.frontend.errors import cuts
from flowc.text.diagnostic import Edit
from flowc.text.span import Span
from flowc.text.suggest import nearest

POLICIES = ("timeout", "retry", "backoff", "fallback", "isolate")
MOST_RETRIES = 100

Given = dict[str, tree.Policy]


def govern(ctx: Context, call: tree.Call, draft: Draft) -> Draft:
    """Put a checked call under the policies that are written after it, if there are any."""
    policies = call.policies
    if policies is None:
        return draft
    ctx.waits(call.span, "it waits here for a call under policies")
    given = _given(ctx, policies)
    fallback = _fallback(ctx, call, draft, given)
    asked = {name: _CHECKS[name](ctx, one) for name, one in given.items() if name in _CHECKS}
    if "backoff" in given and "retry" not in given:
        ctx.report.add(cuts.BackoffAlone(span=given["backoff"].span))

    def how(fallback: typed.Expr | None) -> typed.Policies:
        timeout, retry, backoff = (asked.get(name) for name in ("timeout", "retry", "backoff"))
        return typed.Policies(timeout, retry, backoff, "isolate" in given, fallback)

    def finish() -> typed.Expr:
        made, other = draft.finish(), None if fallback is None else fallback.finish()
        if isinstance(made, typed.ComponentCall | typed.FlowCall):
            return typed.Governed(made, how(other), made.type, call.span)
        if made.type != terms.UNKNOWN:
            ctx.report.add(cuts.PoliciesOnNoCall(call.callee.span, span=policies.span))
        return made

    return Draft(draft.type, finish)


def _given(ctx: Context, policies: tree.Policies) -> Given:
    """Return the policies that are known, each once; report the others."""
    given: Given = {}
    for one in policies.items:
        name = one.name.text
        if name in given:
            error = cuts.RepeatedPolicy(name, given[name].name.span, span=one.name.span)
            ctx.report.add(error)
        elif name in POLICIES:
            given[name] = one
            continue
        else:
            near = nearest(name, POLICIES)
            ctx.report.add(cuts.UnknownPolicy(name, near, POLICIES, span=one.name.span))
        if one.value is not None and not isinstance(one.value, tree.Duration):
            ctx.check(one.value, Want(terms.UNKNOWN))
    if not policies.items:
        ctx.report.add(cuts.EmptyPolicies(POLICIES, span=policies.span))
    return given


def _fallback(ctx: Context, call: tree.Call, draft: Draft, given: Given) -> Draft | None:
    one = given.get("fallback")
    if one is None:
        return None
    if one.value is None or isinstance(one.value, tree.Duration):
        ctx.report.add(
            cuts.PolicyValue("fallback", "takes a value of the call's type", span=one.span)
        )
        return None
    return ctx.check(one.value, Want(draft.type, "the call gives {type}", call.callee.span))


def _duration(ctx: Context, one: tree.Policy) -> int:
    name = one.name.text
    match one.value:
        case tree.Duration(0) as value:
            ctx.report.add(cuts.PolicyRange(name, "longer than nothing", span=value.span))
        case tree.Duration(micros):
            return micros
        case tree.IntLit(number) as value:
            edit = Edit(value.span, f"{number}ms")
            error = cuts.PolicyValue(name, "takes a duration with its unit", edit, span=value.span)
            ctx.report.add(error)
        case _:
            _refuse(ctx, one, "takes a duration such as `200ms`")
    return 1


def _retry(ctx: Context, one: tree.Policy) -> int:
    match one.value:
        case tree.IntLit(number) if number <= MOST_RETRIES:
            return number
        case tree.IntLit() as value:
            error = cuts.PolicyRange("retry", f"at most {MOST_RETRIES}", span=value.span)
            ctx.report.add(error)
        case _:
            _refuse(ctx, one, f"takes a whole number up to {MOST_RETRIES}")
    return 0


def _isolate(ctx: Context, one: tree.Policy) -> int:
    if one.value is not None:
        rest = Span(one.span.file, one.name.span.end, one.span.end)
        _refuse(ctx, one, "stands alone", Edit(rest, ""))
    return 0


def _refuse(ctx: Context, one: tree.Policy, wanted: str, edit: Edit | None = None) -> None:
    """Report a value that a policy does not take; what is wrong inside of it is told too."""
    place = one.span if one.value is None else one.value.span
    ctx.report.add(cuts.PolicyValue(one.name.text, wanted, edit, span=place))
    if one.value is not None and not isinstance(one.value, tree.Duration):
        ctx.check(one.value, Want(terms.UNKNOWN))


_CHECKS: Mapping[str, Callable[[Context, tree.Policy], int]] = {
    "timeout": _duration,
    "backoff": _duration,
    "retry": _retry,
    "isolate": _isolate,
}
