"""Mistakes about types as written: declarations that cannot be, and names that mean no one type."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import listed
from flowc.text.diagnostic import Error, Help, Label
from flowc.text.span import Span


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
