"""Names bound by patterns that always match: `x`, `_` and `(a, _, c)`."""

from collections.abc import Callable, Iterator
from typing import TypeAlias, assert_never

from flowc.frontend import errors, terms, tree, typed
from flowc.frontend.checking.context import Context
from flowc.frontend.terms import Type

Bind: TypeAlias = Callable[[], typed.Binder]


def bind(ctx: Context, binder: tree.Binder, type_: Type) -> Bind:
    """Bind what a pattern names to the parts of a `type_`."""
    match binder:
        case tree.Name():
            binding = ctx.bind(binder, type_)
            return lambda: ctx.slot(binding)
        case tree.Ignore():
            return lambda: None
        case tree.TupleBinder(items):
            types = item_types(ctx, binder, type_) or (terms.UNKNOWN,) * len(items)
            pairs = zip(items, types, strict=True)
            binds = [bind(ctx, item, item_type) for item, item_type in pairs]
            return lambda: typed.Parts(tuple(one() for one in binds))
    assert_never(binder)


def names_in(binder: tree.Binder) -> Iterator[tree.Name]:
    """Give the names that a binder binds."""
    match binder:
        case tree.Name():
            yield binder
        case tree.TupleBinder(items):
            for item in items:
                yield from names_in(item)
        case tree.Ignore():
            pass


def item_types(
    ctx: Context, binder: tree.TupleBinder | tree.TuplePattern, type_: Type
) -> tuple[Type, ...] | None:
    """Return the types of a tuple's items; None, reported, where a `type_` is no such tuple."""
    count = len(binder.items)
    fresh = tuple(ctx.solver.fresh(item.span, "this item") for item in binder.items)
    found = ctx.solver.shallow(type_)
    if isinstance(found, terms.Tuple) and len(found.items) == count:
        return found.items
    if ctx.solver.unify(terms.Tuple(fresh), found) is not None:
        ctx.report.add(errors.BinderMismatch(count, ctx.solver.show(found), span=binder.span))
        return None
    return fresh
