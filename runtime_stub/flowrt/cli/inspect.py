"""`flowrt verify` and `flowrt inspect`: what an archive is, and whether it would be run here.

`verify` refuses as `run` would. `inspect` shows any archive that can be parsed, and says which
trusted publisher vouches for it, or why none does; showing it is no check. A document that it is
asked for, it writes of a verified archive only.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flowrt.archive.archive import Contents, open_archive, read_contents
from flowrt.cli.extract import OPTIONS as DOCUMENTS
from flowrt.cli.extract import asked, extract
from flowrt.cli.facts import about
from flowrt.cli.manual import flows_help
from flowrt.cli.options import Option, Usage, Words, listed, split
from flowrt.cli.steps import Steps, table
from flowrt.cli.terms import OPTIONS as TERMS
from flowrt.cli.terms import terms_of, trust_of
from flowrt.load import load, read
from flowrt.plan.plan import Plan, read_plan
from flowrt.problems.refusals.trust import NoTrust
from flowrt.problems.report import Refused, counted, shown
from flowrt.problems.say import say
from flowrt.trust.policy import Identity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flowrt.verify import VerifiedArchive

OPTIONS = (
    *TERMS,
    Option("explain", "", "verify: show each step, what it compared and what it concluded"),
    *DOCUMENTS,
    Option("json", "", "one JSON object"),
    Option("help", "", "show this"),
)


def verify(argv: list[str]) -> int:
    """Check an archive as `run` does; return 0, or raise the refusal."""
    return _with_archive("verify", argv, _verify)


def inspect(argv: list[str]) -> int:
    """Show what is in an archive; return 0. Raises a `Refused` if it cannot be parsed."""
    return _with_archive("inspect", argv, _inspect)


def _with_archive(name: str, argv: list[str], show: Callable[[str, Words], None]) -> int:
    words = split(argv, OPTIONS)
    if "help" in words.options:
        rows = [(str(option), option.help) for option in OPTIONS]
        say(f"usage: flowrt {name} ARCHIVE [OPTION ...]\n\n{listed(rows)}")
        return 0
    extra = [*words.rest[1:], *words.last]
    if not words.rest or extra:
        found = " ".join(extra) if extra else f"{name} without an archive"
        raise Usage(found, f"write flowrt {name} ARCHIVE")
    show(words.rest[0], words)
    return 0


def _verify(path: str, words: Words) -> None:
    if (kind := asked(words)) is not None:
        raise Usage(f"verify --{kind}", f"write flowrt inspect ARCHIVE --{kind}")
    steps = Steps()
    try:
        verified = load(path, trust_of(words), terms_of(words, remembers=False), steps.note)
    except Refused as refusal:
        _explain(words, steps.rows(refusal))
        raise
    _explain(words, steps.rows())
    facts = {
        "package": verified.plan.package,
        "version": verified.plan.package_version,
        "digest": f"sha256:{verified.digest}",
        **_vouched(verified),
    }
    say(json.dumps(facts, ensure_ascii=False) if "json" in words.options else _verified_text(facts))


def _explain(words: Words, rows: list[dict[str, str]]) -> None:
    """Show the steps, if asked to; a refusal to read the archive at all has none."""
    if "explain" not in words.options:
        return
    say(json.dumps({"steps": rows}, ensure_ascii=False) if "json" in words.options else table(rows))


def _vouched(verified: VerifiedArchive) -> dict[str, object]:
    return {
        "publisher": verified.publisher.name,
        "keys": [key.line for key in verified.keys],
        "identities": [one.as_dict() for one in verified.identities],
        "threshold": verified.publisher.threshold,
    }


def _verified_text(facts: Mapping[str, object]) -> str:
    keys = facts["keys"] if isinstance(facts["keys"], list) else []
    named = facts["identities"] if isinstance(facts["identities"], list) else []
    identities = [Identity(**one) for one in named]
    rows = [("digest", str(facts["digest"])), ("publisher", shown(facts["publisher"]))]
    rows += [("signed by", key) for key in keys]
    rows += [("signed by", shown(str(one))) for one in identities]
    return f"verified {facts['package']} {facts['version']}\n{listed(rows)}"


def _inspect(path: str, words: Words) -> None:
    if "explain" in words.options:
        raise Usage("inspect --explain", "write flowrt verify ARCHIVE --explain")
    if (kind := asked(words)) is not None:
        extract(path, kind, words)
        return
    data = read(path)
    try:
        contents = read_contents(open_archive(data))
        plan = read_plan(bytes(contents.view(contents.header.blob("plan"))))
    except Refused as refusal:
        refusal.place = "!".join(part for part in (path, refusal.place) if part)
        raise
    facts = about(contents, plan) | {"trust": _trusted(path, words)}
    if "json" in words.options:
        say(json.dumps(facts, ensure_ascii=False))
    else:
        say(_text(contents, plan, facts))


def _trusted(path: str, words: Words) -> dict[str, object]:
    """Return who vouches for the archive, or the refusal that running it would meet."""
    terms = terms_of(words, remembers=False)
    try:
        return {"verified": True, **_vouched(load(path, trust_of(words), terms))}
    except NoTrust:
        return {"verified": False, "code": NoTrust.code, "title": "no trust file was given"}
    except Refused as refusal:
        return {"verified": False, "code": refusal.code, "title": refusal.title}


def _text(contents: Contents, plan: Plan, facts: Mapping[str, object]) -> str:
    manifest = contents.header.manifest
    rows = [
        ("digest", str(facts["digest"])),
        ("size", f"{facts['size']:,} bytes"),
        ("built by", f"{manifest.compiler.name} {manifest.compiler.version}"),
        ("engine", f"{manifest.engine.name} {manifest.engine.version}"),
        *(("limit", f"{name} {bound}") for name, bound in (manifest.limits or {}).items()),
        *(("may use", name) for name in manifest.capabilities),
        *(("asks", f"{one.name}: {f}") for one in plan.services for f in one.functions),
        *(("leaves alone", text) for text in _breakers(plan)),
        *(("key id", s.key_id.hex()) for s in contents.archive.signatures),
        ("trust", _trust_text(facts["trust"])),
    ]
    blobs = [(blob.id, f"{blob.size:>12,} bytes  {blob.shown}") for blob in contents.header.blobs]
    inputs = [(shown(i.path), f"sha256:{i.sha256}") for i in manifest.inputs]
    parts = [
        f"{manifest.package} {manifest.version}, build {manifest.build}\n{listed(rows)}",
        f"flows of {plan.interface}:\n{flows_help(plan)}",
        f"blobs:\n{listed(blobs)}",
    ]
    return "\n\n".join(parts + ([f"built from:\n{listed(inputs)}"] if inputs else []))


def _breakers(plan: Plan) -> list[str]:
    """Return when which service is left alone, each once."""
    found = {f"{cut.component}: {cut.breaker}" for cut in plan.cuts if cut.breaker is not None}
    return sorted(found)


def _trust_text(trust: object) -> str:
    match trust:
        case {"verified": True, "publisher": name, "keys": [*keys]}:
            return f"verified: published by {shown(name)}, {counted(len(keys), 'key')}"
    why = trust if isinstance(trust, dict) else {}
    return f"not verified: {why.get('title')} ({why.get('code')})"
