"""Mistakes of a package as a whole: what contains or calls itself, and what nothing uses."""

from dataclasses import dataclass

from flowc.text.diagnostic import Caution, Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class RecursiveType(Error):
    """A type contains itself.

    Values are finite and hold no pointers, so no type contains itself, not even through a list or
    an option:

    ```flow
    record tree { value: u32, children: list<tree> }
    ```

    Keep the parts in one list, and let each name others by their index in it.
    """

    code = "F209"
    title = "this type contains itself"
    cycle: tuple[str, ...]
    others: tuple[Span, ...]

    @property
    def label(self) -> str:
        return " contains ".join(f"`{name}`" for name in (*self.cycle, self.cycle[0]))

    @property
    def secondary(self) -> tuple[Label, ...]:
        return tuple(Label(span, "by way of this type") for span in self.others)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("keep the parts in a list and name them by their index"),)


@dataclass(frozen=True, slots=True)
class RecursiveFlow(Error):
    """A flow calls itself, directly or through others.

    Every flow ends, because flows cannot recurse and loops run over finite lists:

    ```flow
    flow total(ns: list<u32>) -> u32 { total(ns) }
    flow total(ns: list<u32>) -> u32 { fold n in ns from 0 { acc + n } }    // ends
    ```

    What needs recursion is done in a component.
    """

    code = "F210"
    title = "this flow calls itself"
    cycle: tuple[str, ...]
    calls: tuple[Span, ...]

    @property
    def label(self) -> str:
        return " calls ".join(f"`{name}`" for name in (*self.cycle, self.cycle[0]))

    @property
    def secondary(self) -> tuple[Label, ...]:
        callees = (*self.cycle[1:], self.cycle[0])
        pairs = zip(callees, self.calls, strict=True)
        return tuple(Label(span, f"`{name}` is called here") for name, span in pairs)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("use `for` or `fold`, or do this part in a component"),)


@dataclass(frozen=True, slots=True)
class NothingExported(Error):
    """A package exports no flow.

    What nobody can call is nothing to build. Write `export` before each flow that may be run from
    outside:

    ```flow
    flow checkout(prices: list<u64>) -> u64 { fold price in prices from 0 { acc + price } }
    ```
    """

    code = "F211"
    title = "this package exports no flow"
    flow: Span | None

    @property
    def label(self) -> str:
        return "no flow here can be run"

    @property
    def help(self) -> tuple[Help, ...]:
        edits = () if self.flow is None else (_export(self.flow),)
        return (Help("export a flow", edits),)


@dataclass(frozen=True, slots=True)
class UnusedUse(Caution):
    """A component is named in a `use` and nowhere else.

    It becomes no part of what is built. Remove the line, or call what was meant to be called:

    ```flow
    use shop from "shop.wasm";      // and then `shop.find(..)` somewhere
    export flow one() -> u32 { 1 }
    ```
    """

    code = "F212"
    title = "this component is never used"
    name: str

    @property
    def label(self) -> str:
        return f"nothing refers to `{self.name}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("remove the line", (Edit(self.span, ""),), "unsafe"),)


@dataclass(frozen=True, slots=True)
class UnusedLet(Caution):
    """A name is bound and never read.

    What a `let` binds is worked out for nothing; what an arm, a loop or a handler binds is there
    for nothing:

    ```flow
    export flow count(xs: list<u32>) -> u32 {
      let all = for x in xs { 1 };      // neither `all` nor `x` is read
      length(xs)
    }
    ```

    Use it, remove it, or write `_`, as where a function is called for its effect:
    `let _ = audit.note(order);`.
    """

    code = "F213"
    title = "this binding is never used"
    name: str
    unread: str = "_"

    @property
    def label(self) -> str:
        return f"nothing reads `{self.name}`"

    @property
    def help(self) -> tuple[Help, ...]:
        edit = Edit(self.span, self.unread)
        return (Help(f"write `{self.unread}` if the value is not needed", (edit,), "unsafe"),)


@dataclass(frozen=True, slots=True)
class UnusedFlow(Caution):
    """A flow is neither exported nor called by one that can be run.

    It becomes no part of what is built. Write `export` before it, call it, or remove it:

    ```flow
    flow lonely() -> u32 { 1 }
    export flow main() -> u32 { 2 }
    ```
    """

    code = "F214"
    title = "this flow is never called"
    name: str
    start: Span
    called: bool

    @property
    def label(self) -> str:
        if self.called:
            return f"no flow that can be run calls `{self.name}`"
        return f"`{self.name}` is neither exported nor called"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("export it, if it is to be run", (_export(self.start),)),)


def _export(flow: Span) -> Edit:
    return Edit(Span(flow.file, flow.start, flow.start), "export ")
