"""Mistakes about `breaker`: where it stands, and what it is given."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import listed, suggestion
from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class BreakerHere(Error):
    """A `breaker` governs a call that no service answers.

    ```flow
    flow next(n: u32) -> u32 { n + 1 }
    export flow f(n: u32) -> u32 { next(n) with { breaker(failures: 3), fallback: 0 } }
    ```

    A breaker leaves a service alone that failed again and again, so that it can recover, and
    whoever asks does not wait for it. A component and a flow run where they are called: each call
    is a new one, of which the last says nothing. In a flow that asks a service, the breaker stands
    at that call.
    """

    code = "F449"
    title = "a `breaker` is for calls of services"
    callee: Span
    flow: bool

    @property
    def label(self) -> str:
        return "there is no service here that could be left alone"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.callee, f"this is {'a flow' if self.flow else 'a component'}"),)

    @property
    def help(self) -> tuple[Help, ...]:
        if self.flow:
            return (Help("write it at the calls of services in that flow"),)
        return (Help("leave it out, or `use` the component `as service`"),)


@dataclass(frozen=True, slots=True)
class UnknownSetting(Error):
    """A `breaker` is given something that it does not have.

    ```flow
    use rates from "rates.wit" as service;
    export flow f(day: string) -> u64 { rates.get(day) with { breaker(failure: 5) } }
    ```

    It has `failures`, `of`, `within`, `open` and `probes`.
    """

    code = "F456"
    title = "a policy has no such setting"
    policy: str
    name: str
    near: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`{self.policy}` has no `{self.name}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return suggestion(self.near, self.span) or (Help(f"it has {listed(self.known)}"),)


@dataclass(frozen=True, slots=True)
class RepeatedSetting(Error):
    """A `breaker` is given one thing twice.

    ```flow
    use rates from "rates.wit" as service;
    export flow f(day: string) -> u64 { rates.get(day) with { breaker(open: 1s, open: 2s) } }
    ```
    """

    code = "F457"
    title = "this setting is given twice"
    name: str
    first: Span

    @property
    def label(self) -> str:
        return f"`{self.name}` stands here again"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "it is given here first"),)


@dataclass(frozen=True, slots=True)
class UnnamedSetting(Error):
    """A setting of a policy is given without its name.

    ```
    rates.get(day) with { breaker(5, 30s) }
    ```

    Each says what it is: `breaker(failures: 5, open: 30s)`.
    """

    code = "F198"
    title = "a setting has a name"
    found: str
    name: str

    @property
    def label(self) -> str:
        return f"`{self.found}` stands here without one"

    @property
    def help(self) -> tuple[Help, ...]:
        place = Span(self.span.file, self.span.start, self.span.start)
        return (Help(f"perhaps it is `{self.name}`", (Edit(place, f"{self.name}: "),), "unsafe"),)
