"""F08x: what `flowc lock` and `flowc update` find wrong."""

from dataclasses import dataclass

from flowc.text.diagnostic import Help, Placeless
from flowc.text.suggest import nearest


@dataclass(frozen=True, slots=True)
class TagMoved(Placeless):
    """A tag leads to something else than `flow.lock` pins.

    `flowc lock --check` looks, and changes nothing. What is built is what is pinned, whatever
    happens to tags; see what has changed, and take it when you like:

    ```
    flowc update shop.flow pricing
    ```
    """

    code = "F088"
    title = "this tag was moved"
    reference: str
    expected: str
    found: str

    @property
    def label(self) -> str:
        return f"`{self.reference}` is pinned to {self.expected}, and leads to {self.found}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("run `flowc update` once you know why"),)


@dataclass(frozen=True, slots=True)
class NoSuchRemote(Placeless):
    """`flowc update` was given a name that stands for nothing of a registry.

    Names are those of `use .. from "oci://.."`; behind another package's, they follow a dot:

    ```
    flowc update shop.flow pricing shared.tax
    ```
    """

    code = "F089"
    title = "there is no such use of a registry"
    wanted: str
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"no `use` of what lies in a registry is named `{self.wanted}`"

    @property
    def help(self) -> tuple[Help, ...]:
        close = nearest(self.wanted, self.known) or self.known
        return (Help("there is " + ", ".join(f"`{one}`" for one in close)),) if close else ()
