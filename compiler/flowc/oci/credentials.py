"""Who we are to a registry: what `docker login` left behind, or what the command line says.

Takes a host, gives a `Login` or None. Secrets live in these values alone: they are never part of a
message, nor of a `repr`.
"""

import base64
import binascii
import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from flowc.oci.errors import BadLogin
from flowc.text.report import stop

HELPER_SECONDS: Final = 60
"""A helper may ask its user for a password of its own."""
MOST_BYTES: Final = 1 << 20
_HUB: Final = "https://index.docker.io/v1/"
_NO_USER: Final = "<token>"


@dataclass(frozen=True, slots=True)
class Login:
    """A name and its password, or a token that renews others; `source` says where it is from."""

    source: str
    username: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @property
    def basic(self) -> str:
        """The header of basic authentication."""
        pair = f"{self.username}:{self.password}".encode()
        return f"Basic {base64.b64encode(pair).decode()}"

    @property
    def who(self) -> str:
        """Who asks, as a message says it."""
        name = "by token" if self.token else f"as `{self.username}`"
        return f"{name} of {self.source}"


def find_login(host: str, environment: Mapping[str, str]) -> Login | None:
    """Return what Docker's configuration says of a host; raises F078 where it is broken."""
    folder = environment.get("DOCKER_CONFIG") or str(Path.home() / ".docker")
    path = Path(folder) / "config.json"
    config = _read(path)
    helper = _text(_map(config, "credHelpers", path), host) or _text(config, "credsStore")
    if helper:
        return _ask(helper, host, environment)
    auths = _map(config, "auths", path)
    for name in _names(host):
        entry = auths.get(name)
        if isinstance(entry, dict) and entry:
            return _entry(entry, path, name)
    return None


def _names(host: str) -> tuple[str, ...]:
    """Return how a host may be written there: Docker wrote URLs once, and does so for its own."""
    hub = (_HUB,) if host in ("docker.io", "registry-1.docker.io", "index.docker.io") else ()
    return (host, f"https://{host}", f"https://{host}/", f"http://{host}", *hub)


def _read(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _bad(path, (error.strerror or str(error)).lower()) from None
    try:
        config: object = json.loads(data[:MOST_BYTES])
    except (ValueError, RecursionError):
        raise _bad(path, "it is not JSON") from None
    if not isinstance(config, dict):
        raise _bad(path, "expected an object")
    return config


def _map(config: dict[str, object], name: str, path: Path) -> dict[str, object]:
    value = config.get(name, {})
    if not isinstance(value, dict):
        raise _bad(path, f"expected an object as `{name}`")
    return value


def _text(config: Mapping[str, object], name: str) -> str:
    value = config.get(name)
    return value if isinstance(value, str) else ""


def _entry(entry: dict[str, object], path: Path, name: str) -> Login:
    token = _text(entry, "identitytoken")
    user, password = _text(entry, "username"), _text(entry, "password")
    if _text(entry, "auth"):
        try:
            pair = base64.b64decode(_text(entry, "auth"), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise _bad(path, f"`auths.{name}.auth` is not text in base64") from None
        user, colon, password = pair.partition(":")
        if not colon:
            raise _bad(path, f"`auths.{name}.auth` is no name and password")
    return Login(str(path), user, password.rstrip("\0"), token)


def _ask(helper: str, host: str, environment: Mapping[str, str]) -> Login | None:
    """Return what a helper knows of a host: it reads the host from stdin, and answers in JSON."""
    program = f"docker-credential-{helper}"
    if not helper.replace("-", "").replace("_", "").replace(".", "").isalnum():
        raise _bad(program, "this names no helper")
    try:
        done = subprocess.run(  # noqa: S603 - the user's own configuration names it
            [program, "get"],
            input=host.encode(),
            capture_output=True,
            timeout=HELPER_SECONDS,
            check=False,
            env=dict(environment),
        )
    except FileNotFoundError:
        raise _bad(program, "it is not on the path") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _bad(program, f"it could not be run: {type(error).__name__}") from None
    if done.returncode:
        if b"credentials not found" in done.stdout + done.stderr:
            return None
        raise _bad(program, f"it ended with {done.returncode}")
    return _answer(program, done.stdout)


def _answer(program: str, said: bytes) -> Login:
    try:
        answer: object = json.loads(said)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise _bad(program, "its answer is no object in JSON")
    user, secret = _text(answer, "Username"), _text(answer, "Secret")
    if user == _NO_USER:
        return Login(f"`{program}`", token=secret)
    return Login(f"`{program}`", user, secret)


def _bad(source: str | Path, reason: str) -> Exception:
    return stop(BadLogin(str(source), reason))
