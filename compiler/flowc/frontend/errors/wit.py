"""F180 to F189: what is wrong with the text of a `.wit` file."""

from dataclasses import dataclass

from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span
from flowc.text.suggest import nearest

GATES = ("since", "unstable", "deprecated", "external-id")


@dataclass(frozen=True, slots=True)
class UnexpectedInWit(Error):
    """Something stands in a `.wit` file where WIT expects something else.

    ```wit
    interface api {
      total: func(price u32) -> u32;
    }
    ```

    The message names what may stand there; here a `:` is missing between the parameter and its
    type. WIT is described in the component model's WIT.md.
    """

    code = "F180"
    title = "something else is expected in a `.wit` file"
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
class KeywordInWit(Error):
    """A keyword of WIT stands where a name is expected.

    ```wit
    record entry { type: string }
    ```

    Write `%` before it, as in `%type`; the name is then `type`.
    """

    code = "F181"
    title = "a keyword stands where WIT expects a name"
    word: str

    @property
    def label(self) -> str:
        return f"`{self.word}` is a keyword of WIT"

    @property
    def help(self) -> tuple[Help, ...]:
        name = f"%{self.word}"
        return (Help(f"write `{name}` if it is a name", (Edit(self.span, name),), "unsafe"),)


@dataclass(frozen=True, slots=True)
class MissingInWit(Error):
    """A `;`, `,` or other sign is missing in a `.wit` file.

    ```wit
    interface clock {
      now: func() -> u64
      zone: func() -> string;
    }
    ```

    Functions, `use`s, `type`s and what worlds import end with `;`; fields, cases and parameters
    have `,` between them.
    """

    code = "F182"
    title = "a sign is missing"
    sign: str
    found: str

    @property
    def label(self) -> str:
        return f"expected `{self.sign}` before {self.found}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"write `{self.sign}`", (Edit(self.span, self.sign),), "unsafe"),)


@dataclass(frozen=True, slots=True)
class EmptyInWit(Error):
    """A type, a `use` or a `with` in a `.wit` file holds nothing.

    ```wit
    record nothing {}
    ```

    The component model has no empty records, variants, enums, flags and tuples. A function that
    gives nothing has no `->`.
    """

    code = "F183"
    title = "there is nothing between the brackets"
    holder: str
    what: str

    @property
    def label(self) -> str:
        return f"{self.holder} has at least one {self.what}"


@dataclass(frozen=True, slots=True)
class BadWitVersion(Error):
    """A version in a `.wit` file is no semantic version.

    ```wit
    package wasi:clocks@0.2;
    ```

    A version is three numbers and perhaps a pre-release and a build: `0.2.0`, `1.0.0-rc.1`.
    """

    code = "F184"
    title = "this is not a semantic version"
    found: str

    @property
    def label(self) -> str:
        return f"expected three numbers as in `0.2.0`, found `{self.found}`"


@dataclass(frozen=True, slots=True)
class UnknownGate(Error):
    """What stands after `@` in a `.wit` file is no gate.

    ```wit
    @sinze(version = 0.2.0)
    interface clock {}
    ```

    The gates are `@since(version = ..)`, `@unstable(feature = ..)`, `@deprecated(version = ..)`
    and `@external-id("..")`.
    """

    code = "F185"
    title = "there is no such gate"
    found: str

    @property
    def label(self) -> str:
        return f"`@{self.found}` is not known"

    @property
    def help(self) -> tuple[Help, ...]:
        close = nearest(self.found, GATES, 1) or (GATES[0],)
        return (Help(f"write `@{close[0]}`", (Edit(self.span, close[0]),), "unsafe"),)


@dataclass(frozen=True, slots=True)
class BadGate(Error):
    """A gate in a `.wit` file says something else than such a gate does.

    ```wit
    @since(feature = fast)
    interface clock {}
    ```

    `@since` and `@deprecated` name a version, `@unstable` a feature, `@external-id` a text.
    An item is either stable since a version or unstable, never both.
    """

    code = "F186"
    title = "this gate is not written so"
    problem: str

    @property
    def label(self) -> str:
        return self.problem


@dataclass(frozen=True, slots=True)
class UnclosedInWit(Error):
    """A block of a `.wit` file has no `}`.

    ```wit
    interface clock {
      now: func() -> u64;

    interface calendar { today: func() -> string; }
    ```

    Interfaces and worlds do not stand inside one another; the next one shows that this one should
    have ended before.
    """

    code = "F187"
    title = "this block is not closed"
    end: str
    end_span: Span

    @property
    def label(self) -> str:
        return "there is no `}` for this `{`"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.end_span, f"it should be closed before {self.end}"),)


@dataclass(frozen=True, slots=True)
class MisplacedHeader(Error):
    """A package line stands after the beginning of a `.wit` file.

    ```wit
    interface clock {}
    package acme:time;
    ```

    The line comes first. A second package in one file has its interfaces in braces:
    `package acme:time { .. }`.
    """

    code = "F188"
    title = "the package line comes first"

    @property
    def label(self) -> str:
        return "expected this at the start of the file"


@dataclass(frozen=True, slots=True)
class BadLength(Error):
    """The length of a fixed-length list is zero or does not fit 32 bits.

    ```wit
    type nothing = list<u8, 0>;
    ```
    """

    code = "F189"
    title = "a list cannot have this length"
    most: int

    @property
    def label(self) -> str:
        return f"expected a whole number from 1 to {self.most}"


@dataclass(frozen=True, slots=True)
class UnclosedWitText(Error):
    """A text in a `.wit` file has no second quote on its line.

    ```wit
    @external-id("https://example.com)
    import slugify: func(text: string) -> string;
    ```
    """

    code = "F178"
    title = "this text is not closed"

    @property
    def label(self) -> str:
        return 'there is no `"` for it on this line'


@dataclass(frozen=True, slots=True)
class TooDeepInWit(Error):
    """Types in a `.wit` file are nested too deeply.

    ```wit
    type deep = list<list<list<list<u8>>>>;
    ```

    That one is well; the limit is there so that no file can exhaust the compiler. Give the inner
    types names.
    """

    code = "F179"
    title = "types are nested too deeply"
    most: int

    @property
    def label(self) -> str:
        return f"types nest up to {self.most} levels"
