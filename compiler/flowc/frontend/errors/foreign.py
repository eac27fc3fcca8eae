"""F155 and F156: types that WIT has and a flow does not."""

from dataclasses import dataclass

from flowc.text.diagnostic import Error, Help


@dataclass(frozen=True, slots=True)
class WaitingType(Error):
    """A type is one of WASI 0.3's: a stream or a future.

    ```
    flow lines(text: stream<u8>) -> u32 { 0 }
    ```

    A flow takes and gives values that are there in whole; nothing of a flow runs while a value
    arrives. A list holds what a stream would have given.
    """

    code = "F155"
    title = "a flow has no streams and futures"
    word: str

    @property
    def label(self) -> str:
        return f"a `{self.word}` has its values later"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.word == "stream":
            return (Help("take or give a `list<..>`"),)
        return (Help("take or give the value itself"),)


@dataclass(frozen=True, slots=True)
class WrittenHandle(Error):
    """A type is written as a handle to a resource.

    ```
    flow read(of: borrow<file>) -> string { "" }
    ```

    Handles belong to the components that make them. A flow may hold one that a call gave, but
    writes no type for it: none stands in a flow's own types or parameters.
    """

    code = "F156"
    title = "a flow writes no types of handles"
    word: str

    @property
    def label(self) -> str:
        return f"`{self.word}<..>` is a handle to a resource of some component"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("take and give plain values, and make the handle where it is used"),)
