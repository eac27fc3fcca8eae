"""F292 to F297: mistakes in how packages of flows use each other."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import listed, suggestion
from flowc.text.diagnostic import Caution, Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class UnreadablePackage(Error):
    """A package of flows that another one uses cannot be read.

    The path after `from` is relative to the folder of the flow that it stands in, not to the
    folder you are in, nor to that of the package that is built:

    ```flow
    use shared from "../shared/shared.flow";
    ```

    Check the spelling, and that the file is UTF-8 text.
    """

    code = "F292"
    title = "this package cannot be read"
    path: str
    reason: str

    @property
    def label(self) -> str:
        return f"`{self.path}`: {self.reason}"


@dataclass(frozen=True, slots=True)
class PackageCycle(Error):
    """A package uses itself, directly or through others.

    Packages build on each other in one direction, so that each is known before what uses it, and
    no flow can come back to itself through another package:

    ```flow
    use orders from "orders.flow";      // in prices.flow
    use prices from "prices.flow";      // in orders.flow
    ```

    Move what both need into a third package that uses neither.
    """

    code = "F293"
    title = "this package uses itself"
    files: tuple[str, ...]
    uses: tuple[Span, ...]

    @property
    def label(self) -> str:
        first, *others = (*self.files, self.files[0])
        return f"`{first}` uses {', which uses '.join(f'`{file}`' for file in others)}"

    @property
    def secondary(self) -> tuple[Label, ...]:
        used = (*self.files[2:], self.files[0])
        pairs = zip(used, self.uses, strict=True) if self.uses else ()
        return tuple(Label(span, f"`{file}` is used here") for file, span in pairs)

    @property
    def help(self) -> tuple[Help, ...]:
        if not self.uses:
            return (Help("call its flows by their own names, and remove the line"),)
        return (Help("move what they share into a package that uses none of them"),)


@dataclass(frozen=True, slots=True)
class PrivateFlow(Error):
    """A flow of another package is called that the package keeps to itself.

    Only what a package exports can be called from another one:

    ```flow
    flow rounded(n: u64) -> u64 { n / 100 * 100 }           // private
    export flow rounded(n: u64) -> u64 { n / 100 * 100 }    // for others, too
    ```
    """

    code = "F294"
    title = "this flow is not exported"
    package: str
    name: str
    declared: Span
    start: Span

    @property
    def label(self) -> str:
        return f"`{self.package}` has a flow `{self.name}`, and keeps it to itself"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.declared, "it is declared here, without `export`"),)

    @property
    def help(self) -> tuple[Help, ...]:
        before = Span(self.start.file, self.start.start, self.start.start)
        edits = (Edit(before, "export "),)
        return (Help("export it there, if others may call it", edits, "unsafe"),)


@dataclass(frozen=True, slots=True)
class UnknownInPackage(Error):
    """Another package has no exported flow and no type of this name.

    Behind the alias of a package stand the flows that it exports and the types that it declares,
    and nothing that it uses itself:

    ```flow
    use shared from "shared.flow";
    shared.price("a")                   // a flow that shared.flow exports
    shared.pricing.price("a")           // no: use the component here, too
    ```
    """

    code = "F295"
    title = "the package has no such thing"
    package: str
    name: str
    near: tuple[str, ...]
    known: tuple[str, ...]
    used: Span
    own_use: bool

    @property
    def label(self) -> str:
        return f"`{self.package}` exports nothing named `{self.name}`"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.used, f"`{self.package}` is read from here"),)

    @property
    def notes(self) -> tuple[str, ...]:
        if self.own_use:
            return (f"`{self.package}` uses something as `{self.name}`, for itself",)
        if self.near or not self.known:
            return ()
        return (f"`{self.package}` exports {listed(self.known)}",)

    @property
    def help(self) -> tuple[Help, ...]:
        if self.own_use:
            return (Help("write a `use` for it in this file, too"),)
        return suggestion(self.near, self.span)


@dataclass(frozen=True, slots=True)
class TypesDisagree(Error):
    """Two types have one name, and are not the same.

    Types are compared by structure, wherever they were declared. Where two components or packages
    that should speak of one thing have come apart, the message says in what; the values between
    them are then no longer understood on the other side:

    ```flow
    record line { sku: string, cents: u64 }     // in orders.flow
    record line { sku: string, cents: u32 }     // in prices.flow
    ```

    Bring them together again, or turn one into the other field by field.
    """

    code = "F296"
    title = "two types of one name disagree"
    expected: str
    found: str
    difference: str
    because: tuple[Label, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"expected `{self.expected}`, found `{self.found}`"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return self.because

    @property
    def notes(self) -> tuple[str, ...]:
        return (self.difference, *self.facts)


@dataclass(frozen=True, slots=True)
class UnusedPackage(Caution):
    """A package of flows is named in a `use` and nowhere else.

    None of its flows becomes part of what is built. Remove the line, or call what was meant:

    ```flow
    use shared from "shared.flow";      // and then `shared.price(..)` somewhere
    ```
    """

    code = "F297"
    title = "this package is never used"
    name: str

    @property
    def label(self) -> str:
        return f"nothing refers to `{self.name}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("remove the line", (Edit(self.span, ""),), "unsafe"),)
