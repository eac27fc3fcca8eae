"""Mistakes in calls: arguments, and functions and components that a flow cannot use."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import counted, listed, suggestion
from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class MissingArguments(Error):
    """A call leaves out arguments that have no default.

    ```flow
    flow area(width: u32, height: u32) -> u32 { width * height }
    export flow strip() -> u32 { area(3) }     // `height` is missing
    ```
    """

    code = "F250"
    title = "arguments are missing"
    callee: str
    names: tuple[str, ...]
    declared: Span | None
    note: str
    last: Span | None = None

    @property
    def label(self) -> str:
        return f"`{self.callee}` also needs {listed(self.names)}"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return () if self.declared is None else (Label(self.declared, "it is declared here"),)

    @property
    def notes(self) -> tuple[str, ...]:
        return (self.note,) if self.note else ()

    @property
    def help(self) -> tuple[Help, ...]:
        if self.last is None:
            return (Help(f"give {listed(self.names)} between the brackets"),)
        text = "".join(f", {name}: .." for name in self.names)
        edit = Edit(Span(self.last.file, self.last.end, self.last.end), text)
        return (Help("give it" if len(self.names) == 1 else "give them", (edit,)),)


@dataclass(frozen=True, slots=True)
class ExtraArgument(Error):
    """A call gives more arguments than there are parameters.

    ```flow
    flow double(n: u32) -> u32 { n * 2 }
    export flow six() -> u32 { double(3, 4) }
    ```

    A pipe's value counts: `3 |> double(4)` is the same call.
    """

    code = "F251"
    title = "this argument is too many"
    callee: str
    count: int
    declared: Span | None
    note: str
    removal: Edit

    @property
    def label(self) -> str:
        return f"`{self.callee}` takes {counted(self.count, 'argument')}"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return () if self.declared is None else (Label(self.declared, "it is declared here"),)

    @property
    def notes(self) -> tuple[str, ...]:
        return (self.note,) if self.note else ()

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("remove it", (self.removal,), "unsafe"),)


@dataclass(frozen=True, slots=True)
class UnknownArgument(Error):
    """A call names an argument that there is no parameter for.

    ```flow
    flow area(width: u32, height: u32) -> u32 { width * height }
    export flow strip() -> u32 { area(3, heigth: 4) }
    ```

    A component's parameters have the names that its own interface gives them, in kebab-case.
    """

    code = "F252"
    title = "there is no such parameter"
    callee: str
    name: str
    near: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`{self.callee}` has no parameter `{self.name}`"

    @property
    def notes(self) -> tuple[str, ...]:
        if self.near:
            return ()
        return (f"it takes {listed(self.known) or 'none'}",)

    @property
    def help(self) -> tuple[Help, ...]:
        return suggestion(self.near, self.span)


@dataclass(frozen=True, slots=True)
class RepeatedArgument(Error):
    """A call gives one parameter two values.

    An argument is given by position or by name, not both:

    ```flow
    flow area(width: u32, height: u32) -> u32 { width * height }
    export flow square(n: u32) -> u32 { area(n, width: n, height: n) }  // `width` is the first one
    ```
    """

    code = "F253"
    title = "this argument is given twice"
    name: str
    first: Span

    @property
    def label(self) -> str:
        return f"`{self.name}` has a value already"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "it is given here first"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("remove one of them"),)


@dataclass(frozen=True, slots=True)
class RefusedFunction(Error):
    """A component's function cannot be called from a flow.

    A handle is passed by itself, and given by itself or in a tuple, an option or a result. A
    function that takes or gives lists of handles, or records and variants with handles in them,
    such as `list<own<cart>>`, is called by other components alone:

    ```flow
    use hard from "hard.wasm";      // `many` is `func() -> list<cart>`
    export flow carts() -> bool {
      let carts = hard.many();
      true
    }
    ```

    Wrap it in a component whose functions take and give plain values, or single handles.
    """

    code = "F255"
    title = "a flow cannot call this function"
    name: str
    reason: str
    type: str

    @property
    def label(self) -> str:
        return f"`{self.name}` {self.reason}"

    @property
    def notes(self) -> tuple[str, ...]:
        return (f"its type is `{self.type}`",)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("wrap it in a component whose functions take and give plain values"),)


@dataclass(frozen=True, slots=True)
class WaitingFunction(Error):
    """A function is one of WASI 0.3's: it is `async`, or takes or gives a stream or a future.

    ```flow
    use hard from "hard.wasm";      // `wait` is `async func(n: u32) -> u32`
    export flow late(n: u32) -> u32 { hard.wait(n) }
    ```

    Such a function goes on while its caller does something else. A flow has the value of a call
    when the call is over, and says itself what may run meanwhile, by `par`, and how long it waits,
    by `with { timeout: .. }`. Most components offer the same by functions of WASI 0.2, or can be
    built so.
    """

    code = "F455"
    title = "a flow calls no functions of WASI 0.3"
    name: str
    reason: str
    type: str

    @property
    def label(self) -> str:
        return f"`{self.name}` {self.reason}"

    @property
    def notes(self) -> tuple[str, ...]:
        return (f"its type is `{self.type}`",)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("call one that returns its whole value, or wrap this one in such a function"),)


@dataclass(frozen=True, slots=True)
class NamedPayload(Error):
    """A payload, or what is converted, is given by name.

    Cases, conversions and `length` take one value, by position:

    ```flow
    export flow known(n: u32) -> option<u32> { some(value: n) }     // `some(n)`
    ```
    """

    code = "F257"
    title = "this takes no names"
    callee: str
    value: Span

    @property
    def label(self) -> str:
        return f"`{self.callee}` takes one value, without a name"

    @property
    def help(self) -> tuple[Help, ...]:
        edit = Edit(Span(self.span.file, self.span.start, self.value.start), "")
        return (Help("give the value alone", (edit,), "safe"),)
