"""A second reader of plans, written from section 7 of FORMAT.md alone; see `second_reader`."""

import re
from typing import Any

import msgpack  # type: ignore[import-untyped]  # it ships no types
from tests.stub.second_values import (
    PACKAGE,
    VERSION,
    WORD,
    Broken,
    ascending,
    each,
    flag,
    integer,
    label,
    maybe,
    need,
    once,
    ordered,
    row,
    text,
)

PRIMS = (
    "bool",
    "u8",
    "u16",
    "u32",
    "u64",
    "s8",
    "s16",
    "s32",
    "s64",
    "f32",
    "f64",
    "char",
    "string",
)


def of_type(v: Any, depth: int = 1) -> bool:  # 7.4
    def inner(x: Any) -> bool:
        return of_type(x, depth + 1)

    if type(v) is not list or not v or depth > 32:
        return False
    form, parts = v[0], v[-1] if type(v[-1]) is list else []
    names = [x[0] if type(x) is list and x else x for x in parts]
    declared = len(v) == 3 and maybe(label())(v[1]) and 0 < len(parts) <= 4096
    declared = declared and all(map(label(), names)) and once(names)
    if form in ("list", "option"):
        return len(v) == 2 and inner(v[1])
    if form in ("record", "variant"):
        part = inner if form == "record" else maybe(inner)
        return declared and all(type(x) is list and len(x) == 2 and part(x[1]) for x in parts)
    return {
        "prim": len(v) == 2 and v[-1] in PRIMS,
        "result": len(v) == 3 and all(x is None or inner(x) for x in v[1:]),
        "tuple": len(v) == 2
        and type(v[1]) is list
        and len(parts) <= 4096
        and all(map(inner, parts)),
        "enum": declared and names == parts,
        "flags": declared and names == parts,
    }.get(form if type(form) is str else "", False)


WORDS, DOC, TEXT, DOOR = text(WORD), text(".*", 65536), label(1024), integer(0, 2**31 - 1)
LENGTH = maybe(integer(1))
WORDED = r"[!-)+-\-/-=?-~]+"
PATH = text(rf"/|(/(?!\.\.?(/|$))([A-Za-z0-9._~-]+|\{{{WORD}\}}))+", 1024)  # 7.6
METHODS = ("get", "head", "post", "put", "patch", "delete")
ROUTE = row(lambda v: type(v) is str and v in METHODS, PATH)
SUBJECT = row(lambda v: v == "subject", text(rf"(?!\$){WORDED}(\.{WORDED})*"), integer(0, 0))
CRON = row(lambda v: v == "cron", text(r"[0-9A-Za-z*/,-]+( [0-9A-Za-z*/,-]+){4}"), integer(0, 0))
EVERY = row(lambda v: v == "every", text(""), integer(1, 8784 * 3_600_000))
PARAMETER = {"name": WORDS, "type": of_type, "doc": DOC, "required": flag, "default": maybe(DOC)}
ENTRY = {"name": WORDS, "index": integer(0, 2**32 - 1), "doc": DOC}
ENTRY |= {"params": each(ordered(PARAMETER), 0, 1024), "result": of_type, "waits": flag}
ENTRY |= {"routes": each(ROUTE, 0, 256)}
ENTRY |= {"triggers": each(lambda v: SUBJECT(v) or CRON(v) or EVERY(v), 0, 256)}
FUNCTION = {"interface": label(), "name": label(), "params": each(row(WORDS, of_type), 0, 1024)}
SERVICE = {"name": label(), "functions": each(ordered(FUNCTION | {"result": maybe(of_type)}))}
KINDS = {
    "call": (1, 1),
    "service": (0, 0),
    "flow": (1, 1),
    "list": (1, 1),
    "tuple": (2, 1024),
    "try": (1, 1),
    "sleep": (0, 0),
    "next": (0, 0),
}
CUT = {
    "kind": lambda v: type(v) is str and v in KINDS,
    "resume": DOOR,
    "targets": each(DOOR, 0, 1024),
}
CUT |= dict.fromkeys(("flow", "component", "interface", "function", "place"), TEXT)
CUT |= {"timeout": LENGTH, "retry": integer(0, 100), "backoff": LENGTH}
CUT |= dict.fromkeys(("isolate", "fallback", "leaves"), flag)
CUT |= {"ms": maybe(integer(1, 8784 * 3_600_000))}
CALLS = integer(1, 1000)
BREAKER = {"failures": CALLS, "of": maybe(CALLS), "within": LENGTH, "open": integer(1)}
BREAKER |= {"probes": CALLS}
GUARDED = ordered(CUT | {"breaker": ordered(BREAKER)})
SITE = row(integer(0, 2**32 - 1), text("[a-z][a-z-]*"), TEXT, TEXT, TEXT, TEXT)
PLAN = ordered(  # 7.2
    {
        "version": lambda v: type(v) is int and v == 3,
        "package": PACKAGE,
        "package_version": VERSION,
        "interface": label(),
        "door": label(),
        "entries": each(ordered(ENTRY)),
        "services": each(ordered(SERVICE), 0, 256),
        "cuts": each(lambda v: ordered(CUT)(v) or GUARDED(v), 0, 65536),
        "sites": each(SITE, 0, 2**20),
    }
)


def planned(data: bytes) -> Any:  # 7.1 and 7.2
    try:
        plan = msgpack.unpackb(data, max_array_len=2**20)
    except (ValueError, RecursionError):
        raise Broken("7.1") from None
    need(PLAN(plan) and msgpack.packb(plan) == data, "7.1")
    need(
        once([e["name"] for e in plan["entries"]]) and once([e["index"] for e in plan["entries"]]),
        "7.2",
    )
    for entry in plan["entries"]:
        need(once([p["name"] for p in entry["params"]]), "7.2")
        need(all(p["default"] is None for p in entry["params"] if p["required"]), "7.2")
        for _, path in entry["routes"]:
            names = re.findall(r"\{(.*?)\}", path)
            need(once(names) and set(names) <= {p["name"] for p in entry["params"]}, "7.6")
    routes = [(m, re.sub(r"\{.*?\}", "{}", p)) for e in plan["entries"] for m, p in e["routes"]]
    subjects = [x for e in plan["entries"] for kind, x, _ in e["triggers"] if kind == "subject"]
    need(once(routes) and once(subjects), "7.6")
    need(ascending([site[0] for site in plan["sites"]]), "7.2")
    need(once([s["name"] for s in plan["services"]]), "7.5")
    asked = {
        (s["name"], f["interface"], f["name"]) for s in plan["services"] for f in s["functions"]
    }
    for cut in plan["cuts"]:
        low, high = KINDS[cut["kind"]]
        need(low <= len(cut["targets"]) <= high, "7.5")
        need(not cut["fallback"] or cut["kind"] in ("call", "service"), "7.5")
        need(not cut["leaves"] or cut["kind"] in ("list", "tuple", "try"), "7.5")
        need((cut["ms"] is not None) == (cut["kind"] == "sleep"), "7.5")
        breaker = cut.get("breaker", {"failures": 0, "of": None})
        need("breaker" not in cut or cut["kind"] == "service", "7.5")
        need(breaker["of"] is None or breaker["of"] >= breaker["failures"], "7.5")
        named = tuple(cut[name] for name in ("component", "interface", "function"))
        need(cut["kind"] != "service" or named in asked, "7.5")
    return plan
