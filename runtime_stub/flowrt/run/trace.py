"""From a trap to the fault that a user reads.

Takes the engine's cause and frames, the plan's sites and the flow's name; gives the one `Fault`
that names flow, component, function and place as far as the innermost known site tells them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

from flowrt.engine.traps import MAX_FRAMES
from flowrt.plan.plan import Site
from flowrt.problems.faults import (
    ComponentTrapped,
    DeadlinePassed,
    FlowFaulted,
    FuelSpent,
    MemorySpent,
    NotGranted,
    OutsideFlow,
    StackExhausted,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeVar

    from flowrt.engine.engine import Frame, Trapped
    from flowrt.problems.report import Fault

    _T = TypeVar("_T")

CALL = "call"
INSIDE = "inside"
"""Where a component's code starts: from there to the next site it is that one's, or nobody's."""
DENIED = "denied"
"""What denies is `denied:CAPABILITY:FUNCTION`; the compiler names it so."""
DENIED_WORDS = 3

_OF_LIMIT: dict[str, type[Fault]] = {
    "interrupt": DeadlinePassed,
    "all fuel consumed by WebAssembly": FuelSpent,
    "call stack exhausted": StackExhausted,
}
_MAY_LACK_MEMORY = (ComponentTrapped, OutsideFlow)
"""What code does that gets no more memory: it gives up."""
_OF_FLOW = {
    "overflow": "the result does not fit its type",
    "division": "the divisor is zero",
    "conversion": "the value does not fit the type it is converted to",
    "length": "the list or string would be too long",
}


def fault_of(trapped: Trapped, sites: Mapping[int, Site], flow: str) -> Fault:
    """Return what a trap means; `sites` is by code offset, `flow` the flow that was called."""
    site = innermost(trapped.frames, sites) or _around(trapped.frames, sites)
    denied = _denied(trapped.frames)
    kind = NotGranted if denied else _OF_LIMIT.get(trapped.cause) or _kind_of(site)
    message = denied or _message(trapped, site)
    if trapped.spent and kind in _MAY_LACK_MEMORY:
        kind, message = MemorySpent, f"{trapped.spent}; then: {trapped.cause}"
    elif trapped.bound and kind in _MAY_LACK_MEMORY:
        message += f"; `memory_bytes` allows each memory {trapped.bound:,}, which may be why"
    if site is None:
        return kind(flow=flow, function=_name(trapped.frames), message=message)
    unseen = "" if denied or site.kind != INSIDE else _name(trapped.frames)
    return kind(
        flow=site.flow or flow,
        component=site.component,
        function=site.function or unseen,
        place=site.place,
        message=message,
    )


def innermost(frames: tuple[Frame, ...], sites: Mapping[int, _T]) -> _T | None:
    """Return the site of the innermost frame that has one."""
    # The engine's own adapters between components have no names, and offsets of their own.
    named = (frame for frame in frames if frame.module or frame.function)
    return next((sites[frame.offset] for frame in named if frame.offset in sites), None)


def _around(frames: tuple[Frame, ...], sites: Mapping[int, Site]) -> Site | None:
    """Return what is known of the component that most frames are in, where no flow is seen.

    Which of its calls that is can only be told where the engine has left frames out.
    """
    is_cut_off = len(frames) == MAX_FRAMES
    starts = sorted(sites)
    within = Counter(
        starts[bisect_right(starts, frame.offset) - 1]
        for frame in frames
        if starts and frame.offset >= starts[0] and (is_cut_off or frame.module or frame.function)
    )
    found = next((sites[start] for start, _ in within.most_common(1)), None)
    if found is None or found.kind != INSIDE or not found.component:
        return None
    return found if is_cut_off else Site(found.offset, INSIDE, "", found.component, "", "")


def _denied(frames: tuple[Frame, ...]) -> str:
    """Return which capability a trap denied, and to what; empty where none did."""
    words = _name(frames).split(":", 2)
    return (
        f"`{words[1]}`, for {words[2]}" if words[0] == DENIED and len(words) == DENIED_WORDS else ""
    )


def _kind_of(site: Site | None) -> type[Fault]:
    if site is None:
        return OutsideFlow
    return ComponentTrapped if site.kind in (CALL, INSIDE) else FlowFaulted


def _message(trapped: Trapped, site: Site | None) -> str:
    if trapped.cause in _OF_LIMIT:
        return ""
    if site is None or site.kind in (CALL, INSIDE) or trapped.cause.startswith("integer"):
        return trapped.cause
    return _OF_FLOW.get(site.kind, trapped.cause)


def _name(frames: tuple[Frame, ...]) -> str:
    return frames[0].function if frames else ""
