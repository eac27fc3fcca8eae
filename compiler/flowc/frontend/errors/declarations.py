"""F134 to F139, F143 and F144: what is written in a place where it means nothing."""

from dataclasses import dataclass

from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class MisplacedPolicies(Error):
    """A `with` follows something that is no call, or a call that has one.

    ```
    let rate = rates.get(day)? with { timeout: 200ms };
    ```

    `with { ... }` says how a call is made, so it stands right after the call's arguments, once:
    `rates.get(day) with { timeout: 200ms }?`.
    """

    code = "F134"
    title = "`with` stands right after a call"
    value: Span
    called: bool

    @property
    def label(self) -> str:
        return "the call has a `with` already" if self.called else "no call ends before this"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.value, "the call" if self.called else "this is no call"),)

    @property
    def help(self) -> tuple[Help, ...]:
        if self.called:
            return (Help("put all of it into one `with { ... }`"),)
        return (Help("put it after the arguments of the call: `f(x) with { ... }`"),)


@dataclass(frozen=True, slots=True)
class FewBranches(Error):
    """A `par` has fewer than two branches.

    ```
    par { prices.get("a") }
    ```

    `par { a, b }` is a tuple of what its branches give; with one there is nothing beside it.
    """

    code = "F135"
    title = "a `par` has two branches or more"
    count: int

    @property
    def label(self) -> str:
        return f"this one has {'one' if self.count else 'none'}"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.count:
            return (Help("write the expression without `par`, or add another branch after a `,`"),)
        return (Help("write two expressions or more, with `,` between them"),)


@dataclass(frozen=True, slots=True)
class UnknownRole(Error):
    """A `use` is said to be something that there is not.

    ```
    use fraud from "fraud.wit" as server;
    ```

    What is used is a component of this program, or, with `as service`, something that runs
    elsewhere and is bound to its place when the program runs.
    """

    code = "F136"
    title = "nothing can be used in this way"
    found: str

    @property
    def label(self) -> str:
        return f"expected `service`, found `{self.found}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("write `service`", (Edit(self.span, "service"),), "unsafe"),)


@dataclass(frozen=True, slots=True)
class NotInInterface(Error):
    """Something in an `interface` is neither a type nor a function.

    ```
    interface store {
      resource blob { size: func() -> u64; }
    }
    ```

    An interface in a flow file has `record`, `variant`, `enum`, `flags` and `type`, as the file
    itself, and functions: `name: func(parameters) -> type;`. For more, write a `.wit` file.
    """

    code = "F137"
    title = "this starts nothing that an interface has"
    found: str
    opener: Span

    @property
    def label(self) -> str:
        return f"expected a type or a function, found {self.found}"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.opener, "the interface starts here"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("a function is `name: func(parameters) -> type;`"),)


@dataclass(frozen=True, slots=True)
class NotAFunction(Error):
    """What an interface has under a name is no function.

    ```
    interface clock { now: fn() -> u64; }
    ```

    As in WIT, a function is `name: func(parameters) -> type;`, without the arrow and the type where
    it gives nothing. Types have declarations of their own: `record`, `variant` and so on.
    """

    code = "F138"
    title = "a function of an interface is declared with `func`"
    found: str

    @property
    def label(self) -> str:
        return f"expected `func`, found `{self.found}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("write `func`", (Edit(self.span, "func"),), "unsafe"),)


@dataclass(frozen=True, slots=True)
class DefaultInInterface(Error):
    """A parameter of a function in an interface has a default.

    ```
    interface shop { price: func(sku: string = "x") -> u64; }
    ```

    Defaults belong to flows. A function of a component or a service is called with all its
    arguments, since WIT has no defaults.
    """

    code = "F139"
    title = "functions of an interface have no defaults"

    @property
    def label(self) -> str:
        return "this can be no part of the function's type"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("leave it out, and give the argument in each call"),)


@dataclass(frozen=True, slots=True)
class NoExpectation(Error):
    """A test expects nothing, so it could not fail.

    ```
    test "totals" { let sum = total([1, 2]); }
    ```

    A test is any number of `given`s, then `let`s and at least one `expect condition;`.
    """

    code = "F143"
    title = "a test expects something"

    @property
    def label(self) -> str:
        return "there is no `expect` in this test"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("add what must hold: `expect total([]) == 0;`"),)


@dataclass(frozen=True, slots=True)
class LateGiven(Error):
    """A `given` stands after a `let` or an `expect` of its test.

    ```
    test "fees" {
      expect fee("IE") == 0;
      given rates.get(_) = 5;
    }
    ```

    What calls give holds for the whole test, so it is said first.
    """

    code = "F144"
    title = "what is given comes first in a test"

    @property
    def label(self) -> str:
        return "this stands after a `let` or an `expect`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("move it before the first `let` or `expect`, or to a test of its own"),)


@dataclass(frozen=True, slots=True)
class MisplacedAnnotation(Error):
    """An annotation stands before something that is no flow.

    ```
    @http(get, "/orders")
    record order { id: u64 }
    ```

    `@http`, `@every`, `@cron` and `@subject` say when a flow is run. They stand right before
    `export flow`.
    """

    code = "F190"
    title = "an annotation belongs to a flow"
    found: str

    @property
    def label(self) -> str:
        return f"expected `export flow` after this, found {self.found}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("move it right before the flow that it is about, or delete it"),)
