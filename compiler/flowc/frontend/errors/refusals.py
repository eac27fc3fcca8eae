"""F150 to F154: what follows the grammar and still cannot be meant."""

from dataclasses import dataclass

from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class BadVersion(Error):
    """The version of a package is no semantic version.

    ```
    package acme:checkout@1.0;
    ```

    A version is three numbers and perhaps a pre-release and a build: `1.0.0`, `2.1.0-rc.1`.
    It may be left out.
    """

    code = "F150"
    title = "this is not a semantic version"
    found: str

    @property
    def label(self) -> str:
        return f"expected three numbers as in `1.0.0`, found `{self.found}`"

    @property
    def help(self) -> tuple[Help, ...]:
        parts = self.found.split(".")
        if parts[2:] or not all(one.isdecimal() for one in parts):
            return ()
        longer = ".".join([*(str(int(one[:9])) for one in parts), "0", "0"][:3])
        return (Help("name all three numbers", (Edit(self.span, longer),), "unsafe"),)


@dataclass(frozen=True, slots=True)
class WrongTypeArguments(Error):
    """A type has too few, too many or other arguments than it takes.

    ```
    record order { lines: list }
    ```

    The types with arguments are `list<T>`, `option<T>`, `tuple<A, B>` with one or more, and
    `result`, `result<T>`, `result<_, E>` and `result<T, E>`. Other types take none.
    """

    code = "F151"
    title = "a type has the wrong arguments"
    name: str
    form: str
    count: int
    gap: bool

    @property
    def label(self) -> str:
        if self.form and self.gap:
            return "`_` stands only for the first type of `result<_, E>`"
        if not self.form:
            return f"`{self.name}` takes no types in `<>`"
        return f"expected `{self.form}`, found {self.count or 'no'} arguments"


@dataclass(frozen=True, slots=True)
class InterpolatedHere(Error):
    """A string that must be fixed has an interpolation.

    ```
    use pricing from "components/{name}.wasm";
    ```

    The path of a `use` and a string in a pattern are known when the flow is compiled. A plain
    brace is written twice: `{{`.
    """

    code = "F152"
    title = "this string cannot have interpolations"
    where: str

    @property
    def label(self) -> str:
        return f"{self.where} must be known when the flow is compiled"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("write `{{` and `}}` for plain braces"),)


@dataclass(frozen=True, slots=True)
class PositionalAfterNamed(Error):
    """An argument without a name follows one with a name.

    ```
    price(sku: item, 3)
    ```

    Arguments by position come first, in the order of the parameters; named ones follow in any
    order: `price(item, quantity: 3)`.
    """

    code = "F153"
    title = "arguments by position come before named ones"
    name: str
    name_span: Span

    @property
    def label(self) -> str:
        return "this argument has no name"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.name_span, f"`{self.name}` is given by name before it"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("name this argument too, or move it forward"),)


@dataclass(frozen=True, slots=True)
class TooDeep(Error):
    """Expressions, types or brackets are nested too deeply.

    Nesting ends at 128 levels, counted in expressions, types, blocks and arguments. A chain such
    as `a + b + c` has a level for each operator. Name a part of it with `let`, or move it into a
    flow of its own:

    ```
    let subtotal = a + b + c;
    let total = subtotal + d + e;
    ```
    """

    code = "F154"
    title = "this is nested too deeply"
    most: int

    @property
    def label(self) -> str:
        return f"nesting passes {self.most} levels here"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("name a part of it with `let`, or move it into a flow of its own"),)
