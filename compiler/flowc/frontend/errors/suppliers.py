"""F414 to F424: what satisfies the imports of components."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import kind, listed, short, suggestion
from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class UnfitSupplier(Error):
    """A function of what satisfies an import has another type than the import.

    Both are compared by structure: their parameters in order, and their results. The message names
    the part in which they differ.

    ```flow
    use vault from "vault.wasm" with { sink: logger, on-event: noted };
    use logger from "logger.wasm";
    flow noted(name: string) -> bool { name == "" }     // `on-event` also has `level: u8`
    export flow save(text: string) -> u32 { vault.save(text) }
    ```

    Where a component asks for something else than another offers, a flow between the two can
    convert. What a flow takes is its own to change.
    """

    code = "F414"
    title = "what satisfies an import has another type"
    import_: str
    function: str
    supplier: str
    where: str
    expected: str
    found: str
    places: tuple[tuple[Span, str], ...]
    facts: tuple[str, ...]
    is_flow: bool

    @property
    def label(self) -> str:
        found = f"expected {kind(self.expected)}, found {kind(self.found)}"
        return f"{self.where} of `{self.function}`: {found}"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return tuple(Label(*place) for place in self.places)

    @property
    def notes(self) -> tuple[str, ...]:
        return self.facts

    @property
    def help(self) -> tuple[Help, ...]:
        if self.is_flow:
            return (Help(f"let `{self.supplier}` take and give what `{self.function}` does"),)
        return (Help(f"let a flow stand between `{self.import_}` and `{self.supplier}`"),)


@dataclass(frozen=True, slots=True)
class MissingFunctions(Error):
    """What satisfies an import lacks some of its functions.

    An interface is satisfied as a whole: each function that the component imports has one that
    stands for it.

    ```flow
    use vault from "vault.wasm" with { sink: { write: logger.write }, on-event: notes.note };
    use logger from "logger.wasm";
    use notes from "notes.wasm";
    export flow save(text: string) -> u32 { vault.save(text) }
    ```

    Here `sink` also has `flush`.
    """

    code = "F415"
    title = "what satisfies an import lacks some of it"
    import_: str
    supplier: str
    names: tuple[str, ...]
    asked: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{self.supplier} lacks {listed(self.names)}"

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(f"`{self.import_}` has `{one}`" for one in self.asked)


@dataclass(frozen=True, slots=True)
class NoSupplier(Error):
    """What stands after the `:` can satisfy nothing, or nothing of this kind.

    An interface is satisfied by a component, by one of its interfaces, or by flows for each of its
    functions; a function by a flow, or by a function of a component.

    ```flow
    use vault from "vault.wasm" with { sink: loger, on-event: notes.note };     // `logger`
    use logger from "logger.wasm";
    use notes from "notes.wasm";
    export flow save(text: string) -> u32 { vault.save(text) }
    ```
    """

    code = "F417"
    title = "this cannot satisfy the import"
    text: str
    problem: str
    near: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"`{self.text}` {self.problem}"

    @property
    def help(self) -> tuple[Help, ...]:
        return suggestion(self.near, self.span)


@dataclass(frozen=True, slots=True)
class OtherVersion(Error):
    """A component offers an interface in a version that does not fit the one imported.

    Versions fit by the rules of semantic versioning: 1.2.0 and 1.4.1 do, 1.2.0 and 2.0.0 do not,
    and neither do 0.2.0 and 0.3.0.

    ```flow
    use vault from "vault.wasm" with { sink: late, on-event: notes.note };  // asks for 1.2.0
    use late from "late.wasm";                                              // has 2.0.0
    use notes from "notes.wasm";
    export flow save(text: string) -> u32 { vault.save(text) }
    ```
    """

    code = "F418"
    title = "an interface is there in another version"
    alias: str
    import_: str
    offered: str

    @property
    def label(self) -> str:
        return f"expected `{self.import_}`, found `{self.offered}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"build `{self.alias}` against the same version, or put flows between"),)


@dataclass(frozen=True, slots=True)
class SeveralInterfaces(Error):
    """A component offers several interfaces that might satisfy an import.

    ```flow
    use twins from "twins.wasm" with { "acme:a/sink": shop, "acme:b/sink": { write: written } };
    use shop from "shop.wasm";          // exports `prices` and `extra`
    flow written(text: string) -> u32 { if text == "" { 0 } else { 1 } }
    export flow go() -> u32 { twins.go() }
    ```

    Where the names of the two interfaces differ, say which one is meant: `shop.extra`.
    """

    code = "F419"
    title = "this component has several interfaces"
    alias: str
    import_: str
    names: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`{self.alias}` has no `{self.import_}`, but {listed(self.names)}"

    @property
    def help(self) -> tuple[Help, ...]:
        edit = Edit(self.span, f"{self.alias}.{self.names[0]}")
        return (Help("name one of them", (edit,)),)


@dataclass(frozen=True, slots=True)
class InterfacesDisagree(Error):
    """Two components have one interface and disagree about a type of it.

    The name of an interface, with its version, stands for one set of types everywhere. Where it
    does not, one of the components was built against other definitions:

    ```flow
    use bank from "bank.wasm";          // in `acme:money/types@1.0.0`, `cents` is `u64`
    use till from "till.wasm";          // and here `u32`
    export flow pay(cents: u32) -> u64 {
      let due = till.ring(some-of({ cents, currency: "EUR" }));
      bank.pay(bank.charge.some-of({ cents: due, currency: "EUR" }))
    }
    ```
    """

    code = "F423"
    title = "two components disagree about a type"
    interface: str
    name: str
    path: str
    first: tuple[str, str]
    second: tuple[str, str]
    other: Span

    @property
    def label(self) -> str:
        alias, text = self.second
        return f"`{self.name}{self.path}` is {kind(text)} in `{alias}`"

    @property
    def secondary(self) -> tuple[Label, ...]:
        alias, text = self.first
        return (Label(self.other, f"and {kind(text)} in `{alias}`"),)

    @property
    def notes(self) -> tuple[str, ...]:
        return (f"both have `{short(self.interface)}`",)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("build both against the same definitions"),)


@dataclass(frozen=True, slots=True)
class WaitingSupplier(Error):
    """A flow that waits satisfies an import.

    A component that calls what it imports is in the middle of its work, and has its answer at once.
    A flow that calls a service, makes a call under policies, has a `par`, or calls a flow of which
    that is true, stops there and goes on later:

    ```flow
    use vault from "vault.wasm" with { sink: logger, on-event: asked };
    use logger from "logger.wasm";
    use screen from screening as service;

    interface screening { screen: func(name: string) -> bool; }

    flow asked(name: string, level: u8) -> bool { level > 3 and screen.screen(name) }
    export flow save(text: string) -> u32 { vault.save(text) }
    ```

    Ask before the component is called, and let it have the answer.
    """

    code = "F424"
    title = "what satisfies an import does not wait"
    name: str
    waits: Span
    what: str

    @property
    def label(self) -> str:
        return f"`{self.name}` waits, and the component that calls it cannot"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.waits, self.what),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("wait before the component is called, and give it what came of it"),)
