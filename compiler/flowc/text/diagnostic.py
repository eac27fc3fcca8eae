'''What a diagnostic is: a frozen value with typed fields, of one class per kind of mistake.

A stage's `errors.py` subclasses `Error` or `Caution` (a place in a source) or `Placeless` (none);
the class's docstring is the page `flowc explain` prints. Renderers read only what is public here.

    @dataclass(frozen=True, slots=True)
    class TypeMismatch(Error):
        """Two ends of one edge have different types.

        ...a markdown page with an example in a fenced block...
        """

        code = "F203"
        title = "this edge joins ports of different types"
        expected: str
        found: str

        @property
        def label(self) -> str:
            return f"expected `{self.expected}`, found `{self.found}`"

    report.add(TypeMismatch("u32", "string", span=span))

`span` is always passed by name. `secondary`, `notes` and `help` are properties to override where
there is something to say; they may not be fields, and fields hold hashable values. Zero-argument
`super()` does not work in a class with slots: name the base class instead.
'''

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from inspect import get_annotations
from typing import ClassVar, Literal, TypeAlias

from flowc.text.span import Span

Level: TypeAlias = Literal["error", "warning"]
Safety: TypeAlias = Literal["safe", "unsafe", "display"]

STAGES = ("command", "parse", "check", "ir", "check", "plan", "seal")
"""The stage a code belongs to, by its first digit; checking finds more than a hundred kinds."""

TEMPLATES = ("label", "secondary", "notes", "help")
"""What a diagnostic says; always properties, computed from its fields."""


@dataclass(frozen=True, slots=True)
class Label:
    """A place and what is to be said about it: lowercase, one clause, no full stop."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """The text of `span` becomes `new_text`; an empty span inserts, an empty text deletes."""

    span: Span
    new_text: str


@dataclass(frozen=True, slots=True)
class Help:
    """What to do, in the imperative, and the edits that would do it.

    `safe` edits keep the meaning and may be applied unasked, `unsafe` ones want a look,
    `display` ones (the default) only show the idea. Edits do not overlap.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    safety: Safety = "display"


@dataclass(frozen=True, slots=True)
class Diagnostic(ABC):
    """What every diagnostic has; subclass `Error`, `Caution` or `Placeless`, not this."""

    code: ClassVar[str]
    title: ClassVar[str]
    level: ClassVar[Level]

    def __init_subclass__(cls) -> None:
        shadowed = sorted(set(TEMPLATES) & set(get_annotations(cls)))
        if shadowed:
            msg = f"{cls.__name__}: {', '.join(shadowed)} must be properties, not fields"
            raise TypeError(msg)

    @property
    @abstractmethod
    def label(self) -> str:
        """Say what is wrong here: one clause, values in backticks, no full stop."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Facts without a place."""
        return ()

    @property
    def help(self) -> tuple[Help, ...]:
        """What to do, best first."""
        return ()

    @property
    def stage(self) -> str:
        """The stage that the code belongs to."""
        return STAGES[int(self.code[1])]


@dataclass(frozen=True, slots=True)
class Placed(Diagnostic, ABC):
    """A diagnostic about a place; subclass `Error` or `Caution`."""

    span: Span = field(kw_only=True)

    @property
    def secondary(self) -> tuple[Label, ...]:
        """Other places that say why, perhaps in other files."""
        return ()


@dataclass(frozen=True, slots=True)
class Error(Placed, ABC):
    """A mistake in a source; nothing is built."""

    level = "error"


@dataclass(frozen=True, slots=True)
class Caution(Placed, ABC):
    """What is probably a slip in a source: a warning, which never stops a build."""

    level = "warning"


@dataclass(frozen=True, slots=True)
class Placeless(Diagnostic, ABC):
    """A mistake that stands in no source: a bad option, a missing key, an unreadable file."""

    level = "error"


class InternalError(Exception):
    """A fault of ours, never of what a user wrote: an invariant of `stage` does not hold."""

    def __init__(self, stage: str, message: str) -> None:
        super().__init__(stage, message)
        self.stage = stage
        self.message = message

    def __str__(self) -> str:
        return (
            f"flowc found a fault of its own in stage `{self.stage}`: {self.message}\n"
            "help: please report this, with the source that led here; nothing was written"
        )
