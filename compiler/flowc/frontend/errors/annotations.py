"""Mistakes about `@http`, `@every`, `@cron` and `@subject`: what runs a flow."""

from dataclasses import dataclass

from flowc.frontend.annotation import METHODS
from flowc.frontend.errors.wording import kind, listed, suggestion
from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class UnknownAnnotation(Error):
    """There is no annotation of this name.

    ```flow
    @route(get, "/answer")
    export flow answer() -> u32 { 42 }
    ```

    The annotations are `@http(method, "/path")`, `@every(5m)`, `@cron("0 3 * * *")` and
    `@subject("orders.new")`.
    """

    code = "F490"
    title = "there is no such annotation"
    name: str
    near: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`@{self.name}` means nothing"

    @property
    def help(self) -> tuple[Help, ...]:
        known = listed(f"@{one}" for one in self.known)
        return suggestion(self.near, self.span) or (Help(f"the annotations are {known}"),)


@dataclass(frozen=True, slots=True)
class AnnotationUnexported(Error):
    """A flow that is not exported has an annotation.

    ```flow
    @every(5m)
    flow tidy() -> u32 { 0 }
    export flow answer() -> u32 { tidy() }
    ```

    Nobody outside can run such a flow, and so no request, message or clock can.
    """

    code = "F491"
    title = "annotations are for exported flows"
    flow: str
    place: Span

    @property
    def label(self) -> str:
        return "nothing outside of the package can run this flow"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.place, f"`{self.flow}` is not exported"),)

    @property
    def help(self) -> tuple[Help, ...]:
        start = Span(self.place.file, self.place.start, self.place.start)
        return (Help("export it", (Edit(start, "export "),), "unsafe"),)


@dataclass(frozen=True, slots=True)
class AnnotationSettings(Error):
    """An annotation does not have what it takes.

    ```flow
    @every(5)
    export flow answer() -> u32 { 42 }
    ```

    They are written `@http(get, "/orders/{id}")`, `@every(5m)`, `@cron("0 3 * * *")` and
    `@subject("orders.new")`. A text is written out; only a path has `{ .. }` in it.
    """

    code = "F492"
    title = "this is not what the annotation takes"
    name: str
    wanted: str
    example: str

    @property
    def label(self) -> str:
        return f"`@{self.name}` takes {self.wanted}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"write it as in `@{self.name}({self.example})`"),)


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
class TimedParameter(Error):
    """A flow that a clock runs has a parameter without a default.

    ```flow
    @cron("0 3 * * *")
    export flow tidy(days: u32) -> u32 { days }
    ```

    When the time comes, nobody is there to say what it should be.
    """

    code = "F498"
    title = "a flow that a clock runs is given nothing"
    annotation: str
    name: str
    place: Span

    @property
    def label(self) -> str:
        return f"`@{self.annotation}` has no value for `{self.name}`"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.place, "this parameter has no default"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"give `{self.name}` a default"),)


@dataclass(frozen=True, slots=True)
class BadCronText(Error):
    """The text of a `@cron` is no cron expression, or names no minute at all.

    ```flow
    @cron("0 25 * * *")
    export flow tidy() -> u32 { 0 }
    ```

    There are five fields: minute (0 to 59), hour (0 to 23), day of the month (1 to 31), month (1 to
    12, or `jan` to `dec`) and day of the week (0 to 7, or `sun` to `sat`). Each is `*`, a value, a
    range `a-b`, steps `*/n` or `a-b/n`, or several of these with `,` between them. Times are UTC.
    """

    code = "F499"
    title = "this is no cron expression"
    expected: str
    found: str

    @property
    def label(self) -> str:
        return f"expected {self.expected}, found {self.found}"


@dataclass(frozen=True, slots=True)
class BadSubject(Error):
    """The text of a `@subject` is no subject that messages have.

    ```flow
    @subject("orders.*")
    export flow order(id: u64) -> u64 { id }
    ```

    A subject is words with dots between them, at most 255 characters of ASCII, without spaces and
    without the wildcards `*` and `>`; those that start with `$` belong to the system.
    """

    code = "F191"
    title = "this is no subject"
    wanted: str

    @property
    def label(self) -> str:
        return f"expected {self.wanted}"


@dataclass(frozen=True, slots=True)
class EveryRange(Error):
    """The time of an `@every` is too short or too long.

    ```flow
    @every(10us)
    export flow tidy() -> u32 { 0 }
    ```

    It is whole milliseconds, from `1ms` to `8784h`, a year.
    """

    code = "F192"
    title = "this time is out of its range"

    @property
    def label(self) -> str:
        return "expected whole milliseconds, from `1ms` to `8784h`"


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


@dataclass(frozen=True, slots=True)
class RepeatedTrigger(Error):
    """A flow would be run twice by one thing, or two flows by one message.

    ```flow
    @subject("orders.new")
    export flow order(id: u64) -> u64 { id }

    @subject("orders.new")
    export flow again(id: u64) -> u64 { id }
    ```

    Each message is work for one flow. Let a third flow call both.
    """

    code = "F194"
    title = "this runs a flow already"
    first: Span

    @property
    def label(self) -> str:
        return "it stands here again"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "it is given here first"),)


@dataclass(frozen=True, slots=True)
class ManyAnnotations(Error):
    """A flow has more annotations than anybody could mean.

    ```flow
    @http(get, "/0") @http(get, "/1") @http(get, "/2") @http(get, "/3") @http(get, "/4")
    @http(get, "/5") @http(get, "/6") @http(get, "/7") @http(get, "/8") @http(get, "/9")
    @http(get, "/10") @http(get, "/11") @http(get, "/12") @http(get, "/13")
    @http(get, "/14") @http(get, "/15") @http(get, "/16")
    export flow answer() -> u32 { 42 }
    ```

    A flow may have 16 of them.
    """

    code = "F195"
    title = "a flow has too many annotations"
    most: int

    @property
    def label(self) -> str:
        return f"expected at most {self.most}"
