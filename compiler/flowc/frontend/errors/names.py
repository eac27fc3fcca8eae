"""Mistakes about names: unknown, taken, reserved or ambiguous ones, and what is never used."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import listed, suggestion
from flowc.text.diagnostic import Caution, Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class UnknownName(Error):
    """A name stands for nothing here.

    A name in an expression is a parameter, a `let`, what a loop or an arm binds, a flow of this
    package, or a case of a type in scope:

    ```flow
    let total = 3;
    totl + 1        // a binding named `total` exists
    ```

    A component's function is always written with the component's name: `pricing.price(x)`.
    """

    code = "F201"
    title = "this name is not known"
    name: str
    near: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"nothing named `{self.name}` is in scope"

    @property
    def help(self) -> tuple[Help, ...]:
        return suggestion(self.near, self.span)


@dataclass(frozen=True, slots=True)
class UnknownType(Error):
    """A type's name stands for nothing.

    A type is built in (`u32`, `string`, `list<..>`), declared in this package, or exported by a
    component that the package uses; the last is written with the component's name:

    ```flow
    use pricing from "pricing.wasm";
    flow total(lines: list<pricing.priced>) -> u64 { .. }
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
        return suggestion(self.near, self.span)


@dataclass(frozen=True, slots=True)
class UnknownExport(Error):
    """A component exports nothing of this name.

    What a component offers is read from its own binary; the message names the nearest exports, or
    all of them where none is near:

    ```flow
    use pricing from "pricing.wasm";
    let net = pricing.prize(cart);      // `price` exists
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
    let price = 3;
    let price = price + 1;      // call it something else
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
    The names of built-in types cannot name a type.
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
    interface, too: `pricing.retail.price(x)`. Two types of one name must be the same type.
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
    let price = pricing.price;          // not a value
    let price = pricing.price(3);
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
    case with a payload, a conversion such as `u64(x)`, and `length(xs)`.
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
    export flow checkout(cart: list<line>) -> u64 { .. }
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
        edits = () if self.flow is None else (_insert(self.flow, "export "),)
        return (Help("export a flow", edits),)


@dataclass(frozen=True, slots=True)
class UnusedUse(Caution):
    """A component is named in a `use` and nowhere else.

    It becomes no part of what is built. Remove the line, or call what was meant to be called:

    ```flow
    use pricing from "pricing.wasm";    // and then `pricing.price(..)` somewhere
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
    """A `let` binds a name that is never read.

    The value is worked out for nothing. Use it, remove the line, or write `_` where only the call
    matters: `let _ = audit.note(order);`.
    """

    code = "F213"
    title = "this binding is never used"
    name: str

    @property
    def label(self) -> str:
        return f"nothing reads `{self.name}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("write `_` if only the call matters", (Edit(self.span, "_"),), "unsafe"),)


@dataclass(frozen=True, slots=True)
class UnusedFlow(Caution):
    """A flow that is not exported is called by no other flow.

    It becomes no part of what is built. Write `export` before it, call it, or remove it.
    """

    code = "F214"
    title = "this flow is never called"
    name: str
    start: Span

    @property
    def label(self) -> str:
        return f"`{self.name}` is neither exported nor called"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("export it, if it is to be run", (_insert(self.start, "export "),)),)


def _insert(at: Span, text: str) -> Edit:
    return Edit(Span(at.file, at.start, at.start), text)
