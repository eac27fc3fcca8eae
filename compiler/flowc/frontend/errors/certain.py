"""Cautions about conditions whose answer is known before anything runs."""

from dataclasses import dataclass

from flowc.text.diagnostic import Caution, Help


@dataclass(frozen=True, slots=True)
class CertainComparison(Caution):
    """A comparison gives the same answer whatever the values are.

    No unsigned number is below 0, none is above its type's greatest, and every value equals itself:

    ```flow
    if count >= 0 { "some" } else { "none" }        // `count` is `u32`: `count > 0` was meant
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
    """The condition of an `if` is a constant, so that one branch is never taken.

    ```flow
    if true { "always" } else { "never" }
    ```

    Keep the branch that is taken, or write the condition that was meant.
    """

    code = "F276"
    title = "this condition is a constant"
    answer: bool

    @property
    def label(self) -> str:
        return f"the branch {'after `else`' if self.answer else 'before `else`'} is never taken"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("keep the other branch alone, or write the condition that is meant"),)
