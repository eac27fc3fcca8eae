"""One repository of a registry: manifests and blobs, read and written by digest.

Every byte that comes is counted against what was promised and hashed before it counts as come.
Credentials go to the registry itself and nowhere else: not to where a download or an upload leads.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Final, Protocol, Self
from urllib.parse import quote

from urllib3 import exceptions

from flowc.frontend.reference import Reference
from flowc.oci.credentials import Login
from flowc.oci.errors import Denied, NotThere, OtherBytes, RegistryFailed, TooLarge
from flowc.oci.login import answer
from flowc.oci.manifest import MANIFEST_TYPE, MOST_MANIFEST, Descriptor, digest_of
from flowc.oci.said import read_some, said_by
from flowc.oci.wire import CHUNK, Response, Wire, announced, origin_of
from flowc.text.report import stop

MOST_STEPS: Final = 5
"""How often a download may be sent on."""
OK, CREATED, ACCEPTED, DENIED, FORBIDDEN, MISSING = 200, 201, 202, 401, 403, 404
MOVED: Final = (301, 302, 303, 307, 308)


class Sink(Protocol):
    """Takes bytes as they come."""

    def write(self, data: bytes, /) -> object:
        """Take some more."""


Moved = Callable[[int], None]
"""Told how many more bytes have moved."""


def unwatched(_: int) -> None:
    """Tell nobody."""


class Repository:
    """A repository, for as long as the `with` block lasts."""

    def __init__(
        self,
        reference: Reference,
        login: Login | None,
        *,
        plain: bool = False,
        writes: bool = False,
    ) -> None:
        self.reference = reference
        self.name = f"{reference.registry}/{reference.repository}"
        self._login = login
        scheme = "http" if plain or reference.loopback else "https"
        self._base = f"{scheme}://{reference.registry}/v2/"
        self._scope = f"repository:{reference.repository}:{'pull,push' if writes else 'pull'}"
        self._wire = Wire(reference.registry, plain=plain)
        self._proof = ""

    def __enter__(self) -> Self:
        self._wire.__enter__()
        return self

    def __exit__(self, *ending: object) -> None:
        self._wire.__exit__(None, None, None)

    # --- reading ---

    def manifest(self, version: str) -> bytes:
        """Return the bytes of the manifest that a tag or digest leads to, its digest compared."""
        shown = f"{self.name}{'@' if ':' in version else ':'}{version}"
        response = self._get(f"manifests/{version}", shown, {"Accept": MANIFEST_TYPE})
        promised = version if ":" in version else response.headers.get("Docker-Content-Digest", "")
        data = read_some(self._wire, response, shown, MOST_MANIFEST)
        found = digest_of(data)
        if promised.startswith("sha256:") and promised != found:
            raise stop(OtherBytes(shown, promised, found))
        return data

    def blob(self, blob: Descriptor, sink: Sink, moved: Moved = unwatched) -> None:
        """Write a blob's bytes into a sink; raises F075 or F076 if they are not the promised ones.

        What was written until then is of no use, and the caller's to throw away.
        """
        shown = f"{self.name}@{blob.digest}"
        response = self._get(f"blobs/{blob.digest}", shown, {})
        try:
            self._copy(response, blob, sink, moved, shown)
        except exceptions.HTTPError as error:
            raise self._wire.broken(error, self._base) from None
        finally:
            response.close()

    def _copy(
        self, response: Response, blob: Descriptor, sink: Sink, moved: Moved, shown: str
    ) -> None:
        if announced(response) > blob.size:
            raise stop(TooLarge(shown, blob.size, f"{announced(response):,}"))
        hashed, left = hashlib.sha256(), blob.size
        for chunk in response.stream(CHUNK, decode_content=False):
            left -= len(chunk)
            if left < 0:
                raise stop(TooLarge(shown, blob.size, "more"))
            hashed.update(chunk)
            sink.write(chunk)
            moved(len(chunk))
        if left:
            found = f"{blob.size - left:,}"
            raise stop(OtherBytes(shown, f"{blob.size:,} bytes", found))
        found = f"sha256:{hashed.hexdigest()}"
        if found != blob.digest:
            raise stop(OtherBytes(shown, blob.digest, found))

    # --- writing ---

    def has(self, blob: Descriptor) -> bool:
        """Whether a blob is there already."""
        response = self._ask("HEAD", f"{self._home}/blobs/{blob.digest}", {})
        response.close()
        return response.status == OK

    def put_blob(self, blob: Descriptor, data: bytes) -> None:
        """Write a blob in one go."""
        begun = self._ask("POST", f"{self._home}/blobs/uploads/", {"Content-Length": "0"})
        self._expect(begun, ACCEPTED, self.name)
        at = self._wire.step(self._home, begun.headers.get("Location", ""))
        joint = "&" if "?" in at else "?"
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(len(data))}
        done = self._ask("PUT", f"{at}{joint}digest={quote(blob.digest)}", headers, data)
        self._expect(done, CREATED, f"{self.name}@{blob.digest}")

    def put_manifest(self, version: str, data: bytes) -> None:
        """Write a manifest under a tag, or under its digest."""
        shown, digest = f"{self.name}:{version}", digest_of(data)
        kind = {"Content-Type": MANIFEST_TYPE}
        done = self._ask("PUT", f"{self._home}/manifests/{version}", kind, data)
        self._expect(done, CREATED, shown)
        stored = done.headers.get("Docker-Content-Digest", digest)
        if stored != digest:
            raise stop(OtherBytes(shown, digest, stored))

    # --- both ---

    @property
    def _home(self) -> str:
        return f"{self._base}{self.reference.repository}"

    def _get(self, path: str, shown: str, headers: Mapping[str, str]) -> Response:
        """Return the answer to a download, wherever it leads."""
        url = f"{self._home}/{path}"
        for _ in range(MOST_STEPS + 1):
            response = self._ask("GET", url, headers)
            if response.status not in MOVED:
                self._expect(response, OK, shown)
                return response
            response.close()
            url = self._wire.step(url, response.headers.get("Location", ""))
        raise self._wire.astray(f"on and on, {MOST_STEPS} times and more")

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Response:
        """Send a request; say who we are if that is asked, and only at the registry itself."""
        own = origin_of(url) == origin_of(self._base)
        proof = {"Authorization": self._proof} if own and self._proof else {}
        response = self._wire.send(method, url, {**headers, **proof}, body)
        if response.status != DENIED or not own or proof:
            return response
        challenges = response.headers.getlist("WWW-Authenticate")
        response.close()
        self._proof = answer(self._wire, challenges, self._scope, self._login, self.name)
        return self._wire.send(method, url, {**headers, "Authorization": self._proof}, body)

    def _expect(self, response: Response, status: int, shown: str) -> None:
        """Raise what an answer of another status stands for."""
        if response.status == status:
            return
        if response.status in (DENIED, FORBIDDEN):
            who = "as nobody" if self._login is None else self._login.who
            raise stop(Denied(shown, who, said_by(response)))
        if response.status == MISSING:
            raise stop(NotThere(shown, said_by(response)))
        raise stop(RegistryFailed(self.reference.registry, said_by(response)))
