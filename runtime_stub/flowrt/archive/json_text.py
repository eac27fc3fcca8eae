"""JSON by Python's own parser and printer, without what the `json` package imports around them.

That package compiles regular expressions when it is imported, which takes a start of `flowrt run` 4
ms; its parser and printer are in C and need none. Their module has no documentation, so they are
used in the versions of Python that are known to have them, and `json` in all others.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

LAST_KNOWN = (3, 14)


def loads(text: str) -> object:
    """Return the value that a text spells; raises `ValueError`, as it does for `NaN` and its like.

    May raise `RecursionError`.
    """
    try:
        value, end = _scan(text, 0)
    except StopIteration:
        end = -1
    if end == len(text):
        return value
    import json  # noqa: PLC0415 - there is white space around the value, or a mistake to be told

    other: object = json.loads(text, parse_constant=_no_constant)
    return other


def canonical(value: object) -> str:
    """Return the one spelling with sorted keys, no spaces and only ASCII; FORMAT 3.1."""
    return "".join(_print(value, 0))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"the number {name}")


def _no_json(value: object) -> NoReturn:
    raise TypeError(f"a {type(value).__name__} is no JSON")


class _Reading:
    """How the parser reads: what it asks a `json.JSONDecoder` for."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = staticmethod(_no_constant)


if sys.implementation.name == "cpython" and sys.version_info[:2] <= LAST_KNOWN:
    from _json import encode_basestring, encode_basestring_ascii, make_encoder, make_scanner

    _scan = make_scanner(_Reading)  # type: ignore[arg-type]  # the stubs want a scanner for it
    _sorted, _skips, _takes_nan = True, False, False
    _print = make_encoder(
        None, _no_json, encode_basestring_ascii, None, ":", ",", _sorted, _skips, _takes_nan
    )
else:  # pragma: no cover - another Python
    from json import JSONDecoder, JSONEncoder
    from json.encoder import encode_basestring

    _scan = JSONDecoder(parse_constant=_no_constant).scan_once  # type: ignore[attr-defined]  # it has
    _print = JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).iterencode  # type: ignore[assignment]  # as it is called here
quoted: Callable[[str], str] = encode_basestring
"""Return a text as JSON, with the characters that it has."""
