"""Flows, tests and packages of the typed tree, and what satisfies the imports of components."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from flowc.frontend.annotation import Annotation
from flowc.frontend.capability import Capabilities
from flowc.frontend.signature import Component, Function
from flowc.frontend.typed.binders import Slot, Type
from flowc.frontend.typed.expressions import Comparison, Expr
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class FlowSupplier:
    """A flow that stands for an imported function."""

    flow: str


@dataclass(frozen=True, slots=True)
class ComponentSupplier:
    """A component's function that stands for an imported one."""

    component: str
    function: Function


Supplier: TypeAlias = FlowSupplier | ComponentSupplier


@dataclass(frozen=True, slots=True)
class Supply:
    """An imported function and what is called for it, of the same type."""

    function: str
    by: Supplier


@dataclass(frozen=True, slots=True)
class Fill:
    """An import of a component by its full name, and what satisfies each of its functions."""

    name: str
    functions: tuple[Supply, ...]


@dataclass(frozen=True, slots=True)
class TypedParam:
    """A parameter; `default` is a constant expression without slots or calls."""

    slot: Slot
    default: Expr | None
    doc: str


@dataclass(frozen=True, slots=True)
class FlowBody:
    """One checked flow; `needs` is what it does outside by what it calls.

    `annotations` are what runs it, where an archive is served or works.
    """

    name: str
    exported: bool
    params: tuple[TypedParam, ...]
    result: Type
    body: Expr
    doc: str
    span: Span
    needs: Capabilities = field(default_factory=Capabilities)
    annotations: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A way for a test to fail: an `expect` that does not hold, or a `?` that finds no value.

    The case of the test's error carries its number and behind it the sides of the comparison `op`,
    as a tuple, or what `?` found instead of a value, or nothing.
    """

    kind: Literal["expect", "try"]
    op: Comparison | None
    sides: tuple[Span, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Stub:
    """What answers calls in a test: of a component's function, or without `component` of a flow.

    `answer` takes the parameters and gives `some` of what the call gives, or `none`: then the call
    goes to what is named, as it does inside `answer` itself.
    """

    component: str
    interface: str
    name: str
    answer: FlowBody


@dataclass(frozen=True, slots=True)
class Test:
    """One checked test; `run` takes nothing and gives a `result` whose error says what failed.

    The error is a variant with a case for each type of what failures carry.
    """

    name: str
    run: FlowBody
    failures: tuple[Failure, ...]
    stubs: tuple[Stub, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class TypedFlow:
    """A checked package, and with it those that it uses, by alias.

    `components` maps each alias that is used to its signature, in source order; `types` are the
    package's own declared types by name; `flows` come callees first: none calls a later one.
    `prefix` tells the package's names from others' in a whole program: "" for the root, or the
    aliases that lead to the package from there, each with a dot. No package uses itself.
    `grants` are what each component may do outside, of what its imports ask for, and `fills` what
    satisfies its other imports.
    """

    name: str
    version: str
    doc: str
    components: Mapping[str, Component]
    types: Mapping[str, Type]
    flows: tuple[FlowBody, ...]
    prefix: str = ""
    packages: "Mapping[str, TypedFlow]" = field(default_factory=dict, repr=False)
    tests: tuple[Test, ...] = ()
    grants: Mapping[str, Capabilities] = field(default_factory=dict)
    fills: Mapping[str, tuple[Fill, ...]] = field(default_factory=dict)
