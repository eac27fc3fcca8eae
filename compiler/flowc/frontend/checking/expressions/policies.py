"""`with { .. }`: what is asked of a call, read and held to its rules."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from flowc.frontend import errors, terms, tree, typed
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.expressions import breakers
from flowc.frontend.checking.expressions.numbers import check_inside, duration, refuse, whole
from flowc.frontend.checking.want import Draft, Want
from flowc.text.diagnostic import Edit
from flowc.text.span import Span
from flowc.text.suggest import nearest

POLICIES = ("timeout", "retry", "backoff", "breaker", "fallback", "isolate")
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
    asked = _asked(ctx, given)

    def finish() -> typed.Expr:
        made, other = draft.finish(), None if fallback is None else fallback.finish()
        if isinstance(made, typed.ComponentCall | typed.FlowCall):
            if "breaker" in given:
                breakers.check_asks(ctx, given["breaker"], made, call.callee)
            return typed.Governed(made, replace(asked, fallback=other), made.type, call.span)
        if made.type != terms.UNKNOWN:
            ctx.report.add(errors.PoliciesOnNoCall(call.callee.span, span=policies.span))
        return made

    return Draft(draft.type, finish)


def _given(ctx: Context, policies: tree.Policies) -> Given:
    """Return the policies that are known, each once; report the others."""
    given: Given = {}
    for one in policies.items:
        name = one.name.text
        if name in given:
            error = errors.RepeatedPolicy(name, given[name].name.span, span=one.name.span)
            ctx.report.add(error)
        elif name in POLICIES:
            given[name] = one
            continue
        else:
            near = nearest(name, POLICIES)
            ctx.report.add(errors.UnknownPolicy(name, near, POLICIES, span=one.name.span))
        check_inside(ctx, one)
    if not policies.items:
        ctx.report.add(errors.EmptyPolicies(POLICIES, span=policies.span))
    return given


def _asked(ctx: Context, given: Given) -> typed.Policies:
    """Return what the policies ask, but for a fallback, which is known when the call is."""
    read = {name: _CHECKS[name](ctx, one) for name, one in given.items() if name in _CHECKS}
    breaker = breakers.read(ctx, given["breaker"]) if "breaker" in given else None
    if "backoff" in given and "retry" not in given:
        ctx.report.add(errors.BackoffAlone(span=given["backoff"].span))
    timeout, retry, backoff = (read.get(name) for name in ("timeout", "retry", "backoff"))
    return typed.Policies(timeout, retry, backoff, "isolate" in given, None, breaker)


def _fallback(ctx: Context, call: tree.Call, draft: Draft, given: Given) -> Draft | None:
    one = given.get("fallback")
    if one is None:
        return None
    if one.value is None or isinstance(one.value, tree.Duration | tree.Settings):
        refuse(ctx, one, "takes a value of the call's type")
        return None
    return ctx.check(one.value, Want(draft.type, "the call gives {type}", call.callee.span))


def _length(ctx: Context, one: tree.Policy) -> int:
    return duration(ctx, one) or 1


def _retry(ctx: Context, one: tree.Policy) -> int:
    return whole(ctx, one, 0, MOST_RETRIES) or 0


def _isolate(ctx: Context, one: tree.Policy) -> int:
    if one.value is not None:
        rest = Span(one.span.file, one.name.span.end, one.span.end)
        refuse(ctx, one, "stands alone", Edit(rest, ""))
    return 0


_CHECKS: Mapping[str, Callable[[Context, tree.Policy], int]] = {
    "timeout": _length,
    "backoff": _length,
    "retry": _retry,
    "isolate": _isolate,
}
