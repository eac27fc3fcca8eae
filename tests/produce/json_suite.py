"""The cases of JSONTestSuite, and types that a text could be a value of.

A codec that reads by a type has no answer to a text alone. `type_of` gives the one type that a
text which is JSON fits; `candidates` gives those that one which is not JSON might have been meant
to fit, so that a refusal can be told to be of the text and not of the type.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from flowc.frontend import terms as t
from flowc.produce import descriptors

SUITE = Path(__file__).parent / "cases" / "json" / "suite.tsv"
F64 = t.Prim("f64")


@cache
def cases() -> dict[str, bytes]:
    """Return the texts by name: `y_` is to be accepted, `n_` refused, `i_` and `t_` either."""
    rows = (line[:-1].split("\t") for line in SUITE.read_text(encoding="ascii").splitlines())
    short = {name: text.encode().decode("unicode_escape").encode("latin-1") for name, text in rows}
    return short | {
        "i_structure_500_nested_arrays": b"[" * 500 + b"]" * 500,
        "n_structure_100000_opening_arrays": b"[" * 100_000,
        "n_structure_open_array_object": b'[{"":' * 50_000 + b"\n",
    }


def chosen(name: str) -> t.Type:
    """Return the type that a case is read by whose outcome is for the implementation to say."""
    if "object" in name:
        keys = ("é", "e\u0301") if "nf" in name else () if "BOM" in name else ("a",)
        value = t.STRING if "nf" in name else F64
        return t.Record(tuple(t.Field(key, value) for key in keys))
    if "nested_arrays" in name:
        return deepest()
    return t.List(t.STRING if "string" in name else F64)


def type_of(text: bytes) -> t.Type:
    """Return the type of a JSON text; of two equal keys the last one counts."""
    return _type_of(json.loads(text))


def _type_of(parsed: Any) -> t.Type:
    match parsed:
        case None:
            return t.Option(t.BOOL)
        case bool():
            return t.BOOL
        case str():
            return t.STRING
        case int() | float():
            return F64
        case list():
            types = [_type_of(item) for item in parsed]
            return (
                t.List(types[0] if types else F64) if len(set(types)) < 2 else t.Tuple(tuple(types))
            )
        case _:
            return t.Record(tuple(t.Field(key, _type_of(value)) for key, value in parsed.items()))


def candidates(text: bytes) -> Iterator[t.Type]:
    """Yield types that a text might have been meant for: some of each shape, with its own keys."""
    keys = dict.fromkeys(re.findall(r'"([^"\\]*)"', text[:200].decode("latin-1")))
    for scalar in (F64, t.STRING, t.BOOL):
        yield scalar
        yield t.List(t.Option(scalar))
        yield t.List(t.List(scalar))
        record = t.Record(tuple(t.Field(key, t.Option(scalar)) for key in keys))
        yield record
        yield t.List(record)
    yield t.Tuple((t.STRING, t.BOOL))
    yield t.Tuple((t.STRING, F64, F64, F64))
    yield t.Tuple((F64, t.List(F64)))


def deepest() -> t.Type:
    """Return a list that is nested as deeply as the codec can read."""
    nested: t.Type = F64
    for _ in range(descriptors.MAX_DEPTH):
        nested = t.List(nested)
    return nested
