"""Mistakes about `par`, `with { .. }` and services: where a flow leaves its component."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import listed, suggestion
from flowc.text.diagnostic import Caution, Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class PoliciesOnNoCall(Error):
    """A `with { .. }` follows something in brackets that calls nothing.

    ```flow
    export flow wide(n: u32) -> u64 { u64(n) with { retry: 2 } }
    ```

    Policies say how a component, a service or a flow is called. Making a case and converting a
    number are no calls: they can neither fail nor take long.
    """

    code = "F440"
    title = "`with` is for calls of components, services and flows"
    callee: Span

    @property
    def label(self) -> str:
        return "there is no call here that this could govern"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.callee, "this is neither a component's function nor a flow"),)


@dataclass(frozen=True, slots=True)
class UnknownPolicy(Error):
    """A `with { .. }` asks for something that there is not.

    ```flow
    flow next(n: u32) -> u32 { n + 1 }
    export flow f(n: u32) -> u32 { next(n) with { retries: 3 } }
    ```

    The policies are `timeout`, `retry`, `backoff`, `breaker`, `fallback` and `isolate`.
    """

    code = "F441"
    title = "there is no such policy"
    name: str
    near: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`{self.name}` is no policy"

    @property
    def help(self) -> tuple[Help, ...]:
        return suggestion(self.near, self.span) or (Help(f"the policies are {listed(self.known)}"),)


@dataclass(frozen=True, slots=True)
class RepeatedPolicy(Error):
    """A `with { .. }` asks for one thing twice.

    ```flow
    flow next(n: u32) -> u32 { n + 1 }
    export flow f(n: u32) -> u32 { next(n) with { timeout: 1s, timeout: 2s } }
    ```
    """

    code = "F442"
    title = "this policy is given twice"
    name: str
    first: Span

    @property
    def label(self) -> str:
        return f"`{self.name}` stands here again"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "it is given here first"),)


@dataclass(frozen=True, slots=True)
class PolicyValue(Error):
    """A policy has another value than it takes, or none.

    ```flow
    flow next(n: u32) -> u32 { n + 1 }
    export flow f(n: u32) -> u32 { next(n) with { timeout: 200, isolate: true } }
    ```

    `timeout` and `backoff` take a duration such as `200ms`, `retry` a whole number, `fallback` a
    value of the call's type; `breaker` takes settings, as in `breaker(failures: 5, open: 30s)`, or
    none; `isolate` stands alone.
    """

    code = "F443"
    title = "this is not what the policy takes"
    name: str
    wanted: str
    edit: Edit | None = None

    @property
    def label(self) -> str:
        return f"`{self.name}` {self.wanted}"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.edit is None:
            return ()
        deed = f"write `{self.edit.new_text}`" if self.edit.new_text else "delete it"
        return (Help(deed, (self.edit,), "unsafe"),)


@dataclass(frozen=True, slots=True)
class PolicyRange(Error):
    """A policy's number is too small or too large.

    ```flow
    flow next(n: u32) -> u32 { n + 1 }
    export flow f(n: u32) -> u32 { next(n) with { timeout: 0s, retry: 1000 } }
    ```

    A `timeout` and a `backoff` are longer than nothing; a call is tried again at most 100 times. A
    `breaker` counts up to 1000 calls, `of` at least as many as `failures`.
    """

    code = "F444"
    title = "a policy's number is out of its range"
    name: str
    wanted: str

    @property
    def label(self) -> str:
        return f"`{self.name}` is {self.wanted}"


@dataclass(frozen=True, slots=True)
class EmptyPolicies(Error):
    """A `with { }` asks for nothing.

    ```flow
    flow next(n: u32) -> u32 { n + 1 }
    export flow f(n: u32) -> u32 { next(n) with {} }
    ```
    """

    code = "F445"
    title = "this `with` asks for nothing"
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"expected at least one of {listed(self.known, 'or')}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("delete it", (Edit(self.span, ""),), "unsafe"),)


@dataclass(frozen=True, slots=True)
class BackoffAlone(Error):
    """A `backoff` is given where a call is tried once.

    ```flow
    flow next(n: u32) -> u32 { n + 1 }
    export flow f(n: u32) -> u32 { next(n) with { backoff: 50ms } }
    ```

    `backoff` is how long to wait before the next try; without `retry` there is none.
    """

    code = "F446"
    title = "a `backoff` needs a `retry`"

    @property
    def label(self) -> str:
        return "nothing is tried again that this could delay"

    @property
    def help(self) -> tuple[Help, ...]:
        after = Span(self.span.file, self.span.end, self.span.end)
        return (Help("say how often to try again", (Edit(after, ", retry: 3"),), "unsafe"),)


@dataclass(frozen=True, slots=True)
class IdleBranch(Caution):
    """A branch of a `par`, or the body of a `par for`, neither calls anything nor sleeps.

    ```flow
    flow next(n: u32) -> u32 { n + 1 }
    export flow f(n: u32) -> tuple<u32, u32> { par { next(n), n + 2 } }
    ```

    Calls take time, and so does a `sleep`. A branch without either has nothing to do beside the
    others.
    """

    code = "F447"
    title = "this part of a `par` calls nothing"
    loop: bool

    @property
    def label(self) -> str:
        return f"no call stands in this {'body' if self.loop else 'branch'}"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.loop:
            return (Help("write `for` without `par`"),)
        return (Help("bind it with a `let` before the `par`"),)


@dataclass(frozen=True, slots=True)
class ServicePackage(Error):
    """A package of flows is used as a service.

    ```flow
    use shared from "../shared/shared.flow" as service;
    export flow f() -> u32 { shared.one() }
    ```

    The flows of another package are compiled into this one. A service is known by its types
    alone: a `.wit` file, a component or an `interface` of this file.
    """

    code = "F448"
    title = "a package of flows is no service"
    alias: str

    @property
    def label(self) -> str:
        return f"the flows of `{self.alias}` become part of this package"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("leave out `as service`"),)
