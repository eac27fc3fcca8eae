"""A `Trust` as the text of a trust file, which `flowrt.trust.file.read_trust` reads as the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from flowrt.trust.policy import (
    Engines,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from flowrt.trust.policy import (
        Demands,
        Identity,
        Publisher,
        Revoked,
        Root,
        Sigstore,
        Trust,
    )


def encode_trust(trust: Trust) -> str:
    """Return the TOML text that `read_trust` reads as this trust."""
    tables = [
        *map(_publisher, trust.publishers),
        *map(_revoked, trust.revoked),
        *(_package(name, demands) for name, demands in trust.packages.items()),
        *([_engines(trust.engines)] if trust.engines != Engines() else []),
        *([_root(trust.root)] if trust.root is not None else []),
        *([_sigstore(trust.sigstore)] if trust.sigstore is not None else []),
    ]
    return "\n".join(tables)


def _publisher(publisher: Publisher) -> str:
    lines = {
        "name": _text(publisher.name),
        "keys": _texts(key.line for key in publisher.keys),
        "identities": f"[{', '.join(map(_identity, publisher.identities))}]",
        "packages": _texts(publisher.packages),
        "threshold": str(publisher.threshold),
    }
    for name, some in (("keys", publisher.keys), ("identities", publisher.identities)):
        if not some:
            del lines[name]
    if publisher.not_after is not None:
        lines["not_after"] = datetime.fromtimestamp(publisher.not_after, UTC).isoformat()
    return _table("[[publisher]]", lines)


def _identity(identity: Identity) -> str:
    return f"{{ issuer = {_text(identity.issuer)}, subject = {_text(identity.subject)} }}"


def _sigstore(sigstore: Sigstore) -> str:
    lines = {"trusted_root": _text(sigstore.trusted_root), "sha256": _text(sigstore.sha256)}
    return _table("[sigstore]", lines)


def _revoked(revoked: Revoked) -> str:
    lines = {"key": _text(revoked.key.line), "reason": _text(revoked.reason)}
    if revoked.keep:
        lines["keep"] = _digests(revoked.keep)
    return _table("[[revoked]]", lines)


def _package(name: str, demands: Demands) -> str:
    lines = {"name": _text(name), "min_build": str(demands.min_build)}
    if demands.digests:
        lines["digests"] = _digests(demands.digests)
    return _table("[[package]]", lines)


def _engines(engines: Engines) -> str:
    return _table("[engine]", {"min": _texts(engines.least), "deny": _texts(engines.deny)})


def _root(root: Root) -> str:
    keys = _texts(key.line for key in root.keys)
    lines = {"version": str(root.version), "keys": keys, "threshold": str(root.threshold)}
    return _table("[root]", lines)


def _table(name: str, lines: dict[str, str]) -> str:
    return "\n".join([name, *(f"{key} = {value}" for key, value in lines.items())]) + "\n"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _texts(texts: Iterable[str]) -> str:
    return json.dumps(list(texts))


def _digests(digests: Iterable[str]) -> str:
    return _texts(f"sha256:{digest}" for digest in digests)
