"""`flowc trust`: edits and signs a trust file, and leaves all else in it as it is."""

import argparse
import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from flowc.cli.errors.builds import MissingExtra
from flowc.cli.keys import signing_keys
from flowc.cli.out import give
from flowc.cli.session import Session, say, shown
from flowc.seal.errors.trust import ThresholdTooHigh
from flowc.seal.files import alone
from flowc.seal.trust_edits import with_publisher, with_revoked, with_sigstore, without_publisher
from flowc.text.report import stop
from flowrt.trust.file import read_trust
from flowrt.trust.keys import PublicKey, read_public_key
from flowrt.trust.policy import Identity, Publisher, Revoked, Sigstore, Trust
from flowrt.trust.roots import signature_line, signed_trust

ROOT = "trusted_root.json"
PUBLIC = "https%3A%2F%2Ftuf-repo-cdn.sigstore.dev"


def add(args: argparse.Namespace, session: Session) -> int:
    """Trust one publisher more."""
    keys = tuple(_key(text, session) for text in args.keys)
    identities = tuple(Identity(*pair) for pair in args.identity)
    if args.threshold > len(keys) + len(identities):
        raise stop(ThresholdTooHigh(args.threshold, len(keys) + len(identities)))
    publisher = Publisher(
        args.name, keys, tuple(args.packages or ("*",)), args.threshold, args.until, identities
    )
    _edit(args.trust, session, lambda text: with_publisher(text, publisher, shown(args.trust)))
    packages = ", ".join(f"`{one}`" for one in publisher.packages)
    say(f"{shown(args.trust)} now trusts `{args.name}` for {packages}")
    return 0


def remove(args: argparse.Namespace, session: Session) -> int:
    """Trust one publisher less."""
    _edit(args.trust, session, lambda text: without_publisher(text, args.name, shown(args.trust)))
    say(f"{shown(args.trust)} no longer trusts `{args.name}`")
    return 0


def revoke(args: argparse.Namespace, session: Session) -> int:
    """Let a key count no longer, whoever lists it."""
    key = _key(args.key, session)
    revoked = Revoked(key, args.reason)
    _edit(args.trust, session, lambda text: with_revoked(text, revoked, shown(args.trust)))
    say(f"{shown(args.trust)} now revokes {key.line}")
    return 0


def schema(args: argparse.Namespace, session: Session) -> int:
    """Print the schema, which an editor knows trust files by."""
    del args, session
    give(files("flowrt.trust").joinpath("trust.schema.json").read_text(encoding="utf-8"))
    return 0


def root(args: argparse.Namespace, session: Session) -> int:
    """Put Sigstore's own keys beside the trust file, and their digest into it."""
    data = _library_root(session) if args.source is None else session.read(args.source)
    pinned = Sigstore(ROOT, hashlib.sha256(data).hexdigest())
    path = args.trust.with_name(ROOT)
    with alone(args.trust):
        text = with_sigstore(_text(args.trust, session), pinned, shown(args.trust))
        session.write(path, data, replaces=True)
        session.write(args.trust, text.encode(), replaces=True)
    say(f"{shown(args.trust)} now pins {shown(path)}, sha256:{pinned.sha256}")
    return 0


def _library_root(session: Session) -> bytes:
    """Return the keys of the public Sigstore, as its library came with them."""
    if find_spec("sigstore") is None:
        raise session.report.fail(MissingExtra("sigstore", "sigstore"))
    return files("sigstore").joinpath("_store", PUBLIC, ROOT).read_bytes()


def sign(args: argparse.Namespace, session: Session) -> int:
    """Add signatures of the trust file to the file beside it that ends in `.sig`."""
    data, path = session.read(args.trust), args.trust.with_name(f"{args.trust.name}.sig")
    read_trust(session.source(args.trust).text, shown(args.trust))
    keys = signing_keys(args.key, session)
    with alone(path):
        lines = session.read(path).decode() if path.exists() else ""
        for key in keys:
            line = signature_line(key.public, key.secret.sign(signed_trust(data)))
            others = [one for one in lines.splitlines(keepends=True) if key.public.line not in one]
            lines = "".join((*others, line))
            say(f"signed {shown(args.trust)} by {key.public.line}")
        session.write(path, lines.encode(), replaces=True)
    say(f"wrote {shown(path)}")
    return 0


def show(args: argparse.Namespace, session: Session) -> int:
    """List who is trusted for what, and what narrows it."""
    trust = read_trust(session.source(args.trust).text, shown(args.trust))
    give("".join(f"{line}\n" for line in _lines(trust)))
    return 0


def _lines(trust: Trust) -> Iterator[str]:
    """Give who is trusted for what, a line each."""
    for publisher in trust.publishers:
        until = f", until {_time(publisher.not_after)}" if publisher.not_after is not None else ""
        count = f"{publisher.threshold} of {len(publisher.keys)} keys"
        if publisher.identities:
            count += f" and {len(publisher.identities)} identities"
        yield f"{publisher.name}: {', '.join(publisher.packages)}; {count}{until}"
        for key in publisher.keys:
            yield f"  {key.line}{' (revoked)' if trust.is_revoked(key, '') else ''}"
        for identity in publisher.identities:
            yield f"  {identity}"
    for revoked in trust.revoked:
        yield f"revoked: {revoked.key.line}{f': {revoked.reason}' if revoked.reason else ''}"
    for name, demands in trust.packages.items():
        yield f"{name}: build {demands.min_build} or later"
        for digest in demands.digests:
            yield f"  sha256:{digest}"
    if trust.root is not None:
        root = trust.root
        yield f"root: version {root.version}; {root.threshold} of {len(root.keys)} keys"
        for key in root.keys:
            yield f"  {key.line}"
    for word, versions in (("at least", trust.engines.least), ("denied", trust.engines.deny)):
        if versions:
            yield f"engine {word}: {', '.join(versions)}"


def _edit(path: Path, session: Session, change: Callable[[str], str]) -> None:
    """Write what a change makes of a trust file; nobody else changes it meanwhile."""
    with alone(path):
        session.write(path, change(_text(path, session)).encode(), replaces=True)


def _text(path: Path, session: Session) -> str:
    return session.source(path).text if path.exists() else ""


def _key(text: str, session: Session) -> PublicKey:
    """Return the key that is spelled, or that a file holds in any form that is read."""
    if text.startswith("ed25519:"):
        return read_public_key(text)
    path = Path(text)
    return read_public_key(session.read(path).decode(errors="replace"), shown(path))


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
