"""F430 to F436: handles to resources of components: held once, moved once, kept inside."""

from dataclasses import dataclass

from flowc.text.diagnostic import Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class UsedAfterMove(Error):
    """A handle is used after it was given away.

    A handle stands for something inside a component, and is held by one at a time. Where a function
    takes `borrow<..>` it is lent; where it takes `own<..>`, or a flow takes it, it is moved, and no
    name holds it any longer:

    ```flow
    use pages from "pages.wasm";        // has `resource page`

    export flow main() -> string {
      let page = pages.page("a");
      let text = pages.page.read(page);     // lent
      let size = pages.close(page);         // moved
      "{text}, {size}: {pages.page.read(page)}"
    }
    ```

    What may have been moved, in a branch of an `if` or an arm of a `match`, counts as moved.
    """

    code = "F430"
    title = "a handle is used after it was moved"
    name: str
    moved: Span
    how: str

    @property
    def label(self) -> str:
        return f"`{self.name}` does not hold it any more"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.moved, self.how),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("use it before it is moved, or get another one"),)


@dataclass(frozen=True, slots=True)
class MovedInLoop(Error):
    """A loop moves a handle from outside of it.

    The body of a loop runs for each element, and the first time gives the handle away:

    ```flow
    use pages from "pages.wasm";

    export flow main(lines: list<string>) -> list<u64> {
      let page = pages.page("a");
      for _ in lines { pages.close(page) }
    }
    ```

    Lend it in the loop, or get one for each element. A `fold` may carry a handle along as `acc`.
    """

    code = "F431"
    title = "a loop moves a handle from outside"
    name: str
    held: Span

    @property
    def label(self) -> str:
        return f"`{self.name}` is moved each time"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.held, "by this loop"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("get a handle for each element inside the loop, or move it after the loop"),)


@dataclass(frozen=True, slots=True)
class HandleKept(Error):
    """A handle is put into a list.

    Handles are bound to names, carried in tuples, options and results, and passed on. Lists,
    records and variants hold plain values:

    ```flow
    use pages from "pages.wasm";
    export flow main() -> u32 { length([pages.page("a"), pages.page("b")]) }
    ```
    """

    code = "F432"
    title = "a list holds plain values"
    type: str

    @property
    def label(self) -> str:
        return f"these would be `{self.type}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("get from the handle what is wanted of it, and make a list of that"),)


@dataclass(frozen=True, slots=True)
class HandleCompared(Error):
    """Handles are compared.

    Two handles are never equal and never different: what they stand for is known to their component
    alone.

    ```flow
    use pages from "pages.wasm";
    export flow main() -> bool { pages.page("a") == pages.page("b") }
    ```
    """

    code = "F433"
    title = "handles cannot be compared"
    type: str

    @property
    def label(self) -> str:
        return f"this is `{self.type}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("compare something that the component says of them"),)


@dataclass(frozen=True, slots=True)
class HandleAcrossCut(Error):
    """A handle would leave the place where its component runs.

    A call of a service, a call under policies and a part of a `par` may run elsewhere or later, and
    only plain values go there and come back:

    ```flow
    use pages from "pages.wasm";

    export flow main() -> tuple<string, u64> {
      let page = pages.page("a");
      par { pages.page.read(page), pages.page.size(page) }
    }
    ```
    """

    code = "F434"
    title = "a handle cannot go where this runs"
    text: str
    where: Span | None
    what: str

    @property
    def label(self) -> str:
        return self.text

    @property
    def secondary(self) -> tuple[Label, ...]:
        return () if self.where is None else (Label(self.where, self.what),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("pass on what the component says of it instead"),)


@dataclass(frozen=True, slots=True)
class HandleExported(Error):
    """An exported flow takes or gives a handle.

    Whoever calls a flow from outside has no part in its components, so it takes and gives plain
    values. Flows that are not exported may pass handles to each other:

    ```flow
    use pages from "pages.wasm";
    export flow first() -> pages.page { made("a") }
    flow made(title: string) -> pages.page { pages.page(title) }        // may
    ```
    """

    code = "F435"
    title = "an exported flow takes and gives plain values"
    type: str

    @property
    def label(self) -> str:
        return f"this is `{self.type}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("leave `export` out, or take and give plain values"),)


@dataclass(frozen=True, slots=True)
class HandleOutlasted(Error):
    """A flow has a handle from before it waits, and uses it after.

    A flow waits where it calls a service, or makes a call under policies, at a `par`, and where it
    calls a flow that waits. What it has is kept meanwhile, as text, and it may go on elsewhere; a
    handle stands for something inside of a component that is running, and ends with it:

    ```flow
    use pages from "pages.wasm";
    use screen from screening as service;

    interface screening { screen: func(size: u64) -> bool; }

    export flow main() -> string {
      let page = pages.page("a");
      let fine = screen.screen(pages.page.size(page));
      if fine { pages.page.read(page) } else { "" }
    }
    ```

    Get from the handle what is wanted of it before the flow waits, or get another one after it. In
    a loop whose body waits, that holds for each round. Nor does a handle go to a flow that waits.
    """

    code = "F436"
    title = "a handle does not outlast a wait"
    name: str
    waited: Span
    what: str

    @property
    def label(self) -> str:
        return f"`{self.name}` is had before the flow waits, and used after"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.waited, self.what),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("get what is wanted of it before, or get another one after"),)
