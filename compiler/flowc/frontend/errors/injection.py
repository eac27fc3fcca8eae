"""F410 to F422: what components import, and how it is named."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import counted, listed, suggestion
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
