"""F3xx: mistakes in the text of a graph, as `read.read` finds them."""

from dataclasses import dataclass

from flowc.text.diagnostic import Error, Help
from flowc.text.suggest import nearest


@dataclass(frozen=True, slots=True)
class UnexpectedText(Error):
    """Something else must stand here in the text of a graph.

    The text form of a graph has one operation on each line: a value, its type, and what it is:

    ```
    flow double(%0 n: u32) -> u32 {
      %1: u32 = add %0, %0
      return %1
    }
    ```

    `flowc` prints this form itself; compare with what it prints.
    """

    code = "F301"
    title = "this is not the text of a graph"
    expected: str
    found: str

    @property
    def label(self) -> str:
        return f"expected {self.expected}, found {self.found}"


@dataclass(frozen=True, slots=True)
class UnknownValue(Error):
    """A graph's text uses a value that no line before it makes.

    Values are numbered, each number is given once in a flow, and above its first use:

    ```
    %1: u32 = add %0, %0
    ```
    """

    code = "F302"
    title = "no such value was made before"
    value: str

    @property
    def label(self) -> str:
        return f"`{self.value}` is not known here"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("write the line that makes it above this one"),)


@dataclass(frozen=True, slots=True)
class UnknownName(Error):
    """A graph's text names a type, field, case or label that does not exist.

    Named types are declared at the top, each before its first use:

    ```
    type line = record { sku: string, qty: u32 }
    ```

    Fields, cases and labels are those of the value's type: `part %0.sku`, `case none`.
    """

    code = "F303"
    title = "nothing in this graph has this name"
    kind: str
    name: str
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"there is no {self.kind} `{self.name}`"

    @property
    def help(self) -> tuple[Help, ...]:
        close = ", ".join(f"`{one}`" for one in nearest(self.name, self.known))
        return (Help(f"there is {close}"),) if close else ()


@dataclass(frozen=True, slots=True)
class BadConstant(Error):
    """A constant in a graph's text is no value of its type.

    Whole numbers must fit, floats have a point, an exponent or are `inf`, a char stands in `'`:

    ```
    %1: u8 = const 255
    %2: f64 = const 1.0
    %3: char = const 'x'
    ```
    """

    code = "F304"
    title = "this constant is of another type"
    text: str
    type: str

    @property
    def label(self) -> str:
        return f"`{self.text}` is no constant of type `{self.type}`"


@dataclass(frozen=True, slots=True)
class BrokenRule(Error):
    """A graph's text can be read, and says something that no graph may say.

    Operands, regions and results have the types that their operation asks for, values are made
    once, and a flow calls only flows that stand above it:

    ```
    %1: u32 = add %0, %0
    ```
    """

    code = "F305"
    title = "this breaks a rule of graphs"
    rule: str

    @property
    def label(self) -> str:
        return self.rule
