"""The parts that rules are made of: each says what is wrong, or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from flowc.frontend import terms as t
from flowc.frontend.signature import Component
from flowc.ir.graph import FlowGraph, Operation, Region


@dataclass(frozen=True, slots=True)
class Around:
    """What an operation stands in: the package's components, the flows before, its own flow."""

    components: Mapping[str, Component]
    flows: Mapping[str, FlowGraph]
    flow: FlowGraph


Rule: TypeAlias = Callable[[Operation, Around], str]
"""Says what is wrong with an operation; empty where nothing is."""
Rules: TypeAlias = dict[str, tuple[tuple[int, ...] | None, int | None, Rule]]
"""By name: how many operands, how many regions (None: as the rule says), and the rule."""


def same(what: str, expected: t.Type | None, found: t.Type | None) -> str:
    """Say that a type is another than expected."""
    return "" if expected == found else f"{what} is of type {found}, expected {expected}"


def first(*found: str) -> str:
    """Say the first of what is wrong."""
    return next(filter(None, found), "")


def is_index(index: object, count: int) -> bool:
    """Whether this is the number of one of so many."""
    return isinstance(index, int) and not isinstance(index, bool) and 0 <= index < count


def operands(op: Operation, expected: tuple[t.Type, ...]) -> str:
    """Say that operands are not of these types."""
    if len(op.operands) != len(expected):
        return f"it takes {len(expected)} operands, found {len(op.operands)}"
    pairs = zip(op.operands, expected, strict=True)
    return first(*(same(f"%{operand.id}", type_, operand.type) for operand, type_ in pairs))


def number(op: Operation, allowed: tuple[str, ...]) -> str:
    """Say that the first operand is not of one of these primitive types."""
    type_ = op.operands[0].type
    sound = isinstance(type_, t.Prim) and type_.name in allowed
    return "" if sound else f"it takes no operand of type {type_}"


def fits(region: Region, params: tuple[t.Type, ...], result: t.Type) -> str:
    """Say that a region takes or gives other types than these."""
    found = tuple(param.type for param in region.params)
    if found != params:
        return f"a region is given {_types(found)}, expected {_types(params)}"
    return same("a region's result", result, region.result.type)


def _types(types: tuple[t.Type, ...]) -> str:
    return f"({', '.join(map(str, types))})"
