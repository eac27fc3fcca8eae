"""Lets time pass, as a flow asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrt.problems.faults import DeadlinePassed

if TYPE_CHECKING:
    from flowrt.plan.cuts import Cut
    from flowrt.run.scope import Scope

SLEPT = b"[]"
"""The outcome of a cut of kind `sleep`."""


def sleep(cut: Cut, scope: Scope) -> bytes:
    """Let time pass; raises `DeadlinePassed` at once where so much is not left."""
    seconds = (cut.ms or 0) / 1000
    if scope.journal is not None:
        seconds = max(0.0, scope.journal.left(seconds))
    if scope.left is not None and scope.left < seconds:
        message = f"it would sleep {cut.ms} ms, longer than is left"
        raise DeadlinePassed(flow=cut.flow, place=cut.place, message=message)
    scope.pause(seconds)
    if not scope.is_wanted():
        raise DeadlinePassed(flow=cut.flow, place=cut.place, message="nobody waits for it any more")
    return SLEPT
