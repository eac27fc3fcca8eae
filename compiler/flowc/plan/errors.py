"""F5xx: a flow that is well typed and cannot be planned."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import short
from flowc.text.diagnostic import Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class NoImplementation(Error):
    """A flow uses something of which only the types are known.

    A `.wit` file says what functions there are, not what they do. Such a flow can be checked:

    ```flow
    use fraud from "wit/fraud.wit";
    ```

    To build it, use a component that implements the same functions. Services that are bound when an
    archive runs are not part of this version.
    """

    code = "F501"
    title = "there is no code for this"
    alias: str
    path: str

    @property
    def label(self) -> str:
        return f"`{self.alias}` is known by its types alone"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"use a component instead of `{self.path}`"),)


@dataclass(frozen=True, slots=True)
class ImportsDisagree(Error):
    """Two components import one interface and disagree about what is in it.

    Components of one flow share what they import: `wasi:io/streams@0.2.3` and
    `wasi:io/streams@0.2.9` become one import. That is possible only where both mean the same types.
    Build one of the components against the other's version of the interface.
    """

    code = "F520"
    title = "two components disagree about an interface that both import"
    item: str
    one: tuple[str, str, str]
    other: tuple[str, str, str]
    first: Span

    @property
    def label(self) -> str:
        alias, interface, type_ = self.other
        return f"`{alias}` imports `{interface}` with `{self.item}` as `{short(type_)}`"

    @property
    def secondary(self) -> tuple[Label, ...]:
        alias, interface, type_ = self.one
        text = f"`{alias}` imports `{interface}` with `{self.item}` as `{short(type_)}`"
        return (Label(self.first, text),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("build both components against one version of the interface"),)
