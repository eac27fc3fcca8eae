"""What an archive's flows are, as JSON for programs: for pages that offer them, and for callers.

`catalogue` has what a person wants to see, `published` what a caller compares before its first
call: names, parameters and types, and the digest of the plan. Types are the nested lists of
FORMAT 7.4, defaults are JSON texts.
`read_published` takes the latter from another side, of which nothing is trusted.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from flowrt.plan.plan import Entry, Parameter, Plan, encode_plan
from flowrt.plan.shapes import encode_shape, read_shape
from flowrt.problems.report import Refused
from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SCHEMA = 1


class Published(Value):
    """What another side says that it answers for; `plan` is its plan's digest, or empty."""

    package: str
    plan: str
    entries: tuple[Entry, ...]


def catalogue(
    plan: Plan, entries: Iterable[Entry], drawings: Mapping[str, object]
) -> dict[str, object]:
    """Return flows with their docs, the types of what they take and give, and their drawings."""
    return {
        "package": plan.package,
        "version": plan.package_version,
        "flows": [_flow(entry, drawings.get(entry.name)) for entry in entries],
    }


def _flow(entry: Entry, drawing: object) -> dict[str, object]:
    flow: dict[str, object] = {
        "name": entry.name,
        "docs": entry.doc,
        "signature": str(entry),
        "waits": entry.waits,
        "params": [_param(param) for param in entry.params],
        "result": encode_shape(entry.result),
    }
    return flow if drawing is None else flow | {"drawing": drawing}


def _param(param: Parameter) -> dict[str, object]:
    fields: dict[str, object] = {
        "name": param.name,
        "docs": param.doc,
        "type": encode_shape(param.type),
        "required": param.required,
    }
    return fields if param.default is None else fields | {"default": param.default}


def published(plan: Plan, entries: Iterable[Entry]) -> dict[str, object]:
    """Return what a caller compares before its first call."""
    return {
        "schema": SCHEMA,
        "package": plan.package,
        "version": plan.package_version,
        "plan": f"sha256:{hashlib.sha256(encode_plan(plan)).hexdigest()}",
        "flows": {
            entry.name: {
                "params": [[p.name, encode_shape(p.type), p.required] for p in entry.params],
                "result": encode_shape(entry.result),
            }
            for entry in entries
        },
    }


def read_published(data: bytes) -> Published:
    """Return what another side published; raises `ValueError` that says what is odd about it."""
    try:
        fields = json.loads(data)
        if fields["schema"] != SCHEMA:
            raise ValueError(f"schema {fields['schema']!r}, where {SCHEMA} is known")
        entries = tuple(_entry(name, flow) for name, flow in fields["flows"].items())
        return Published(str(fields["package"]), str(fields["plan"]), entries)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no signature: {type(error).__name__}: {error}") from None
    except Refused as refusal:
        raise ValueError(f"{refusal.title}: {refusal.place}") from None


def _entry(name: str, flow: Mapping[str, object]) -> Entry:
    params = flow["params"]
    if not isinstance(params, list):
        raise TypeError("params is no list")
    return Entry(
        name,
        0,
        "",
        tuple(
            Parameter(str(one), read_shape(shape, name), "", required is True, None)
            for one, shape, required in params
        ),
        read_shape(flow["result"], name),
    )
