"""F101 to F111: characters, names and literals that are none."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flowc.frontend.literals import ESCAPES, MOST
from flowc.text.diagnostic import Edit, Error, Help

OTHER_SIGNS: Final[Mapping[str, str]] = {"&&": "and", "||": "or", "!": "not "}
"""Signs of other languages, and the keyword that does their work."""


@dataclass(frozen=True, slots=True)
class UnknownCharacter(Error):
    """A character has no meaning where it stands.

    ```
    flow ready(a: bool, b: bool) -> bool { a && b }
    ```

    Outside strings and comments a flow is made of names, numbers and the signs that LANGUAGE.md
    lists. The words `and`, `or` and `not` stand for `&&`, `||` and `!`.
    """

    code = "F101"
    title = "this means nothing here"
    found: str

    @property
    def label(self) -> str:
        return f"`{self.found}` is not part of the language"

    @property
    def help(self) -> tuple[Help, ...]:
        word = OTHER_SIGNS.get(self.found)
        if word is None:
            return ()
        return (Help(f"write `{word.strip()}`", (Edit(self.span, word),), "safe"),)


@dataclass(frozen=True, slots=True)
class HiddenCharacter(Error):
    r"""A source has a control or bidirectional character, which no editor shows.

    Such characters can make text look different from what is compiled, so they may stand
    nowhere in a source, comments included. In a string, write the escape:

    ```
    let bell = "\u{7}";
    ```
    """

    code = "F102"
    title = "a character that cannot be seen"
    found: str

    @property
    def label(self) -> str:
        name = unicodedata.name(self.found, "a control character").lower()
        return f"U+{ord(self.found):04X}, {name}"

    @property
    def help(self) -> tuple[Help, ...]:
        escape = f"\\u{{{ord(self.found):x}}}"
        return (Help(f"delete it, or write `{escape}` in a string or character"),)


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
        if not self.closed or len(self.held) <= 1 or re.search(r'["\\{}]', self.held):
            return ()
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
            return ()
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
class BadName(Error):
    """A name is not written as names are.

    ```
    flow total_price(lineItems: u32) -> u32 { lineItems }
    ```

    As in WIT, a name is words of lowercase letters and digits joined by single `-`, and starts
    with a letter: `total-price`. A word may also be all in capitals: `parse-URL`.
    """

    code = "F109"
    title = "names are lowercase words joined by `-`"
    found: str

    @property
    def label(self) -> str:
        return f"`{self.found}` is not a name"

    @property
    def help(self) -> tuple[Help, ...]:
        name = kebab(self.found)
        return (Help(f"write `{name}`", (Edit(self.span, name),), "unsafe"),) if name else ()


@dataclass(frozen=True, slots=True)
class UnclosedComment(Error):
    """A `/*` has no `*/`.

    ```
    /* prices are in cents
    flow price() -> u32 { 100 }
    ```

    Comments nest: every `/*` needs its own `*/`. A comment to the end of a line starts with `//`.
    """

    code = "F110"
    title = "this comment is not closed"

    @property
    def label(self) -> str:
        return "the file ends without a `*/` for it"


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


def kebab(name: str) -> str:
    """Return the name that `name` was probably meant to be; empty if there is none."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9]+", name)
    made = "-".join(word.lower() for word in words)
    return made if name.isascii() and made[:1].isalpha() else ""
