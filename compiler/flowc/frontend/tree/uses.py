"""What a file uses and what its flows need, as written."""

from dataclasses import dataclass

from flowc.frontend.reference import is_remote
from flowc.frontend.tree.type_expressions import Name
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Scope:
    """What a capability is limited to: `"api.example.com"`, or a word such as `read`."""

    text: str
    quoted: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Capability:
    """`clock`, `http("api.example.com")`, `files("data", read)`; without scopes, any."""

    name: Name
    scopes: tuple[Scope, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Needs:
    """`needs clock, random`: what a flow needs, or what a component is granted."""

    capabilities: tuple[Capability, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Supplier:
    """`alias`, `alias.interface` or `flow`: what satisfies an import."""

    path: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Supply:
    """`function: flow`: what satisfies one function of an interface that is imported."""

    function: Name
    by: Supplier
    span: Span


@dataclass(frozen=True, slots=True)
class Supplies:
    """`{ write: log, flush: done }`: what satisfies an interface, function by function."""

    functions: tuple[Supply, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Fill:
    """`sink: logger`: an import of a component and what satisfies it.

    `quoted` holds where the import is named in full, as a string: `"acme:time/now@1.0.0"`.
    """

    name: Name
    quoted: bool
    by: Supplier | Supplies
    span: Span


@dataclass(frozen=True, slots=True)
class Use:
    """`use alias from origin as service with { fills } needs capabilities;`.

    The origin is a file, whose path is relative to the source file's folder, or an interface of
    the same file; `path` is empty then, and `path_span` the place of its name.
    """

    alias: Name
    path: str
    path_span: Span
    interface: Name | None
    service: bool
    fills: tuple[Fill, ...]
    needs: Needs | None
    span: Span

    @property
    def is_package(self) -> bool:
        """Whether another package of flows is used, and no component."""
        return self.path.endswith(".flow") and not self.is_remote

    @property
    def is_remote(self) -> bool:
        """Whether what is used lies in a registry, and in no file."""
        return is_remote(self.path)

    @property
    def what(self) -> str:
        """What the alias names, as a message speaks of it."""
        if self.is_package:
            return "a package"
        if self.service:
            return "a service"
        return "a component" if self.interface is None else "an interface"

    @property
    def calls(self) -> str:
        """What of it can be called, in the plural."""
        return "flows" if self.is_package else "functions"
