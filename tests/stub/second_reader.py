"""A second reader of archives, written from FORMAT.md alone: it shares no line with `flowrt`.

It is slow, says only which section an archive breaks, and does things in another order; what it
takes and what it refuses must be the same. Numbers of sections stand beside what checks them.
"""

import base64
import json
from hashlib import sha256
from typing import Any

from tests.stub.second_ed25519 import signed
from tests.stub.second_plan import planned
from tests.stub.second_values import (
    DIGEST,
    NAME,
    PACKAGE,
    VERSION,
    Broken,
    Is,
    ascending,
    each,
    fields,
    flag,
    integer,
    label,
    need,
    once,
    text,
)

LIMITS = [
    "fuel",
    "input_bytes",
    "instances",
    "memories",
    "memory_bytes",
    "output_bytes",
    "stack_bytes",
    "table_elements",
    "total_memory_bytes",
    "wall_ms",
]
BLOB = {"id": text("[a-z0-9._-]{1,64}"), "offset": integer()}
READ = BLOB | {"sha256": DIGEST, "size": integer(1, 2**24)}
CODE = BLOB | {"pieces": DIGEST, "size": integer(1, 2**30)}
DOCUMENTS = ("graph", "drawing", "sbom", "provenance")
PLANNED = fields(READ | {"kind": lambda v: v == "plan"})
DOCUMENT = fields(READ | {"kind": lambda v: v in DOCUMENTS})
PLAIN = fields(CODE | {"kind": lambda v: v == "component"})
MADE = {"target": text("[a-z0-9_]+-[a-z0-9_]+"), "fingerprint": DIGEST}
APART = {"module": DIGEST, "at": integer()}
WHOLE = CODE | MADE | {"kind": lambda v: v == "native"}
NATIVE, MODULE = fields(WHOLE), fields(WHOLE | APART)
KINDS = (PLAIN, PLANNED, DOCUMENT, NATIVE, MODULE)
SETTING: Is = lambda v: flag(v) or integer()(v) or label()(v)  # noqa: E731 - as its neighbours
HEADER = fields(  # 3.2
    {
        "format": lambda v: type(v) is int and v == 1,
        "package": PACKAGE,
        "version": VERSION,
        "build": integer(),
        "capabilities": each(text(r"[a-zA-Z0-9._:/@=*\[\]-]{1,128}"), 0, 256),
        "compiler": fields({"name": NAME, "version": VERSION}),
        "engine": fields(
            {
                "name": NAME,
                "version": VERSION,
                "profile": lambda v: (
                    type(v) is dict and len(v) <= 64 and all(NAME(k) and SETTING(v[k]) for k in v)
                ),
            }
        ),
        "inputs": each(fields({"path": label(1024), "sha256": DIGEST})),
        "limits": fields({}, dict.fromkeys(LIMITS, integer(1))),
        "blobs": each(lambda v: any(one(v) for one in KINDS), 2, 64),
    },
    {"created": integer(), "not_after": integer()},
)


def parsed(data: bytes) -> Any:  # 3.1
    try:
        value = json.loads(data.decode("ascii"))
        again = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise Broken("3.1") from None
    need(again == data, "3.1")
    return value


def tabled(header: Any) -> None:  # 5.1, 5.2 and 5.5
    blobs = header["blobs"]
    kinds = [blob["kind"] for blob in blobs]
    natives = [blob for blob in blobs if blob["kind"] == "native"]
    whole = [blob["target"] for blob in natives if "module" not in blob]
    apart = [(blob["target"], blob["module"]) for blob in natives if "module" in blob]
    need(kinds.count("plan") == kinds.count("component") == 1, "5.2")
    need(all(kinds.count(kind) <= 1 for kind in DOCUMENTS), "5.2")
    need(once([blob["id"] for blob in blobs]) and once(whole) and once(apart), "5.1")
    targets = [target for target, _ in apart]
    need(all(t in whole and targets.count(t) <= 16 for t in targets), "5.5")


def signers(header: bytes, block: bytes, known: list[bytes]) -> set[bytes]:  # 4
    message = b"DSSEv1 40 application/vnd.flowc.flowpack.header.v1 %d %s" % (len(header), header)
    entries = [block[i : i + 81] for i in range(0, len(block), 81)]
    need(all(e[0] == 1 for e in entries) and ascending([e[1:17] for e in entries]), "4.1")
    spki = bytes.fromhex("302a300506032b6570032100")
    ids = {sha256(spki + key).digest()[:16]: key for key in known}
    found = set()
    for entry in entries:
        by = [key for key in ids.values() if signed(key, message, entry[17:])]
        need(by == [ids[entry[1:17]]] if entry[1:17] in ids else not by, "4.3")
        found |= set(by)
    return found


def digest(data: bytes, blob: Any) -> str:  # 5.3
    if "sha256" in blob:
        return sha256(data).hexdigest()
    cut = [data[at : at + 262144] for at in range(0, len(data), 262144)]
    return sha256(b"".join(sha256(one).digest() for one in cut)).hexdigest()


def laid(data: bytes, region: int, blobs: list[Any]) -> Any:  # 5
    at = region
    for blob in blobs:
        start = -(-at // 4096) * 4096
        need(region + blob["offset"] == start and not any(data[at:start]), "5.1")
        at = start + blob["size"]
        need(digest(data[start:at], blob) == blob.get("sha256", blob.get("pieces")), "5.3")
        if blob["kind"] == "plan":
            plan = planned(data[start:at])
    need(at == len(data), "5.1")
    return plan


def read(data: bytes, publishers: list[dict[str, Any]], now: int) -> tuple[Any, Any, str]:
    """Return header, plan and publisher of an archive, or raise `Broken`."""
    need(data[:8] == bytes.fromhex("464c4f57504b0001") and len(data) >= 16, "2.1")
    h, s = (int.from_bytes(data[at : at + 4], "little") for at in (8, 12))
    need(1 <= h <= 2**20 and s % 81 == 0 and 1 <= s // 81 <= 16, "2.2")
    front, block = data[16 : 16 + h], data[16 + h : 16 + h + s]
    region = -(-(16 + h + s) // 4096) * 4096
    need(len(data) >= region and not any(data[16 + h + s : region]), "2.3")
    header = parsed(front)
    need(HEADER(header) and ascending(header["capabilities"]), "3.2")
    need(ascending([one["path"] for one in header["inputs"]]), "3.2")
    tabled(header)
    plan = laid(data, region, header["blobs"])
    need(plan["package"] == header["package"], "7.3")
    need(plan["package_version"] == header["version"], "7.3")
    need(now <= header.get("not_after", now), "6.3")
    raw = {key: base64.b64decode(key[8:]) for p in publishers for key in p["keys"]}
    found = signers(front, block, list(raw.values()))
    for publisher in publishers:
        count = sum(raw[key] in found for key in publisher["keys"])
        named = {"*", header["package"], header["package"].split(":")[0] + ":*"}
        may = bool(named & set(publisher["packages"])) and now <= publisher.get("not_after", now)
        if may and count >= publisher.get("threshold", 1):
            return header, plan, publisher["name"]
    raise Broken("6.2")
