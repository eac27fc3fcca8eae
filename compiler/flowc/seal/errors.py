"""F6xx: mistakes found while keys are read and archives are sealed; none has a place in a source.

Functions of this stage raise `flowc.text.report.Stopped` with one of these in its report.
"""

from dataclasses import dataclass

from flowc.text.diagnostic import Diagnostic, Help, Placeless
from flowc.text.report import Report, Stopped
from flowc.text.suggest import nearest


def stop(diagnostic: Diagnostic) -> Stopped:
    """Return what to raise for a mistake that nothing can follow."""
    return Report().fail(diagnostic)


@dataclass(frozen=True, slots=True)
class FileExists(Placeless):
    """A key would be written over a file that exists already.

    Keys are never overwritten, as that would destroy the key that users' trust files name:

    ```
    flowc keygen release.key
    flowc keygen release.key
    ```

    Name another file, or remove the old key first if nobody trusts it.
    """

    code = "F601"
    title = "this file exists already"
    path: str

    @property
    def label(self) -> str:
        """Name the file."""
        return f"`{self.path}`"

    @property
    def help(self) -> tuple[Help, ...]:
        """Say what to do."""
        return (Help("choose another name, or move the old key away first"),)


@dataclass(frozen=True, slots=True)
class NotASigningKey(Placeless):
    """The file holds no Ed25519 private key in PEM.

    The public half is not enough to sign with, nor is a key of another kind:

    ```
    flowc build shop.flow --key flowc.pub
    ```

    `flowc keygen` writes such a file; `openssl genpkey -algorithm ed25519` does too.
    """

    code = "F602"
    title = "this is not an Ed25519 private key"
    path: str
    found: str

    @property
    def label(self) -> str:
        """Name the file and what it holds."""
        return f"`{self.path}` holds {self.found}"

    @property
    def help(self) -> tuple[Help, ...]:
        """Say what to do."""
        return (Help("make a key with `flowc keygen`"),)


@dataclass(frozen=True, slots=True)
class WrongPassphrase(Placeless):
    """The private key is encrypted, and the passphrase given is missing or is not the right one.

    It is taken from `FLOWC_KEY_PASSPHRASE`; without it, a terminal is asked:

    ```
    FLOWC_KEY_PASSPHRASE="$(cat passphrase)" flowc build shop.flow --key flowc.key
    ```
    """

    code = "F603"
    title = "the key's passphrase is missing or wrong"
    path: str

    @property
    def label(self) -> str:
        """Name the file."""
        return f"`{self.path}` is encrypted"

    @property
    def help(self) -> tuple[Help, ...]:
        """Say what to do."""
        return (Help("set FLOWC_KEY_PASSPHRASE, or type the passphrase when asked"),)


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
class NoSuchPublisher(Placeless):
    """A publisher was to be removed from a trust file that does not name it.

    ```
    flowc trust remove acmee
    ```

    `flowc trust list` shows the names.
    """

    code = "F607"
    title = "the trust file names no such publisher"
    path: str
    wanted: str
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        """Name the file and what was wanted."""
        return f"`{self.path}` has no publisher `{self.wanted}`"

    @property
    def help(self) -> tuple[Help, ...]:
        """Say which there are."""
        close = nearest(self.wanted, self.known) or self.known
        names = ", ".join(f"`{one}`" for one in close)
        return (Help(f"there is {names}" if names else "nobody is trusted yet"),)


@dataclass(frozen=True, slots=True)
class PublisherExists(Placeless):
    """A publisher was to be added to a trust file that has one of that name.

    ```
    flowc trust add acme acme.pub
    flowc trust add acme another.pub
    ```

    Adding a key to a publisher changes who may sign in its name, so it is not done by the way.
    """

    code = "F608"
    title = "the trust file names this publisher already"
    path: str
    name: str

    @property
    def label(self) -> str:
        """Name the file and the publisher."""
        return f"`{self.path}` has a publisher `{self.name}`"

    @property
    def help(self) -> tuple[Help, ...]:
        """Say what to do."""
        return (Help("remove it first, or give the new one another name"),)


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


@dataclass(frozen=True, slots=True)
class ThresholdTooHigh(Placeless):
    """More keys are asked for than the publisher has.

    ```
    flowc trust add acme one.pub two.pub --threshold 3
    ```

    Then nothing of the publisher's would ever run.
    """

    code = "F610"
    title = "the threshold is higher than the number of keys"
    threshold: int
    count: int

    @property
    def label(self) -> str:
        """Count the keys."""
        return f"{self.threshold} of {self.count} keys"

    @property
    def help(self) -> tuple[Help, ...]:
        """Say what to do."""
        return (Help("give more keys, or a lower threshold"),)
