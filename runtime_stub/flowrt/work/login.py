"""Who we are to a NATS server and who it must be to us, as a TOML file says it.

Takes a file's path and a server's address, gives a `Login`; raises `BadLogin` with the place. What
is secret stands in files of its own, or in the environment as `${NAME}`; it is shown nowhere. Paths
are relative to the file.
"""

import os
import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from flowrt.archive.strict import kind_of
from flowrt.load import read
from flowrt.problems.kinds import without_password
from flowrt.work.errors import BadLogin

Tls: TypeAlias = Literal["", "required", "first"]
"""Whether a connection must be encrypted, and whether that is begun before the server has spoken;
empty leaves it to the server."""

PORT = 4222
SERVERS = "servers"
_PATHS = frozenset({"ca", "certificate", "key", "credentials", "nkey"})
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Login:
    """Paths of what proves who is who, and words that do; those that are secret are not shown.

    `ca` vouches for the server, `certificate` and `key` are ours. At most one of `credentials`, an
    `nkey`, a `user` with a `password`, and a `token` says who connects.
    """

    ca: str = ""
    certificate: str = ""
    key: str = ""
    tls: Tls = ""
    credentials: str = ""
    nkey: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @property
    def is_encrypted(self) -> bool:
        """Whether nothing may be said to a server that does not encrypt."""
        return bool(self.tls or self.ca or self.certificate)


NOBODY = Login()
_NAMES = tuple(one.name for one in fields(Login))


def login_for(path: str | None, url: str) -> Login:
    """Return how a file says that we connect to a server; without a file, as anybody does."""
    if path is None:
        return NOBODY
    try:
        said = tomllib.loads(read(path).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadLogin(path, "TOML", f"{error}") from None
    servers = said.pop(SERVERS, {})
    if not isinstance(servers, dict):
        raise BadLogin(f"{path} {SERVERS}", "a table for each server", kind_of(servers))
    tables = {_server(name, f"{path} {SERVERS}"): name for name in servers}
    name = tables.get(_server(url.partition("//")[2], url))
    where = path if name is None else f'{path} {SERVERS}."{name}"'
    return _login(said if name is None else servers[name], where, Path(path).parent)


def _server(name: str, where: str) -> tuple[str, int]:
    """Return a server's host and port, by which tables are found."""
    try:
        parts = urlsplit(f"//{name}")
        port = PORT if parts.port is None else parts.port
    except ValueError:
        port = 0
    if not (port and parts.hostname and not parts.path.strip("/")):
        raise BadLogin(where, "HOST or HOST:PORT", without_password(f"//{name}")[2:])
    return parts.hostname, port


def _login(said: object, where: str, folder: Path) -> Login:
    if not isinstance(said, dict):
        raise BadLogin(where, "a table", kind_of(said))
    for name, value in said.items():
        if name not in _NAMES:
            raise BadLogin(f"{where} {name}", f"one of {', '.join(_NAMES)}, {SERVERS}", name)
        if not isinstance(value, str) or not value:
            found = "an empty one" if value == "" else kind_of(value)
            raise BadLogin(f"{where} {name}", "a text", found)
    texts = {name: _filled(text, f"{where} {name}") for name, text in said.items()}
    tls = _tls(texts.pop("tls", ""), where)
    paths = {name: str(folder / text) for name, text in texts.items() if name in _PATHS}
    login = Login(tls=tls, **{**texts, **paths})
    _check_pairs(login, where)
    return login


def _tls(text: str, where: str) -> Tls:
    match text:
        case "" | "required" | "first":
            return text
        case _:
            raise BadLogin(f"{where} tls", "required or first", text)


def _filled(text: str, place: str) -> str:
    """Return a text with what the environment says in it; raises `BadLogin`."""
    for name in _VARIABLE.findall(text):
        if name not in os.environ:
            raise BadLogin(place, f"${name} in the environment", "none")
    return _VARIABLE.sub(lambda match: os.environ[match[1]], text)


def _check_pairs(login: Login, where: str) -> None:
    """Refuse half of a pair, and more than one answer to who connects."""
    for one, other in (("certificate", "key"), ("user", "password")):
        for given, missing in ((one, other), (other, one)):
            if getattr(login, given) and not getattr(login, missing):
                raise BadLogin(where, f"{missing} beside {given}", f"{given} alone")
    who = [one for one in ("credentials", "nkey", "user", "token") if getattr(login, one)]
    if len(who) > 1:
        raise BadLogin(where, "one way to say who connects", " and ".join(who))
