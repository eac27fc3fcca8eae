"""An arm whose parts are finished, and the binder that its pattern is, where it is that simple."""

from dataclasses import dataclass

from flowc.frontend import typed
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.matches.shapes import (
    CaseHead,
    LiteralHead,
    Of,
    Shape,
    Wild,
    takes_all,
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """An arm, its parts finished."""

    shape: Shape
    guard: typed.Expr | None
    body: typed.Expr


def binder(ctx: Context, shape: Shape) -> typed.Binder:
    """Return the binder that a pattern which fits everything is."""
    if isinstance(shape, Of):
        return typed.Parts(tuple(binder(ctx, part) for part in shape.parts))
    return None if shape.binding is None else ctx.slot(shape.binding)


def payload_binder(ctx: Context, shape: Shape) -> typed.Binder:
    """Return the binder of what a case carries."""
    parts = shape.parts if isinstance(shape, Of) else ()
    return binder(ctx, parts[0]) if parts else None


def is_binder(shape: Shape) -> bool:
    """Whether a pattern only takes tuples apart."""
    if isinstance(shape, Wild):
        return True
    return takes_all(shape) and not _names_fields(shape)


def _names_fields(shape: Shape) -> bool:
    if not isinstance(shape, Of) or isinstance(shape.head, CaseHead | LiteralHead):
        return False
    return bool(shape.head.names) or any(map(_names_fields, shape.parts))
