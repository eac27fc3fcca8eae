"""What the glue holds ready in memory: descriptors for the codec, literal strings, marks.

The code refers to them by global names while it is written; `finish` lays them out at the
address where the codec keeps room for them and gives the globals their values.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from flowc.produce import descriptors
from flowc.produce.layout import align_to

SCRATCH = "global.get $scratch"
_CELL = struct.Struct("<II")  # a string: address and length, in bytes


@dataclass(slots=True)
class Statics:
    """The descriptors and literals asked for so far, in order; a byte for each point to reach."""

    roots: dict[descriptors.Root, int] = field(default_factory=dict)
    literals: dict[str, int] = field(default_factory=dict)
    points: int = 0

    def descriptor(self, root: descriptors.Root) -> str:
        """Return the instruction that pushes the address of a descriptor."""
        return f"global.get $type:{self.roots.setdefault(root, len(self.roots))}"

    def literal(self, text: str) -> str:
        """Return the instruction that pushes the address of a literal string."""
        return f"global.get $text:{self.literals.setdefault(text, len(self.literals))}"

    def cover(self, point: int) -> tuple[str, ...]:
        """Return the instructions that mark a point as reached."""
        return self.marks(point + 1), "i32.const 1", f"i32.store8 offset={point}"

    def marks(self, count: int) -> str:
        """Return the instruction that pushes the address of the marks of at least so many points.

        They are bools, so that they are the elements of a list of them as they stand.
        """
        self.points = max(self.points, count)
        return "global.get $marks"

    def finish(self, base: int) -> str:
        """Lay everything out at address `base`, a multiple of 16; return the text for it."""
        table = descriptors.build(self.roots)
        scratch = align_to(len(table.data), 8)
        cells = scratch + 8
        strings = [text.encode() for text in self.literals]
        data = bytearray(table.data).ljust(cells, b"\0")
        at = base + cells + _CELL.size * len(strings)
        for text in strings:
            data += _CELL.pack(at, len(text))
            at += len(text)
        data += b"".join(strings)
        places = {f"type:{n}": table.offset_of[root] for root, n in self.roots.items()}
        places["scratch"] = scratch
        places["marks"] = len(data)
        data += bytes(self.points)
        places |= {f"text:{n}": cells + _CELL.size * n for n in self.literals.values()}
        globals_ = (f"(global ${name} i32 (i32.const {base + at}))" for name, at in places.items())
        return "\n".join([*globals_, *_start(base, bytes(data))])


def _start(base: int, data: bytes) -> Iterator[str]:
    """Write the data and the start function that copies it to where the codec made room."""
    escaped = "".join(f"\\{byte:02x}" for byte in data)
    yield f'(data $static "{escaped}")'
    yield "(func $start"
    yield f"  (drop (call $boot (i32.const {len(data)})))"
    yield f"  (memory.init $static (i32.const {base}) (i32.const 0) (i32.const {len(data)}))"
    yield "  (data.drop $static))"
    yield "(start $start)"
