"""F00x: what only the command line can find wrong."""

from dataclasses import dataclass

from flowc.text.diagnostic import Help, Placeless


@dataclass(frozen=True, slots=True)
class MissingKey(Placeless):
    """`flowc build` was given no key to sign with.

    Every archive is signed. Make a key once, then name it at each build, or in `$FLOWC_KEY`:

    ```
    flowc keygen flowc.key --trust trust.toml
    flowc build shop.flow --key flowc.key
    ```
    """

    code = "F006"
    title = "there is no key to sign with"

    @property
    def label(self) -> str:
        return "neither `--key` nor `$FLOWC_KEY` names one"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("make one with `flowc keygen flowc.key`, then build with `--key flowc.key`"),)


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
        return f"`$SOURCE_DATE_EPOCH` is `{self.found}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("give whole seconds since 1970, or unset it"),)


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
