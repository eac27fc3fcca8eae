"""F101, F102, F109 and F110: characters, names and comments that are none."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

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
        if not name:
            return (Help("use the letters `a` to `z`, digits and single `-`"),)
        return (Help(f"write `{name}`", (Edit(self.span, name),), "unsafe"),)


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


def kebab(name: str) -> str:
    """Return the name that `name` was probably meant to be; empty if there is none."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9]+", name)
    made = "-".join(word.lower() for word in words)
    return made if name.isascii() and made[:1].isalpha() else ""
