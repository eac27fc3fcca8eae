"""Mistakes about types: clashes, what nothing decides, and declarations that cannot be."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import counted, kind, listed
from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span


def around(span: Span, before: str, after: str) -> tuple[Edit, ...]:
    """Return the edits that put text before and after what stands at `span`."""
    start, end = (Span(span.file, at, at) for at in (span.start, span.end))
    return (Edit(start, before), Edit(end, after))


@dataclass(frozen=True, slots=True)
class TypeMismatch(Error):
    """A value has another type than its place asks for.

    Types are compared by structure: two records are one type when their fields agree in name,
    type and order, wherever they were declared. Where two large types differ, a note gives the
    path to the first difference: `[]` is a list's element, `.name` a field, `.0` a tuple's item,
    `.some`, `.ok` and `.err` a payload.

    Numbers are never widened unasked; write the conversion:

    ```flow
    export flow wide(n: u32) -> u64 { n }       // `u64(n)`
    ```
    """

    code = "F220"
    title = "this has another type than expected"
    expected: str
    found: str
    path: str = ""
    inner: tuple[str, str] = ("", "")
    because: Label | None = None
    note: str = ""
    advice: Help | None = None

    @property
    def label(self) -> str:
        return f"expected {kind(self.expected)}, found {kind(self.found)}"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return () if self.because is None else (self.because,)

    @property
    def notes(self) -> tuple[str, ...]:
        expected, found = self.inner
        path = f"they differ at `{self.path}`: " if self.path else "they differ: "
        told = expected and (self.path or (expected, found) != (self.expected, self.found))
        differ = (f"{path}expected {kind(expected)}, found {kind(found)}",) if told else ()
        return (*differ, self.note) if self.note else differ

    @property
    def help(self) -> tuple[Help, ...]:
        return () if self.advice is None else (self.advice,)


@dataclass(frozen=True, slots=True)
class Undecided(Error):
    """Nothing says what type this is.

    An empty list, `none`, `ok(x)` and `err(x)` leave a part of their type open; what they are
    used for decides it. Whole numbers are `s64` and others `f64` where nothing else decides.

    ```flow
    export flow count() -> u32 {
      let rows = [];      // a list of what?
      length(rows)
    }
    ```
    """

    code = "F221"
    title = "nothing says what type this is"
    what: str

    @property
    def label(self) -> str:
        return f"nothing decides the type of {self.what}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("use it where a type is declared: a parameter, a field, a flow's result"),)


@dataclass(frozen=True, slots=True)
class OutOfRange(Error):
    """A number does not fit its type.

    A literal has the type that its use asks for, and must fit it:

    ```flow
    export flow shade() -> u8 { 300 }       // `u8` holds 0 to 255
    ```

    This is about numbers that are written out; arithmetic that overflows while the flow runs is a
    fault that names its place.
    """

    code = "F222"
    title = "this number does not fit its type"
    number: str
    type: str
    least: str
    most: str

    @property
    def label(self) -> str:
        return f"`{self.type}` holds {self.least} to {self.most}, found {self.number}"


@dataclass(frozen=True, slots=True)
class TooManyLabels(Error):
    """A flags type has more than 32 labels.

    The component model stops at 32:

    ```flow
    flags many {
      a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17,
      a18, a19, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, a33,
    }
    ```

    Use two types in a record:

    ```flow
    flags can { read, write }
    flags may { publish, retract }
    record rights { can: can, may: may }
    ```
    """

    code = "F224"
    title = "these are too many flags"
    count: int

    @property
    def label(self) -> str:
        return f"expected at most 32 labels, found {self.count}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("put them into two types, and those into a record"),)


@dataclass(frozen=True, slots=True)
class RepeatedPart(Error):
    """A field, case or label is declared twice in one type.

    ```flow
    record line { sku: string, qty: u32, sku: string }
    ```

    Rename or remove one of them.
    """

    code = "F225"
    title = "this part is declared twice"
    kind: str
    name: str
    first: Span

    @property
    def label(self) -> str:
        return f"a {self.kind} named `{self.name}` was declared before"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "it is declared here first"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("rename or remove one of them"),)


@dataclass(frozen=True, slots=True)
class TypeTooLarge(Error):
    """A type is nested too deeply, or has too many parts when written out.

    Types may be nested 100 deep and have 100 000 parts, counted as if each name in them were
    replaced by what it stands for. Six types that each hold ten of the one before pass that:

    ```flow
    type a = tuple<u8, u8, u8, u8, u8, u8, u8, u8, u8, u8>;
    type b = tuple<a, a, a, a, a, a, a, a, a, a>;
    type c = tuple<b, b, b, b, b, b, b, b, b, b>;
    type d = tuple<c, c, c, c, c, c, c, c, c, c>;
    type e = tuple<d, d, d, d, d, d, d, d, d, d>;
    type f = tuple<e, e>;
    ```

    Use a list where the parts are alike.
    """

    code = "F226"
    title = "this type is too large"
    what: str

    @property
    def label(self) -> str:
        return self.what

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("use a list where the parts are alike"),)


@dataclass(frozen=True, slots=True)
class HandleType(Error):
    """A flow names a type that only components can hold.

    A stream or future lives inside the component that made it, and so does what a handle stands
    for. Lists and a flow's own types hold plain values:

    ```flow
    use hard from "hard.wasm";          // has `resource cart`
    record held { cart: hard.cart }
    ```

    Flows that are not exported pass handles on, also in tuples, options and results:
    `flow count(cart: hard.cart) -> u32 { .. }`.
    """

    code = "F227"
    title = "a flow cannot hold this type"
    type: str

    @property
    def label(self) -> str:
        return f"`{self.type}` is no plain value"


@dataclass(frozen=True, slots=True)
class EndlessType(Error):
    """A value would have to contain itself.

    ```flow
    export flow nested(xs: list<u8>) -> u32 {
      length(fold x in xs from [] { [acc] })        // a list of lists of lists of ..
    }
    ```

    Each round would give a value of another type than the one before.
    """

    code = "F228"
    title = "this value would contain itself"
    expected: str
    found: str
    because: Label | None

    @property
    def label(self) -> str:
        return f"{kind(self.expected)} and {kind(self.found)} cannot be one type"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return () if self.because is None else (self.because,)


@dataclass(frozen=True, slots=True)
class NoValue(Error):
    """Something that gives nothing stands where a value is wanted.

    A component's function may have no result; calling it is for its effect alone, and the call
    can only be bound:

    ```flow
    use shop from "shop.wasm";
    export flow told(n: u32) -> u32 {
      let all = [shop.note("a"), shop.note("b")];       // `let _ = shop.note("a");`
      n
    }
    ```
    """

    code = "F229"
    title = "this gives no value"

    @property
    def label(self) -> str:
        return "a part of this is a call that gives nothing"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("bind the call to `_` before: `let _ = ..;`"),)


@dataclass(frozen=True, slots=True)
class BinderMismatch(Error):
    """A pattern such as `(a, b)` does not fit the value.

    It takes apart a tuple with exactly as many items; `_` ignores an item. A record's fields are
    read by name:

    ```flow
    export flow sum(pair: tuple<u32, u32>) -> u32 {
      let (a, b, c) = pair;
      a + b + c
    }
    ```
    """

    code = "F230"
    title = "this pattern does not fit the value"
    count: int
    found: str

    @property
    def label(self) -> str:
        return f"expected a tuple of {counted(self.count, 'item')}, found {kind(self.found)}"


@dataclass(frozen=True, slots=True)
class AmbiguousType(Error):
    """Two interfaces of a component export different types under one name.

    The name alone does not say which of them is meant:

    ```flow
    use shop from "shop.wasm";      // `priced` of `prices` and of `extra` differ
    export flow cents(p: shop.priced) -> u64 { u64(p.cents) }
    ```

    Types are compared by structure, so one of the same fields, declared in this package, is the
    same type: `record priced { sku: string, cents: u64 }`.
    """

    code = "F231"
    title = "this type's name means several types"
    name: str
    interfaces: tuple[str, ...]
    differ: str

    @property
    def label(self) -> str:
        return f"`{self.name}` differs between {listed(self.interfaces)}"

    @property
    def notes(self) -> tuple[str, ...]:
        return (self.differ,)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("declare a type of the same structure in this package, and use that"),)
