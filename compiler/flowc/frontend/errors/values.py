"""Mistakes in records, flags and tuples: fields, labels and items."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import kind, listed, suggestion
from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class NoSuchField(Error):
    """A record has no field, or a flags type no label, of this name.

    ```flow
    record line { sku: string, qty: u32 }
    flow count(l: line) -> u32 { l.quantity }       // `qty` it is
    ```
    """

    code = "F234"
    title = "there is no such field"
    type: str
    name: str
    part: str
    near: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`{self.type}` has no {self.part} `{self.name}`"

    @property
    def notes(self) -> tuple[str, ...]:
        return () if self.near else (f"it has {listed(self.known)}",)

    @property
    def help(self) -> tuple[Help, ...]:
        return suggestion(self.near, self.span)


@dataclass(frozen=True, slots=True)
class NoFields(Error):
    """A field is read from something that is no record.

    Records have fields, flags have labels, and a tuple's items are `.0`, `.1` and so on. What is
    inside an option, result or variant is reached by `match` or `?`, in a list by `for`:

    ```flow
    record line { sku: string }
    export flow skus(lines: list<line>) -> string { lines.sku }
    ```
    """

    code = "F235"
    title = "this has no fields"
    found: str
    advice: str

    @property
    def label(self) -> str:
        return f"expected a record, found {kind(self.found)}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(self.advice),) if self.advice else ()


@dataclass(frozen=True, slots=True)
class NoSuchItem(Error):
    """An item is read that the value does not have.

    Only tuples have items; the first is `.0`. A list's elements are reached by `for` and `fold`:

    ```flow
    export flow second(pair: tuple<u32, u32>) -> u32 { pair.2 }     // `.1` is the second
    ```
    """

    code = "F236"
    title = "there is no such item"
    index: int
    found: str
    size: int

    @property
    def label(self) -> str:
        if not self.size:
            return f"expected a tuple, found {kind(self.found)}"
        return f"{kind(self.found)} has items `.0` to `.{self.size - 1}`, found `.{self.index}`"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.found.startswith("list<"):
            return (Help("reach the elements with `for` or `fold`"),)
        return ()


@dataclass(frozen=True, slots=True)
class MissingFields(Error):
    """A record is written without some of its fields.

    Every field is given; an option that has nothing to say is `none`:

    ```flow
    record line { sku: string, note: option<string> }
    export flow plain(sku: string) -> line { { sku } }      // `{ sku, note: none }`
    ```
    """

    code = "F237"
    title = "fields are missing"
    type: str
    names: tuple[str, ...]
    declared: Span | None
    note: str
    last: Span | None

    @property
    def label(self) -> str:
        return f"`{self.type}` also has {listed(self.names)}"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return () if self.declared is None else (Label(self.declared, "it is declared here"),)

    @property
    def notes(self) -> tuple[str, ...]:
        return (self.note,) if self.note else ()

    @property
    def help(self) -> tuple[Help, ...]:
        text = ", ".join(f"{name}: .." for name in self.names)
        if self.last is None:
            return (Help("give them", (Edit(self.span, f"{{ {text} }}"),)),)
        edit = Edit(Span(self.last.file, self.last.end, self.last.end), f", {text}")
        return (Help("give it" if len(self.names) == 1 else "give them", (edit,)),)


@dataclass(frozen=True, slots=True)
class RepeatedField(Error):
    """A field is given twice in one record.

    ```flow
    record line { sku: string, quantity: u32 }
    export flow one(sku: string) -> line { { sku, quantity: 1, sku: "b" } }
    ```

    Remove one of them; `{ sku }` alone is short for `{ sku: sku }`.
    """

    code = "F238"
    title = "this field is given twice"
    name: str
    first: Span

    @property
    def label(self) -> str:
        return f"`{self.name}` has a value already"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "it is given here first"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("remove one of them"),)


@dataclass(frozen=True, slots=True)
class WhichRecord(Error):
    """Nothing says which record this is.

    A parameter, a field or a flow's result says which record is wanted. Elsewhere a record's field
    names must be those of exactly one record type of the package and its components:

    ```flow
    record point { x: s64, y: s64 }
    record pixel { x: u32, y: u32 }
    export flow left() -> s64 {
      let at = { x: 1, y: 2 };      // a point or a pixel?
      at.x
    }
    ```
    """

    code = "F239"
    title = "nothing says which record this is"
    names: tuple[str, ...]
    candidates: tuple[str, ...]
    exact: bool

    @property
    def label(self) -> str:
        fields = listed(self.names)
        if self.exact:
            return f"{listed(self.candidates)} all have the fields {fields}"
        return f"no record in scope has exactly the fields {fields}" if fields else "this is empty"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.exact:
            return (Help("use it where one of them is declared: a parameter, a flow's result"),)
        if not self.candidates:
            return (Help("use it where its type is declared: a parameter, a flow's result"),)
        return (Help(f"the nearest: {', '.join(f'`{one}`' for one in self.candidates)}"),)


@dataclass(frozen=True, slots=True)
class FlagWithValue(Error):
    """A label of flags is given a value.

    Flags are written as the labels that are set; those left out are not set:

    ```flow
    flags rights { read, write }
    export flow reader() -> rights { { read: true, write: false } }     // `{ read }`
    ```
    """

    code = "F240"
    title = "a flag takes no value"
    name: str
    type: str

    @property
    def label(self) -> str:
        return f"`{self.name}` is a label of the flags `{self.type}`"

    @property
    def help(self) -> tuple[Help, ...]:
        edit = Edit(self.span, self.name)
        return (Help("write the labels that are set, and leave out the others", (edit,)),)
