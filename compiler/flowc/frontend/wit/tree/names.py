"""What is written before and in place of a name: gates, package names and paths."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from flowc.frontend.tree import Name
from flowc.text.span import Span

GateKind: TypeAlias = Literal["since", "unstable", "deprecated", "external-id"]


@dataclass(frozen=True, slots=True)
class Gate:
    """`@since(version = 0.2.0)`: its word, and the version, feature or text it names."""

    kind: GateKind
    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class PackageName:
    """`wasi:io@0.2.0`; `version` is empty where none is written."""

    namespace: Name
    name: Name
    version: str
    span: Span

    @property
    def id(self) -> str:
        """The name as components write it."""
        return package_id(f"{self.namespace.text}:{self.name.text}", self.version)


def package_id(label: str, version: str) -> str:
    """Return `wasi:io@0.2.0`, or the label alone where there is no version."""
    return f"{label}@{version}" if version else label


@dataclass(frozen=True, slots=True)
class Path:
    """`streams` or `wasi:io/streams@0.2.0`: an interface or a world."""

    package: PackageName | None
    name: Name
    span: Span

    def __str__(self) -> str:
        if self.package is None:
            return self.name.text
        label = f"{self.package.namespace.text}:{self.package.name.text}"
        return package_id(f"{label}/{self.name.text}", self.package.version)
