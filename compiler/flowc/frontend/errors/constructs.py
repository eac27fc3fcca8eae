"""F126 to F133: constructs that are begun well and not carried through."""

from dataclasses import dataclass

from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class MissingElse(Error):
    """An `if` has no `else`.

    ```
    let fee = if country == "IE" { 0 };
    ```

    An `if` is a value, so it needs one for either case: `if c { a } else { b }`.
    """

    code = "F126"
    title = "an `if` needs an `else`"
    if_span: Span

    @property
    def label(self) -> str:
        return "expected `else { ... }` before this"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.if_span, "this `if` has a value in one case only"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("add `else { .. }` with the value of the other case"),)


@dataclass(frozen=True, slots=True)
class MissingValue(Error):
    """A block ends without a value.

    ```
    flow net(price: u32) -> u32 {
      let rounded = price / 100;
    }
    ```

    A block is any number of `let`s and then one expression, its value. Blocks are never empty;
    to give an empty record, write `{ {} }`.
    """

    code = "F127"
    title = "a block ends with a value"
    opener: Span

    @property
    def label(self) -> str:
        return "expected an expression before this `}`"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.opener, "the block starts here"),)


@dataclass(frozen=True, slots=True)
class ValueWithSemicolon(Error):
    """An expression in a block is followed by `;`.

    ```
    flow one() -> u32 { 1; }
    ```

    The last expression of a block is its value and has no `;`. What stands before it is bound
    with `let`; a value that is not needed is bound to `_`.
    """

    code = "F128"
    title = "the value of a block has no `;`"
    last: bool
    value_start: Span

    @property
    def label(self) -> str:
        return "this `;` ends nothing" if self.last else "only a `let` ends with `;`"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.last:
            return (Help("delete the `;`", (Edit(self.span, ""),), "safe"),)
        edit = Edit(self.value_start, "let _ = ")
        return (Help("bind the value, to `_` if it is not needed", (edit,), "unsafe"),)


@dataclass(frozen=True, slots=True)
class ChainedComparison(Error):
    """Comparisons are chained.

    ```
    0 < x < 10
    ```

    A comparison gives a bool, and two of them are joined by `and`: `0 < x and x < 10`.
    """

    code = "F129"
    title = "comparisons cannot be chained"
    first: Span

    @property
    def label(self) -> str:
        return "this would compare with a bool"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "the first comparison"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("join two comparisons with `and`, or put one in parentheses"),)


@dataclass(frozen=True, slots=True)
class Empty(Error):
    """A construct that holds at least one thing holds none.

    ```
    enum colour {}
    ```

    Records have fields, variants and enums have cases, flags have labels, a `match` has arms, a
    tuple has items, and an interpolation has an expression; `{{` is a plain brace in a string.
    """

    code = "F131"
    title = "something is missing in here"
    construct: str
    wanted: str

    @property
    def label(self) -> str:
        return f"{self.construct} has at least one {self.wanted}"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.construct != "an interpolation":
            return ()
        return (Help("write `{{}}` for plain braces", (Edit(self.span, "{{}}"),), "unsafe"),)


@dataclass(frozen=True, slots=True)
class SeveralPayloads(Error):
    """A case is given more than one payload.

    ```
    variant shape { box(u32, u32) }
    ```

    A case carries one value. To carry several, make it a tuple or a record:
    `box(tuple<u32, u32>)`, and in a pattern `box((width, height))`.
    """

    code = "F132"
    title = "a case carries one value"
    opener: Span
    in_pattern: bool

    @property
    def label(self) -> str:
        return "expected `)` after the first"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.opener, "the value of the case"),)

    @property
    def help(self) -> tuple[Help, ...]:
        if self.in_pattern:
            return (Help("take a tuple apart with parentheses of its own: `case((a, b))`"),)
        return (Help("make it a tuple or a record: `case(tuple<a, b>)`"),)


@dataclass(frozen=True, slots=True)
class UnbracedRecord(Error):
    """The fields of a record stand right in a block.

    ```
    flow origin() -> point { x: 0, y: 0 }
    ```

    The braces of a flow, an `if`, a `for` or a `fold` are those of a block; a record in it has
    braces of its own: `{ { x: 0, y: 0 } }`.
    """

    code = "F133"
    title = "a record in a block has braces of its own"
    opener: Span

    @property
    def label(self) -> str:
        return "this is a field of a record"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.opener, "this starts a block"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("put the record in braces of its own: `{ { name: value } }`"),)
