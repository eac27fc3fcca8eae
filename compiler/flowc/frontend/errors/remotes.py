"""F082 to F087: a `use` of what lies in a registry, and is not to be had as it is written.

Nothing here speaks with a registry. What a package uses of them is pinned in `flow.lock` and lies
in the cache; a message says which command brings it there.
"""

from dataclasses import dataclass

from flowc.text.diagnostic import Error, Help


@dataclass(frozen=True, slots=True)
class BadRemote(Error):
    """What follows `oci://` in a `use` names nothing in a registry.

    It is a registry's host, a repository, and a tag, a digest or both:

    ```flow
    use pricing from "oci://ghcr.io/acme/pricing:1.2";
    use tax from "oci://ghcr.io/acme/tax@sha256:9f2c8be1..";
    ```

    No registry is the default one, and no tag is.
    """

    code = "F082"
    title = "this names nothing in a registry"
    expected: str
    found: str

    @property
    def label(self) -> str:
        return f"expected {self.expected}, found {self.found}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help('write it as `"oci://ghcr.io/acme/pricing:1.2"`'),)


@dataclass(frozen=True, slots=True)
class NotLocked(Error):
    """A component of a registry is used that `flow.lock` does not pin.

    A tag may lead to other bytes tomorrow, so a package says by digest which ones it means. That
    stands in the file `flow.lock` in the folder of the flow that is built, which is committed:

    ```flow
    use pricing from "oci://ghcr.io/acme/pricing:1.2";
    ```

    ```
    flowc lock shop.flow
    ```
    """

    code = "F083"
    title = "this is not locked"
    reference: str
    flow: str
    pinned: tuple[str, ...] = ()
    exists: bool = True

    @property
    def label(self) -> str:
        if not self.exists:
            return "there is no `flow.lock` that pins it"
        return "`flow.lock` does not pin it"

    @property
    def notes(self) -> tuple[str, ...]:
        if not self.pinned:
            return ()
        return (f"`flow.lock` pins {', '.join(f'`{one}`' for one in self.pinned)}",)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"run `flowc lock {self.flow}`"),)


@dataclass(frozen=True, slots=True)
class NotFetched(Error):
    """A component of a registry is pinned, and does not lie in the cache of this machine.

    `flowc check` and `flowc build` never use the network. What `flow.lock` pins is fetched by

    ```
    flowc fetch shop.flow
    ```

    into the cache (`FLOWC_CACHE` says where that is), once for all packages.
    """

    code = "F084"
    title = "this was not fetched"
    digest: str
    flow: str
    cached: bool = True

    @property
    def label(self) -> str:
        return f"`{self.digest}` is not in the cache"

    @property
    def notes(self) -> tuple[str, ...]:
        return () if self.cached else ("there is no cache, since `FLOWC_CACHE` is `off`",)

    @property
    def help(self) -> tuple[Help, ...]:
        command = f"run `flowc fetch {self.flow}`"
        return (Help(command if self.cached else f"turn the cache on, and {command}"),)


@dataclass(frozen=True, slots=True)
class NotAsPinned(Error):
    """What lies in the cache under a digest has another one: somebody or something changed it.

    A component is hashed whenever it is read. What has changed is not used:

    ```
    flowc fetch shop.flow
    ```

    fetches it anew. If it happens again, look at the disk, and at who may write to the cache.
    """

    code = "F085"
    title = "the cache's copy was changed"
    expected: str
    found: str
    path: str
    flow: str

    @property
    def label(self) -> str:
        return f"expected {self.expected}, found {self.found}"

    @property
    def notes(self) -> tuple[str, ...]:
        return (f"the copy is `{self.path}`",)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"run `flowc fetch {self.flow}`, which fetches it anew"),)


@dataclass(frozen=True, slots=True)
class DigestsDiffer(Error):
    """A `use` names a digest, and `flow.lock` pins another one for the same reference.

    One of them was edited by hand, or a merge joined what does not belong together:

    ```flow
    use pricing from "oci://ghcr.io/acme/pricing:1.2@sha256:9f2c8be1..";
    ```

    `flowc lock` pins what the source says.
    """

    code = "F086"
    title = "this is locked to another digest"
    expected: str
    found: str

    @property
    def label(self) -> str:
        return f"this is {self.expected}, and `flow.lock` has {self.found}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("if the source is right, run `flowc lock`"),)


@dataclass(frozen=True, slots=True)
class BadLock(Error):
    """`flow.lock` cannot be read as what `flowc lock` writes.

    It is TOML, with one entry for each component of a registry:

    ```
    version = 1

    [[component]]
    from = "oci://ghcr.io/acme/pricing:1.2"
    manifest = "sha256:.."
    digest = "sha256:.."
    size = 4785
    ```

    Mend it, perhaps from the history, or remove it and run `flowc lock`, which pins anew whatever
    the tags lead to now.
    """

    code = "F087"
    title = "`flow.lock` cannot be read"
    path: str
    place: str
    expected: str
    found: str

    @property
    def label(self) -> str:
        return f"this is looked up in `{self.path}`"

    @property
    def notes(self) -> tuple[str, ...]:
        place = f"{self.place}: " if self.place else ""
        return (f"{place}expected {self.expected}, found {self.found}",)
