"""F60x: the keys that archives are signed with."""

from dataclasses import dataclass

from flowc.text.diagnostic import Help, Placeless


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
