"""F05x: archives that are made again and compared."""

from dataclasses import dataclass

from flowc.text.diagnostic import Help, Placeless

SHOWN = 4
"""How many names a message lists."""


@dataclass(frozen=True, slots=True)
class NotRebuildable(Placeless):
    """An archive cannot be made again with this flowc, so nothing was compared.

    The same bytes come from the same compiler and the same engine alone. The archive's header says
    which they were, and so does its provenance:

    ```
    flowrt inspect shop.flowpack
    pip install 'flowc==0.1.0'
    ```
    """

    code = "F050"
    title = "this flowc cannot make the archive again"
    reason: str

    @property
    def label(self) -> str:
        return self.reason

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("install the release that the archive names, and compare with that"),)


@dataclass(frozen=True, slots=True)
class NothingCompared(Placeless):
    """An archive holds code, and none of it can be compared on this machine.

    Code is made again for the machine that flowc runs on. `flowc rebuild --check` compares it where
    the archive's code would run, or compares all else when it is given the sources:

    ```
    flowc rebuild --check shop.flowpack shop.flow --trust trust.toml
    ```
    """

    code = "F051"
    title = "none of the archive's code can be compared here"
    targets: tuple[str, ...]
    here: str

    @property
    def label(self) -> str:
        there = ", ".join(f"`{one}`" for one in self.targets)
        return f"it is for {there}, and this is `{self.here}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("run this on one of those machines, or give the flow it was built from"),)


@dataclass(frozen=True, slots=True)
class NotTheSame(Placeless):
    """An archive was made again, and is not what it is said to be made from.

    The report names each field and blob that differs, and where. Look first at what went in: an
    `input` that differs is another file than the one that was built, and makes others differ. If
    nothing but `native` differs, then the code is not that of the component beside it.

    ```
    flowc rebuild --check shop.flowpack shop.flow --trust trust.toml
    ```
    """

    code = "F052"
    title = "the archive is not what was made here again"
    differing: tuple[str, ...]

    @property
    def label(self) -> str:
        some = ", ".join(f"`{one}`" for one in self.differing[:SHOWN])
        rest = len(self.differing) - SHOWN
        return f"{some} and {rest} more differ" if rest > 0 else f"{some}: not the same"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("do not run it before you know why; see `flowc explain F052`"),)
