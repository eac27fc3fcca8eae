"""A Sigstore of our own: it vouches for names, keeps a log of one entry, and writes bundles.

Its keys are made anew each time, its root file is read as any other. What it signs is as real as
what the public one signs, but for who runs it.
"""

import base64
import datetime as dt
import hashlib
import json
import struct
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

Key: TypeAlias = ec.EllipticCurvePrivateKey
PublicKey: TypeAlias = ec.EllipticCurvePublicKey

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
MINUTES = dt.timedelta(minutes=10)
YEAR = dt.timedelta(days=365)
ORIGIN = "log.tests"
ISSUER_V1 = x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.1")
SCT_LIST = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
SHA256_ECDSA = b"\4\3"


def new_key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def spki(key: Key) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.DER, form)


def key_id(key: Key) -> bytes:
    return hashlib.sha256(spki(key)).digest()


def signed(key: Key, data: bytes) -> bytes:
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass
class Authority:
    """Its own root, its log of certificates, its log of signatures."""

    root: Key = field(default_factory=new_key)
    certificates: Key = field(default_factory=new_key)
    signatures: Key = field(default_factory=new_key)
    now: dt.datetime = NOW

    def __post_init__(self) -> None:
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)  # noqa: FBT003 - as its names would say
        identifier = x509.SubjectKeyIdentifier.from_public_key(self.root.public_key())
        self.authority = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.root.public_key())
            .serial_number(1)
            .not_valid_before(self.now - YEAR)
            .not_valid_after(self.now + YEAR)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(identifier, critical=False)
            .sign(self.root, hashes.SHA256())
        )

    @property
    def trusted_root(self) -> bytes:
        """The file of its keys, as verifiers read it."""
        started = {"start": "2025-01-01T00:00:00Z"}

        def log(key: Key, url: str) -> dict[str, object]:
            return {
                "baseUrl": url,
                "hashAlgorithm": "SHA2_256",
                "publicKey": {
                    "rawBytes": text(spki(key)),
                    "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                    "validFor": started,
                },
                "logId": {"keyId": text(key_id(key))},
            }

        der = self.authority.public_bytes(serialization.Encoding.DER)
        root = {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [log(self.signatures, f"https://{ORIGIN}")],
            "certificateAuthorities": [
                {
                    "subject": {"organization": "tests", "commonName": "tests"},
                    "uri": "https://fulcio.tests",
                    "certChain": {"certificates": [{"rawBytes": text(der)}]},
                    "validFor": started,
                }
            ],
            "ctlogs": [log(self.certificates, "https://ct.tests")],
            "timestampAuthorities": [],
        }
        return json.dumps(root).encode()

    def bundle(
        self, data: bytes, subject: str, issuer: str, at: dt.datetime | None = None
    ) -> dict[str, Any]:
        """Return the bundle of a signature by somebody, made at a time, of some bytes."""
        key = new_key()
        certificate = self.certificate(key.public_key(), subject, issuer)
        signature = signed(key, data)
        digest = hashlib.sha256(data).digest()
        return {
            "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
            "verificationMaterial": {
                "certificate": {
                    "rawBytes": text(certificate.public_bytes(serialization.Encoding.DER))
                },
                "tlogEntries": [self.entry(certificate, signature, digest, at or self.now)],
            },
            "messageSignature": {
                "messageDigest": {"algorithm": "SHA2_256", "digest": text(digest)},
                "signature": text(signature),
            },
        }

    def certificate(self, key: PublicKey, subject: str, issuer: str) -> x509.Certificate:
        """Return a certificate for a name, in the log of certificates."""
        plain = self._builder(key, subject, issuer).sign(self.root, hashes.SHA256())
        receipt = self._receipt(plain.tbs_certificate_bytes)
        listed = struct.pack(f"!HH{len(receipt)}s", len(receipt) + 2, len(receipt), receipt)
        octets = b"\4" + bytes([0x81, len(listed)] if len(listed) > 127 else [len(listed)]) + listed
        extension = x509.UnrecognizedExtension(SCT_LIST, octets)
        builder = self._builder(key, subject, issuer).add_extension(extension, critical=False)
        return builder.sign(self.root, hashes.SHA256())

    def _builder(self, key: PublicKey, subject: str, issuer: str) -> x509.CertificateBuilder:
        usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)  # noqa: FBT003 - as above
        name: x509.GeneralName = (
            x509.UniformResourceIdentifier(subject)
            if "://" in subject
            else x509.RFC822Name(subject)
        )
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([]))
            .issuer_name(self.authority.subject)
            .public_key(key)
            .serial_number(7)
            .not_valid_before(self.now - MINUTES)
            .not_valid_after(self.now + MINUTES)
            .add_extension(usage, critical=True)
            .add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.root.public_key()),
                critical=False,
            )
            .add_extension(x509.SubjectAlternativeName([name]), critical=True)
            .add_extension(x509.UnrecognizedExtension(ISSUER_V1, issuer.encode()), critical=False)
        )

    def _receipt(self, tbs: bytes) -> bytes:
        """Return the log of certificates' promise to keep what is to be signed; RFC 6962."""
        when = int(self.now.timestamp() * 1000)
        entry = key_id(self.root) + len(tbs).to_bytes(3, "big") + tbs
        told = struct.pack("!BBQH", 0, 0, when, 1) + entry + b"\0\0"
        signature = signed(self.certificates, told)
        head = b"\0" + key_id(self.certificates) + struct.pack("!Q", when) + b"\0\0"
        return head + SHA256_ECDSA + struct.pack("!H", len(signature)) + signature

    def entry(
        self, certificate: x509.Certificate, signature: bytes, digest: bytes, at: dt.datetime
    ) -> dict[str, Any]:
        """Return the one entry of the log of signatures, with its proofs."""
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        body = canonical(
            {
                "apiVersion": "0.0.1",
                "kind": "hashedrekord",
                "spec": {
                    "data": {"hash": {"algorithm": "sha256", "value": digest.hex()}},
                    "signature": {
                        "content": text(signature),
                        "publicKey": {"content": text(pem)},
                    },
                },
            }
        )
        root = hashlib.sha256(b"\0" + body).digest()
        note = f"{ORIGIN}\n1\n{text(root)}\n"
        proof = text(key_id(self.signatures)[:4] + signed(self.signatures, note.encode()))
        seconds = int(at.timestamp())
        promise = {
            "body": text(body),
            "integratedTime": seconds,
            "logID": key_id(self.signatures).hex(),
            "logIndex": 0,
        }
        return {
            "logIndex": "0",
            "logId": {"keyId": text(key_id(self.signatures))},
            "kindVersion": {"kind": "hashedrekord", "version": "0.0.1"},
            "integratedTime": str(seconds),
            "inclusionPromise": {
                "signedEntryTimestamp": text(signed(self.signatures, canonical(promise)))
            },
            "inclusionProof": {
                "logIndex": "0",
                "rootHash": text(root),
                "treeSize": "1",
                "hashes": [],
                "checkpoint": {"envelope": f"{note}\n\u2014 {ORIGIN} {proof}\n"},
            },
            "canonicalizedBody": text(body),
        }


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
