"""F53x: an archive that cannot be cut otherwise."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import listed
from flowc.text.diagnostic import Help, Placeless
from flowc.text.suggest import nearest


@dataclass(frozen=True, slots=True)
class LacksGraph(Placeless):
    """An archive does not hold the graph that it was made from.

    To cut an archive otherwise its flows are compiled again, from the graph that `flowc build` puts
    beside them:

    ```
    flowrt inspect shop.flowpack --graph --trust trust.toml
    ```

    Archives of an older flowc have none, nor has one whose graph would be larger than 16 MiB.
    """

    code = "F530"
    title = "the archive does not hold its graph"
    archive: str

    @property
    def label(self) -> str:
        return f"`{self.archive}` holds no document of the kind `graph`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("build it again from its source with `flowc build --cut NAME`"),)


@dataclass(frozen=True, slots=True)
class ForeignGraph(Placeless):
    """The graph in an archive is not one that this flowc can read.

    ```
    flowc recut shop.flowpack --cut pricing --key flowc.key --trust trust.toml -o cut.flowpack
    ```

    Its text has a form, whose number it begins with, and flowc reads the form that it writes. The
    flowc that built the archive can cut it; `flowrt inspect` says which one that was.
    """

    code = "F531"
    title = "the graph in the archive cannot be read"
    archive: str
    problem: str
    compiler: str

    @property
    def label(self) -> str:
        return f"`{self.archive}`: {self.problem}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"use {self.compiler}, which built it, or build it again from its source"),)


@dataclass(frozen=True, slots=True)
class LacksComponent(Placeless):
    """A component that the graph of an archive calls is not inside of the archive.

    The graph names each component by its digest, and the fused component holds it unchanged:

    ```
    flowrt inspect shop.flowpack --graph --trust trust.toml
    ```

    Where they do not agree, whoever signed the archive has put it together from several.
    """

    code = "F532"
    title = "the archive does not hold a component of its graph"
    archive: str
    alias: str
    digest: str

    @property
    def label(self) -> str:
        return f"`{self.archive}` lacks `{self.alias}`, sha256:{self.digest or '..'}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("build it again from its source with `flowc build --cut NAME`"),)


@dataclass(frozen=True, slots=True)
class NotCut(Placeless):
    """`--uncut` names something that was not cut by name.

    ```
    flowc recut cut.flowpack --uncut pricing --key flowc.key --trust trust.toml -o shop.flowpack
    ```

    It takes back what `--cut` has named, in the same words. What a flow's source asks for, by
    `with { .. }`, by `par` or by a service, stays cut.
    """

    code = "F533"
    title = "this was not cut"
    name: str
    cuts: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"no `--cut {self.name}` was asked for"

    @property
    def help(self) -> tuple[Help, ...]:
        if not self.cuts:
            return (Help("leave `--uncut` out: nothing was cut by name"),)
        return (Help(f"what was cut is {listed(nearest(self.name, self.cuts) or self.cuts)}"),)
