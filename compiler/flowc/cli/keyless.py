"""`flowc sign --keyless`: signs an archive by name, and writes the bundle that proves it beside it.

Who signs is whoever an identity token is about: `$SIGSTORE_ID_TOKEN`, the one that a CI gives its
jobs, or the one of a browser, where there is a terminal. It asks Sigstore's public service, or the
one that a client trust configuration names.
"""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from flowc.cli.errors.builds import MissingExtra
from flowc.cli.errors.keys import KeylessFailed
from flowc.cli.session import Session, say, shown
from flowc.cli.whole import whole_archive
from flowrt.archive.format import signed_bytes
from flowrt.trust.keyless.beside import bundle_path
from flowrt.trust.keyless.bundle import said

if TYPE_CHECKING:
    from pathlib import Path

    from sigstore.models import ClientTrustConfig
    from sigstore.oidc import IdentityToken

TOKEN = "SIGSTORE_ID_TOKEN"  # noqa: S105 - the name of a variable


def sign_by_name(args: argparse.Namespace, session: Session) -> int:
    """Write the bundle of a keyless signature."""
    contents = whole_archive(session.read(args.archive))
    config = None if args.sigstore is None else session.read(args.sigstore).decode()
    try:
        bundle, who = _bundle(signed_bytes(contents.archive.header), config)
    except ModuleNotFoundError as missing:
        raise session.report.fail(MissingExtra("sigstore", str(missing.name))) from None
    except Exception as error:  # noqa: BLE001 - whatever a library and its services come to
        raise session.report.fail(KeylessFailed(said(error))) from None
    output: Path = args.output or args.archive.with_name(bundle_path(args.archive.name))
    session.write(output, bundle.encode())
    manifest = contents.header.manifest
    say(f"signed {manifest.package} {manifest.version}, build {manifest.build}, as {who}")
    say(f"wrote {shown(output)}")
    return 0


def _bundle(message: bytes, config: str | None) -> tuple[str, str]:
    """Return a bundle, and who signed as a trust file names them."""
    from sigstore.models import ClientTrustConfig  # noqa: PLC0415 - heavy, and an extra
    from sigstore.sign import SigningContext  # noqa: PLC0415 - the same

    chosen = (
        ClientTrustConfig.production() if config is None else ClientTrustConfig.from_json(config)
    )
    token = _token(chosen)
    with SigningContext.from_trust_config(chosen).signer(token) as signer:
        bundle = signer.sign_artifact(message)
    return bundle.to_json(), f"{token.identity} by {token.federated_issuer}"


def _token(config: "ClientTrustConfig") -> "IdentityToken":
    from sigstore.oidc import IdentityToken, Issuer, detect_credential  # noqa: PLC0415 - as above

    found = os.environ.get(TOKEN) or detect_credential()
    if found:
        return IdentityToken(found)
    if sys.stdin is None or not sys.stdin.isatty():
        raise ValueError(f"no identity: neither ${TOKEN}, nor a CI that gives one, nor a terminal")
    return Issuer(config.signing_config.get_oidc_url()).identity_token()
