"""Which trusted identities signed some bytes, as a Sigstore bundle proves.

Bytes come in: what was signed, the bundle, the pinned root of Sigstore's keys. The library checks
chain, certificate, log and time; who may have signed is ours: issuer and subject both exactly as
trusted, whatever else a certificate says.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

from flowrt.trust.keyless.errors import BadBundle, BadSigstoreRoot, NoSigstore
from flowrt.value import Value

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from sigstore.verify import Verifier

    from flowrt.trust.policy import Identity, Trust

MAX_BUNDLE = 1 << 20
MAX_ROOT = 1 << 20


class Proof(Value):
    """What a sound bundle proves: the trusted identities that signed, and who it is about."""

    identities: frozenset[Identity]
    seen: str


def proven(message: bytes, bundle: bytes, root: bytes, trust: Trust) -> Proof:
    """Return what a bundle proves of some bytes; raises R230, R232 or R234."""
    try:
        from sigstore.models import Bundle  # noqa: PLC0415 - heavy, and an extra
    except ModuleNotFoundError as missing:
        raise NoSigstore("", expected="sigstore", found=f"no {missing.name}") from None
    verifier, match = _verifier(root, trust), _Matching(trust.identities)
    try:
        verifier.verify_artifact(message, Bundle.from_json(bundle), match)
    except Exception as error:  # noqa: BLE001 - whatever a library meets in hostile bytes
        raise BadBundle("", expected="a bundle for what was signed", found=said(error)) from None
    return Proof(frozenset(match.found), match.seen)


def _verifier(root: bytes, trust: Trust) -> Verifier:
    """Return what verifies by the pinned root alone; raises R234."""
    from sigstore.models import TrustedRoot  # noqa: PLC0415 - heavy, and an extra
    from sigstore.verify import Verifier  # noqa: PLC0415 - the same
    from sigstore_models.trustroot.v1 import TrustedRoot as Fields  # noqa: PLC0415 - the same

    digest = hashlib.sha256(root).hexdigest()
    if trust.sigstore is None or digest != trust.sigstore.sha256:
        pinned = "none" if trust.sigstore is None else f"sha256:{trust.sigstore.sha256}"
        raise BadSigstoreRoot("", expected=pinned, found=f"sha256:{digest}")
    try:
        return Verifier(trusted_root=TrustedRoot(Fields.from_json(root)))
    except Exception as error:  # noqa: BLE001 - whatever a library meets in a file
        raise BadSigstoreRoot("", expected="a trusted root", found=said(error)) from None


def said(error: Exception) -> str:
    """Return what a library says, without what it adds for its own users."""
    return str(error).partition("\n")[0] or type(error).__name__


class _Matching:
    """A policy that takes note of the trusted identities that a certificate is for.

    It refuses none: what it noted counts once everything else of the bundle was verified.
    """

    def __init__(self, identities: frozenset[Identity]) -> None:
        self.identities = identities
        self.found: set[Identity] = set()
        self.seen = ""

    def verify(self, cert: Certificate) -> None:
        """Compare a certificate with each identity."""
        from cryptography.x509 import SubjectAlternativeName  # noqa: PLC0415 - as above
        from sigstore.errors import VerificationError  # noqa: PLC0415 - as above
        from sigstore.verify.policy import Identity as Exactly  # noqa: PLC0415 - as above

        names = cert.extensions.get_extension_for_class(SubjectAlternativeName).value
        self.seen = ", ".join(str(name.value) for name in names)
        for one in self.identities:
            with suppress(VerificationError):
                Exactly(identity=one.subject, issuer=one.issuer).verify(cert)
                self.found.add(one)
