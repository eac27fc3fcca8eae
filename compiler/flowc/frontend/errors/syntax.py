"""F120 to F133: what the parser stumbles over, said in the language's terms."""

from dataclasses import dataclass

from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Unexpected(Error):
    """Something stands where the language expects something else.

    ```
    flow next(n: u32) -> u32 { n + }
    ```

    The message names what may stand there. LANGUAGE.md has the whole grammar by example.
    """

    code = "F120"
    title = "something else is expected here"
    expected: str
    found: str
    inside: Label | None = None
    advice: Help | None = None

    @property
    def label(self) -> str:
        return f"expected {self.expected}, found {self.found}"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return () if self.inside is None else (self.inside,)

    @property
    def help(self) -> tuple[Help, ...]:
        return () if self.advice is None else (self.advice,)


@dataclass(frozen=True, slots=True)
class MissingPackage(Error):
    """A file does not start with the name of its package.

    ```
    package acme:checkout@1.0.0;
    ```

    The package line comes before all declarations; only comments may stand before it. It has an
    owner, a name and perhaps a version.
    """

    code = "F121"
    title = "a file starts with its package"

    @property
    def label(self) -> str:
        return "expected `package owner:name;` before this"

    @property
    def help(self) -> tuple[Help, ...]:
        before = Span(self.span.file, self.span.start, self.span.start)
        line = "package my:package;\n"
        return (Help("name the package", (Edit(before, line),), "unsafe"),)


@dataclass(frozen=True, slots=True)
class MisplacedPackage(Error):
    """A package line stands after the beginning of the file.

    ```
    use tax from "tax.wasm";
    package acme:checkout;
    ```

    A file is one package and says so once, first.
    """

    code = "F122"
    title = "the package is named once, first in the file"

    @property
    def label(self) -> str:
        return "this is not the beginning of the file"


@dataclass(frozen=True, slots=True)
class NotADeclaration(Error):
    """Something between declarations is none.

    ```
    func price(sku: string) -> u32 { 100 }
    ```

    A file is made of `use`, `record`, `variant`, `enum`, `flags`, `type`, `flow` and `export flow`.
    """

    code = "F123"
    title = "this starts no declaration"
    found: str
    meant: str

    @property
    def label(self) -> str:
        return f"expected a declaration, found {self.found}"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.meant:
            return (Help(f"write `{self.meant}`", (Edit(self.span, self.meant),), "unsafe"),)
        kinds = "`use`, `record`, `variant`, `enum`, `flags`, `type`, `flow` or `export flow`"
        return (Help(f"start a declaration with {kinds}"),)


@dataclass(frozen=True, slots=True)
class MissingSeparator(Error):
    """Two things follow each other without the `,` or `;` between them.

    ```
    let total = net + vat
    ok(total)
    ```

    Arguments, fields, cases, items and arms are separated by `,`, and one may follow the last.
    A `let` and a line such as `use` or `type` end with `;`.
    """

    code = "F124"
    title = "a separator is missing"
    separator: str
    where: str

    @property
    def label(self) -> str:
        return f"expected `{self.separator}` {self.where}"

    @property
    def help(self) -> tuple[Help, ...]:
        edit = Edit(self.span, self.separator)
        return (Help(f"add the `{self.separator}`", (edit,), "unsafe"),)


@dataclass(frozen=True, slots=True)
class MissingSign(Error):
    """A construct lacks the sign or word that joins its parts.

    ```
    match answer { yes 1, no => 0 }
    ```

    For example: `name: type` in a record, `-> type` after the parameters of a flow, `pattern =>`
    in an arm, `let name =`, `for name in`, `fold name in list from start`.
    """

    code = "F125"
    title = "a part of this construct is missing"
    construct: str
    sign: str
    found: str
    advice: Help | None = None

    @property
    def label(self) -> str:
        return f"{self.construct} needs `{self.sign}` here, found {self.found}"

    @property
    def help(self) -> tuple[Help, ...]:
        return () if self.advice is None else (self.advice,)


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
class KeywordAsName(Error):
    """A keyword stands where a name is expected.

    ```
    let type = 3;
    ```

    With `%` before it a keyword is an ordinary name: `%type`. After `.` and before `:` it is one
    without: `item.type`, `{ type: 3 }`.
    """

    code = "F130"
    title = "a keyword cannot be a name here"
    keyword: str

    @property
    def label(self) -> str:
        return f"expected a name, found the keyword `{self.keyword}`"

    @property
    def help(self) -> tuple[Help, ...]:
        name = f"%{self.keyword}"
        return (Help(f"write `{name}` for the name", (Edit(self.span, name),), "safe"),)


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
