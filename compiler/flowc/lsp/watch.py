"""Listens to a check: the type of each expression, what each name is bound to, what is wanted.

`Seen` is filled while `check.check` runs and can be read after it, however many mistakes there
were: what the checker could not find out is absent or `_`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from flowc.frontend import tree
from flowc.frontend.checking.context import Binding, Checks, Context
from flowc.frontend.checking.dispatch import CHECKS
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.checking.want import Draft, Want
from flowc.frontend.terms import Type
from flowc.text.span import Span

Place: TypeAlias = tuple[int, int]
Check: TypeAlias = Callable[[Context, Any, Want | None], Draft]


@dataclass(frozen=True, slots=True)
class Bound:
    """A binding of a flow, with the type that was found for it."""

    binding: Binding
    context: Context

    @property
    def type(self) -> Type:
        """The type, `_` in the parts that nothing decided."""
        return self.context.solver.opened(self.binding.type)


@dataclass(slots=True)
class Seen:
    """What was found out of one file; a `marker` is a name whose scope is kept."""

    marker: str = ""
    package: Package | None = None
    bound: dict[int, Bound] = field(default_factory=dict)
    """Bindings, by where their name starts."""
    names: dict[int, Bound] = field(default_factory=dict)
    """What the name that starts here is bound to."""
    scope: Mapping[str, Bound] = field(default_factory=dict)
    """What was visible at the marker."""
    _types: dict[Place, tuple[Context, Type]] = field(default_factory=dict)
    _wants: dict[Place, tuple[Context, Type]] = field(default_factory=dict)

    def watch(self, package: Package) -> Checks:
        """Return the checks of every kind of expression, with an ear at each."""
        self.package = package
        return {kind: self._heard(check) for kind, check in CHECKS.items()}

    def type_at(self, span: Span) -> Type | None:
        """Return the type of the expression that has this span; None if it was not checked."""
        return _opened(self._types.get((span.start, span.end)))

    def wanted_at(self, span: Span) -> Type | None:
        """Return the type that is wanted of the expression that has this span, if one is."""
        return _opened(self._wants.get((span.start, span.end)))

    def _heard(self, check: Check) -> Check:
        def heard(ctx: Context, expr: tree.Expr, want: Want | None) -> Draft:
            self._note_scope(ctx, expr)
            place = expr.span.start, expr.span.end
            if want is not None:
                self._wants[place] = ctx, want.type
            draft = check(ctx, expr, want)
            self._types[place] = ctx, draft.type
            return draft

        return heard

    def _note_scope(self, ctx: Context, expr: tree.Expr) -> None:
        for name, _ in reversed(ctx.trail):
            binding = ctx.names[name]
            known = self.bound.get(binding.span.start)
            if known is not None and known.binding is binding:
                break
            self.bound[binding.span.start] = Bound(binding, ctx)
        if isinstance(expr, tree.NameRef):
            found = ctx.names.get(expr.name.text)
            if found is not None:
                self.names[expr.span.start] = Bound(found, ctx)
        if self.marker and _spells(expr, self.marker):
            self.scope = {name: Bound(one, ctx) for name, one in ctx.names.items()}


def _spells(expr: tree.Expr, marker: str) -> bool:
    match expr:
        case tree.NameRef(name):
            return name.text == marker
        case tree.RecordLit(fields):
            return any(one.name.text == marker for one in fields)
        case _:
            return False


def _opened(noted: tuple[Context, Type] | None) -> Type | None:
    return None if noted is None else noted[0].solver.opened(noted[1])
