"""Routes that flows declare with `@http`: which one a request is for, and its parameters as JSON.

What stands in the path or the query is read by the type of its parameter; the other parameters are
the members of the body. A path's own words come before parameters: `/orders/new` is not an order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote_to_bytes

from flowrt.plan.shapes import ListOf, OptionOf, Shape
from flowrt.plan.words import json_of
from flowrt.problems.kinds import text_kind
from flowrt.run.stream import Origin
from flowrt.serve.errors import BadQuery, RouteTaken
from flowrt.serve.media import check_media
from flowrt.serve.paths import parts_of
from flowrt.value import Value

if TYPE_CHECKING:
    from flowrt.plan.plan import Entry
    from flowrt.plan.triggers import Route
    from flowrt.serve.exchange import Exchange

WITHOUT_BODY = ("get", "head", "delete")
MOST_FIELDS = 1024


class Declared(Value):
    """A route, and the flow that answers it."""

    route: Route
    entry: Entry

    @property
    def others(self) -> tuple[str, ...]:
        """The parameters that are not in the path."""
        return tuple(p.name for p in self.entry.params if p.name not in self.route.named)


OURS = ("/healthz", "/readyz", "/metrics", "/openapi.json", "/page", "/v1")
"""Paths that are the server's own, with all below them."""


def declared(entries: tuple[Entry, ...]) -> tuple[Declared, ...]:
    """Return the routes of flows; raises `RouteTaken` where one is the server's own."""
    found = tuple(Declared(route, entry) for entry in entries for route in entry.routes)
    for one in found:
        if any(f"{one.route.path}/".startswith(f"{path}/") for path in OURS):
            raise RouteTaken(str(one.route), one.entry.name)
    return found


async def parameters(
    exchange: Exchange, declared: Declared, most: int, seconds: float
) -> tuple[bytes, Origin]:
    """Return a request's parameters as a JSON object, and where its text came from."""
    fields = _of_path(exchange, declared)
    if declared.route.method in WITHOUT_BODY:
        exchange.is_read = True
        fields += _of_query(exchange.query, declared)
        return b"{%b}" % b",".join(fields), Origin(counts=False)
    if exchange.query:
        raise BadQuery("query", expected="none: parameters are in the body", found="a query")
    check_media(exchange)
    body = await exchange.body(most, seconds) or b"{}"
    opened = body.lstrip()
    if not fields or not opened.startswith(b"{"):
        return body, Origin()
    before = b"{%b" % b",".join(fields)
    rest = opened[1:].lstrip()
    comma = b"" if rest.startswith(b"}") else b","
    shift = len(before) + len(comma) - (len(body) - len(rest))
    return before + comma + rest, Origin(shift=shift)


def _of_path(exchange: Exchange, declared: Declared) -> list[bytes]:
    return [
        _field(declared.entry, part[1:-1], [_decoded(text)], "path")
        for part, text in zip(parts_of(declared.route.path), exchange.parts, strict=True)
        if part.startswith("{")
    ]


def _of_query(query: bytes, declared: Declared) -> list[bytes]:
    given: dict[str, list[str]] = {}
    if query.count(b"&") >= MOST_FIELDS:
        raise BadQuery("query", expected=f"at most {MOST_FIELDS} parameters", found="more")
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise BadQuery("query", expected="percent-encoded UTF-8", found="something else") from None
    for name, text in pairs:
        given.setdefault(name, []).append(text)
    for name in given:
        if name not in declared.others:
            expected = ", ".join(declared.others) or "none"
            raise BadQuery("query", expected=expected, found=text_kind(name))
    return [_field(declared.entry, name, texts, "query") for name, texts in given.items()]


def _field(entry: Entry, name: str, texts: list[str], where: str) -> bytes:
    """Return a parameter as a member of a JSON object."""
    shape: Shape = next(p.type for p in entry.params if p.name == name)
    place = f"{where} {name}"
    inner = shape.some if isinstance(shape, OptionOf) else shape
    if isinstance(inner, ListOf):
        value = f"[{','.join(json_of(inner.element, text, place) for text in texts)}]"
    elif len(texts) > 1:
        raise BadQuery(place, expected="one value", found=f"{len(texts)} of them")
    else:
        value = json_of(shape, texts[0], place)
    return f'"{name}":{value}'.encode()


def _decoded(text: bytes) -> str:
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise BadQuery("path", expected="percent-encoded UTF-8", found="something else") from None
