"""F5xx: a flow that is well typed and cannot be planned."""

from dataclasses import dataclass

from flowc.text.diagnostic import Error, Help


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
