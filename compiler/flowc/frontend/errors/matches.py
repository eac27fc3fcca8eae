"""Mistakes in `match` as a whole: cases that are missing, arms that are never reached."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import kind, listed
from flowc.text.diagnostic import Caution, Edit, Error, Help, Label
from flowc.text.span import Span

MOST_SHOWN = 3
"""Missing values, or arms, that one message shows."""


@dataclass(frozen=True, slots=True)
class MissingCases(Error):
    """A `match` does not say what to do in every case.

    Each case has an arm, or a last arm `_ => ..` takes what is left. Numbers, chars and strings
    always need such an arm. An arm with a condition takes nothing for certain:

    ```flow
    export flow positive(known: option<u32>) -> u32 {
      match known { some(n) if n > 0 => n, none => 0 }      // and `some(0)`?
    }
    ```
    """

    code = "F264"
    title = "cases are missing"
    type: str
    patterns: tuple[str, ...]
    guarded: bool
    last: Span

    @property
    def label(self) -> str:
        if self.patterns == ("_",):
            return f"{kind(self.type)} has other values, too"
        if len(self.patterns) > MOST_SHOWN:
            shown = ", ".join(f"`{one}`" for one in self.patterns[:MOST_SHOWN])
            return f"{kind(self.type)} may also be {shown} and more"
        return f"{kind(self.type)} may also be {listed(self.patterns, 'or')}"

    @property
    def notes(self) -> tuple[str, ...]:
        if not self.guarded:
            return ()
        return ("an arm with `if` does not count: its condition may not hold",)

    @property
    def help(self) -> tuple[Help, ...]:
        shown = self.patterns[:MOST_SHOWN]
        end = Span(self.last.file, self.last.end, self.last.end)
        edit = Edit(end, "".join(f", {one} => .." for one in shown))
        if len(self.patterns) == 1:
            return (Help("add an arm for it", (edit,)),)
        enough = len(self.patterns) <= MOST_SHOWN
        return (
            Help("add arms for them" if enough else "add arms, or a last one `_ => ..`", (edit,)),
        )


@dataclass(frozen=True, slots=True)
class UnreachableArm(Caution):
    """An arm takes nothing, as the arms before it take every case.

    ```flow
    export flow number(known: bool) -> u32 { match known { true => 1, false => 2, _ => 3 } }
    ```

    Remove it; when a case is added to the type, the compiler will ask for an arm.
    """

    code = "F265"
    title = "this arm is never reached"
    takers: tuple[Span, ...]
    of_all: bool
    removal: Edit

    @property
    def label(self) -> str:
        if self.of_all:
            return "the arms before this one take every case"
        return "the arms before this one take all that fits"

    @property
    def secondary(self) -> tuple[Label, ...]:
        if self.of_all:
            return ()
        return tuple(Label(one, "takes a part of it") for one in self.takers[:MOST_SHOWN])

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("remove it", (self.removal,), "unsafe"),)


@dataclass(frozen=True, slots=True)
class RepeatedArm(Error):
    """Two arms of a `match` are for the same case or literal.

    ```flow
    enum size { small, large }
    export flow number(s: size) -> u32 { match s { small => 1, large => 2, small => 3 } }
    ```

    The first one takes it; remove the other.
    """

    code = "F266"
    title = "this case has an arm already"
    pattern: str
    first: Span
    removal: Edit

    @property
    def label(self) -> str:
        return f"`{self.pattern}` never gets here"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "this arm takes it"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("remove it", (self.removal,), "unsafe"),)


@dataclass(frozen=True, slots=True)
class ArmAfterAll(Error):
    """An arm follows one that takes everything.

    `_`, or a name that is no case, takes all that is left, so it stands last:

    ```flow
    export flow told(n: u32) -> string { match n { 0 => "none", _ => "some", 1 => "one" } }
    ```
    """

    code = "F267"
    title = "this arm comes too late"
    first: Span
    name: str
    bound: bool

    @property
    def label(self) -> str:
        return "an arm before this one takes everything"

    @property
    def secondary(self) -> tuple[Label, ...]:
        if self.bound:
            text = f"`{self.name}` is no case of the value, so it takes everything"
            return (Label(self.first, text),)
        return (Label(self.first, "this takes everything"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("move the arm that takes everything to the end"),)


@dataclass(frozen=True, slots=True)
class TooManyTests(Error):
    """A `match` needs more tests than the compiler is willing to work out.

    Whether its arms take every value, and which is taken, is found by testing one part of the
    value after the other: at most 64 in a row, and some tens of thousands in all. Patterns of
    many parts that overlap in many ways may need more, as do matches nested in arms that test
    several parts each:

    ```
    match (a, b, c, d) { (1, 2, 3, 4) => match (e, f, g, h) { .. }, _ => 0 }   // and so on, 16 deep
    ```

    Match on some of the parts first, and on the others in the arms, or in a flow of their own.
    """

    code = "F274"
    title = "this match is too complex"

    @property
    def label(self) -> str:
        return "its patterns overlap in too many ways"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("match on some parts first, and on the others in the arms"),)
