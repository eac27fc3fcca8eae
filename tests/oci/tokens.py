"""A token server, as registries send their clients to: name and password in, signed token out."""

import base64
import datetime as dt
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

USER, PASSWORD, RENEWAL = "ada", "open sesame", "renew-me"


@dataclass
class TokenServer:
    """Serves at `realm` while its `with` block lasts; `asked` are the scopes it was asked for."""

    root: Path
    asked: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = _certificate(self.key)
        self.root.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = parse_qs(urlsplit(self.path).query)
                pair = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
                given = self.headers.get("Authorization")
                self.answer(query, known=given == f"Basic {pair}", nobody=given is None)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                query = parse_qs(body)
                self.answer(query, known=query["refresh_token"] == [RENEWAL], nobody=False)

            def answer(self, query: dict[str, list[str]], *, known: bool, nobody: bool) -> None:
                (scope,) = query["scope"]
                outer.asked.append(scope)
                # Anybody may read what is public.
                allowed = known or (nobody and scope == "repository:public/greeting:pull")
                token = outer.token(scope if allowed else "")
                body = json.dumps({"token": token}).encode() if known or nobody else b"{}"
                self.send_response(200 if known or nobody else 401)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.realm = f"http://127.0.0.1:{self.server.server_port}/token"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def token(self, scope: str) -> str:
        """Return a token for what a scope names."""
        der = self.certificate.public_bytes(serialization.Encoding.DER)
        header = {"typ": "JWT", "alg": "ES256", "x5c": [base64.b64encode(der).decode()]}
        now = int(time.time())
        access = []
        if scope:
            kind, name, actions = scope.split(":")
            access = [{"type": kind, "name": name, "actions": actions.split(",")}]
        claims = {
            "iss": "tests",
            "sub": USER,
            "aud": "tests",
            "exp": now + 300,
            "nbf": now - 60,
            "iat": now,
            "jti": "1",
            "access": access,
        }
        signed = f"{_text(header)}.{_text(claims)}"
        r, s = utils.decode_dss_signature(self.key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{signed}.{_plain(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _text(value: object) -> str:
    return _plain(json.dumps(value).encode())


def _plain(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
    now = dt.datetime.now(dt.UTC)
    day = dt.timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .sign(key, hashes.SHA256())
    )
