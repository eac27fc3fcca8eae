"""NATS servers that ask who comes, and prove who they are: certificates, users, keys and tokens.

Everything is made for the test: a certificate authority of its own, an operator with an account and
a user, a configuration file. What a test may say it is lies in `Guarded.folder`.
"""

import base64
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import nkeys
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from tests.queues.server import Server

DAY = timedelta(days=1)
USER: int = nkeys.PREFIX_BYTE_USER


@dataclass(frozen=True)
class Authority:
    """Signs certificates, for servers on the loopback and for clients."""

    folder: Path
    name: str
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def made(cls, folder: Path, name: str) -> "Authority":
        """Make one, whose certificate is `NAME.pem`."""
        made = cls(folder, name, ec.generate_private_key(ec.SECP256R1()))
        made._write(name, made.key, x509.BasicConstraints(ca=True, path_length=0))
        return made

    def issue(self, name: str, address: str = "127.0.0.1") -> None:
        """Write `NAME.pem` and `NAME.key`."""
        key = ec.generate_private_key(ec.SECP256R1())
        self._write(name, key, x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]))

    def _write(
        self, name: str, key: ec.EllipticCurvePrivateKey, extension: x509.ExtensionType
    ) -> None:
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(_named(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - DAY)
            .not_valid_after(now + DAY)
            .add_extension(extension, critical=False)
            .sign(self.key, SHA256())
        )
        (self.folder / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (self.folder / f"{name}.key").write_bytes(key.private_bytes(*form))


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def seed(kind: int) -> bytes:
    """Return the seed of a new key of a kind."""
    return bytes(nkeys.encode_seed(os.urandom(32), kind))


def public(text: bytes) -> str:
    """Return the public key of a seed."""
    return str(nkeys.from_seed(bytearray(text)).public_key.decode())


def token(signer: bytes, subject: str, name: str, about: dict[str, Any]) -> str:
    """Return a signed statement about a subject, as NATS has them."""
    claims = {
        "jti": name, "iat": int(time.time()), "iss": public(signer), "name": name, "sub": subject,
        "nats": {"version": 2, **about},
    }  # fmt: skip
    parts = [_text({"typ": "JWT", "alg": "ed25519-nkey"}), _text(claims)]
    signed = nkeys.from_seed(bytearray(signer)).sign(".".join(parts).encode())
    return ".".join([*parts, base64.urlsafe_b64encode(signed).decode().rstrip("=")])


def _text(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def credentials(jwt: str, user: bytes) -> str:
    """Return what a file of credentials holds."""
    blocks = (("NATS USER JWT", jwt), ("USER NKEY SEED", user.decode()))
    return "".join(f"-----BEGIN {of}-----\n{text}\n------END {of}------\n" for of, text in blocks)


def operated(folder: Path) -> str:
    """Return the configuration of an operator's account; `worker.creds` is of a user of it."""
    operator, account, user = (
        seed(nkeys.PREFIX_BYTE_OPERATOR),
        seed(0),
        seed(USER),
    )
    all_of_it = dict.fromkeys(("subs", "conn", "leaf", "imports", "exports", "data", "payload"), -1)
    kept = dict.fromkeys(("mem_storage", "disk_storage", "streams", "consumer"), -1)
    limits = {**all_of_it, **kept, "wildcards": True}
    of_shop = token(operator, public(account), "shop", {"type": "account", "limits": limits})
    system = seed(0)
    of_system = token(operator, public(system), "system", {"type": "account", "limits": all_of_it})
    free = {"type": "user", "subs": -1, "data": -1, "payload": -1}
    jwt = token(account, public(user), "worker", free)
    (folder / "worker.creds").write_text(credentials(jwt, user))
    stranger = seed(0)
    other = token(stranger, public(user), "worker", free)
    (folder / "stranger.creds").write_text(credentials(other, user))
    trusted = token(operator, public(operator), "flow", {"type": "operator"})
    return f"""\
operator: {trusted}
system_account: {public(system)}
resolver: MEMORY
resolver_preload: {{ {public(account)}: {of_shop}, {public(system)}: {of_system} }}
"""


@dataclass(frozen=True)
class Guarded:
    """A server, and a folder with what proves who is who."""

    folder: Path
    server: Server

    def login(self, **said: str) -> str:
        """Write a file for `--nats-login`; return its path."""
        path = self.folder / "nats.toml"
        path.write_text("".join(f"{name} = {json.dumps(text)}\n" for name, text in said.items()))
        return str(path)


@contextmanager
def guarded(folder: Path, configuration: str) -> Iterator[Guarded]:
    """Start a server with a configuration; paths in it are within the folder."""
    path = folder / "nats.conf"
    path.write_text(configuration)
    server = Server(folder / "nats", ("--jetstream", "-c", str(path)))
    try:
        yield Guarded(folder, server)
    finally:
        server.stop()


def encrypted(folder: Path, more: str = "") -> str:
    """Return the part of a configuration by which the server proves who it is."""
    ours = Authority.made(folder, "ca")
    ours.issue("server")
    ours.issue("worker")
    Authority.made(folder, "other").issue("stranger")
    files = [f'{name}_file: "{folder}/{of}"' for name, of in (
        ("cert", "server.pem"), ("key", "server.key"), ("ca", "ca.pem"),
    )]  # fmt: skip
    return "tls {{ {}; {} }}\n".format("; ".join(files), more or "verify: false")
