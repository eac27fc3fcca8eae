"""F410 to F424: what components import, and what satisfies it."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import counted, kind, listed, short, suggestion
from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class UnsatisfiedImport(Error):
    """A component imports something that nothing gives it.

    What WASI offers comes from the host. Any other import is satisfied by another component of the
    flow, by one of its interfaces, or by flows:

    ```flow
    use vault from "vault.wasm" with { on-event: notes.note };      // imports `acme:log/sink`, too
    use notes from "notes.wasm";
    export flow save(text: string) -> u32 { vault.save(text) }
    ```

    `with { sink: logger, on-event: notes.note }` gives it a component that exports the interface,
    `with { sink: { write: written }, .. }` a flow for each of its functions.
    """

    code = "F410"
    title = "an import is not satisfied"
    alias: str
    imports: tuple[str, ...]
    candidates: tuple[tuple[str, tuple[str, ...]], ...]
    key: str
    insert: Edit | None

    @property
    def label(self) -> str:
        return f"`{self.alias}` imports {listed(self.imports)}"

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(
            f"{listed(known, 'or')} would satisfy `{name}`" for name, known in self.candidates
        )

    @property
    def help(self) -> tuple[Help, ...]:
        if self.insert is None:
            return (Help(f"say what satisfies it: `with {{ {self.key}: .. }}`"),)
        return (Help("say what satisfies it", (self.insert,), "unsafe"),)


@dataclass(frozen=True, slots=True)
class UnknownImport(Error):
    """A component has no import of the name that is to be satisfied.

    ```flow
    use vault from "vault.wasm" with { sinc: logger, on-event: notes.note };        // `sink`
    use logger from "logger.wasm";
    use notes from "notes.wasm";
    export flow save(text: string) -> u32 { vault.save(text) }
    ```

    An import is named by its interface's own name, or in full as a string:
    `with { "acme:log/sink@1.2.0": logger }`.
    """

    code = "F411"
    title = "there is no such import"
    alias: str
    name: str
    near: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`{self.alias}` does not import `{self.name}`"

    @property
    def notes(self) -> tuple[str, ...]:
        return () if self.near else (f"it imports {listed(self.known) or 'nothing'}",)

    @property
    def help(self) -> tuple[Help, ...]:
        return suggestion(self.near, self.span)


@dataclass(frozen=True, slots=True)
class AmbiguousImport(Error):
    """A name stands for several imports of a component.

    Interfaces of different packages may have one name:

    ```flow
    use twins from "twins.wasm" with { sink: { write: written } };
    flow written(text: string) -> u32 { if text == "" { 0 } else { 1 } }
    export flow go() -> u32 { twins.go() }
    ```

    Name the import in full: `with { "acme:a/sink": .., "acme:b/sink": .. }`.
    """

    code = "F412"
    title = "this name means several imports"
    alias: str
    name: str
    full: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`{self.alias}` imports {listed(self.full)}"

    @property
    def help(self) -> tuple[Help, ...]:
        edit = Edit(self.span, f'"{self.full[0]}"')
        return (Help("name the import in full", (edit,)),)


@dataclass(frozen=True, slots=True)
class FilledTwice(Error):
    """One import is satisfied twice.

    ```flow
    use vault from "vault.wasm"
      with { sink: logger, "acme:log/sink@1.2.0": logger, on-event: notes.note };
    use logger from "logger.wasm";
    use notes from "notes.wasm";
    export flow save(text: string) -> u32 { vault.save(text) }
    ```
    """

    code = "F413"
    title = "an import is satisfied twice"
    name: str
    first: Span

    @property
    def label(self) -> str:
        return f"`{self.name}` is satisfied already"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "here"),)


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
class UnknownSupplied(Error):
    """A function is given that the import does not have.

    ```flow
    use vault from "vault.wasm"
      with { sink: { wirte: logger.write, flush: logger.flush }, on-event: notes.note };
    use logger from "logger.wasm";
    use notes from "notes.wasm";
    export flow save(text: string) -> u32 { vault.save(text) }
    ```
    """

    code = "F416"
    title = "the import has no such function"
    import_: str
    name: str
    near: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`{self.import_}` has no function `{self.name}`"

    @property
    def notes(self) -> tuple[str, ...]:
        return () if self.near else (f"it has {listed(self.known)}",)

    @property
    def help(self) -> tuple[Help, ...]:
        return suggestion(self.near, self.span)


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
class UnsupportedImport(Error):
    """A component imports what nothing can give it here.

    Components and modules that are imported whole, functions that are `async`, streams and futures
    need a host of another kind; WASI is provided in version 0.2. Flows run to their end, and move
    plain values and handles.

    ```flow
    use beyond from "beyond.wasm";      // imports `wasi:clocks/wall-clock@0.3.0`
    export flow go() -> u32 { beyond.go() }
    ```
    """

    code = "F420"
    title = "this import is not supported"
    alias: str
    name: str
    problem: str

    @property
    def label(self) -> str:
        return f"`{self.alias}` imports `{self.name}`, {self.problem}"


@dataclass(frozen=True, slots=True)
class InjectionCycle(Error):
    """A component is satisfied by something that calls that component again.

    Every flow ends, so nothing calls itself, not even by way of what a component imports:

    ```flow
    use twins from "twins.wasm"
      with { "acme:a/sink": { write: told }, "acme:b/sink": { write: told } };
    flow told(text: string) -> u32 { if text == "" { 0 } else { twins.go() } }
    export flow go() -> u32 { twins.go() }      // which calls `write`, which calls `go`
    ```
    """

    code = "F421"
    title = "an import leads back to its component"
    cycle: tuple[str, ...]
    steps: tuple[tuple[Span, str], ...]

    @property
    def label(self) -> str:
        return " needs ".join(f"`{name}`" for name in (*self.cycle, self.cycle[0]))

    @property
    def secondary(self) -> tuple[Label, ...]:
        return tuple(Label(*step) for step in self.steps)


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


@dataclass(frozen=True, slots=True)
class FillsOfNone(Error):
    """`with` stands on a `use` that brings no component.

    A service, a package of flows and a `.wit` file import nothing that could be satisfied:

    ```flow
    use fraud from "fraud.wit" as service with { sink: logger };
    ```
    """

    code = "F422"
    title = "there are no imports to satisfy here"
    alias: str
    what: str
    count: int

    @property
    def label(self) -> str:
        return f"`{self.alias}` is {self.what}; {counted(self.count, 'import')} cannot be satisfied"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("leave `with { .. }` out"),)


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
