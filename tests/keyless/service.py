"""An authority's services on this machine: it issues tokens, certificates and log entries."""

import base64
import datetime as dt
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.keyless.authority import Authority

SECRET = "the issuer's own, as long as it has to be"  # noqa: S105 - of a test
PEM = serialization.Encoding.PEM


class Service:
    """Serves while its `with` block lasts."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.authority = Authority(now=dt.datetime.now(dt.UTC).replace(microsecond=0))

    def __enter__(self) -> Self:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                status, made = outer.answer(self.path, token, asked)
                body = json.dumps(made).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def token(self, subject: str, secret: str = SECRET) -> str:
        """Return a token that says who somebody is."""
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": subject, "aud": "sigstore", "iat": now}
        return jwt.encode({**claims, "exp": now + 300}, secret, algorithm="HS256")

    @property
    def config(self) -> str:
        """The client's configuration: where the services are, and the root of their keys."""
        url = f"http://127.0.0.1:{self.server.server_port}"
        started = {"start": "2025-01-01T00:00:00Z"}

        def services(version: int) -> list[object]:
            return [
                {"url": url, "majorApiVersion": version, "validFor": started, "operator": "tests"}
            ]

        signing = {
            "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
            "caUrls": services(1),
            "oidcUrls": services(1),
            "rekorTlogUrls": services(1),
            "tsaUrls": [],
            "rekorTlogConfig": {"selector": "ANY"},
            "tsaConfig": {"selector": "ANY"},
        }
        return json.dumps(
            {
                "mediaType": "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",
                "trustedRoot": json.loads(self.authority.trusted_root),
                "signingConfig": signing,
            }
        )

    def answer(self, path: str, token: str, asked: dict[str, Any]) -> tuple[int, object]:
        if path == "/api/v2/signingCert":
            return self.vouch(token, asked)
        assert path == "/api/v1/log/entries"
        return 201, self.note(asked)

    def vouch(self, token: str, asked: dict[str, Any]) -> tuple[int, object]:
        """Give a certificate to whoever a token is about, if the token is the issuer's."""
        try:
            claims = jwt.decode(token, SECRET, algorithms=["HS256"], audience="sigstore")
        except jwt.InvalidTokenError:
            return 401, {"message": "this token is not the issuer's"}
        request = x509.load_pem_x509_csr(base64.b64decode(asked["certificateSigningRequest"]))
        key = request.public_key()
        assert request.is_signature_valid
        assert isinstance(key, ec.EllipticCurvePublicKey)
        made = self.authority.certificate(key, claims["sub"], claims["iss"])
        chain = [one.public_bytes(PEM).decode() for one in (made, self.authority.authority)]
        return 200, {"signedCertificateEmbeddedSct": {"chain": {"certificates": chain}}}

    def note(self, asked: dict[str, Any]) -> object:
        """Put a signature into the log."""
        spec = asked["spec"]
        pem = base64.b64decode(spec["signature"]["publicKey"]["content"])
        certificate = x509.load_pem_x509_certificate(pem)
        signature = base64.b64decode(spec["signature"]["content"])
        digest = bytes.fromhex(spec["data"]["hash"]["value"])
        entry = self.authority.entry(certificate, signature, digest, self.authority.now)
        proof = entry["inclusionProof"]
        body = entry["canonicalizedBody"]
        verification = {
            "signedEntryTimestamp": entry["inclusionPromise"]["signedEntryTimestamp"],
            "inclusionProof": {
                "checkpoint": proof["checkpoint"]["envelope"],
                "hashes": [],
                "logIndex": 0,
                "rootHash": base64.b64decode(proof["rootHash"]).hex(),
                "treeSize": 1,
            },
        }
        return {
            hashlib.sha256(body.encode()).hexdigest(): {
                "body": body,
                "integratedTime": int(entry["integratedTime"]),
                "logID": base64.b64decode(entry["logId"]["keyId"]).hex(),
                "logIndex": 0,
                "verification": verification,
            }
        }
