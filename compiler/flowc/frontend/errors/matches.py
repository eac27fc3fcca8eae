"""Mistakes with cases, in `match` and with `?`."""

from dataclasses import dataclass, field

from flowc.frontend.errors.types import around
from flowc.frontend.errors.wording import kind, listed, suggestion
from flowc.text.diagnostic import Caution, Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class UnknownCase(Error):
    """A type has no case of this name.

    ```flow
    variant verdict { clear, flagged(string) }
    match v { clear => 1, marked(_) => 2 }      // `flagged` it is
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

    Where the place does not say which type is wanted, write the type, too: `refusal.unknown`,
    or `fraud.verdict.unknown` for a component's.
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
    let v = flagged("late");
    match v { clear => 1, flagged(_) => 2 }
    ```

    Both the value and the pattern have brackets; `_` ignores what is in them.
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
    let v = clear("yes");       // `clear` alone
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


@dataclass(frozen=True, slots=True)
class MissingCases(Error):
    """A `match` does not say what to do in every case.

    Each case has an arm, or a last arm `_ => ..` takes what is left. Numbers, chars and strings
    always need such an arm.
    """

    code = "F264"
    title = "cases are missing"
    type: str
    patterns: tuple[str, ...]

    @property
    def label(self) -> str:
        if self.patterns == ("_",):
            return f"`{self.type}` has other values, too"
        return f"`{self.type}` may also be {listed(self.patterns, 'or')}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"add an arm: `{self.patterns[0]} => ..`"),)


@dataclass(frozen=True, slots=True)
class UnreachableArm(Caution):
    """An arm takes nothing, as the arms before it take every case.

    ```flow
    match known { true => 1, false => 2, _ => 3 }
    ```

    Remove it; when a case is added to the type, the compiler will ask for an arm.
    """

    code = "F265"
    title = "this arm is never reached"

    @property
    def label(self) -> str:
        return "the arms before this one take every case"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("remove it"),)


@dataclass(frozen=True, slots=True)
class RepeatedArm(Error):
    """Two arms of a `match` are for the same case or literal.

    ```flow
    match size { small => 1, large => 2, small => 3 }
    ```

    The first one takes it; remove the other.
    """

    code = "F266"
    title = "this case has an arm already"
    pattern: str
    first: Span

    @property
    def label(self) -> str:
        return f"`{self.pattern}` never gets here"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "this arm takes it"),)


@dataclass(frozen=True, slots=True)
class ArmAfterAll(Error):
    """An arm follows one that takes everything.

    `_`, or a name that is no case, takes all that is left, so it stands last:

    ```flow
    match n { 0 => "none", _ => "some", 1 => "one" }
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
class AlmostCase(Error):
    """A name in a pattern is nearly that of a case.

    A bare name that is no case takes every value and binds it. One that differs from a case by a
    letter or two is taken for a slip:

    ```flow
    variant verdict { clear, flagged(string) }
    match v { flagged(_) => 1, cleer => 2 }
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
class PatternMismatch(Error):
    """A pattern cannot match a value of this type.

    Cases match variants, enums, options and results; literals match bools, numbers, chars and
    strings; `(a, b)` takes a tuple apart; `_` or a name takes anything.
    """

    code = "F269"
    title = "this pattern cannot match"
    what: str
    found: str
    subject: Span

    @property
    def label(self) -> str:
        return f"{self.what} does not match {kind(self.found)}"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.subject, f"this is {kind(self.found)}"),)


@dataclass(frozen=True, slots=True)
class NothingToTry(Error):
    """`?` follows something that can not fail.

    `?` takes the payload of `ok` or `some` and otherwise ends the flow, so it works on results and
    options alone.
    """

    code = "F270"
    title = "this cannot fail"
    found: str

    @property
    def label(self) -> str:
        return f"expected a result or an option, found {kind(self.found)}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("remove the `?`"),)


@dataclass(frozen=True, slots=True)
class CannotLeave(Error):
    """`?` cannot hand the failure on, as the flow's result cannot hold it.

    `value?` on a result needs a flow that gives a result with the same error type; on an option,
    a flow that gives an option. A handler turns one into the other:

    ```flow
    let row = dates.parse(text)? else problem => err(bad-date(problem));
    ```
    """

    code = "F271"
    title = "this flow cannot hand on the failure"
    value: str
    result: str
    declared: Span
    handler: str

    @property
    def label(self) -> str:
        return f"this is {kind(self.value)}, and the flow gives {kind(self.result)}"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.declared, "the flow's result is declared here"),)

    @property
    def help(self) -> tuple[Help, ...]:
        after = around(self.span, "", f" {self.handler}")[1]
        return (Help("say what the flow gives instead", (after,)),)


@dataclass(frozen=True, slots=True)
class NothingToBind(Error):
    """A name is bound to a payload that is not there.

    `none`, and an `err` of a result without error type, carry nothing: the handler is written
    `? else => ..`.
    """

    code = "F272"
    title = "there is nothing to bind"
    found: str

    @property
    def label(self) -> str:
        return f"the failure of {kind(self.found)} carries no payload"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("remove the name: `? else => ..`"),)
