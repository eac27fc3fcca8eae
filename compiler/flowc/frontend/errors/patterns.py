"""Mistakes in a pattern: one that takes what it should not, cannot match, or leaves fields out."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import kind, listed
from flowc.text.diagnostic import Caution, Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class AlmostCase(Error):
    """A name in a pattern is nearly that of a case.

    A bare name that is no case takes every value and binds it. One that differs from a case by a
    letter or two is taken for a slip:

    ```flow
    variant verdict { clear, flagged(string) }
    export flow bad(v: verdict) -> bool { match v { flagged(_) => true, cleer => false } }
    ```

    If it is none, choose another name, or write `_`.
    """

    code = "F268"
    title = "this pattern takes everything"
    name: str
    type: str
    near: str

    @property
    def label(self) -> str:
        return f"`{self.name}` is no case of `{self.type}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"a case named `{self.near}` exists", (Edit(self.span, self.near),)),)


@dataclass(frozen=True, slots=True)
class ElsewhereCase(Caution):
    """A name in a pattern is a case of a type that is not matched here.

    A bare name that is no case of the value takes everything and binds it. Where another type has
    a case of that name, and nothing reads what was bound, the case was probably meant:

    ```flow
    enum size { small, large }
    enum state { idle, busy }
    export flow number(s: size) -> u32 { match s { small => 1, idle => 2 } }    // takes `large`
    ```

    Name the cases of the value, or write `_` for all that are left.
    """

    code = "F277"
    title = "this is a case of another type"
    name: str
    type: str
    others: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`{self.type}` has no case `{self.name}`, so this takes everything"

    @property
    def notes(self) -> tuple[str, ...]:
        return (f"`{self.name}` is a case of {listed(self.others)}",)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("name a case of the value, or write `_`", (Edit(self.span, "_"),)),)


@dataclass(frozen=True, slots=True)
class PatternMismatch(Error):
    """A pattern cannot match a value of this type.

    Cases match variants, enums, options and results; literals match bools, numbers, chars and
    strings; `(a, b)` takes a tuple apart; `_` or a name takes anything:

    ```flow
    export flow one(n: u32) -> bool { match n { "1" => true, _ => false } }
    ```
    """

    code = "F269"
    title = "this pattern cannot match"
    what: str
    found: str
    subject: Span | None

    @property
    def label(self) -> str:
        return f"{self.what} does not match {kind(self.found)}"

    @property
    def secondary(self) -> tuple[Label, ...]:
        if self.subject is None:
            return ()
        return (Label(self.subject, f"this is {kind(self.found)}"),)


@dataclass(frozen=True, slots=True)
class FieldsLeftOut(Error):
    """A pattern of a record does not say what becomes of every field.

    It names each field, or ends in `..`, which stands for the others:

    ```flow
    record point { x: s64, y: s64 }
    export flow on-axis(at: point) -> bool { match at { { x: 0 } => true, _ => false } }
    ```
    """

    code = "F273"
    title = "fields are left out"
    type: str
    names: tuple[str, ...]
    last: Span

    @property
    def label(self) -> str:
        return f"`{self.type}` also has {listed(self.names)}"

    @property
    def help(self) -> tuple[Help, ...]:
        end = Span(self.last.file, self.last.end, self.last.end)
        text = "name them, or write `..` for all that are not named"
        return (Help(text, (Edit(end, ", .."),), "unsafe"),)
