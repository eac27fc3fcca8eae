"""F60x: archives that cannot be sealed, signed or written."""

from dataclasses import dataclass

from flowc.text.diagnostic import Help, Placeless


@dataclass(frozen=True, slots=True)
class WouldBeRefused(Placeless):
    """The archive was built and then opened as a stub would, and the stub refuses it.

    Something that was asked for does not fit the format: a version that is no semantic version, a
    limit that does not exist, two inputs of one name. The message names the stub's own code, whose
    page says more:

    ```
    flowc explain R108
    ```
    """

    code = "F604"
    title = "a stub would refuse this archive"
    refusal: str
    what: str
    place: str
    expected: str
    found: str

    @property
    def label(self) -> str:
        """Give the stub's own words."""
        return f"{self.what}: `{self.place}` is `{self.found}`, expected {self.expected}"

    @property
    def notes(self) -> tuple[str, ...]:
        """Give the stub's code."""
        return (f"`flowc explain {self.refusal}` says more",)

    @property
    def help(self) -> tuple[Help, ...]:
        """Say what to do."""
        return (Help("correct what was asked for; nothing was written"),)


@dataclass(frozen=True, slots=True)
class CannotWrite(Placeless):
    """A file could not be written; what was there before is unchanged.

    New bytes go to a temporary file beside it first, so this needs the right to write to `dist/`
    itself:

    ```
    flowc build shop.flow --key flowc.key -o dist/shop.flowpack
    ```
    """

    code = "F605"
    title = "the file cannot be written"
    path: str
    reason: str

    @property
    def label(self) -> str:
        """Name the file and the reason."""
        return f"`{self.path}`: {self.reason}"

    @property
    def help(self) -> tuple[Help, ...]:
        """Say what to do."""
        return (Help("check that its folder exists and may be written to"),)


@dataclass(frozen=True, slots=True)
class BadSignerCount(Placeless):
    """An archive carries one to sixteen signatures, each by another key.

    One key that signs twice counts once, so this is refused:

    ```
    flowc build shop.flow --key a.key --key a.key
    ```
    """

    code = "F606"
    title = "an archive is signed by one to sixteen different keys"
    count: int
    distinct: int

    @property
    def label(self) -> str:
        """Count the keys."""
        return f"{self.count} keys were given, {self.distinct} different ones"

    @property
    def help(self) -> tuple[Help, ...]:
        """Say what to do."""
        return (Help("give each key once"),)


@dataclass(frozen=True, slots=True)
class AlreadySigned(Placeless):
    """A key was to co-sign an archive that it has signed.

    ```
    flowc build shop.flow --key flowc.key
    flowc sign dist/shop.flowpack --key flowc.key
    ```

    Signatures count once for each key, so another would say nothing.
    """

    code = "F609"
    title = "this key has signed the archive"
    path: str
    key: str

    @property
    def label(self) -> str:
        """Name the archive and the key."""
        return f"`{self.path}` carries a signature by {self.key}"

    @property
    def help(self) -> tuple[Help, ...]:
        """Say what to do."""
        return (Help("sign with another key; nothing was written"),)
