"""F09x: where results cannot go."""

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
