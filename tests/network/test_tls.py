"""Whoever answers for a granted host has to show its certificate: a stranger's is refused."""

import datetime as dt
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.network.clients import client, fetch, need
from tests.network.servers import serving

TLS_FAILED = {"err": "error-code 12"}, {"err": "error-code 13"}
"""TLS-protocol-error, TLS-certificate-error."""


@pytest.fixture
def impostor(tmp_path: Path) -> ssl.SSLContext:
    """Return what a server needs that calls itself `localhost` and was vouched for by nobody."""
    key, name = generate_private_key(SECP256R1()), x509.DNSName("localhost")
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    day, now = dt.timedelta(days=1), dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key())
        .serial_number(1)
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "impostor.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def test_a_certificate_that_nobody_vouches_for_is_refused(impostor: ssl.SSLContext) -> None:
    with serving(impostor) as server:
        for scheme in ("https", None):
            assert fetch(client(need(server)), server.host, scheme=scheme) in TLS_FAILED
        assert server.requests == []
