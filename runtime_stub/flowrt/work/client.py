"""The client of a NATS server: whom it believes, and how it proves who we are, by a login.

All of it is read before a server is asked, so that what is wrong is told then. Credentials are read
again for each connection: they are renewed while a worker works.
"""

import base64
import logging
import re
import ssl
from typing import TYPE_CHECKING, Any

import nkeys
from nats.aio.client import Client, Srv
from nats.aio.transport import TcpTransport
from nats.errors import Error, SecureConnWantedError

from flowrt.load import read
from flowrt.problems.refusals.files import Unreadable
from flowrt.work.errors import BadLogin

if TYPE_CHECKING:
    from flowrt.work.login import Login

_JWT = re.compile(r"-+BEGIN NATS USER JWT-+\s+(\S+)\s+-+END NATS USER JWT-+")
_SEED = re.compile(r"-+BEGIN USER NKEY SEED-+\s+(SU[A-Z2-7]{56})\s+-+END USER NKEY SEED-+")
_NKEY = re.compile(r"^(SU[A-Z2-7]{56})\s*$", re.MULTILINE)
_ENCRYPTED = "no passphrase is asked for"


class WaryClient(Client):
    """A client that tells nothing to a server that does not encrypt, where that is demanded.

    Connections that it gives up are closed; the library leaves that to chance.
    """

    demands_tls = False

    def _connect_command(self) -> bytes:
        if self.demands_tls and not self._server_info.get("tls_required"):
            raise SecureConnWantedError
        return super()._connect_command()

    async def abandon(self) -> None:
        """Close it, whatever it is about to do."""
        await self.close()
        self._let_go()

    async def _connect_to_server(self, s: Srv) -> None:
        self._let_go()
        await super()._connect_to_server(s)

    def _let_go(self) -> None:
        """Close what is open, and below encryption, which else waits for the server's good-bye."""
        if isinstance(self._transport, TcpTransport):
            self._transport.close()  # type: ignore[no-untyped-call]  # it has no types
            if self._transport._bare_io_writer is not None:  # noqa: SLF001 - nothing else closes it
                self._transport._bare_io_writer.close()  # noqa: SLF001 - as above


def options_of(login: "Login") -> dict[str, Any]:
    """Return what the client is to be told; raises `BadLogin` or `Unreadable`."""
    options: dict[str, Any] = {}
    if login.is_encrypted:
        options |= {"tls": _context(login), "tls_handshake_first": login.tls == "first"}
    if login.credentials:
        options |= _Credentials(login.credentials).options
    elif login.nkey:
        options["nkeys_seed_str"] = _found(_NKEY, login.nkey, "an NKey seed of a user, SU..")
    elif login.user:
        options |= {"user": login.user, "password": login.password}
    elif login.token:
        options["token"] = login.token
    return options


def _is_meant(record: logging.LogRecord) -> bool:
    """Whether asyncio says something for people: not of how the client ends encrypted streams."""
    return "eof_received" not in record.getMessage()


def _context(login: "Login") -> ssl.SSLContext:
    logging.getLogger("asyncio").addFilter(_is_meant)
    context = ssl.create_default_context()
    if login.ca:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        read(login.ca)
        try:
            context.load_verify_locations(login.ca)
        except ssl.SSLError as error:
            raise BadLogin(login.ca, "certificates, as PEM", _said(error)) from None
    if login.certificate:
        read(login.certificate)
        read(login.key)
        try:
            context.load_cert_chain(login.certificate, login.key, lambda: _ENCRYPTED)
        except ssl.SSLError as error:
            expected = "a certificate and its unencrypted key, as PEM"
            raise BadLogin(f"{login.certificate}, {login.key}", expected, _said(error)) from None
    return context


def _said(error: ssl.SSLError) -> str:
    return (error.reason or "no PEM").lower().replace("_", " ")


class _Credentials:
    """A file of credentials, read whenever a connection is made."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._parts()

    @property
    def options(self) -> dict[str, Any]:
        """What the client asks."""
        return {"user_jwt_cb": self._jwt, "signature_cb": self._sign}

    def _parts(self) -> tuple[str, str]:
        jwt = _found(_JWT, self._path, "a block NATS USER JWT")
        return jwt, _found(_SEED, self._path, "a block USER NKEY SEED")

    def _read(self) -> tuple[str, str]:
        """Return the parts; what is wrong by now is told as the client understands it."""
        try:
            return self._parts()
        except (BadLogin, Unreadable) as problem:
            raise Error(f"{problem.title}: {problem.place}") from None

    def _jwt(self) -> bytes:
        return self._read()[0].encode()

    def _sign(self, nonce: str) -> bytes:
        seed = self._read()[1]
        return base64.b64encode(nkeys.from_seed(bytearray(seed.encode())).sign(nonce.encode()))


def _found(pattern: "re.Pattern[str]", path: str, expected: str) -> str:
    """Return what a secret file holds; of the rest of it nothing is said."""
    found = pattern.search(read(path).decode("latin-1"))
    if found is None:
        raise BadLogin(path, expected, "none")
    return found[1]
