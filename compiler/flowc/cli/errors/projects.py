"""F00x, F02x: what commands on sources find wrong with what they were asked."""

from dataclasses import dataclass

from flowc.text.diagnostic import Error, Help, Placeless
from flowc.text.suggest import nearest


@dataclass(frozen=True, slots=True)
class UnknownFlow(Placeless):
    """A flow was named that none of the given files has.

    ```
    flowc graph shop.flow --flow check-out
    ```

    Names are as in the source. Without `--flow`, all flows are drawn.
    """

    code = "F020"
    title = "there is no such flow"
    wanted: str
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"no flow is named `{self.wanted}`"

    @property
    def help(self) -> tuple[Help, ...]:
        close = nearest(self.wanted, self.known) or self.known
        return (Help("there is " + ", ".join(f"`{one}`" for one in close)),) if close else ()


@dataclass(frozen=True, slots=True)
class NoFlowFile(Placeless):
    """A folder was named, or the working folder meant, that has no flow file.

    ```
    flowc check orders
    ```

    Files named `*.flow` are looked for, in folders below as well; what is in a folder whose name
    starts with a point is left out.
    """

    code = "F029"
    title = "there is no flow file"
    folders: tuple[str, ...]

    @property
    def label(self) -> str:
        return "no file named `*.flow` is in " + " or ".join(f"`{one}`" for one in self.folders)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("name a flow file, or a folder that has one; `flowc new` makes a first one"),)


@dataclass(frozen=True, slots=True)
class FolderExists(Placeless):
    """A project would be made where there is something already.

    `flowc new` makes a folder and never writes into one that exists:

    ```
    flowc new shop
    ```
    """

    code = "F023"
    title = "there is something of that name already"
    path: str

    @property
    def label(self) -> str:
        return f"`{self.path}` exists"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("choose another name, or move it away first"),)


@dataclass(frozen=True, slots=True)
class BadProjectName(Placeless):
    """A project's name cannot name a package.

    The last part of the path becomes the package's name, so it is written as names in a flow are:
    lowercase words joined by `-`, each starting with a letter, at most 60 characters in all.

    ```
    flowc new price-list
    ```
    """

    code = "F024"
    title = "this cannot name a package"
    found: str
    close: str

    @property
    def label(self) -> str:
        return f"`{self.found}`: expected lowercase words joined by `-`, no keyword"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"`{self.close}` would do"),) if self.close else ()


@dataclass(frozen=True, slots=True)
class NotFormatted(Error):
    """`flowc fmt --check` found a flow that is not in its one layout.

    Nothing is wrong with the flow; `flowc fmt` would lay it out differently. To see how, and to
    have it done:

    ```
    flowc fmt --diff shop.flow
    flowc fmt shop.flow
    ```

    What a flow means, its comments and the spelling of its literals stay as they are.
    """

    code = "F008"
    title = "this flow is not formatted"
    path: str

    @property
    def label(self) -> str:
        return "the first line that would change"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"run `flowc fmt {self.path}`"),)


@dataclass(frozen=True, slots=True)
class UnknownForm(Placeless):
    """A picture was to be written to a file whose name does not say in which form.

    ```
    flowc graph shop.flow --output shop.png
    ```

    `.mmd` and `.mermaid` are Mermaid, `.dot` and `.gv` are DOT, `.svg` is SVG; for any other name
    `--to` says it. Graphviz makes the rest of DOT: `flowc graph shop.flow --to dot | dot -Tpng`.
    """

    code = "F025"
    title = "the form of a picture is not known"
    name: str
    suffixes: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`{self.name}`: the suffix tells of no form"

    @property
    def help(self) -> tuple[Help, ...]:
        known = ", ".join(f"`{one}`" for one in self.suffixes)
        return (Help(f"use one of {known}, or say `--to mermaid`, `--to dot` or `--to svg`"),)
