"""Code that instances are started from, and what bounds what runs in them.

Takes code that was loaded and linked, the plan that it belongs to, and limits; may be shared by
threads. An instance is `start`ed with a deadline; what stops one is told as a `Fault`.
"""

from __future__ import annotations

from flowrt import problems
from flowrt.engine import engine
from flowrt.engine.clock import clock_of
from flowrt.engine.engine import EngineError, Live, Trapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from flowrt.engine.engine import Code, Engine, Function
    from flowrt.engine.once import Once
    from flowrt.plan.plan import Plan
    from flowrt.rights.limits import Limits
    from flowrt.run.scope import Scope

INVOKE = "invoke"
INVOKE_LINES = "invoke-lines"

_PROMISED = {INVOKE: engine.TEXT_OR_FAULT, INVOKE_LINES: engine.TEXT}


class Source:
    """What streams take instances from, and what bounds their transactions.

    `style` is added to the number of a flow, so that its result is printed as was asked.
    Raises `EngineError` where the code has no door.
    """

    def __init__(self, code: Code, plan: Plan, limits: Limits, style: int) -> None:
        self.code = code
        self.limits = limits
        self.style = style
        self._plan = plan
        self._clock = clock_of(code.engine)
        self._doors = {name: code.export(plan.door, name) for name in _PROMISED}
        self._sites = {site.offset: site for site in plan.sites}
        self._is_checked = False
        self._once: Once | None = None
        self._is_once_known = False

    def within(self, other: Engine, code: bytes) -> Source:
        """Return the same in another engine, of its serialized code; raises `EngineError`."""
        return Source(other.load(code), self._plan, self.limits, self.style)

    @property
    def once(self) -> Once | None:
        """What runs a transaction in native code, once the door is known to be one."""
        if self._is_checked and not self._is_once_known:
            self._once = self.code.once(self._doors[INVOKE], self.limits)
            self._is_once_known = True
        return self._once

    def start(self, flow: str, scope: Scope | None = None) -> Live:
        """Return a new instance with its deadline set; raises a `Fault`."""
        try:
            live = Live(self.code, self.limits, *self.bounds(scope))
            self._check(live)
        except Trapped as trapped:
            raise self.fault_of(trapped, flow) from None
        except EngineError as error:
            raise problems.NotStarted(flow=flow, message=str(error)) from None
        return live

    def door_of(self, live: Live, name: str) -> Function:
        """Return a door function of an instance that `start` gave."""
        return live.function(self._doors[name])

    def fault_of(self, trapped: Trapped, flow: str) -> Exception:
        """Return the fault that a trap in this code means."""
        from flowrt.run.trace import fault_of  # noqa: PLC0415 - most flows do well

        return fault_of(trapped, self._sites, flow)

    def ticks(self, wall_ms: int) -> int:
        """Return how many epochs from now so many milliseconds end."""
        return self._clock.ticks(wall_ms)

    def bounds(self, scope: Scope | None = None) -> tuple[int | None, Callable[[], bool] | None]:
        """Return how many epochs work may last from now, and what it has to ask at each.

        Without a scope it is a whole transaction; None stands for no bound.
        """
        clock = self._clock
        if scope is None:
            wall_ms = self.limits.wall_ms
            return (None if wall_ms is None else clock.ticks(wall_ms)), None
        left = scope.left
        ticks = None if left is None else clock.ticks(int(left * 1000) + 1)
        return ticks, (self._asking(scope) if scope.is_shared else None)

    def _asking(self, scope: Scope) -> Callable[[], bool]:
        clock = self._clock

        def may_go_on() -> bool:
            clock.ticks(0)
            return not scope.is_over

        may_go_on()
        return may_go_on

    def _check(self, live: Live) -> None:
        if self._is_checked:
            return
        for name, promised in _PROMISED.items():
            if live.result_of(live.function(self._doors[name])) != promised:
                live.close()
                raise problems.NotCompiled(message=f"{name} does not have the type of a door")
        self._is_checked = True
