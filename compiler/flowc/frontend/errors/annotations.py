"""Mistakes about annotations as such: what runs a flow is said before it."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import listed, suggestion
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
