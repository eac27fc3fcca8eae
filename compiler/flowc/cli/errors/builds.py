"""F0xx: archives that cannot be made here, or not where they were asked for."""

from dataclasses import dataclass

from flowc.text.diagnostic import Help, Placeless


@dataclass(frozen=True, slots=True)
class BadEpoch(Placeless):
    """`$SOURCE_DATE_EPOCH` is not a whole number of seconds.

    It is the time that an archive says it was made at, in seconds since 1970, so that two builds
    of one source give the same bytes:

    ```
    SOURCE_DATE_EPOCH=1767225600 flowc build shop.flow --key flowc.key
    ```

    Leave it unset for an archive that names no time.
    """

    code = "F007"
    title = "this is no time"
    found: str

    @property
    def label(self) -> str:
        return f"`$SOURCE_DATE_EPOCH` is {self.found}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("give whole seconds since 1970, before the year 10000, or unset it"),)


@dataclass(frozen=True, slots=True)
class MissingExtra(Placeless):
    """A command needs a library that comes with an extra of flowc.

    Most installations have no use for it, so it is left out unless asked for:

    ```
    pip install 'flowc[lsp]'
    ```
    """

    code = "F012"
    title = "a part of flowc is not installed"
    extra: str
    library: str

    @property
    def label(self) -> str:
        return f"this command needs `{self.library}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"install it: `pip install 'flowc[{self.extra}]'`"),)


@dataclass(frozen=True, slots=True)
class NowhereToWrite(Placeless):
    """Several forms of a build were asked for, one of them binary, and no folder to put them in.

    One form, or several texts, can go to stdout. A binary and texts cannot be told apart there:

    ```
    flowc build shop.flow --emit wat,wasm -o out
    ```

    writes `out/shop.wat` and `out/shop.wasm`.
    """

    code = "F026"
    title = "these forms need a folder"
    forms: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{', '.join(f'`{form}`' for form in self.forms)}, of which `wasm` is no text"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("name a folder with `-o`"),)


@dataclass(frozen=True, slots=True)
class NotCompilable(Placeless):
    """The engine refuses to compile the fused component.

    Signatures are read from components without looking at their code, so that a component whose
    code is not valid is found only here; so is one that is too large for the engine. The engine's
    own words say what it met. To see whether a component is valid by itself:

    ```
    wasm-tools validate components/pricing.wasm
    ```
    """

    code = "F027"
    title = "the engine cannot compile this package"
    reason: str

    @property
    def label(self) -> str:
        return self.reason

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("validate the components that the flow uses, one by one"),)
