"""Mistakes about `@http`: how a server finds a flow."""

from dataclasses import dataclass

from flowc.frontend.annotation import METHODS
from flowc.frontend.errors.wording import kind, listed, suggestion
from flowc.text.diagnostic import Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class RepeatedRoute(Error):
    """Two flows, or one twice, answer the same requests.

    ```flow
    @http(get, "/orders/{id}")
    export flow order(id: u64) -> u64 { id }

    @http(get, "/orders/{number}")
    export flow again(number: u64) -> u64 { number }
    ```

    Paths that differ in the names of their parameters alone are the same.
    """

    code = "F493"
    title = "this route is taken"
    method: str
    path: str
    first: Span

    @property
    def label(self) -> str:
        return f"`{self.method} {self.path}` is answered already"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "it is given here first"),)


@dataclass(frozen=True, slots=True)
class BadPath(Error):
    """A path is not one that a request can have.

    ```flow
    @http(get, "orders//all")
    export flow answer() -> u32 { 42 }
    ```

    A path starts with `/`. Between two `/` stands a word of letters, digits and `-._~`, or one
    parameter in braces: `/orders/{id}/lines`.
    """

    code = "F494"
    title = "this is no path"
    wanted: str

    @property
    def label(self) -> str:
        return f"expected {self.wanted}"


@dataclass(frozen=True, slots=True)
class UnknownPathParameter(Error):
    """A path names what is no parameter of its flow, or one parameter twice.

    ```flow
    @http(get, "/orders/{number}")
    export flow order(id: u64) -> u64 { id }
    ```

    What stands in a path in braces is what the parameter of that name is given.
    """

    code = "F495"
    title = "a path names parameters of its flow"
    name: str
    flow: str
    near: tuple[str, ...]
    known: tuple[str, ...]
    twice: bool

    @property
    def label(self) -> str:
        if self.twice:
            return f"`{self.name}` stands in this path already"
        return f"`{self.flow}` has no parameter named `{self.name}`"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.twice or not self.known:
            return ()
        known = Help(f"its parameters are {listed(self.known)}")
        return suggestion(self.near, self.span) or (known,)


@dataclass(frozen=True, slots=True)
class PathType(Error):
    """A parameter in a path has a type that one word of a path cannot say.

    ```flow
    @http(get, "/sums/{numbers}")
    export flow sum(numbers: list<u64>) -> u64 { fold n in numbers from 0 { acc + n } }
    ```

    Numbers, `bool`, `char`, `string` and enums can stand in a path. Lists and options can be part
    of the query, anything can be part of a body.
    """

    code = "F496"
    title = "a value of this type cannot stand in a path"
    name: str
    type: str
    place: Span

    @property
    def label(self) -> str:
        return f"`{self.name}` is {kind(self.type)}"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.place, "its type is given here"),)


@dataclass(frozen=True, slots=True)
class QueryType(Error):
    """A request without a body cannot carry one of its flow's parameters.

    ```flow
    record line { sku: string, count: u32 }

    @http(get, "/price")
    export flow price(order: line) -> u32 { order.count }
    ```

    What is not in the path of a `get`, `head` or `delete` is in its query: numbers, `bool`, `char`,
    `string` and enums, options of these, and lists of these. A `post` has a body.
    """

    code = "F497"
    title = "a request of this method cannot carry this parameter"
    method: str
    name: str
    type: str
    place: Span

    @property
    def label(self) -> str:
        return f"`{self.name}` would have to be part of the query of a `{self.method}`"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.place, f"`{self.name}` is {kind(self.type)}"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("answer `post` instead, whose body can carry anything"),)


@dataclass(frozen=True, slots=True)
class UnknownMethod(Error):
    """The first thing that an `@http` takes is no method.

    ```flow
    @http(fetch, "/answer")
    export flow answer() -> u32 { 42 }
    ```

    The methods are `get`, `head`, `post`, `put`, `patch` and `delete`.
    """

    code = "F193"
    title = "there is no such method"
    name: str
    near: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`{self.name}` is no method of HTTP that a flow answers"

    @property
    def help(self) -> tuple[Help, ...]:
        return suggestion(self.near, self.span) or (Help(f"the methods are {listed(METHODS)}"),)
