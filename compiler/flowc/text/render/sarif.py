"""Diagnostics as one SARIF 2.1.0 log, for code scanning and review tools.

Regions are 1-based code points with an exclusive end; rules are the classes that occur, by code;
paths are relative to `SRCROOT`.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from typing import TypeAlias
from urllib.parse import quote

from flowc.text.diagnostic import Diagnostic, Edit, Help, Placed
from flowc.text.explain import page
from flowc.text.render.short import one_line
from flowc.text.source import SourceFile
from flowc.text.span import Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
Sources: TypeAlias = Mapping[str, SourceFile]
Fields: TypeAlias = dict[str, object]


def render(diagnostics: Sequence[Diagnostic], sources: Sources, *, version: str) -> str:
    """Return the log; `version` is flowc's own."""
    kinds = {one.code: type(one) for one in diagnostics}
    codes = sorted(kinds)
    driver: Fields = {
        "name": "flowc",
        "semanticVersion": version,
        "rules": [_rule(kinds[code]) for code in codes],
    }
    run: Fields = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, codes.index(one.code), sources) for one in diagnostics],
    }
    log: Fields = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def _rule(kind: type[Diagnostic]) -> Fields:
    text = page(kind)
    return {
        "id": kind.code,
        "name": kind.__name__,
        "shortDescription": {"text": kind.title},
        "fullDescription": {"text": text.split("\n\n", 1)[0]},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": kind.level},
    }


def _result(one: Diagnostic, rule: int, sources: Sources) -> Fields:
    head: Fields = {"ruleId": one.code, "ruleIndex": rule, "level": one.level}
    fixes = _unique([_fix(each, sources) for each in one.help if each.edits])
    return {
        **head,
        "message": {"text": "\n".join((one_line(one), *_children(one)))},
        **(_places(one, sources) if isinstance(one, Placed) else {}),
        **({"fixes": fixes} if fixes else {}),
    }


def _unique(fixes: list[Fields]) -> list[Fields]:
    """Return each once, as the schema asks."""
    return [fix for at, fix in enumerate(fixes) if fix not in fixes[:at]]


def _children(one: Diagnostic) -> tuple[str, ...]:
    notes = (f"note: {note}" for note in one.notes)
    return (*notes, *(f"help: {each.text}" for each in one.help))


def _places(one: Placed, sources: Sources) -> Fields:
    related = [
        {"id": index, **_location(label.span, sources), "message": {"text": label.text}}
        for index, label in enumerate(one.secondary)
    ]
    return {
        "locations": [_location(one.span, sources)],
        **({"relatedLocations": related} if related else {}),
        "partialFingerprints": {"flowc/v1": _fingerprint(one, sources)},
    }


def _fingerprint(one: Placed, sources: Sources) -> str:
    """Return what stays the same while a finding moves up and down its file: code and line text."""
    source = sources.get(one.span.file)
    line = source.line(source.place(one.span.start).line).strip() if source else ""
    return sha256(f"{one.code}\n{line}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _location(span: Span, sources: Sources) -> Fields:
    physical = {"artifactLocation": _artifact(span.file), "region": _region(span, sources)}
    return {"physicalLocation": physical}


def _artifact(path: str) -> Fields:
    return {"uri": quote(path, errors="surrogatepass"), "uriBaseId": "SRCROOT"}


def _region(span: Span, sources: Sources) -> Fields:
    source = sources.get(span.file)
    if source is None:
        return {"charOffset": max(0, span.start), "charLength": max(0, span.end - span.start)}
    start, end = source.place(span.start), source.place(max(span.start, span.end))
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _fix(each: Help, sources: Sources) -> Fields:
    edits = sorted(each.edits, key=lambda edit: edit.span)
    changes = [
        {
            "artifactLocation": _artifact(file),
            "replacements": [_replacement(edit, sources) for edit in group],
        }
        for file, group in groupby(edits, key=lambda edit: edit.span.file)
    ]
    properties = {"safety": each.safety}
    return {
        "description": {"text": each.text},
        "artifactChanges": changes,
        "properties": properties,
    }


def _replacement(edit: Edit, sources: Sources) -> Fields:
    return {
        "deletedRegion": _region(edit.span, sources),
        "insertedContent": {"text": edit.new_text},
    }
