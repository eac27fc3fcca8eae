"""What `--help` prints for a flow: its parameters with types, defaults and documentation."""

from typing import assert_never

from flowrt.cli.flags import inner
from flowrt.cli.options import Option, listed
from flowrt.plan.plan import Entry, Parameter, Plan
from flowrt.plan.shapes import (
    EnumOf,
    FlagsOf,
    ListOf,
    OptionOf,
    Prim,
    RecordOf,
    ResultOf,
    Shape,
    TupleOf,
    VariantOf,
    spelled,
)
from flowrt.problems.report import readable


def flow_help(entry: Entry, options: tuple[Option, ...]) -> str:
    """Return the help of one flow."""
    words = [_usage(p) for p in entry.params]
    parts = [f"usage: flowrt run ARCHIVE {' '.join([entry.name, *words])}"]
    parts += [readable(entry.doc)] if entry.doc else []
    if entry.params:
        rows = [(f"--{p.name} {_metavar(p)}".rstrip(), _about(p)) for p in entry.params]
        parts.append("parameters:\n" + listed(rows))
        parts.append(
            "Compound values are JSON; @FILE reads a value from a file, @@ stands for @.\n"
            "Or give one JSON object of parameters on stdin: `flowrt run ARCHIVE FLOW -`."
            + _hidden(entry, options)
        )
    parts.append(f"result: {entry.result}")
    types = _types(entry)
    parts += ["types:\n" + listed(types)] if types else []
    parts.append("options, before `--`:\n" + listed([(str(o), o.help) for o in options]))
    return "\n\n".join(parts)


def flows_help(plan: Plan) -> str:
    """Return the flows of an archive, each with its type and the first line of its text."""
    rows = []
    for entry in plan.entries:
        rows.append(f"  {entry}")
        rows += [f"      {readable(entry.doc).splitlines()[0]}"] if entry.doc else []
        rows += [f"      {one}" for one in (*entry.routes, *entry.triggers)]
    return "\n".join(rows)


def _hidden(entry: Entry, options: tuple[Option, ...]) -> str:
    taken = {option.name for option in options}
    names = [f"--{p.name}" for p in entry.params if p.name in taken]
    return f"\nAfter a bare `--` only, being options too: {', '.join(names)}." if names else ""


def _usage(p: Parameter) -> str:
    word = f"--{p.name} {_metavar(p)}".rstrip()
    return word if p.required else f"[{word}]"


def _metavar(p: Parameter) -> str:
    match inner(p.type):
        case Prim("bool"):
            return ""
        case Prim(name):
            return name.upper()
        case EnumOf():
            return "CASE"
        case _:
            return "JSON"


def _about(p: Parameter) -> str:
    default = readable(p.default or "")
    need = "required" if p.required else f"default {default}" if default else "optional"
    doc = " ".join(readable(p.doc).split())
    return f"{p.type}, {need}" + (f". {doc}" if doc else "")


def _types(entry: Entry) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for shape in (*(p.type for p in entry.params), entry.result):
        _collect(shape, found)
    return list(found.items())


def _collect(shape: Shape, found: dict[str, str]) -> None:
    name = getattr(shape, "name", None)
    if name and not isinstance(shape, Prim):
        found.setdefault(name, spelled(shape))
    for part in _parts(shape):
        _collect(part, found)


def _parts(shape: Shape) -> tuple[Shape, ...]:
    match shape:
        case ListOf(part) | OptionOf(part):
            return (part,)
        case ResultOf(ok, err):
            return tuple(part for part in (ok, err) if part is not None)
        case TupleOf(items):
            return items
        case RecordOf(_, fields):
            return tuple(part for _, part in fields)
        case VariantOf(_, cases):
            return tuple(part for _, part in cases if part is not None)
        case Prim() | EnumOf() | FlagsOf():
            return ()
    assert_never(shape)
