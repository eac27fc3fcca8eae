"""Which paths there are, what each answers with, and which methods it takes.

Takes endpoints, gives the one that a request is for; raises `NoSuchPath` or `WrongMethod`. A part
of a path in braces stands for anything, but for nothing that another path has as a word.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import unquote_to_bytes

from flowrt.serve.errors import NoSuchPath, WrongMethod
from flowrt.serve.exchange import Answer, Exchange

Endpoint: TypeAlias = Callable[[Exchange], Awaitable[Answer | None]]
"""Answers a request; None where it has sent its answer itself."""
Methods: TypeAlias = dict[str, Endpoint]


@dataclass(slots=True)
class _Node:
    """What may follow in a path: words, or whatever is a parameter; and what ends here."""

    words: "dict[str, _Node]" = field(default_factory=dict)
    any: "_Node | None" = None
    methods: Methods = field(default_factory=dict)


class Paths:
    """Endpoints by path and method; HEAD goes where GET does, if it has no place of its own.

    `exact` are the paths without a part in braces.
    """

    def __init__(self) -> None:
        self.exact: dict[str, Methods] = {}
        self._root = _Node()

    def add(self, method: str, path: str, endpoint: Endpoint) -> None:
        """Add an endpoint."""
        node = self._root
        for part in parts_of(path):
            node = _grown(node, part)
        node.methods[method] = endpoint
        if method == "GET":
            node.methods.setdefault("HEAD", endpoint)
        if "{" not in path:
            self.exact[path] = node.methods

    def find(self, exchange: Exchange) -> Endpoint:
        """Return what answers a request."""
        methods = self._methods(exchange)
        if methods is None:
            raise NoSuchPath("", expected="a path that is served", found="another one")
        endpoint = methods.get(exchange.method)
        if endpoint is None:
            expected = ", ".join(methods)
            raise WrongMethod("", expected=expected, found=exchange.method)
        return endpoint

    def allowed(self, exchange: Exchange) -> str:
        """Return the methods of a path, as the header `Allow` lists them."""
        return ", ".join(self._methods(exchange) or ())

    def _methods(self, exchange: Exchange) -> Methods | None:
        is_escaped = b"%" in exchange.raw_path  # so a slash in it may be one within a word
        found = None if is_escaped else self.exact.get(exchange.path)
        if found is None:
            words = tuple(unquote_to_bytes(one).decode(errors="replace") for one in exchange.parts)
            node = _found(self._root, words)
            found = None if node is None else node.methods
        return found


def parts_of(path: str) -> list[str]:
    """Return what stands between the slashes of a path."""
    return path[1:].split("/") if path != "/" else []


def _grown(node: _Node, part: str) -> _Node:
    if part.startswith("{"):
        node.any = node.any or _Node()
        return node.any
    return node.words.setdefault(part, _Node())


def _found(node: _Node, parts: tuple[str, ...]) -> _Node | None:
    if not parts:
        return node if node.methods else None
    first, *rest = parts
    word = node.words.get(first)
    found = None if word is None else _found(word, tuple(rest))
    if found is None and node.any is not None and first:
        return _found(node.any, tuple(rest))
    return found
