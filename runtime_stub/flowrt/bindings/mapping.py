"""How an HTTP service that never heard of flows is called, as a TOML file says it.

Takes the file's text, gives a `Mapping`; raises `BadMapping` with the place. `${NAME}` in a header
is a variable of the environment, so that no secret stands in the file.
"""

from __future__ import annotations

import os
import re
import tomllib
from typing import TYPE_CHECKING

from flowrt.archive.strict import kind_of
from flowrt.bindings.errors import BadMapping
from flowrt.bindings.wire import is_address
from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping as Map

METHODS = ("get", "head", "post", "put", "patch", "delete")
WHOLE = "*"
_NAMED = re.compile(r"\{([^{}]*)\}")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_TOP: Map[str, type] = {"url": str, "headers": dict, "functions": dict}
_FUNCTION: Map[str, type] = {
    "method": str, "path": str, "query": list, "body": str, "result": str, "names": dict,
    "headers": dict, "statuses": list,
}  # fmt: skip


class Call(Value):
    """How one function is called.

    `query` are parameters that are put there, `body` is the one that is the whole body, or `WHOLE`
    for an object of all that stand nowhere else, or empty. `result` is the way to the result in
    the answer, `names` what parameters are called there, `statuses` those that are well.
    """

    method: str
    path: str
    query: tuple[str, ...]
    body: str
    result: tuple[str, ...]
    names: Map[str, str]
    headers: Map[str, str]
    statuses: tuple[int, ...]

    @property
    def in_path(self) -> tuple[str, ...]:
        """The parameters in the path."""
        return tuple(_NAMED.findall(self.path))


class Mapping(Value):
    """Where a service is, and how each function is called."""

    url: str
    headers: Map[str, str]
    calls: Map[str, Call]


def read_mapping(text: str, name: str) -> Mapping:
    """Return the mapping that a file holds."""
    try:
        fields = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadMapping(name, expected="TOML", found=str(error)) from None
    _known(fields, _TOP, name)
    url = fields.get("url")
    if url is None or not is_address(url):
        raise BadMapping(f"{name} url", expected="http://HOST or https://HOST", found=kind_of(url))
    calls = {
        function: _call(value, f"{name} functions.{function}")
        for function, value in fields.get("functions", {}).items()
    }
    return Mapping(url, _headers(fields.get("headers", {}), f"{name} headers"), calls)


def _known(fields: object, kinds: Map[str, type], place: str) -> None:
    if not isinstance(fields, dict):
        raise BadMapping(place, expected="a table", found=kind_of(fields))
    for key, value in fields.items():
        if key not in kinds:
            raise BadMapping(f"{place} {key}", expected=", ".join(kinds), found=key)
        if not isinstance(value, kinds[key]):
            raise BadMapping(f"{place} {key}", expected=_NAMES[kinds[key]], found=kind_of(value))


_NAMES: Map[type, str] = {str: "a text", list: "a list", dict: "a table"}


def _call(fields: dict[str, object], place: str) -> Call:
    _known(fields, _FUNCTION, place)
    method = str(fields.get("method", "post")).lower()
    if method not in METHODS:
        raise BadMapping(f"{place} method", expected=", ".join(METHODS), found=method)
    path = str(fields.get("path", ""))
    if not path.startswith("/"):
        raise BadMapping(f"{place} path", expected="a path that begins with /", found=path)
    has_body = method in ("post", "put", "patch")
    return Call(
        method.upper(),
        path,
        _texts(fields.get("query", []), f"{place} query"),
        str(fields.get("body", WHOLE if has_body else "")),
        tuple(filter(None, str(fields.get("result", "")).split("."))),
        _table(fields.get("names", {}), f"{place} names"),
        _headers(fields.get("headers", {}), f"{place} headers"),
        _statuses(fields.get("statuses", [200, 201]), f"{place} statuses"),
    )


def _texts(value: object, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadMapping(place, expected="a list of texts", found=kind_of(value))
    return tuple(value)


def _statuses(value: object, place: str) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(type(one) is int for one in value):
        raise BadMapping(place, expected="a list of statuses", found=kind_of(value))
    return tuple(value)


def _table(value: object, place: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise BadMapping(place, expected="a table of texts", found=kind_of(value))
    return dict(value)


def _headers(value: object, place: str) -> dict[str, str]:
    found = {}
    for name, text in _table(value, place).items():
        for variable in _VARIABLE.findall(text):
            if variable not in os.environ:
                expected = f"${variable} in the environment"
                raise BadMapping(f"{place}.{name}", expected=expected, found="none")
        filled = _VARIABLE.sub(lambda match: os.environ[match[1]], text)
        if not (filled.isascii() and filled.isprintable()):
            raise BadMapping(f"{place}.{name}", expected="printable ASCII", found="other text")
        found[name] = filled
    return found
