"""What the stub's values are made of: classes with named fields that never change.

    class Blob(Value):
        id: str
        size: int = 0

`Blob("plan", size=3)` then compares, hashes, prints and matches by its fields, as a frozen
dataclass does, and type checkers read it as one. But a dataclass compiles methods of its own when
its module is imported, half a millisecond for each of the sixty that `flowrt run` needs. Here they
are written once, for all. Modules of values begin with `from __future__ import annotations`, so
that the types of fields are text, and name what is only needed to say types (`typing` itself takes
6 ms to import) under `if TYPE_CHECKING:`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, ClassVar, Self, dataclass_transform
else:

    def dataclass_transform(**_: bool) -> object:
        """Stand in for what only type checkers read."""
        return lambda made: made


_OF_CLASS = ("ClassVar", "typing.ClassVar")


@dataclass_transform(frozen_default=True)
class _Made(type):
    """The class of classes of values: makes slots, and what `match` asks for, of annotations."""

    __match_args__: tuple[str, ...]
    _puts: tuple[Callable[[Any, Any], None], ...]
    _defaults: dict[str, Any]

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> _Made:
        kinds = body.get("__annotations__", {})
        fields = tuple([name for name in kinds if not kinds[name].startswith(_OF_CLASS)])
        defaults = {name: body.pop(name) for name in fields if name in body}
        body["__slots__"] = body["__match_args__"] = fields
        made = super().__new__(cls, name, bases, body)
        made._puts = ()
        made._defaults = defaults
        return made

    def _filled(cls) -> tuple[Callable[[Any, Any], None], ...]:
        """Return what puts values into the slots, found when the first value is made."""
        cls._puts = tuple([getattr(cls, name).__set__ for name in cls.__match_args__])
        return cls._puts

    def _complete(cls, given: tuple[Any, ...], named: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return a value for each field, in order: as given, as named, or its default."""
        fields = cls.__match_args__
        by_name = {**cls._defaults, **dict(zip(fields, given, strict=False)), **named}
        wrong = (named.keys() & set(fields[: len(given)])) or by_name.keys() ^ set(fields)
        if wrong or len(given) > len(fields):
            found = f"{len(given)} values and {', '.join(sorted(wrong or named))}"
            raise TypeError(f"{cls.__name__} takes {', '.join(fields)}; there were {found}")
        return tuple([by_name[name] for name in fields])


class _Fields:
    """What makes values dataclasses to those who ask, such as `dataclasses.replace`."""

    def __init__(self) -> None:
        self._known: dict[type[Value], Mapping[str, object]] = {}

    def __get__(self, value: object, made: type[Value]) -> Mapping[str, object]:
        known = self._known.get(made)
        if known is None:
            from dataclasses import make_dataclass  # noqa: PLC0415 - `flowrt run` does not ask

            known = vars(make_dataclass("_", made.__match_args__))[_FIELDS]
            self._known[made] = known
        return known


_FIELDS = "__dataclass_fields__"


class Value(metaclass=_Made):
    """The base of values; a class of values has no further base, and is none.

    One that has a `__post_init__` is checked by it when it is made.
    """

    __match_args__: ClassVar[tuple[str, ...]]
    __dataclass_fields__ = _Fields()

    def __init__(self, *given: Any, **named: Any) -> None:
        made = type(self)
        puts = made._puts or made._filled()  # noqa: SLF001 - it is ours
        if named or len(given) != len(puts):
            given = made._complete(given, named)  # noqa: SLF001 - the same
        for put, value in zip(puts, given, strict=True):
            put(self, value)
        self.__post_init__()

    def __post_init__(self) -> None:
        pass

    def _parts(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self.__match_args__])

    def as_dict(self) -> dict[str, Any]:
        """Return the fields by name, in their order."""
        return dict(zip(self.__match_args__, self._parts(), strict=True))

    def but(self, **changes: Any) -> Self:
        """Return the same with other values in some fields."""
        return type(self)(**{**self.as_dict(), **changes})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"cannot set `{name}`: a {type(self).__name__} never changes")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"cannot delete `{name}`: a {type(self).__name__} never changes")

    def __eq__(self, other: object) -> bool:
        return self._parts() == other._parts() if type(self) is type(other) else NotImplemented

    def __lt__(self, other: Self) -> bool:
        return self._parts() < other._parts()

    def __hash__(self) -> int:
        return hash((type(self), *self._parts()))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.as_dict().items())
        return f"{type(self).__qualname__}({fields})"

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        return type(self), self._parts()
