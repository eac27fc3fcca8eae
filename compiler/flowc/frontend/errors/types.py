"""Mistakes about the types of values: clashes, what nothing decides, what cannot be."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import counted, kind
from flowc.text.diagnostic import Error, Help, Label


@dataclass(frozen=True, slots=True)
class TypeMismatch(Error):
    """A value has another type than its place asks for.

    Types are compared by structure: two records are one type when their fields agree in name,
    type and order, wherever they were declared. Where two large types differ, a note gives the
    path to the first difference: `[]` is a list's element, `.name` a field, `.0` a tuple's item,
    `.some`, `.ok` and `.err` a payload.

    Numbers are never widened unasked; write the conversion:

    ```flow
    export flow wide(n: u32) -> u64 { n }       // `u64(n)`
    ```
    """

    code = "F220"
    title = "this has another type than expected"
    expected: str
    found: str
    path: str = ""
    inner: tuple[str, str] = ("", "")
    because: Label | None = None
    note: str = ""
    advice: Help | None = None

    @property
    def label(self) -> str:
        return f"expected {kind(self.expected)}, found {kind(self.found)}"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return () if self.because is None else (self.because,)

    @property
    def notes(self) -> tuple[str, ...]:
        expected, found = self.inner
        path = f"they differ at `{self.path}`: " if self.path else "they differ: "
        told = expected and (self.path or (expected, found) != (self.expected, self.found))
        differ = (f"{path}expected {kind(expected)}, found {kind(found)}",) if told else ()
        return (*differ, self.note) if self.note else differ

    @property
    def help(self) -> tuple[Help, ...]:
        return () if self.advice is None else (self.advice,)


@dataclass(frozen=True, slots=True)
class Undecided(Error):
    """Nothing says what type this is.

    An empty list, `none`, `ok(x)` and `err(x)` leave a part of their type open; what they are
    used for decides it. Whole numbers are `s64` and others `f64` where nothing else decides.

    ```flow
    export flow count() -> u32 {
      let rows = [];      // a list of what?
      length(rows)
    }
    ```
    """

    code = "F221"
    title = "nothing says what type this is"
    what: str

    @property
    def label(self) -> str:
        return f"nothing decides the type of {self.what}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("use it where a type is declared: a parameter, a field, a flow's result"),)


@dataclass(frozen=True, slots=True)
class OutOfRange(Error):
    """A number does not fit its type.

    A literal has the type that its use asks for, and must fit it:

    ```flow
    export flow shade() -> u8 { 300 }       // `u8` holds 0 to 255
    ```

    This is about numbers that are written out; arithmetic that overflows while the flow runs is a
    fault that names its place.
    """

    code = "F222"
    title = "this number does not fit its type"
    number: str
    type: str
    least: str
    most: str

    @property
    def label(self) -> str:
        return f"`{self.type}` holds {self.least} to {self.most}, found {self.number}"


@dataclass(frozen=True, slots=True)
class EndlessType(Error):
    """A value would have to contain itself.

    ```flow
    export flow nested(xs: list<u8>) -> u32 {
      length(fold x in xs from [] { [acc] })        // a list of lists of lists of ..
    }
    ```

    Each round would give a value of another type than the one before.
    """

    code = "F228"
    title = "this value would contain itself"
    expected: str
    found: str
    because: Label | None

    @property
    def label(self) -> str:
        return f"{kind(self.expected)} and {kind(self.found)} cannot be one type"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return () if self.because is None else (self.because,)


@dataclass(frozen=True, slots=True)
class NoValue(Error):
    """Something that gives nothing stands where a value is wanted.

    A component's function may have no result; calling it is for its effect alone, and the call
    can only be bound:

    ```flow
    use shop from "shop.wasm";
    export flow told(n: u32) -> u32 {
      let all = [shop.note("a"), shop.note("b")];       // `let _ = shop.note("a");`
      n
    }
    ```
    """

    code = "F229"
    title = "this gives no value"

    @property
    def label(self) -> str:
        return "a part of this is a call that gives nothing"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("bind the call to `_` before: `let _ = ..;`"),)


@dataclass(frozen=True, slots=True)
class BinderMismatch(Error):
    """A pattern such as `(a, b)` does not fit the value.

    It takes apart a tuple with exactly as many items; `_` ignores an item. A record's fields are
    read by name:

    ```flow
    export flow sum(pair: tuple<u32, u32>) -> u32 {
      let (a, b, c) = pair;
      a + b + c
    }
    ```
    """

    code = "F230"
    title = "this pattern does not fit the value"
    count: int
    found: str

    @property
    def label(self) -> str:
        return f"expected a tuple of {counted(self.count, 'item')}, found {kind(self.found)}"
