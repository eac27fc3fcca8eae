"""F09x: where results cannot go, and what the system refuses."""

from dataclasses import dataclass

from flowc.text.diagnostic import Help, Placeless


@dataclass(frozen=True, slots=True)
class NotPrinted(Placeless):
    """What was asked for goes to stdout, which did not take it.

    It is closed, or leads to a disk that is full. What it had taken before is not the whole:

    ```
    flowc graph shop.flow > /mnt/full/shop.mmd
    ```
    """

    code = "F094"
    title = "stdout cannot be written to"
    reason: str

    @property
    def label(self) -> str:
        return self.reason

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("let stdout lead to where there is room, and run it again"),)


@dataclass(frozen=True, slots=True)
class WouldReplace(Placeless):
    """A file that was read for a result would be replaced by the result.

    A flow, a component or a key is lost easily that way, by a name that was completed too far:

    ```
    flowc build shop.flow --key flowc.key -o shop.flow
    ```
    """

    code = "F095"
    title = "the result would replace what it is made from"
    path: str

    @property
    def label(self) -> str:
        return f"`{self.path}` was read for it"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("name another file with `--output`; this one is as it was"),)


@dataclass(frozen=True, slots=True)
class SystemRefused(Placeless):
    """The system did not do what a command asked of it with a file, a folder or a stream.

    Its reason stands in the message: a name is too long, a disk is full, something is not allowed.

    ```
    flowc --help > /mnt/full/help.txt
    ```
    """

    code = "F096"
    title = "the system refused to read or write"
    path: str
    reason: str

    @property
    def label(self) -> str:
        return f"`{self.path}`: {self.reason}" if self.path else self.reason

    @property
    def help(self) -> tuple[Help, ...]:
        return (
            Help("see that it is there, that there is room and that you may, and run it again"),
        )
