"""The figures of one build; `text` and `page` show them.

Takes what the build made anyway, and measures nothing itself.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from flowc.native import Made
from flowc.produce import Fused, sections


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the build, and how long it took."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Part:
    """Something that the fused component is made of, in bytes of wasm."""

    name: str
    wasm: int


@dataclass(frozen=True, slots=True)
class Code:
    """Native code that was compiled in one piece, or was kept from before."""

    name: str
    wasm: int
    native: int
    seconds: float
    kept: bool


@dataclass(frozen=True, slots=True)
class Book:
    """One build: its stages in order, what is in its component, its code, and the archive.

    `executable` is what the executable is made of, where one was made, in bytes.
    """

    source: str
    stages: tuple[Stage, ...]
    parts: tuple[Part, ...]
    codes: tuple[Code, ...]
    component: int
    archive: int
    executable: tuple[tuple[str, int], ...] = ()

    @property
    def seconds(self) -> float:
        """The whole time."""
        return sum(stage.seconds for stage in self.stages)


def book_of(
    source: str, stages: Sequence[Stage], fused: Fused, made: Made | None, archive: int
) -> Book:
    """Return a build's figures; `archive` is its size, 0 where there is none."""
    codes = () if made is None else _codes_of(made, fused)
    component = len(fused.component)
    return Book(source, tuple(stages), _parts_of(fused), codes, component, archive)


def _parts_of(fused: Fused) -> tuple[Part, ...]:
    """Return what a component is made of."""
    component = fused.component
    sizes = _sizes(component, sections.COMPONENT)
    names = [", ".join(aliases) for _, aliases in sorted(fused.parts) if aliases]
    inside = [Part(name, size) for name, size in zip(names, sizes, strict=False)]
    codec, *glue = _sizes(component, sections.CORE_MODULE)
    rest = len(component) - sum(part.wasm for part in inside) - codec - sum(glue)
    return (*inside, Part("codec", codec), Part("glue", sum(glue)), Part("types and wiring", rest))


def _codes_of(made: Made, fused: Fused) -> tuple[Code, ...]:
    """Return the pieces of native code, modules under the component that they are of."""
    starts = [(at, ", ".join(aliases)) for at, aliases in sorted(fused.parts)]
    codes = []
    for piece in made.pieces:
        name = "all the rest" if len(made.pieces) > 1 else "the component"
        if piece.module:
            at = made.native.modules[piece.module].at
            name = f"{_owner(starts, at)}, module {piece.module[:12]}"
        codes.append(Code(name, piece.wasm, piece.native, piece.seconds, piece.kept))
    return tuple(codes)


def _owner(starts: Sequence[tuple[int, str]], at: int) -> str:
    """Return whose the byte `at` is."""
    return starts[bisect_right(starts, at, key=lambda one: one[0]) - 1][1]


def _sizes(component: bytes, kind: int) -> list[int]:
    return [end - start for found, start, end in sections.walk(component) if found == kind]
