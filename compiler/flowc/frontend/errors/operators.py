"""Mistakes where something is worked out: operators, conversions, text, defaults."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import around, kind
from flowc.text.diagnostic import Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class OperandClash(Error):
    """The two sides of an operator have different types.

    Numbers are never widened unasked, so that a sum cannot change its meaning when a type does.
    Convert one side:

    ```flow
    export flow total(count: u32, price: u64) -> u64 { count * price }      // `u64(count)`
    ```
    """

    code = "F232"
    title = "the two sides have different types"
    op: str
    left: str
    right: str
    left_span: Span
    right_span: Span
    convert: tuple[Span, str] | None

    @property
    def label(self) -> str:
        found = f"{kind(self.left)} and {kind(self.right)}"
        return f"`{self.op}` takes two values of one type, found {found}"

    @property
    def secondary(self) -> tuple[Label, ...]:
        left = Label(self.left_span, f"this is {kind(self.left)}")
        return (left, Label(self.right_span, f"this is {kind(self.right)}"))

    @property
    def help(self) -> tuple[Help, ...]:
        if self.convert is None:
            return ()
        span, type_ = self.convert
        edits = around(span, f"{type_}(", ")")
        return (Help(f"convert one side to `{type_}`", edits, "unsafe"),)


@dataclass(frozen=True, slots=True)
class BadOperand(Error):
    """An operator does not work on values of this type.

    `+ - * /` and `%` work on numbers (`%` on whole ones), `<` and its kin on numbers, chars and
    strings, `==` on everything, `and`, `or` and `not` on `bool`, unary `-` on signed numbers.
    Strings are joined by interpolation:

    ```flow
    export flow name(first: string, last: string) -> string { first + last }    // "{first} {last}"
    ```
    """

    code = "F233"
    title = "this operator does not take such a value"
    op: str
    takes: str
    found: str

    @property
    def label(self) -> str:
        return f"`{self.op}` takes {self.takes}, found {kind(self.found)}"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.op == "+" and self.found == "string":
            return (Help('join strings by interpolation: `"{a}{b}"`'),)
        return ()


@dataclass(frozen=True, slots=True)
class BadConversion(Error):
    """Something that is no number is converted, or `length` is asked of what is no list.

    `u8(x)` to `f64(x)` turn one number into another type of number:

    ```flow
    export flow parsed(text: string) -> u32 { u32(text) }
    ```

    Text becomes a number in a component that parses it; a number becomes text by interpolation:
    `"{x}"`.
    """

    code = "F243"
    title = "this cannot be converted"
    function: str
    takes: str
    found: str

    @property
    def label(self) -> str:
        return f"`{self.function}` takes {self.takes}, found {kind(self.found)}"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.found == "string":
            return (Help("work it out in a component: text has no built-in functions"),)
        if self.found == "bool":
            return (Help("write what each answer stands for: `if b { 1 } else { 0 }`"),)
        if self.found.startswith(("option<", "result<")):
            return (Help("take the value out with `?` or `match`"),)
        return ()


@dataclass(frozen=True, slots=True)
class NotPrintable(Error):
    """A value without one obvious text stands inside a string.

    Numbers, bools, chars, strings and enums can be interpolated. A record, list or option has no
    text of its own; pick a field, or make the text with `match` or `fold`:

    ```flow
    export flow told(known: option<u32>) -> string { "it is {known}" }
    ```
    """

    code = "F241"
    title = "this has no text"
    found: str

    @property
    def label(self) -> str:
        return f"expected a number, bool, char, string or enum, found {kind(self.found)}"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.found == "nothing":
            return ()
        if self.found.startswith(("option<", "result<")):
            return (Help("take the value out with `match` or `?`"),)
        if self.found.startswith("list<"):
            return (Help('make one text of it: `fold x in xs from "" { "{acc}{x} " }`'),)
        return (Help("print its parts, or tell its cases apart with `match`"),)


@dataclass(frozen=True, slots=True)
class NotConstant(Error):
    """A parameter's default is worked out.

    A default is a constant: literals, cases, and lists, tuples and records of constants. It is part
    of the flow's description, so it depends on no parameter and calls nothing:

    ```flow
    export flow vat(net: u64, rate: u64 = net / 5) -> u64 { net * rate }
    ```

    Make the parameter an option, `rate: option<u64> = none`, and `match` it inside.
    """

    code = "F242"
    title = "a default must be a constant"
    what: str

    @property
    def label(self) -> str:
        return f"{self.what} is no constant"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("make the parameter an option, and work the value out in the flow"),)
