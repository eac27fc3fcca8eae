"""From a `VerifiedArchive` to results: one transaction is one text in and one text out.

By default a transaction has a store and an instance of its own; with `isolation="stream"` they
share one, which is replaced after a fault (`flowrt.run.stream`). Bad values are raised as
`BadInput`, everything that stops a flow as `Fault`, and the runner goes on working after either.
"""

from __future__ import annotations

from _thread import allocate_lock
from types import MappingProxyType

from flowrt import problems
from flowrt.engine import engine
from flowrt.engine.engine import Code, EngineError
from flowrt.rights.capabilities import NOTHING, Allowed, Capability, granted, needed_by
from flowrt.rights.limits import Limits
from flowrt.run.source import Source
from flowrt.run.stream import NOWHERE, Fresh, Origin, Stream, admit, bounded
from flowrt.verify import Host, Native, VerifiedArchive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, TypeAlias

    from flowrt.plan.big import BigIntegers
    from flowrt.plan.plan import Entry, Plan
    from flowrt.rights.limits import Setup
    from flowrt.run.scope import Scope
    from flowrt.run.services import Given
    from flowrt.run.trampoline import Trampoline

Isolation: TypeAlias = "Literal['call', 'stream']"


class Runner:
    """Runs the flows of one archive; may be shared by threads.

    `limits` narrow the header's; what it needs of the system must be `allowed`, or `NotAllowed`
    is raised; `grants` is what it was given of that, `imports` what its component imports. So
    many instances as `pooled` says come from a pool, where there can be one, and then no more than
    those can be had at once (`flowrt.run.pooled`).
    `compiled_because` is empty where native code was loaded, else it says why the component was
    compiled here; what was compiled is kept, and not compiled again. Raises `NotCompiled` or
    `EngineUnusable`.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - each is a choice of the caller's
        self,
        verified: VerifiedArchive,
        limits: Limits | None = None,
        isolation: Isolation = "call",
        allowed: Allowed = NOTHING,
        big_integers: BigIntegers = "number",
        services: Mapping[str, Given] = MappingProxyType({}),
        pooled: int = 0,
    ) -> None:
        bounds = Limits.of(verified.header.manifest.limits)
        self.limits = bounds.narrowed(limits or Limits())
        self.plan: Plan = verified.plan
        self.isolation = isolation
        needs = verified.header.manifest.capabilities
        self.grants = granted(needs, (*allowed.capabilities, *allowed.fixed.names), allowed.denied)
        self.fixed, self.count = allowed.fixed.names, allowed.count
        setup = self.limits.setup_within(bounds)
        if self.limits.total_memory_bytes is not None and not engine.is_metered(setup):
            raise problems.NotBounded(
                message="`total_memory_bytes` is kept on Linux alone, x86-64 and aarch64"
            )
        self.pooled = self._room(pooled, setup)
        self._engine = engine.shared(setup, self.limits.stack_bytes, self.pooled)
        try:
            code, self.compiled_because = self._load(verified, engine.host(setup))
            self.source = Source(code, self.plan, self.limits, _style(big_integers))
        except EngineError as error:
            raise problems.NotCompiled(message=str(error)) from None
        self.imports = code.imports()
        _link(code, self.imports, self.grants, allowed)
        self._lock = allocate_lock()
        self._kept = Stream(self.source)
        self._fresh = Fresh(self.source)
        self.trampoline = self._trampoline(services)

    def _trampoline(self, services: Mapping[str, Given]) -> Trampoline | None:
        """Return what runs flows that wait; importing it takes time, and few archives need it."""
        if not (self.plan.cuts or self.plan.services or services):
            return None
        from flowrt.run.instances import Instances  # noqa: PLC0415 - see above
        from flowrt.run.services import bound  # noqa: PLC0415 - the same
        from flowrt.run.trampoline import Trampoline  # noqa: PLC0415 - the same

        source, fresh = self.source, self._fresh
        keep = self.isolation == "stream"
        instances = Instances((lambda: Stream(source)) if keep else (lambda: fresh), keep=keep)
        return Trampoline(self.plan, bound(self.plan.services, services), instances)

    def entry(self, flow: str) -> Entry:
        """Return an exported flow; raises `UnknownFlow` (R400)."""
        entry = self.plan.entry(flow)
        if entry is None:
            names = ", ".join(entry.name for entry in self.plan.entries)
            raise problems.UnknownFlow("", expected=names, found=flow)
        return entry

    def call_json(self, flow: str, text: str) -> str:
        """Run a flow on a JSON object of its parameters; return its result as JSON.

        Raises `UnknownFlow`, another `BadInput` for values that do not fit, or a `Fault`.
        """
        try:
            data = text.encode()
        except UnicodeEncodeError:
            raise problems.NotJson(
                "", expected="Unicode text", found="half a surrogate pair"
            ) from None
        return self.call(self.entry(flow), data).decode()

    def call(
        self, entry: Entry, text: bytes, origin: Origin = NOWHERE, scope: Scope | None = None
    ) -> bytes:
        """Run a flow on UTF-8 bytes, as `call_json` does with text; no longer than a scope."""
        if entry.waits and self.trampoline is not None:
            return self._wait(self.trampoline, entry, text, origin, scope)
        narrowed = None if scope is None else self.scope(scope)
        if self.isolation == "call":
            return self._fresh.call(entry, text, origin, narrowed)
        with self._lock:
            return self._kept.call(entry, text, origin, narrowed)

    def brief(self, entry: Entry, text: bytes, origin: Origin, wall_ms: int) -> bytes:
        """Run a flow that does not wait as `call` does, for so many milliseconds at most.

        They must be fewer than the limits allow.
        """
        once = self.source.once
        if once is None or self.isolation == "stream":
            from flowrt.run.scope import Scope  # noqa: PLC0415 - for servers

            return self.call(entry, text, origin, Scope.lasting(wall_ms))
        return self._fresh.brief(once, entry, text, origin, self.source.ticks(wall_ms))

    def _wait(
        self,
        trampoline: Trampoline,
        entry: Entry,
        text: bytes,
        origin: Origin,
        scope: Scope | None,
    ) -> bytes:
        admit(text, self.limits, origin)
        answer = trampoline.run(entry, text, origin, self.scope(scope))
        if self.source.style:
            from flowrt.plan.big import quoted  # noqa: PLC0415 - see `_style`

            answer = quoted(entry.result, answer)
        return bounded(entry, answer, self.limits)

    def stream(self) -> Stream:
        """Return a stream of transactions of its own."""
        return Stream(self.source)

    def fresh(self) -> Fresh:
        """Return what takes a new instance for each transaction."""
        return self._fresh

    def scope(self, outer: Scope | None = None) -> Scope:
        """Return how long a transaction may last from now, within another one, if there is any."""
        from flowrt.run.scope import Scope  # noqa: PLC0415 - for flows that wait, and servers

        wall_ms = self.limits.wall_ms
        return (outer or Scope()).within(None if wall_ms is None else wall_ms / 1000)

    def _room(self, wanted: int, setup: Setup) -> int:
        """Return how many instances a pool is to have, none where there cannot be one."""
        if not wanted or setup.metered:
            return 0
        from flowrt.engine.pool import has_room  # noqa: PLC0415 - for servers and workers

        guards = {one.name for one in self.grants if _is_guarded(one)}
        wanted *= 1 + len(guards)  # beside each, in the same store, are those that guard it
        return wanted if has_room(wanted) else 0

    def _load(self, verified: VerifiedArchive, host: Host) -> tuple[Code, str]:
        code = verified.code(host)
        if isinstance(code, Native):
            try:
                return self._engine.load(code.code, code.modules), ""
            except EngineError as error:
                if self.pooled:
                    raise  # it may be for want of room, and is tried again without a pool
                code = verified.portable(str(error))
        from flowrt.engine.kept import compiled  # noqa: PLC0415 - most archives have native code

        made, is_kept = compiled(self._engine, code.code)
        return made, "" if is_kept else code.reason


def _is_guarded(need: Capability) -> bool:
    """Return whether what is needed is guarded from beside the component, in the same store."""
    return need.name == "http" or (need.name == "sockets" and bool(need.argument))


def _style(big_integers: BigIntegers) -> int:
    """Return what is added to a flow's number so that it writes its integers like that."""
    if big_integers == "number":
        return 0
    from flowrt.plan.big import QUOTES_BIG  # noqa: PLC0415 - most results have no large ones

    return QUOTES_BIG


def _link(
    code: Code, imports: tuple[str, ...], needs: tuple[Capability, ...], allowed: Allowed
) -> None:
    """Link what the component imports; raises `HiddenImport` where no capability covers it."""
    names = {"", *(need.name for need in needs)}
    for name in imports:
        if needed_by(name) not in names:
            listed = ", ".join(map(str, needs)) or "no capabilities"
            raise problems.HiddenImport("component", expected=listed, found=name)
    if imports:
        from flowrt.engine.system.wasi import Wasi  # noqa: PLC0415 - takes 1 ms, and pure archives need none

        code.link(Wasi.of(needs, allowed))
