"""Types in the component text format.

A type that has a name is written `$PREFIX:NAME`; `names` holds those that have one.
Source: the Component Model's explainer, "Type Definitions".
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from flowc.frontend import terms as t
from flowc.produce.names import Named, parts

Names: TypeAlias = Mapping[Any, str]
"""Names of named types and resources; a mapping's type would have to say exactly which of them."""


def type_text(type_: t.Type, names: Names, prefix: str) -> str:
    """Write a type in the component text format; named ones as `$PREFIX:NAME`."""
    match type_:
        case t.Prim(name):
            return name
        case t.Record() | t.Variant() | t.Enum() | t.Flags():
            return f"${prefix}:{names[type_]}"
        case t.List(element):
            return f"(list {type_text(element, names, prefix)})"
        case t.Option(some):
            return f"(option {type_text(some, names, prefix)})"
        case t.Tuple(items):
            return f"(tuple {' '.join(type_text(item, names, prefix) for item in items)})"
        case t.Result(ok, err):
            sides = [type_text(ok, names, prefix)] if ok is not None else []
            sides += [f"(error {type_text(err, names, prefix)})"] if err is not None else []
            return f"(result {' '.join(sides)})"
        case t.Handle(kind, resource):
            return f"({kind} ${prefix}:{names[resource]})"
        case t.Opaque() | t.Resource() | t.Unknown():
            raise AssertionError(type_)


def definition(type_: Named, names: Names, prefix: str) -> str:
    """Write the structure of a type that has a name."""
    match type_:
        case t.Record():
            body = " ".join(
                f'(field "{label}" {type_text(part, names, prefix)})'
                for label, part in parts(type_)
            )
            return f"(record {body})"
        case t.Variant(cases):
            body = " ".join(
                f'(case "{c.name}")'
                if c.payload is None
                else f'(case "{c.name}" {type_text(c.payload, names, prefix)})'
                for c in cases
            )
            return f"(variant {body})"
        case t.Enum(labels):
            return f"(enum {_quoted(labels)})"
        case t.Flags(labels):
            return f"(flags {_quoted(labels)})"


def _quoted(labels: tuple[str, ...]) -> str:
    return " ".join(f'"{label}"' for label in labels)


def function_text(function: t.FuncType, names: Names, prefix: str) -> str:
    """Write what a function takes and gives."""
    words = [f'(param "{p.name}" {type_text(p.type, names, prefix)})' for p in function.params]
    if function.result is not None:
        words.append(f"(result {type_text(function.result, names, prefix)})")
    return " ".join(words)
