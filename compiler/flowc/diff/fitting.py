"""Whether values of one type can be had where another is expected: subtyping, as decision 21 says.

Takes two types and gives each place where the first does not fit, so that no place means that it is
a subtype. The rules are those of the Component Model where a value keeps its meaning as JSON text:
numbers widen, a value stands for an `option` of it, cases may be fewer, payloads vary alike. Who
reads makes a difference: the door refuses fields that it does not know, and takes an absent
`option`; callers may get fields that they do not know, and are not to lose one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from flowrt.plan import shapes as s

Reader: TypeAlias = Literal["door", "caller"]
U8 = s.Prim("u8")
_WIDER = {
    "u8": ("u16", "u32", "u64", "s16", "s32", "s64", "f32", "f64"),
    "u16": ("u32", "u64", "s32", "s64", "f32", "f64"),
    "u32": ("u64", "s64", "f64"),
    "s8": ("s16", "s32", "s64", "f32", "f64"),
    "s16": ("s32", "s64", "f32", "f64"),
    "s32": ("s64", "f64"),
    "f32": ("f64",),
}
"""Of each number, those that hold all of its values."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Where a value does not fit, as a path in it, and why."""

    path: str
    why: str

    def __str__(self) -> str:
        return f"`{self.path}`: {self.why}" if self.path else self.why


def misfits(given: s.Shape, wanted: s.Shape, reader: Reader, path: str = "") -> Iterator[Misfit]:
    """Give each place where a value of `given` is none of `wanted` to whoever reads it."""
    match given, wanted:
        case s.OptionOf(one), s.OptionOf(other) if _is_nullable(one) == _is_nullable(other):
            yield from misfits(one, other, reader, path)
        case _, s.OptionOf(other) if not _is_nullable(given) and not _is_nullable(other):
            yield from misfits(given, other, reader, path)
        case s.Prim(one), s.Prim(other):
            if one != other and other not in _WIDER.get(one, ()):
                yield _other(path, given, wanted)
        case s.ListOf(one), s.ListOf(other) if (one == U8) == (other == U8):
            yield from misfits(one, other, reader, f"{path}[]")
        case s.TupleOf(some), s.TupleOf(others) if len(some) == len(others):
            for number, (one, other) in enumerate(zip(some, others, strict=True)):
                yield from misfits(one, other, reader, f"{path}[{number}]")
        case s.RecordOf(_, some), s.RecordOf(_, others):
            yield from _fields(dict(some), dict(others), reader, path)
        case s.FlagsOf(_, some), s.FlagsOf(_, others):
            lost = (one for one in some if one not in others)
            yield from (Misfit(path, f"the label `{one}` is {_new(reader)}") for one in lost)
        case _:
            ours, theirs = _cases(given), _cases(wanted)
            if ours is None or theirs is None or _form(given) != _form(wanted):
                yield _other(path, given, wanted)
            else:
                yield from _payloads(ours, theirs, reader, path)


def _other(path: str, given: s.Shape, wanted: s.Shape) -> Misfit:
    return Misfit(path, f"`{s.spelled(given)}` is no `{s.spelled(wanted)}`")


def _new(reader: Reader) -> str:
    """Say what is wrong with a part that only the given type has, to who reads it."""
    return "not taken any more" if reader == "door" else "new to callers"


def _is_nullable(shape: s.Shape) -> bool:
    """Return whether `null` is a value, so that an option of it is written another way."""
    return isinstance(shape, s.OptionOf)


def _form(shape: s.Shape) -> str:
    return "result" if isinstance(shape, s.ResultOf) else "variant"


def _cases(shape: s.Shape) -> dict[str, s.Shape | None] | None:
    """Return the cases of a type that has some; enums have no payloads."""
    match shape:
        case s.VariantOf(_, cases):
            return dict(cases)
        case s.EnumOf(_, names):
            return dict.fromkeys(names)
        case s.ResultOf(ok, err):
            return {"ok": ok, "err": err}
        case _:
            return None


def _fields(
    some: dict[str, s.Shape], others: dict[str, s.Shape], reader: Reader, path: str
) -> Iterator[Misfit]:
    for name, shape in some.items():
        place = f"{path}.{name}".removeprefix(".")
        if name in others:
            yield from misfits(shape, others[name], reader, place)
        elif reader == "door":
            yield Misfit(place, "this field is not taken any more")
    for name, shape in others.items():
        absent_is_none = reader == "door" and isinstance(shape, s.OptionOf)
        if name not in some and not absent_is_none:
            why = "this field is needed now" if reader == "door" else "this field is gone"
            yield Misfit(f"{path}.{name}".removeprefix("."), why)


def _payloads(
    some: dict[str, s.Shape | None], others: dict[str, s.Shape | None], reader: Reader, path: str
) -> Iterator[Misfit]:
    for name, payload in some.items():
        place = f"{path}({name})"
        if name not in others:
            yield Misfit(path, f"the case `{name}` is {_new(reader)}")
            continue
        other = others[name]
        if payload is not None and other is not None:
            yield from misfits(payload, other, reader, place)
        elif payload is not other:
            gone = (payload is None) == (reader == "caller")
            yield Misfit(place, "its payload is gone" if gone else "it has a payload now")
