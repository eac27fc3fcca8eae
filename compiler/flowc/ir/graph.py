"""The graph: every flow as structured SSA over typed values.

Each operation makes one value, once; regions nest for branches and loops and may use what was
made outside them. Nothing here validates: `verify.verify` states what must hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from flowc.frontend.annotation import Annotation
from flowc.frontend.breaker import Breaker
from flowc.frontend.capability import Capabilities
from flowc.frontend.signature import Component
from flowc.frontend.terms import Type
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Value:
    """What an operation makes or a region is given; `id` is unique within its flow."""

    id: int
    type: Type


@dataclass(frozen=True, slots=True)
class Callee:
    """A component's function: alias, interface (empty at the root) and name."""

    component: str
    interface: str
    function: str


@dataclass(frozen=True, slots=True)
class Policies:
    """How a call is made; times are in microseconds, None where nothing is asked."""

    timeout: int | None
    retry: int | None
    backoff: int | None
    isolate: bool
    breaker: Breaker | None = None


SUPPLIED: Final = "(flows)"
"""In a `Callee`, the interface of what is asked of the flows that satisfy a component's imports."""

Attribute: TypeAlias = (
    bool | int | float | str | Callee | Policies | tuple[int, ...] | tuple[str | None, ...] | None
)


@dataclass(frozen=True, slots=True)
class Region:
    """Operations in order; `params` are given from outside, `result` is what it yields."""

    params: tuple[Value, ...]
    operations: "tuple[Operation, ...]"
    result: Value


@dataclass(frozen=True, slots=True)
class Operation:
    """One step. `name` decides what operands, attribute and regions mean:

    const            attribute: the value of a primitive type
    call             attribute: Callee; operands: arguments in order
    flow             attribute: a flow's name; operands: arguments in order
    part             operand: a record or tuple; attribute: index
    payload          operand: a choice, of which it is known that its case is the attribute, and
                     that this case has a payload
    flag             operand: flags; attribute: bit
    make             operands: the parts of a record or tuple
    list             operands: the items
    case             attribute: index; operand: the payload, where the case has one
    flags            attribute: bits
    text             attribute: literal pieces, None where the next operand stands
    add sub mul div rem, eq ne lt le gt ge    two operands of one type
    neg not convert length                    one operand
    item             operands: a list, a u32 of which it is known that it is below the length
    append           operands: a list, one more item behind it
    portions         operand: a list; lists of its items in order, about as many as one has items
    joined           operand: a list of lists; all of their items in order
    if               operand: bool; regions: then, otherwise
    switch           operand: a choice; attribute: the case of each region; each region takes the
                     payload, where its case has one; a last region beyond takes the other cases
    for              operand: a list; attribute: "par" where the elements may be taken beside each
                     other; regions: element to new element, then, if not all elements are wanted,
                     element to whether it is
    par              regions, two or more, which may run beside each other: the items of a tuple
    with             attribute: Policies; regions: the one call or flow that they govern, then, if
                     there is one, what stands in for its value where it fails
    fold             operands: a list, the start; region: element and running value to the next
    try              operand: a result or option; region: the error's payload, where there is one,
                     to the flow's result, with which the flow ends at once
    catch            region: what it gives, as ok; where it faults, what is known of that, as err
    sleep            attribute: milliseconds, after which it gives nothing
    unanswered       attribute: Callee; a call that nothing answers: it gives no value but traps
    cover            attribute: index; marks a point as reached
    covered          attribute: how many points there are; for each, whether it was reached so far

    `flow` is the one it was written in, where that is not the one it stands in.
    """  # noqa: D400 - a table follows

    name: str
    result: Value
    operands: tuple[Value, ...]
    attribute: Attribute
    regions: tuple[Region, ...]
    span: Span
    flow: str = ""


@dataclass(frozen=True, slots=True)
class GraphParam:
    """A flow's parameter; `default` is a region without parameters that makes it."""

    name: str
    doc: str
    value: Value
    default: Region | None


@dataclass(frozen=True, slots=True)
class Fill:
    """An import of a component, and what is called for each of its functions: flows by name."""

    name: str
    functions: tuple[tuple[str, Callee | str], ...]


@dataclass(frozen=True, slots=True)
class FlowGraph:
    """One flow; `body.params` are the values of `params`, `needs` what it does outside.

    One that is an `entry` can be called as text, as an exported one can, and not by its types.
    `annotations` are what runs an exported one.
    """

    name: str
    exported: bool
    doc: str
    params: tuple[GraphParam, ...]
    result: Type
    body: Region
    needs: Capabilities = field(default_factory=Capabilities)
    entry: bool = False
    annotations: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Graph:
    """A package: its flows, callees first, and the components they call, by alias.

    Also by alias: `grants` are what a component may do outside, if anything, and `fills` what
    satisfies its imports within the package, which counts as called by whoever calls it.
    """

    name: str
    version: str
    doc: str
    components: Mapping[str, Component]
    types: Mapping[str, Type]
    flows: tuple[FlowGraph, ...]
    grants: Mapping[str, Capabilities] = field(default_factory=dict)
    fills: Mapping[str, tuple[Fill, ...]] = field(default_factory=dict)
