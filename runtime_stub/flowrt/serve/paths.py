"""Which paths there are, what each answers with, and which methods it takes.

Takes endpoints, gives the one that a request is for; raises `NoSuchPath` or `WrongMethod`, the
latter with the methods that are allowed.
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from flowrt.serve.errors import NoSuchPath, WrongMethod
from flowrt.serve.exchange import Answer, Exchange

Endpoint: TypeAlias = Callable[[Exchange], Awaitable[Answer | None]]
"""Answers a request; None where it has sent its answer itself."""


class Paths:
    """Endpoints by path and method; HEAD goes where GET does."""

    def __init__(self) -> None:
        self._exact: dict[str, dict[str, Endpoint]] = {}

    def add(self, method: str, path: str, endpoint: Endpoint) -> None:
        """Add an endpoint."""
        methods = self._exact.setdefault(path, {})
        methods[method] = endpoint
        if method == "GET":
            methods["HEAD"] = endpoint

    def find(self, method: str, path: str) -> Endpoint:
        """Return what answers a request."""
        methods = self._exact.get(path)
        if methods is None:
            raise NoSuchPath(path, expected="a path that is served", found=path)
        endpoint = methods.get(method)
        if endpoint is None:
            raise WrongMethod(path, expected=", ".join(methods), found=method)
        return endpoint

    def allowed(self, path: str) -> str:
        """Return the methods of a path, as the header `Allow` lists them."""
        return ", ".join(self._exact.get(path, ()))
