"""The body of one core function while it is being written, as lines of WebAssembly text.

A value of a flow lives in one local: a scalar as its core type, all else as the address of its
canonical layout. Values never change, so a part of a value is an address inside it, not a copy.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flowc.frontend import terms as t
from flowc.ir.graph import Value
from flowc.produce.layout import Core, flat


def is_scalar(type_: t.Type) -> bool:
    """Whether a value of the type lives in a local itself, rather than in memory."""
    match type_:
        case t.Prim(name):
            return name != "string"
        case t.Enum() | t.Flags() | t.Handle():
            return True
        case _:
            return False


def core_of(type_: t.Type) -> Core:
    """Return the core type of the local that stands for a value of the type."""
    return flat(type_)[0] if is_scalar(type_) else "i32"


def name(value: Value) -> str:
    """Return the local that stands for a value."""
    return f"$v{value.id}"


@dataclass(slots=True)
class Code:
    """Instructions and locals, in order."""

    lines: list[str] = field(default_factory=list)
    locals: dict[str, Core] = field(default_factory=dict)
    depth: int = 1

    def emit(self, *instructions: str) -> None:
        """Append instructions, one a line."""
        self.lines += ["  " * self.depth + instruction for instruction in instructions]

    def local(self, core: Core) -> str:
        """Make a fresh local and return its name."""
        name = f"$t{len(self.locals)}"
        self.locals[name] = core
        return name

    def keep(self, core: Core) -> str:
        """Take the value on top of the stack into a fresh local and return its name."""
        name = self.local(core)
        self.emit(f"local.set {name}")
        return name

    @contextmanager
    def nested(self, opening: str) -> Iterator[None]:
        """Write what is emitted inside between `opening` (a block, loop or if) and its `end`."""
        self.emit(opening)
        self.depth += 1
        yield
        self.depth -= 1
        self.emit("end")

    def otherwise(self) -> None:
        """Write the `else` of the `if` that is open."""
        self.lines.append("  " * (self.depth - 1) + "else")

    def function(self, header: str) -> str:
        """Return the whole function, with `header` naming it, its parameters and its result."""
        declared = [f"  (local {name} {core})" for name, core in self.locals.items()]
        return "\n".join([f"(func {header}", *declared, *self.lines, ")"])
