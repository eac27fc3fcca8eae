"""F1xx: what can be wrong with the text of a flow, before any name or type is looked at."""

from abc import ABC
from dataclasses import dataclass

from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class SyntaxMistake(Error, ABC):
    """Any F1xx."""


@dataclass(frozen=True, slots=True)
class Unexpected(SyntaxMistake):
    """Something stands where the language expects something else.

    ```flow-bad
    flow f() -> u32 { 1 + }
    ```
    """

    code = "F101"
    title = "something else is expected here"
    found: str
    expected: str

    @property
    def label(self) -> str:
        return f"expected {self.expected}, found {self.found}"


@dataclass(frozen=True, slots=True)
class UnknownCharacter(SyntaxMistake):
    """X."""

    code = "F102"
    title = "this character means nothing here"
    found: str

    @property
    def label(self) -> str:
        return f"found `{self.found}`"


@dataclass(frozen=True, slots=True)
class UnclosedText(SyntaxMistake):
    """X."""

    code = "F103"
    title = "this string is not closed"
    in_hole: bool

    @property
    def label(self) -> str:
        return "the string starts here and its line ends first"


@dataclass(frozen=True, slots=True)
class BadChar(SyntaxMistake):
    """X."""

    code = "F104"
    title = "a character literal holds exactly one character"
    found: str

    @property
    def label(self) -> str:
        return f"found `{self.found}`"


@dataclass(frozen=True, slots=True)
class BadEscape(SyntaxMistake):
    """X."""

    code = "F105"
    title = "there is no such escape"
    found: str

    @property
    def label(self) -> str:
        return f"`{self.found}` stands for no character"


@dataclass(frozen=True, slots=True)
class LoneBrace(SyntaxMistake):
    """X."""

    code = "F106"
    title = "a brace in a string is written twice"

    @property
    def label(self) -> str:
        return "nothing is open that this `}` could close"


@dataclass(frozen=True, slots=True)
class BadNumber(SyntaxMistake):
    """X."""

    code = "F107"
    title = "this is not a number"
    found: str

    @property
    def label(self) -> str:
        return f"`{self.found}` is no number"


@dataclass(frozen=True, slots=True)
class NumberTooLarge(SyntaxMistake):
    """X."""

    code = "F108"
    title = "no type can hold this number"

    @property
    def label(self) -> str:
        return "the largest whole number is 18446744073709551615"


@dataclass(frozen=True, slots=True)
class BadName(SyntaxMistake):
    """X."""

    code = "F109"
    title = "names are words joined by `-`"
    found: str

    @property
    def label(self) -> str:
        return f"`{self.found}` is not a name"


@dataclass(frozen=True, slots=True)
class UnclosedComment(SyntaxMistake):
    """X."""

    code = "F110"
    title = "this comment is not closed"

    @property
    def label(self) -> str:
        return "no `*/` follows"


@dataclass(frozen=True, slots=True)
class BadVersion(SyntaxMistake):
    """X."""

    code = "F111"
    title = "this is not a semantic version"
    found: str

    @property
    def label(self) -> str:
        return f"expected three numbers as in `1.0.0`, found `{self.found}`"


@dataclass(frozen=True, slots=True)
class WrongTypeArguments(SyntaxMistake):
    """X."""

    code = "F112"
    title = "this type is written with other arguments"
    name: str
    form: str
    count: int

    @property
    def label(self) -> str:
        return f"write `{self.form}`" if self.form else f"`{self.name}` takes no types"


@dataclass(frozen=True, slots=True)
class InterpolatedHere(SyntaxMistake):
    """X."""

    code = "F113"
    title = "this string cannot have interpolations"
    where: str

    @property
    def label(self) -> str:
        return f"{self.where} is fixed when the flow is compiled"


@dataclass(frozen=True, slots=True)
class PositionalAfterNamed(SyntaxMistake):
    """X."""

    code = "F114"
    title = "arguments by position stand before named ones"
    name: str
    name_span: Span

    @property
    def label(self) -> str:
        return "this argument has no name"
