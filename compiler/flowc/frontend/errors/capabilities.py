"""F401 to F408: what a flow needs outside, as declared, granted and found."""

from dataclasses import dataclass
from typing import Final

from flowc.frontend.errors.wording import listed, suggestion
from flowc.text.diagnostic import Caution, Edit, Error, Help, Label
from flowc.text.span import Span

FORMS: Final = {
    "http": '`http` or `http("host")`',
    "sockets": '`sockets` or `sockets("host:port")`',
    "files": '`files` or `files("path", read)`',
    "clock": "`clock`",
    "random": "`random`",
    "env": '`env` or `env("NAME")`',
    "stdio": "`stdio`",
    "nothing": "`nothing`",
}
"""How each capability is written."""


@dataclass(frozen=True, slots=True)
class UnknownCapability(Error):
    """What stands after `needs` is no capability.

    ```flow
    use host from "host.wasm";
    export flow age(since: u64) -> u64 needs clock, http, network { host.age(since) }
    ```

    The capabilities are `http`, `sockets`, `files`, `clock`, `random`, `env` and `stdio`; `nothing`
    says that there are none.
    """

    code = "F401"
    title = "there is no such capability"
    name: str
    near: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`{self.name}` is no capability"

    @property
    def notes(self) -> tuple[str, ...]:
        return () if self.near else (f"there are {listed(FORMS)}",)

    @property
    def help(self) -> tuple[Help, ...]:
        return suggestion(self.near, self.span)


@dataclass(frozen=True, slots=True)
class BadScope(Error):
    """What stands in the brackets of a capability cannot be meant.

    Hosts, paths and names of variables are strings; how files are used is `read` or `write`:

    ```flow
    use host from "host.wasm" needs http("https://api.example.com/v1");     // the host alone
    export flow fetch(path: string) -> result<string, string> needs http { host.fetch(path) }
    ```

    A host may have a port, and `*.` before it stands for all hosts below it; it has no scheme and
    no path. A path has no `..` in it. What is short of brackets means any: `http("a.example.com")`,
    `sockets("db:5432")`, `files("data", write)`, `env("HOME")`, and `http` for any host.
    """

    code = "F402"
    title = "a capability cannot be limited like this"
    name: str
    problem: str
    instead: str = ""

    @property
    def label(self) -> str:
        return self.problem

    @property
    def notes(self) -> tuple[str, ...]:
        return () if self.instead else (f"it is written {FORMS[self.name]}",)

    @property
    def help(self) -> tuple[Help, ...]:
        if not self.instead:
            return ()
        return (Help(f"write `{self.instead}`", (Edit(self.span, self.instead),), "unsafe"),)


@dataclass(frozen=True, slots=True)
class NothingAndMore(Error):
    """`nothing` stands beside capabilities.

    `needs nothing` says that nothing is needed, so it stands alone:

    ```flow
    use host from "host.wasm";
    export flow age(since: u64) -> u64 needs nothing, clock, http { host.age(since) }
    ```
    """

    code = "F403"
    title = "`nothing` stands alone"
    other: str
    other_span: Span

    @property
    def label(self) -> str:
        return "this says that nothing is needed"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.other_span, f"and this that `{self.other}` is"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("leave one of them out"),)


@dataclass(frozen=True, slots=True)
class CapabilityTwice(Caution):
    """A capability adds nothing to another one that stands beside it.

    Who may write files in a folder may also read them, and whoever may reach any host may reach
    each:

    ```flow
    use host from "host.wasm" needs clock, http, http("a.example.com");
    export flow age(since: u64) -> u64 needs clock, http { host.age(since) }
    ```
    """

    code = "F404"
    title = "this capability adds nothing"
    text: str
    other: str
    other_span: Span

    @property
    def label(self) -> str:
        return f"`{self.text}` is allowed already"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.other_span, f"`{self.other}` allows it"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("leave it out"),)


@dataclass(frozen=True, slots=True)
class UndeclaredNeed(Error):
    """A flow does more outside than it says.

    What a flow may touch is part of its type. It needs what the components it calls need, which
    their imports of WASI tell, and what the flows it calls need. An exported flow says so:

    ```flow
    use host from "host.wasm" needs clock;      // imports `wasi:clocks/wall-clock@0.2.0`
    export flow age(since: u64) -> u64 { host.age(since) }      // `-> u64 needs clock {`
    ```

    A flow that is not exported may leave `needs` out, but where it stands it is held to. To let a
    component do less than it asks for, say what it is granted, as above, or
    `use store from "store.wasm" needs nothing;`.
    """

    code = "F405"
    title = "a flow needs more than it declares"
    flow: str
    missing: tuple[str, ...]
    causes: tuple[tuple[Span, str], ...]
    origins: tuple[str, ...]
    whole: str
    insert: Edit

    @property
    def label(self) -> str:
        return f"`{self.flow}` also needs {listed(self.missing)}"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return tuple(Label(*cause) for cause in self.causes)

    @property
    def notes(self) -> tuple[str, ...]:
        return self.origins

    @property
    def help(self) -> tuple[Help, ...]:
        declare = Help(f"declare it: `needs {self.whole}`", (self.insert,), "unsafe")
        return (declare, Help("or grant a component less where it is used: `use .. needs ..`"))


@dataclass(frozen=True, slots=True)
class UnneededNeed(Caution):
    """A flow declares a capability that nothing it calls needs.

    Whoever runs the flow would have to grant it for nothing:

    ```flow
    export flow double(n: u32) -> u32 needs clock { n * 2 }
    ```
    """

    code = "F406"
    title = "this capability is not needed"
    flow: str
    text: str

    @property
    def label(self) -> str:
        return f"nothing that `{self.flow}` calls needs `{self.text}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("leave it out"),)


@dataclass(frozen=True, slots=True)
class UnaskedGrant(Caution):
    """A component is granted what it does not ask for.

    `needs` on a `use` grants a component less than its imports ask for; what it does not import it
    cannot use:

    ```flow
    use shop from "shop.wasm" needs clock;        // imports nothing
    export flow known(sku: string) -> option<u64> { shop.find(sku) }
    ```
    """

    code = "F407"
    title = "this is granted and never asked for"
    alias: str
    text: str
    asked: str

    @property
    def label(self) -> str:
        return f"`{self.alias}` does not ask for `{self.text}`"

    @property
    def notes(self) -> tuple[str, ...]:
        return (f"its imports ask for `{self.asked}`",)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("leave it out"),)


@dataclass(frozen=True, slots=True)
class GrantToNone(Error):
    """`needs` stands on a `use` that brings no component.

    Only a component is granted capabilities. A service does what it does where it runs, and the
    flows of another package say themselves what they need:

    ```flow
    use fraud from "fraud.wit" as service needs clock;
    ```
    """

    code = "F408"
    title = "nothing can be granted here"
    alias: str
    what: str

    @property
    def label(self) -> str:
        return f"`{self.alias}` is {self.what}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("leave `needs` out"),)
