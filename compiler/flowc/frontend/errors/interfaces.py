"""Mistakes about interfaces that a flow file declares."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import listed, suggestion
from flowc.text.diagnostic import Caution, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class UnknownInterface(Error):
    """A `use` names an interface that this file does not declare.

    ```flow
    use screen from screning as service;
    interface screening { screen: func(net: u64) -> bool; }
    export flow f(net: u64) -> bool { screen.screen(net) }
    ```

    Without quotes, what is used is an `interface` of the same file; with quotes, another file.
    """

    code = "F450"
    title = "there is no such interface in this file"
    name: str
    near: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"no `interface {self.name}` is declared"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.near:
            return suggestion(self.near, self.span)
        if self.known:
            return (Help(f"this file declares {listed(self.known)}"),)
        return (Help("declare it, or put the path of a file in quotes"),)


@dataclass(frozen=True, slots=True)
class UnusedInterface(Caution):
    """An interface is declared and no `use` names it.

    ```flow
    interface screening { screen: func(net: u64) -> bool; }    // used by no `use`
    export flow f(net: u64) -> bool { net > 0 }
    ```
    """

    code = "F451"
    title = "this interface is never used"
    name: str

    @property
    def label(self) -> str:
        return f"no `use` names `{self.name}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"use it: `use name from {self.name} as service;`"),)


@dataclass(frozen=True, slots=True)
class RepeatedItem(Error):
    """An interface declares a name twice, or a function takes two parameters of one name.

    ```flow
    use shop from shopping as service;
    interface shopping {
      price: func(sku: string) -> u64;
      price: func(sku: string, count: u32) -> u64;
    }
    export flow f() -> u64 { shop.price("a") }
    ```

    As in WIT, the types and functions of an interface have different names.
    """

    code = "F452"
    title = "a name is declared twice in an interface"
    name: str
    what: str
    first: Span

    @property
    def label(self) -> str:
        return f"`{self.name}` is {self.what} already"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "it is declared here first"),)


@dataclass(frozen=True, slots=True)
class OutsideInterface(Error):
    """An interface names a type that it does not declare.

    ```flow
    use shop from shopping as service;
    record line { sku: string }
    interface shopping { price: func(of: line) -> u64; }
    export flow f(of: line) -> u64 { shop.price(of) }
    ```

    An interface stands for itself, as it does in WIT: whoever implements it sees nothing else of
    this file. Declare the type inside. Types that agree in structure are one type, so values pass
    between the two.
    """

    code = "F453"
    title = "an interface has types of its own only"
    name: str
    declared: Span | None

    @property
    def label(self) -> str:
        return f"`{self.name}` is not declared in this interface"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return () if self.declared is None else (Label(self.declared, "it is declared outside"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("declare it in the interface too"),)


@dataclass(frozen=True, slots=True)
class AsyncFunction(Error):
    """An interface declares a function of WASI 0.3's kind.

    ```flow
    use feed from feeding as service;
    interface feeding { next: async func() -> string; }
    export flow f() -> string { feed.next() }
    ```

    A flow calls functions and has their values when they return; how long it may wait, and what it
    does meanwhile, is written in the flow: `with { timeout: 200ms }`, `par { .. }`.
    """

    code = "F454"
    title = "a flow calls no async functions"

    @property
    def label(self) -> str:
        return "this would give its value later"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("declare it without `async`"),)
