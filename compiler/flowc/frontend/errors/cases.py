"""Mistakes with cases and their payloads, in values and in patterns."""

from dataclasses import dataclass, field

from flowc.frontend.errors.wording import around, kind, listed, suggestion
from flowc.text.diagnostic import Edit, Error, Help
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class UnknownCase(Error):
    """A type has no case of this name.

    ```flow
    variant verdict { clear, flagged(string) }
    export flow bad(v: verdict) -> bool { match v { clear => false, marked(_) => true } }
    ```
    """

    code = "F260"
    title = "there is no such case"
    type: str
    name: str
    near: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`{self.type}` has no case `{self.name}`"

    @property
    def notes(self) -> tuple[str, ...]:
        return () if self.near else (f"it has {listed(self.known)}",)

    @property
    def help(self) -> tuple[Help, ...]:
        return suggestion(self.near, self.span)


@dataclass(frozen=True, slots=True)
class WhichCase(Error):
    """Several types in scope have a case of this name.

    Where the place does not say which type is wanted, write the type, too: `refusal.late`, or
    `fraud.verdict.late` for a component's:

    ```flow
    enum refusal { late, unknown }
    enum delay { late, lost }
    export flow is-late(d: delay) -> bool {
      let why = late;       // `delay.late`
      d == why
    }
    ```
    """

    code = "F261"
    title = "several types have this case"
    name: str
    candidates: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`{self.name}` is a case of several types"

    @property
    def help(self) -> tuple[Help, ...]:
        edit = Edit(self.span, self.candidates[0])
        return (Help(f"write {listed(self.candidates, 'or')}", (edit,)),)


@dataclass(frozen=True, slots=True)
class PayloadMissing(Error):
    """A case is written without the payload that it carries.

    ```flow
    variant verdict { clear, flagged(string) }
    export flow late() -> verdict { flagged }       // `flagged("late")`
    ```

    Both the value and the pattern have brackets; `_` ignores what is in them: `flagged(_)`.
    """

    code = "F262"
    title = "the payload is missing"
    name: str
    payload: str
    in_pattern: bool = field(kw_only=True)

    @property
    def label(self) -> str:
        return f"`{self.name}` carries one value, {kind(self.payload)}"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.in_pattern:
            return (Help("ignore it", around(self.span, "", "(_)")[1:]),)
        return (Help(f"give it: `{self.name}(..)`"),)


@dataclass(frozen=True, slots=True)
class PayloadUnexpected(Error):
    """A case is written with a payload, but carries none.

    ```flow
    variant verdict { clear, flagged(string) }
    export flow good() -> verdict { clear("yes") }      // `clear` alone
    ```
    """

    code = "F263"
    title = "this case carries nothing"
    name: str
    type: str
    brackets: Span

    @property
    def label(self) -> str:
        return f"`{self.name}` of `{self.type}` carries no payload"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("write the name alone", (Edit(self.brackets, ""),)),)
