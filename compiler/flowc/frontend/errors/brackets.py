"""F140 to F142: brackets that do not pair."""

from dataclasses import dataclass

from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class UnclosedBracket(Error):
    """A bracket is opened and not closed.

    ```
    flow total(price: u32) -> u32 {
      tax(price
    }
    ```

    What is opened inside a bracket is closed before it. Where a `{` has no `}`, the indentation
    tells which one is meant.
    """

    code = "F140"
    title = "this bracket is not closed"
    bracket: str
    closer: str
    end: str
    end_span: Span

    @property
    def label(self) -> str:
        return f"there is no `{self.closer}` for this `{self.bracket}`"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.end_span, f"it should be closed before {self.end}"),)


@dataclass(frozen=True, slots=True)
class WrongBracket(Error):
    """A bracket is closed by one of another kind.

    ```
    let pair = (1, 2];
    ```
    """

    code = "F141"
    title = "a bracket is closed by another kind"
    found: str
    closer: str
    opener: Span

    @property
    def label(self) -> str:
        return f"expected `{self.closer}`, found `{self.found}`"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.opener, "this is open"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"write `{self.closer}`", (Edit(self.span, self.closer),), "unsafe"),)


@dataclass(frozen=True, slots=True)
class StrayBracket(Error):
    """A bracket is closed that was not opened.

    ```
    flow one() -> u32 { 1 } }
    ```
    """

    code = "F142"
    title = "this bracket closes nothing"
    found: str

    @property
    def label(self) -> str:
        return f"no bracket is open that `{self.found}` could close"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("delete it", (Edit(self.span, ""),), "unsafe"),)
