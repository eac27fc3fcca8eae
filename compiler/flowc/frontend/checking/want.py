"""What passes between the checker's functions: an expected type, and a checked expression."""

from collections.abc import Callable
from dataclasses import dataclass

from flowc.frontend import terms, tree, typed
from flowc.frontend.terms import Type
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Want:
    """The type a place asks for, and who says so.

    `text` goes beside `span`, or into a note; its `{type}` is the `whole` that this is a part of.
    """

    type: Type
    text: str = ""
    span: Span | None = None
    whole: Type | None = None

    def part(self, type_: Type) -> "Want":
        """Return the same expectation of a part of the value."""
        return Want(type_, self.text, self.span, self.said)

    @property
    def said(self) -> Type:
        """The type that `text` speaks of."""
        return self.type if self.whole is None else self.whole


@dataclass(frozen=True, slots=True)
class Site:
    """Where a name stands: its arguments (None without brackets), what is wanted, the span."""

    args: tuple[tree.Arg, ...] | None
    want: Want | None
    span: Span


@dataclass(frozen=True, slots=True)
class Draft:
    """A checked expression whose types may still hold variables.

    `finish` makes the typed expression once the whole flow is known; it is called once.
    """

    type: Type
    finish: Callable[[], typed.Expr]


def broken(span: Span) -> Callable[[], typed.Expr]:
    """Return the finish of what could not be checked; it never leaves the checker."""
    return lambda: typed.Make((), terms.UNKNOWN, span)
