"""F0xx: mistakes in how flowc was called, before any source was understood."""

from dataclasses import dataclass

from flowc.text.diagnostic import Help, Placeless
from flowc.text.suggest import nearest


@dataclass(frozen=True, slots=True)
class UnreadableFile(Placeless):
    """A file that flowc was told to read cannot be read.

    It was named on the command line, or in a `use` of a flow:

    ```
    flowc check shop.flwo
    ```

    Check the spelling, and that you may read the file. Paths on the command line are relative to
    the folder you are in; paths in a flow are relative to that flow.
    """

    code = "F001"
    title = "a file cannot be read"
    path: str
    reason: str
    near: tuple[str, ...] = ()
    """What may be meant instead."""

    @property
    def label(self) -> str:
        return f"`{self.path}`: {self.reason}"

    @property
    def help(self) -> tuple[Help, ...]:
        return tuple(Help(f"`{one}` exists") for one in self.near)


@dataclass(frozen=True, slots=True)
class HoldsAKey(Placeless):
    """A file that was given as a source holds a private key, so nothing of it is shown.

    A mistake in a source is shown with its line, and what stands in a key must not be told:

    ```
    flowc check flowc.key
    ```

    Give the flow's file here, and the key where a key belongs: `--key flowc.key`.
    """

    code = "F040"
    title = "this is a private key, and no source"
    path: str

    @property
    def label(self) -> str:
        return f"`{self.path}` holds a private key"


@dataclass(frozen=True, slots=True)
class NotUtf8(Placeless):
    """A source is not UTF-8 text.

    Flows and `.wit` files are UTF-8. This one holds a byte that cannot stand where it does, often
    because it was saved in an older encoding, or because it is no text at all:

    ```
    flowc check pricing.wasm
    ```

    Save the file as UTF-8, or name the `.flow` file instead.
    """

    code = "F002"
    title = "a source is not UTF-8"
    path: str
    byte: int
    offset: int

    @property
    def label(self) -> str:
        return f"`{self.path}`: byte {self.offset} is 0x{self.byte:02x}, which is not UTF-8 here"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("save the file as UTF-8"),)


@dataclass(frozen=True, slots=True)
class UnknownCode(Placeless):
    """`flowc explain` was asked for a code that does not exist.

    A code is the letter F and three digits, as messages show it in brackets:

    ```
    flowc explain F203
    ```
    """

    code = "F004"
    title = "there is no such code"
    wanted: str
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`{self.wanted}` names no message of flowc"

    @property
    def help(self) -> tuple[Help, ...]:
        close = nearest(self.wanted, self.known)
        if not close:
            return (Help("give a code as it stands in a message, such as `F004`"),)
        return (Help("there is " + ", ".join(f"`{one}`" for one in close)),)
