"""F07x: what goes wrong between flowc and a registry."""

from dataclasses import dataclass

from flowc.text.diagnostic import Help, Placeless


@dataclass(frozen=True, slots=True)
class NoReference(Placeless):
    """What was given names nothing in a registry.

    A reference is a registry's host, a repository and a tag, a digest or both:

    ```
    flowc pull ghcr.io/acme/shop:1.2
    flowc pull ghcr.io/acme/shop@sha256:9f2c8be1..
    flowc push dist/shop.flowpack localhost:5000/acme/shop:1.2
    ```

    No registry is the default one, and no tag is: `latest` is what somebody pushed last.
    """

    code = "F070"
    title = "this names nothing in a registry"
    given: str
    expected: str
    found: str

    @property
    def label(self) -> str:
        return f"`{self.given}`: expected {self.expected}, found {self.found}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("write it as `ghcr.io/acme/shop:1.2`"),)


@dataclass(frozen=True, slots=True)
class Unreachable(Placeless):
    """A registry did not answer, or stopped in the middle of an answer.

    Nothing was written; what had arrived was thrown away. Check the host's name, and that you can
    reach it. Registries are spoken to over TLS, except on this machine:

    ```
    flowc pull localhost:5000/acme/shop:1.2
    flowc pull registry.internal/acme/shop:1.2 --plain-http
    ```
    """

    code = "F071"
    title = "the registry cannot be reached"
    registry: str
    reason: str

    @property
    def label(self) -> str:
        return f"`{self.registry}`: {self.reason}"


@dataclass(frozen=True, slots=True)
class Denied(Placeless):
    """A registry does not let you do this, or does not know who you are.

    Credentials come from the options, or from what `docker login` (or `podman login`, `oras login`)
    wrote into `~/.docker/config.json`:

    ```
    docker login ghcr.io
    echo "$TOKEN" | flowc push shop.flowpack ghcr.io/acme/shop:1 --username me --password-stdin
    ```

    Some registries answer so for a repository that is not there.
    """

    code = "F072"
    title = "the registry does not allow this"
    reference: str
    who: str
    said: str

    @property
    def label(self) -> str:
        return f"`{self.reference}`, asked {self.who}: {self.said}"

    @property
    def help(self) -> tuple[Help, ...]:
        host = self.reference.partition("/")[0]
        return (Help(f"`docker login {host}`, or give `--username` and `--password-stdin`"),)


@dataclass(frozen=True, slots=True)
class NotThere(Placeless):
    """A registry has no such repository, tag or digest.

    ```
    flowc pull ghcr.io/acme/shop:1.22
    ```

    Check the spelling. What is pinned by digest is gone when its repository was cleaned up.
    """

    code = "F073"
    title = "the registry has no such thing"
    reference: str
    said: str

    @property
    def label(self) -> str:
        return f"`{self.reference}`: {self.said}"


@dataclass(frozen=True, slots=True)
class RegistryFailed(Placeless):
    """A registry answered with what no registry should say here: a fault of its own, mostly.

    The message has its status and its words. Nothing was written here. Try again later:

    ```
    flowc pull ghcr.io/acme/shop:1.2
    ```
    """

    code = "F074"
    title = "the registry failed"
    registry: str
    said: str

    @property
    def label(self) -> str:
        return f"`{self.registry}`: {self.said}"


@dataclass(frozen=True, slots=True)
class OtherBytes(Placeless):
    """A registry gave other bytes than the digest names, so they were thrown away.

    Everything is named by the SHA-256 of its bytes, and compared while it arrives:

    ```
    flowc pull ghcr.io/acme/shop@sha256:9f2c8be1..
    ```

    A proxy, a damaged disk or an attacker changed them. Nothing was written.
    """

    code = "F075"
    title = "the registry gave other bytes than were asked for"
    reference: str
    expected: str
    found: str

    @property
    def label(self) -> str:
        return f"`{self.reference}`: expected {self.expected}, found {self.found}"


@dataclass(frozen=True, slots=True)
class TooLarge(Placeless):
    """A registry sent, or announced, more than it may.

    A manifest may have 4 MiB, a component 1 GiB, an archive 4 GiB, and nothing may be longer than
    its manifest says. What is longer is not read to its end:

    ```
    flowc pull ghcr.io/acme/shop:1.2
    ```
    """

    code = "F076"
    title = "this is larger than it may be"
    reference: str
    most: int
    found: str

    @property
    def label(self) -> str:
        return f"`{self.reference}`: at most {self.most:,} bytes, found {self.found}"


@dataclass(frozen=True, slots=True)
class NotOurs(Placeless):
    """What is pulled or pushed is neither an archive of flows nor a component.

    Registries hold images, charts and much else. flowc reads manifests of one layer, which is a
    component (`application/wasm`) or an archive (`application/vnd.flowc.flowpack.v1`), and pushes
    these two. A core module, as compilers emit it, becomes a component with
    `wasm-tools component new`:

    ```
    flowc push components/pricing.wasm ghcr.io/acme/pricing:1.2
    flowc pull ghcr.io/acme/pricing:1.2
    ```
    """

    code = "F077"
    title = "this is neither an archive nor a component"
    reference: str
    place: str
    expected: str
    found: str

    @property
    def label(self) -> str:
        return f"`{self.reference}`, {self.place}: expected {self.expected}, found {self.found}"


@dataclass(frozen=True, slots=True)
class BadLogin(Placeless):
    """The credentials of a registry cannot be read.

    They stand in `~/.docker/config.json`, or in `config.json` of `$DOCKER_CONFIG`, or a helper that
    this file names gives them. No secret is ever shown:

    ```
    {"auths": {"ghcr.io": {"auth": "bWU6c2VjcmV0"}}, "credHelpers": {"gcr.io": "gcloud"}}
    ```
    """

    code = "F078"
    title = "the credentials cannot be read"
    source: str
    reason: str

    @property
    def label(self) -> str:
        return f"`{self.source}`: {self.reason}"


@dataclass(frozen=True, slots=True)
class LeadsAstray(Placeless):
    """A registry sent us to where we do not go.

    Downloads may lead to another host, which gets no credentials. They may not lead from TLS to
    plain HTTP, nor in a circle, and credentials are only ever sent over TLS or on this machine:

    ```
    flowc pull ghcr.io/acme/shop:1.2
    ```
    """

    code = "F079"
    title = "the registry leads astray"
    registry: str
    reason: str

    @property
    def label(self) -> str:
        return f"`{self.registry}`: {self.reason}"
