"""F120 to F125 and F130: what the parser stumbles over anywhere, said in the language's terms."""

from dataclasses import dataclass
from typing import Final

from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span

_DECLARATIONS: Final = (
    "`use`, `interface`, `record`, `variant`, `enum`, `flags`, `type`, `flow`, `export flow` "
    "or `test`"
)


MORE: Final = frozenset({"in", "from", "("})
"""Signs that something else is missing with, more often than not."""


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
    flow one() -> u32 { 1 }
    ```

    The package line comes before all declarations; only comments may stand before it. It has an
    owner, a name and perhaps a version: `package acme:checkout@1.0.0;`.
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

    A file is made of `use`, `interface`, `record`, `variant`, `enum`, `flags`, `type`, `flow`,
    `export flow` and `test`.
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
        return (Help(f"start a declaration with {_DECLARATIONS}"),)


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
        if self.advice is not None:
            return (self.advice,)
        before = Span(self.span.file, self.span.start, self.span.start)
        edit = Edit(before, f"{self.sign} ")
        inserts = self.sign not in MORE and self.found.strip("`")[:1].isalnum()
        return (Help(f"add the `{self.sign}`", (edit,) if inserts else ()),)


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
