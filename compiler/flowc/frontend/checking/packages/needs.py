"""What components and flows need outside: inferred, narrowed by grants, held to declarations.

A component needs what its imports of WASI stand for, less what its `use` does not grant, and what
satisfies its other imports; a flow needs what it calls. To its callers, a flow that declares what
it needs needs just that.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flowc.frontend import errors, tree, wasi
from flowc.frontend.capability import Capabilities, Capability
from flowc.frontend.checking.packages import scopes
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.checking.packages.wiring import Wiring
from flowc.frontend.errors.wording import listed
from flowc.text.diagnostic import Edit
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Needs:
    """What each component is granted and each flow needs, by name.

    `outside` is what those need who call a flow or component: of a flow, what it declares.
    """

    granted: dict[str, Capabilities] = field(default_factory=dict)
    flows: dict[str, Capabilities] = field(default_factory=dict)
    outside: dict[str, Capabilities] = field(default_factory=dict)


def check_needs(package: Package, wiring: Wiring) -> Needs:
    """Infer what everything needs and compare it with what is declared."""
    return _Inference(package, wiring).run()


class _Inference:
    """Works through names callees first."""

    def __init__(self, package: Package, wiring: Wiring) -> None:
        self.package = package
        self.report = package.report
        self.calls = wiring.calls
        self.order = wiring.order
        self.found = Needs()
        self.outside = self.found.outside
        for alias, exports in package.exports.items():
            needs = {} if exports.library is None else exports.library.needs
            self.outside.update({f"{alias}.{name}": one for name, one in needs.items()})

    def run(self) -> Needs:
        for name in self.order:
            if name in self.package.uses:
                self._component(name, self.package.uses[name])
            else:
                self._flow(name, self.package.flow_decls[name])
        return self.found

    def _called(self, name: str) -> Capabilities:
        return Capabilities.of(
            one for callee in self.calls[name] for one in self.outside.get(callee, ())
        )

    # --- components ---

    def _component(self, alias: str, use: tree.Use) -> None:
        granted = self._granted(alias, use)
        self.found.granted[alias] = granted
        self.outside[alias] = granted | self._called(alias)

    def _granted(self, alias: str, use: tree.Use) -> Capabilities:
        written = None if use.needs is None else scopes.read(use.needs, self.report)
        what = self.package.kind_of(use)
        if what != "a component":
            if written is not None:
                self.report.add(errors.GrantToNone(alias, what, span=written.span))
            return Capabilities()
        exports = self.package.exports.get(alias)
        if exports is None:
            return Capabilities()
        filled = self.package.filled.get(alias, ())
        asked = wasi.capabilities_of(exports.component, filled)
        if written is None or not written.sound:
            return asked if written is None else Capabilities()
        for one, span in written.parts:
            if not asked.covers(Capabilities((one,))):
                self.report.add(errors.UnaskedGrant(alias, str(one), str(asked), span=span))
        return Capabilities.of(
            one for one in written.capabilities if asked.covers(Capabilities((one,)))
        )

    # --- flows ---

    def _flow(self, name: str, decl: tree.FlowDecl) -> None:
        needed = self._called(name)
        self.found.flows[name] = needed
        if decl.needs is None:
            self.outside[name] = needed
            if decl.exported and needed:
                place = Span(decl.result.span.file, decl.result.span.end, decl.result.span.end)
                self._undeclared(decl, needed, Capabilities(), Edit(place, f" needs {needed}"))
            return
        written = scopes.read(decl.needs, self.report)
        self.outside[name] = written.capabilities
        if not written.sound:
            return
        if needed.beyond(written.capabilities):
            whole = written.capabilities | needed
            edit = Edit(written.span, f"needs {whole}")
            self._undeclared(decl, whole, written.capabilities, edit)
        for one, span in written.parts:
            if not any(one.covers(other) for other in needed):
                self.report.add(errors.UnneededNeed(name, str(one), span=span))

    def _undeclared(
        self, decl: tree.FlowDecl, whole: Capabilities, declared: Capabilities, edit: Edit
    ) -> None:
        name = decl.name.text
        missing = self._called(name).beyond(declared)
        causes, origins = [], dict[str, None]()
        for callee, span in self.calls[name].items():
            lacking = self.outside.get(callee, Capabilities()).beyond(declared)
            if lacking:
                text = str(Capabilities(lacking))
                causes.append((span, f"`{callee}` needs `{text}`"))
                origins.update(dict.fromkeys(self._origins(callee, lacking)))
        span = decl.name.span if decl.needs is None else decl.needs.span
        self.report.add(
            errors.UndeclaredNeed(
                name,
                tuple(map(str, missing)),
                tuple(causes),
                tuple(origins),
                str(whole),
                edit,
                span=span,
            )
        )

    def _origins(self, name: str, lacking: tuple[Capability, ...]) -> Iterator[str]:
        """Say which imports of a component, and of what satisfies it, need something."""
        seen, waiting = {name}, [name]
        while waiting:
            one = waiting.pop()
            yield from self._imports(one, lacking)
            further = [callee for callee in self.calls.get(one, ()) if callee not in seen]
            seen.update(further)
            waiting.extend(further)

    def _imports(self, alias: str, lacking: tuple[Capability, ...]) -> Iterator[str]:
        exports = self.package.exports.get(alias)
        if exports is None:
            return
        kinds = {one.kind for one in lacking}
        granted = {one.kind for one in self.found.granted.get(alias, ())}
        names = [
            asked.name
            for asked, one in wasi.provided_imports(exports.component)
            if one.kind in kinds & granted
        ]
        if names:
            yield f"`{alias}` imports {listed(names)}"
