"""Mistakes about names: unknown, taken, reserved or ambiguous ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flowc.frontend.errors.wording import listed, suggestion
from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span

ELSEWHERE: Final[Mapping[str, str]] = {
    **{f"i{bits}": f"s{bits}" for bits in (8, 16, 32, 64)},
    **dict.fromkeys(("int", "integer", "Int"), "s32"),
    **dict.fromkeys(("uint", "usize", "unsigned"), "u32"),
    **dict.fromkeys(("long", "number", "isize"), "s64"),
    **dict.fromkeys(("float", "Float"), "f32"),
    **dict.fromkeys(("double", "real"), "f64"),
    **dict.fromkeys(("boolean", "Bool", "logical"), "bool"),
    **dict.fromkeys(("str", "text", "String"), "string"),
    **dict.fromkeys(("rune", "character"), "char"),
    "byte": "u8",
    "bytes": "list<u8>",
}
"""Names that other languages give to types, and the type that is nearest here."""


@dataclass(frozen=True, slots=True)
class UnknownName(Error):
    """A name stands for nothing here.

    A name in an expression is a parameter, a `let`, what a loop or an arm binds, a flow of this
    package, or a case of a type in scope:

    ```flow
    export flow next(total: u32) -> u32 { totl + 1 }        // `total` exists
    ```

    A component's function is always written with the component's name: `pricing.price(x)`.
    """

    code = "F201"
    title = "this name is not known"
    name: str
    near: tuple[str, ...]
    ahead: Span | None = None

    @property
    def label(self) -> str:
        if self.ahead is not None:
            return f"`{self.name}` is not bound yet"
        return f"nothing named `{self.name}` is in scope"

    @property
    def secondary(self) -> tuple[Label, ...]:
        if self.ahead is None:
            return ()
        return (Label(self.ahead, "it is known after this `let`"),)

    @property
    def notes(self) -> tuple[str, ...]:
        return ("`acc` is known in the body of a `fold`",) if self.name == "acc" else ()

    @property
    def help(self) -> tuple[Help, ...]:
        return suggestion(self.near, self.span)


@dataclass(frozen=True, slots=True)
class UnknownType(Error):
    """A type's name stands for nothing.

    A type is built in (`u32`, `string`, `list<..>`), declared in this package, or exported by a
    component that the package uses; the last is written with the component's name:

    ```flow
    use shop from "shop.wasm";
    export flow total(lines: list<priced>) -> u32 { length(lines) }     // `shop.priced`
    ```
    """

    code = "F202"
    title = "this type is not known"
    name: str
    near: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"there is no type `{self.name}`"

    @property
    def help(self) -> tuple[Help, ...]:
        known = ELSEWHERE.get(self.name, "")
        if known and not self.near:
            return (Help(f"write `{known}`", (Edit(self.span, known),)),)
        return suggestion(self.near, self.span)


@dataclass(frozen=True, slots=True)
class UnknownExport(Error):
    """A component exports nothing of this name.

    What a component offers is read from its own binary; the message names the nearest exports, or
    all of them where none is near:

    ```flow
    use shop from "shop.wasm";
    export flow known(sku: string) -> option<u64> { shop.fnid(sku) }    // `find` exists
    ```

    A function may have gone with an update of the component.
    """

    code = "F203"
    title = "the component exports no such thing"
    component: str
    name: str
    near: tuple[str, ...]
    known: tuple[str, ...]
    used: Span

    @property
    def label(self) -> str:
        return f"`{self.component}` exports nothing named `{self.name}`"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.used, f"`{self.component}` is read from here"),)

    @property
    def notes(self) -> tuple[str, ...]:
        if self.near or not self.known:
            return ()
        return (f"`{self.component}` exports {listed(self.known)}",)

    @property
    def help(self) -> tuple[Help, ...]:
        return suggestion(self.near, self.span)


@dataclass(frozen=True, slots=True)
class TakenName(Error):
    """A name is declared where it already means something else.

    Components, types and flows of a package share one set of names. Within a flow, a binding may
    have the name of a type, but not that of a component, a flow or another binding that is still
    visible, so that a name means one thing wherever it is read:

    ```flow
    export flow after(price: u64) -> u64 {
      let price = price + 1;      // call it something else
      price
    }
    ```
    """

    code = "F204"
    title = "this name is taken"
    name: str
    what: str
    first: Span

    @property
    def label(self) -> str:
        return f"`{self.name}` already names {self.what}"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "it is declared here"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("choose another name"),)


@dataclass(frozen=True, slots=True)
class ReservedName(Error):
    """A name that the language itself uses is declared.

    `u8` to `f64` convert numbers, `length` counts a list, and `some`, `none`, `ok` and `err` are
    the cases of options and results; none of them can name a binding, a flow or a component.
    The names of built-in types cannot name a type:

    ```flow
    export flow count(length: u32) -> u32 { length }        // `size`, say
    ```
    """

    code = "F205"
    title = "this name belongs to the language"
    name: str
    meaning: str

    @property
    def label(self) -> str:
        return f"`{self.name}` is {self.meaning}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("choose another name"),)


@dataclass(frozen=True, slots=True)
class AmbiguousName(Error):
    """A component exports a name more than once.

    When two interfaces of a component export one name, a function is picked by naming the
    interface, too:

    ```flow
    use shop from "shop.wasm";
    export flow cents(n: u32) -> u64 { shop.price(n) }      // `shop.extra.price(n)`
    ```

    Two types of one name must be the same type.
    """

    code = "F206"
    title = "this name means several things"
    name: str
    candidates: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`{self.name}` may be {listed(self.candidates, 'or')}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("write the one that is meant in full"),)


@dataclass(frozen=True, slots=True)
class NotAValue(Error):
    """The name of a component, function, flow or type stands where a value is wanted.

    Functions and flows are called where they are named; they cannot be bound, passed or stored:

    ```flow
    use shop from "shop.wasm";
    export flow known(sku: string) -> option<u64> {
      let find = shop.find;     // `shop.find(sku)`
      find
    }
    ```
    """

    code = "F207"
    title = "this is not a value"
    name: str
    what: str
    advice: str

    @property
    def label(self) -> str:
        return f"`{self.name}` is {self.what}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(self.advice),) if self.advice else ()


@dataclass(frozen=True, slots=True)
class NotCallable(Error):
    """Something is called that is no function.

    What can be called: a component's function (`pricing.price(x)`), a flow of this package, a
    case with a payload, a conversion such as `u64(x)`, and `length(xs)`. A record is not called,
    but written in braces:

    ```flow
    record line { sku: string }
    export flow first() -> line { line("a") }       // `{ { sku: "a" } }`
    ```
    """

    code = "F208"
    title = "this cannot be called"
    what: str
    advice: str = ""

    @property
    def label(self) -> str:
        return f"this is {self.what}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(self.advice),) if self.advice else ()
