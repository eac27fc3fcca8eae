"""Explains what does not fit in `with { .. }`, and durations wherever they do not."""

from collections.abc import Sequence
from typing import Any, Final

from flowc.frontend import errors
from flowc.frontend.parsing.frames import Role
from flowc.frontend.parsing.literals import UNITS
from flowc.frontend.parsing.stumbles import Stumble, missing_sign
from flowc.text.diagnostic import Edit, Error

_SETTINGS_OF: Final = {"INT": "failures", "DURATION": "open"}
"""The setting that a number most likely is that has no name."""
_WITH_VALUES: Final = {"timeout", "retry", "backoff", "fallback"}
"""The policies whose value stands behind a `:`."""
_NEEDING_COLONS: Final = {Role.POLICIES: "a policy", Role.SETTINGS: "a setting"}


def unsigned(at: Stumble) -> Error | None:
    """Return the error for a policy or a setting without the `:` behind its name."""
    what = _NEEDING_COLONS.get(at.frame.role)
    if what is None or "COLON" not in at.accepts or at.token.type == "NAME":
        return None
    return missing_sign(at, what, ":")


def unnamed(at: Stumble) -> Error | None:
    """Return the error for a number that stands for a setting without its name."""
    name, found = _SETTINGS_OF.get(at.token.type), at.token.text
    if name is None or at.frame.role is not Role.SETTINGS or "NAME" not in at.accepts:
        return None
    if at.wants_expr:
        return None
    (policy,) = _heading(at, 1)
    if policy.text not in _WITH_VALUES:
        return errors.UnnamedSetting(found, name, span=at.token.span)
    wanted, edit = "takes its value behind a `:`, without parentheses", None
    if at.after.type == "RPAREN":
        edit = Edit(policy.span.to(at.after.span), f"{policy.text}: {found}")
    return errors.PolicyValue(policy.text, wanted, edit, span=at.token.span)


def _heading(at: Stumble, count: int) -> Sequence[Any]:
    """Return what stands right before the bracket that this is in, so many at most."""
    place = next(place for place, one in enumerate(at.held) if one is at.frame.opener)
    return at.held[max(0, place - count) : place]


def _in_braces(at: Stumble) -> bool:
    """Whether this stands in braces that stand for the settings of a `breaker`."""
    if at.frame.role is not Role.RECORD or at.frame.opener is None:
        return False
    return [getattr(one, "text", "") for one in _heading(at, 2)] == ["breaker", ":"]


def duration(at: Stumble) -> Error | None:
    """Return the error for a duration that stands where none can, or is not spelled as one."""
    if at.token.type == "DURATION" and at.accepts != {"LPAREN"}:
        return errors.DurationHere(at.token.text, _in_braces(at), span=at.token.span)
    if at.accepts == {"DURATION"} and at.token.type == "INT":
        return _bare(at)
    apart = at.before.type == "INT" and at.token.text in UNITS
    if not apart or at.frame.role not in {Role.POLICIES, Role.SETTINGS}:
        return None
    number, unit = at.before.text, at.token.text
    span = at.before.span.to(at.token.span)
    return errors.BadDuration(f"{number} {unit}", f"{number}{unit}", span=span)


def _bare(at: Stumble) -> Error:
    """Return the error for a number where a duration is asked for."""
    number, unit = at.token.text, at.after.text if at.after.text in UNITS else ""
    span = at.token.span.to(at.after.span) if unit else at.token.span
    found = f"{number} {unit}" if unit else number
    return errors.BadDuration(found, f"{number}{unit or 's'}", span=span)
