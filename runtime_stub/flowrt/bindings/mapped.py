"""A service behind HTTP that never heard of flows: `map:FILE`, a mapping in TOML.

Such a service publishes no types, so nothing of them is compared beforehand; what it gives is
checked by the flow's own types when it arrives. That each function is mapped, and each of its
parameters goes somewhere, is checked when it is bound.
"""

import json
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from flowrt.bindings.errors import BadMapping
from flowrt.bindings.mapping import WHOLE, Call, Mapping, read_mapping
from flowrt.bindings.told import told
from flowrt.bindings.wire import Reply, Wire
from flowrt.load import read
from flowrt.problems.faults import ServiceFailed
from flowrt.run.scope import Scope

if TYPE_CHECKING:
    from flowrt.bindings import Opening
    from flowrt.plan.cuts import Service, ServiceFunction
    from flowrt.run.services import Binding

_JSON = {"content-type": "application/json", "accept": "application/json"}


def binding(target: str, opening: "Opening") -> "Binding":
    """Return a binding as a file says it; raises `BadMapping` or `Unreadable`."""
    del opening
    path = target.removeprefix("map:")
    return Mapped(read_mapping(read(path).decode("utf-8", "replace"), path), path)


class Mapped:
    """A service that is called as a mapping says."""

    def __init__(self, mapping: Mapping, name: str) -> None:
        self._mapping = mapping
        self._name = name
        self._wire = Wire(mapping.url, mapping.headers)

    def check(self, service: "Service") -> None:
        """Refuse a mapping that lacks a function, or a place for one of its parameters."""
        for function in service.functions:
            place = f"{self._name} functions.{function.name}"
            call = self._mapping.calls.get(function.name)
            if call is None:
                found = ", ".join(self._mapping.calls) or "no functions"
                raise BadMapping(place, expected=str(function), found=found)
            _check_places(call, [name for name, _ in function.params], place)

    def call(self, function: "ServiceFunction", arguments: bytes, scope: Scope) -> bytes:
        """Call a function as the mapping says."""
        call = self._mapping.calls[function.name]
        given: dict[str, object] = json.loads(arguments)
        path = call.path
        for name in call.in_path:
            path = path.replace(f"{{{name}}}", quote(_written(given[name]), safe=""))
        query = [
            (call.names.get(name, name), _written(one))
            for name in call.query
            for one in _values(given.get(name))
        ]
        path += f"?{urlencode(query)}" if query else ""
        headers = {**_JSON, **call.headers}
        reply = self._wire.ask(call.method, path, _body(call, given), scope, function.name, headers)
        if reply.status not in call.statuses:
            message = told(reply.body, reply.shown)
            raise ServiceFailed(function=function.name, message=message, is_well=reply.is_well)
        return b"null" if function.result is None else _result(call, function, reply)


def _check_places(call: Call, params: list[str], place: str) -> None:
    elsewhere = [*call.in_path, *call.query]
    named = [*elsewhere, *([call.body] if call.body not in ("", WHOLE) else []), *call.names]
    for name in named:
        if name not in params:
            expected = ", ".join(params) or "no parameters"
            raise BadMapping(place, expected=expected, found=name)
    if call.body != WHOLE:
        lost = [name for name in params if name not in {*elsewhere, call.body}]
        if lost:
            raise BadMapping(place, expected="a place for each parameter", found=", ".join(lost))


def _body(call: Call, given: dict[str, object]) -> bytes | None:
    if not call.body:
        return None
    if call.body != WHOLE:
        return _text(given.get(call.body))
    elsewhere = {*call.in_path, *call.query}
    members = {
        call.names.get(name, name): one for name, one in given.items() if name not in elsewhere
    }
    return _text(members)


def _values(value: object) -> list[object]:
    """Return what a parameter is in a query: each of a list, nothing for none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _written(value: object) -> str:
    return value if isinstance(value, str) else _text(value).decode()


def _text(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _result(call: Call, function: "ServiceFunction", reply: Reply) -> bytes:
    """Return the part of an answer that is the result."""
    try:
        value = json.loads(reply.body)
    except (ValueError, RecursionError):
        raise ServiceFailed(function=function.name, message="its answer is not JSON") from None
    try:
        for step in call.result:
            value = value[int(step)] if isinstance(value, list) else value[step]
    except (KeyError, IndexError, TypeError, ValueError):
        message = f"its answer has no {'.'.join(call.result)}"
        raise ServiceFailed(function=function.name, message=message) from None
    return _text(value)
