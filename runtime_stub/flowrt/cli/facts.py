"""What an archive says of itself, as plain values: what `flowrt inspect --json` prints."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flowrt.archive import format as f

if TYPE_CHECKING:
    from flowrt.archive.archive import Contents
    from flowrt.plan.cuts import Cut
    from flowrt.plan.plan import Entry, Plan


def about(contents: Contents, plan: Plan) -> dict[str, object]:
    """Return an archive's facts as plain values."""
    manifest = contents.header.manifest
    return {
        "package": manifest.package,
        "version": manifest.version,
        "build": manifest.build,
        "created": manifest.created,
        "not_after": manifest.not_after,
        "digest": f"sha256:{hashlib.sha256(contents.archive.header).hexdigest()}",
        "size": len(contents.archive.data),
        "interface": plan.interface,
        "flows": [_flow(entry) for entry in plan.entries],
        "services": [
            {"name": one.name, "functions": [str(function) for function in one.functions]}
            for one in plan.services
        ],
        "waits": [_wait(cut) for cut in plan.cuts if cut.kind != "next"],
        "capabilities": list(manifest.capabilities),
        "limits": dict(manifest.limits or {}),
        "engine": {
            "name": manifest.engine.name,
            "version": manifest.engine.version,
            "profile": dict(manifest.engine.profile),
        },
        "compiler": {"name": manifest.compiler.name, "version": manifest.compiler.version},
        "inputs": [{"path": i.path, "sha256": i.sha256} for i in manifest.inputs],
        "blobs": [_blob(blob) for blob in contents.header.blobs],
        "signatures": [s.key_id.hex() for s in contents.archive.signatures],
    }


def _wait(cut: Cut) -> dict[str, object]:
    wait: dict[str, object] = {
        "flow": cut.flow,
        "for": cut.kind,
        "called": cut.called,
        "place": cut.place,
    }
    return wait if cut.breaker is None else {**wait, "breaker": cut.breaker.as_dict()}


def _blob(blob: f.Blob) -> dict[str, object]:
    return {
        "id": blob.id,
        "kind": blob.kind,
        "size": blob.size,
        f.digest_field(blob.kind): blob.digest,
        "target": blob.target,
        "module": blob.module,
    }


def _flow(entry: Entry) -> dict[str, object]:
    return {
        "name": entry.name,
        "type": str(entry),
        "doc": entry.doc,
        "routes": [{"method": one.method, "path": one.path} for one in entry.routes],
        "triggers": [
            {"kind": "every", "ms": one.ms}
            if one.kind == "every"
            else {"kind": one.kind, "text": one.text}
            for one in entry.triggers
        ],
    }
