"""F29x: a `use` whose component cannot be had."""

from dataclasses import dataclass

from flowc.text.diagnostic import Error, Help


@dataclass(frozen=True, slots=True)
class UnreadableUse(Error):
    """A component that a flow uses cannot be read.

    The path after `from` is relative to the folder of the flow, not to the folder you are in:

    ```flow
    use pricing from "components/pricing.wasm";
    ```

    Check the spelling, and that the component has been built.
    """

    code = "F290"
    title = "this component cannot be read"
    path: str
    reason: str

    @property
    def label(self) -> str:
        return f"`{self.path}`: {self.reason}"


@dataclass(frozen=True, slots=True)
class BrokenUse(Error):
    """What a flow uses is no component, or a damaged one.

    A flow uses WebAssembly components. A core module, as compilers emit it, becomes one with
    `wasm-tools component new`:

    ```flow
    use pricing from "components/pricing.wasm";
    ```

    The message says at which byte the file stopped making sense. Build it again.
    """

    code = "F291"
    title = "this is no component"
    path: str
    offset: int
    expected: str
    found: str
    mend: str

    @property
    def label(self) -> str:
        return f"at byte {self.offset}: expected {self.expected}, found {self.found}"

    @property
    def notes(self) -> tuple[str, ...]:
        return (f"the file is `{self.path}`",)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(self.mend),) if self.mend else ()
