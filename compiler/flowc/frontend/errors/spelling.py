"""F103 to F108 and F111: literals that are not spelled as literals are."""

import re
from dataclasses import dataclass

from flowc.frontend.parsing.literals import ESCAPES, MOST
from flowc.text.diagnostic import Edit, Error, Help


@dataclass(frozen=True, slots=True)
class UnclosedText(Error):
    r"""A string has no closing `"` on its line.

    ```
    let greeting = "hello;
    ```

    A string, its interpolations included, stands on one line; `\n` is a line break in it.
    `{` starts an interpolation, which must be closed too; `{{` is a plain brace.
    """

    code = "F103"
    title = "this string is not closed"
    in_hole: bool

    @property
    def label(self) -> str:
        missing = '`}` and `"`' if self.in_hole else '`"`'
        return f"its line ends without a closing {missing}"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.in_hole:
            return (Help("close the interpolation with `}`, or write `{{` for a plain brace"),)
        return (Help("close it on its line; a line break in a string is written `\\n`"),)


@dataclass(frozen=True, slots=True)
class BadChar(Error):
    r"""A character literal holds no character, several, or has no end.

    ```
    let separator = ', ';
    ```

    Between the quotes stands exactly one character or escape: `','`, `'\n'`, `'\''`.
    For more than one character, write a string: `", "`.
    """

    code = "F104"
    title = "a character literal holds exactly one character"
    held: str
    closed: bool

    @property
    def label(self) -> str:
        if not self.closed:
            return "there is no closing `'`"
        return f"this one holds {len(self.held)}" if self.held else "this one holds none"

    @property
    def help(self) -> tuple[Help, ...]:
        if not self.closed:
            return (Help("close it with `'`"),)
        if len(self.held) <= 1 or re.search(r'["\\{}]', self.held):
            return (Help('write one character, or a string: `".."`'),)
        return (Help("write a string", (Edit(self.span, f'"{self.held}"'),), "unsafe"),)


@dataclass(frozen=True, slots=True)
class BadEscape(Error):
    r"""A backslash starts something that stands for no character.

    ```
    let path = "C:\data";
    ```

    The escapes are `\n`, `\r`, `\t`, `\\`, `\'`, `\"` and `\u{...}` with the hexadecimal number
    of a Unicode scalar value. A plain backslash is `\\`; a plain brace in a string is `{{`.
    """

    code = "F105"
    title = "there is no such escape"
    found: str

    @property
    def label(self) -> str:
        return f"`{self.found}` stands for no character"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.found[1:2] == "u":
            return (Help("write the number of a character in hexadecimal, as in `\\u{1F600}`"),)
        if self.found[1:2] in {"{", "}"}:
            brace = self.found[1] * 2
            return (Help(f"write `{brace}` for a brace", (Edit(self.span, brace),), "safe"),)
        known = ", ".join(f"`\\{one}`" for one in ESCAPES)
        return (Help(f"the escapes are {known} and `\\u{{...}}`; a plain backslash is `\\\\`"),)


@dataclass(frozen=True, slots=True)
class LoneBrace(Error):
    """A string has a `}` that closes no interpolation.

    ```
    let close = "}";
    ```

    In a string a plain brace is written twice: `"}}"`, `"{{"`.
    """

    code = "F106"
    title = "a plain brace in a string is written twice"

    @property
    def label(self) -> str:
        return "no interpolation is open that this `}` could close"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("write `}}`", (Edit(self.span, "}}"),), "safe"),)


@dataclass(frozen=True, slots=True)
class BadNumber(Error):
    """Something starts with a digit and is no number.

    ```
    let limit = 10kb;
    ```

    Whole numbers are `1_000`, `0xff`, `0b1010`; others are `1.5`, `2e-3`. A number has no suffix:
    its type comes from its use, or from a conversion such as `u8(10)`.
    """

    code = "F107"
    title = "this is not a number"
    found: str

    @property
    def label(self) -> str:
        return f"`{self.found}` is neither a whole number nor a decimal one"

    @property
    def help(self) -> tuple[Help, ...]:
        typed = re.fullmatch(r"(\S+?)_?([usf](?:8|16|32|64))", self.found)
        if typed is None:
            return (Help("numbers are written as `1_000`, `0xff`, `0b1010`, `1.5` or `2e-3`"),)
        call = f"{typed[2]}({typed[1]})"
        return (Help("convert it by the type's name", (Edit(self.span, call),), "unsafe"),)


@dataclass(frozen=True, slots=True)
class NumberTooLarge(Error):
    """No type of the language holds this number.

    ```
    let big = 18446744073709551616;
    ```

    The largest whole number is that of `u64`; the largest decimal one, that of `f64`, is a little
    below `1.8e308`.
    """

    code = "F108"
    title = "no type can hold this number"
    whole: bool

    @property
    def label(self) -> str:
        return f"the largest number is {MOST}" if self.whole else "`f64` ends below 1.8e308"


@dataclass(frozen=True, slots=True)
class BadIndex(Error):
    """The item of a tuple is not named by a plain decimal number.

    ```
    let second = pair.0x1;
    ```

    Items are counted from 0 and written in decimal, without leading zeros: `pair.0`, `pair.1`.
    """

    code = "F111"
    title = "an item of a tuple is a plain number"
    found: str

    @property
    def label(self) -> str:
        return f"found `{self.found}`"

    @property
    def help(self) -> tuple[Help, ...]:
        plain = re.fullmatch(r"0*(\d+)", self.found)
        if plain is None:
            return (Help("count the items in decimal"),)
        return (Help(f"write `{plain[1]}`", (Edit(self.span, plain[1]),), "safe"),)
