"""Cautions about conditions whose answer is known before anything runs."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from flowc.text.diagnostic import Caution, Help

Place: TypeAlias = Literal["if", "where", "guard", "expect"]
"""What a condition belongs to."""


@dataclass(frozen=True, slots=True)
class CertainComparison(Caution):
    """A comparison gives the same answer whatever the values are.

    No unsigned number is below 0, none is above its type's greatest, and every value equals itself:

    ```flow
    export flow told(count: u32) -> string {
      if count >= 0 { "some" } else { "none" }      // `count > 0` was meant
    }
    ```
    """

    code = "F275"
    title = "this comparison has one answer"
    answer: bool
    why: str

    @property
    def label(self) -> str:
        return f"this is always {'true' if self.answer else 'false'}: {self.why}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("compare with another value, or remove the comparison"),)


@dataclass(frozen=True, slots=True)
class CertainCondition(Caution):
    """A condition is a constant, so that it decides nothing.

    Of an `if`, one branch is never taken; a `where` keeps every element or none; the guard of an
    arm, or an `expect`, always holds or never does:

    ```flow
    export flow told() -> string { if true { "always" } else { "never" } }
    ```

    Keep what is taken, or write the condition that was meant.
    """

    code = "F276"
    title = "this condition is a constant"
    answer: bool
    place: Place

    @property
    def label(self) -> str:
        match self.place, self.answer:
            case "if", answer:
                return f"the branch {'after' if answer else 'before'} `else` is never taken"
            case "where", answer:
                return "every element is kept" if answer else "no element is kept"
            case "expect", answer:
                return "this always holds" if answer else "this never holds"
            case _, answer:
                return "this guard always holds" if answer else "this arm is never taken"

    @property
    def help(self) -> tuple[Help, ...]:
        meant = "write the condition that is meant"
        if self.place == "if":
            return (Help(f"keep the other branch alone, or {meant}"),)
        if self.place == "expect":
            return (Help(meant),)
        return (Help(f"leave the condition out, or {meant}" if self.answer else meant),)


@dataclass(frozen=True, slots=True)
class CertainFault(Caution):
    """A calculation can only end in a fault.

    Both numbers are written out and their result does not fit its type, or the number to divide by
    is zero:

    ```flow
    export flow rate(total: u32) -> u32 { total / 0 }
    ```
    """

    code = "F278"
    title = "this is always a fault"
    why: str

    @property
    def label(self) -> str:
        return self.why

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("calculate with other numbers, or in a type that holds the result"),)
