"""F00x, F08x: keys, logins, and what signing by name needs."""

from dataclasses import dataclass

from flowc.text.diagnostic import Help, Placeless


@dataclass(frozen=True, slots=True)
class MissingKey(Placeless):
    """A command that makes an archive was given no key to sign with.

    Every archive is signed. Make a key once, then name it each time, or in `$FLOWC_KEY`:

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
        return (
            Help("make one with `flowc keygen flowc.key`, then give it with `--key flowc.key`"),
        )


@dataclass(frozen=True, slots=True)
class KeylessFailed(Placeless):
    """An archive could not be signed by name.

    Sigstore's services must be reachable, and there must be an identity: a token in
    `$SIGSTORE_ID_TOKEN`, a CI that gives its jobs one, or a terminal, from which a browser opens:

    ```
    flowc sign dist/shop.flowpack --keyless
    ```

    Nothing was written. Keys need neither: `flowc sign dist/shop.flowpack --key flowc.key`.
    """

    code = "F080"
    title = "this could not be signed by name"
    reason: str

    @property
    def label(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class HalfALogin(Placeless):
    """A name was given without its password, or the other way round.

    The password is read from the first line of stdin, so that no list of processes shows it:

    ```
    echo "$TOKEN" | flowc push shop.flowpack ghcr.io/acme/shop:1 --username me --password-stdin
    ```
    """

    code = "F081"
    title = "this is half a login"

    @property
    def label(self) -> str:
        return "`--username` and `--password-stdin` go together"
