"""A simulator of publishers: makes small archives, edits one field of one, and signs it again.

What comes out differs from a sound archive in exactly the thing a test is about.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from flowc.seal.manifest import NO_DOCUMENTS, Part, header_of, parts_of
from flowc.seal.sign import SigningKey, sign
from flowc.seal.write import assemble
from flowrt.archive import format as f
from flowrt.archive.archive import open_archive
from flowrt.archive.header import encode_header
from flowrt.plan.cuts import Cut, Service, ServiceFunction
from flowrt.plan.plan import Entry, Parameter, Plan, Site, encode_plan
from flowrt.plan.shapes import Prim
from flowrt.plan.triggers import MAX_EVERY, Route, Trigger
from flowrt.trust.policy import Publisher, Trust
from flowrt.verify import Host, Native, VerifiedArchive, verify

NOW = 1_800_000_000
ENGINE = f.Engine("wasmtime", "50.0.1", {"consume_fuel": False, "cpu": "x86-64-v2"})
TARGET = "x86_64-linux"
HOST = Host(ENGINE, TARGET)
DOCUMENTS: dict[f.Document, bytes] = {kind: f"{kind:10}".encode() for kind in f.DOCUMENTS}
COMPONENT = b"\0asm\x0d\0\1\0"
NATIVE = b"\x7fELF native"
PLAN = Plan(
    "acme:hello",
    "1.0.0",
    "acme:hello/flows@1.0.0",
    "flowc:run/door@0.1.0",
    (
        Entry(
            "greet",
            0,
            "Greets somebody.",
            (Parameter("name", Prim("string"), "", required=False, default='"world"'),),
            Prim("string"),
            routes=(Route("get", "/greet/{name}"),),
            triggers=(Trigger("every", "", 60_000), Trigger("subject", "greet.new", 0)),
        ),
    ),
    (Site(5, "call", "greet", "text", "join", "hello.flow:4:3"),),
    (Service("fraud", (ServiceFunction("a:b/c", "screen", (("net", Prim("u64")),), None),)),),
    (
        Cut(
            "service",
            1,
            (),
            "greet",
            "fraud",
            "a:b/c",
            "screen",
            "hello.flow:5:3",
            timeout=200_000,
            retry=3,
            backoff=None,
            isolate=False,
            fallback=True,
            leaves=False,
        ),
    ),
)
BAD_ROUTES = (
    *(
        ((1,), path)
        for path in ("", "greet", "/greet/", "//", "/a b", "/a/../b", "/.", "/x{name}", 1)
    ),
    *(((0,), method) for method in ("GET", "options", None)),
    ((), ["get"]),
)
BAD_TRIGGERS = (
    *(["subject", text, 0] for text in ("", "a..b", ".a", "a b", "a.*", "a.>", "ä", "$x", 7)),
    *(["cron", text, 0] for text in ("", "* * * *", "* * * * * *", "* * * *  *", "* * * * ?")),
    *(["every", "", ms] for ms in (0, MAX_EVERY + 1, 1.5)),
    ["every", "5m", 5],
    ["subject", "a", 1],
    ["never", "", 0],
    [None, "", 0],
    ["every", ""],
)
MANIFEST = f.Manifest(
    "acme:hello",
    "1.0.0",
    ENGINE,
    f.Compiler("flowc", "0.1.0"),
    build=7,
    limits={"wall_ms": 1000},
    inputs=(f.Input("hello.flow", hashlib.sha256(b"flow").hexdigest()),),
)


def key(number: int) -> SigningKey:
    """Return the same key for the same number, always."""
    return SigningKey(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))


ALICE, BOB, EVE = key(1), key(2), key(3)


def parts(
    plan: bytes = encode_plan(PLAN),
    component: bytes = COMPONENT,
    natives: Mapping[str, Native] | None = None,
    documents: Mapping[f.Document, bytes] = NO_DOCUMENTS,
) -> tuple[Part, ...]:
    """Return the blobs of the sample archive, or others."""
    natives = {TARGET: Native(NATIVE)} if natives is None else natives
    return parts_of(plan, component, natives, ENGINE, documents)


def header_bytes(manifest: f.Manifest = MANIFEST, blobs: tuple[Part, ...] | None = None) -> bytes:
    """Return the sample's header, or another's."""
    return encode_header(header_of(manifest, parts() if blobs is None else blobs))


def seal(
    header: bytes | None = None,
    keys: Sequence[SigningKey] = (ALICE,),
    blobs: tuple[Part, ...] | None = None,
) -> bytes:
    """Return an archive of these header bytes, whatever they say, signed by these keys."""
    header = header_bytes() if header is None else header
    signatures = sorted((sign(header, one) for one in keys), key=lambda one: one.key_id)
    return assemble(header, signatures, parts() if blobs is None else blobs)


def edited(edit: Callable[[Any], object]) -> bytes:
    """Return the sample with its header's JSON changed by `edit` and signed again."""
    fields = json.loads(header_bytes())
    edit(fields)
    return seal(f.canonical_json(fields))


def replanned(plan: bytes) -> bytes:
    """Return the sample with other plan bytes, correctly hashed and signed."""
    blobs = parts(plan)
    return seal(header_bytes(blobs=blobs), blobs=blobs)


def trusting(
    *keys: SigningKey,
    threshold: int = 1,
    packages: tuple[str, ...] = ("acme:*",),
    not_after: int | None = None,
) -> Trust:
    """Return trust in one publisher with these keys."""
    public = tuple(one.public for one in keys)
    return Trust((Publisher("acme", public, packages, threshold, not_after),))


def opened(data: bytes, trust: Trust | None = None, now: int = NOW) -> VerifiedArchive:
    """Open and verify as a stub does; trusts Alice unless told otherwise."""
    return verify(open_archive(data), trusting(ALICE) if trust is None else trust, now)
