"""The codec: a core WebAssembly module that reads and writes JSON by a type table.

Gives the committed module's bytes and the addresses of what it shares with the glue.
It is built from `runtime_stub/codec` by the `build.py` beside its sources.
"""

from functools import cache
from importlib.resources import files

from flowc.produce import sections

_EXPORTS, _GLOBALS = 7, 6
_I32_CONST = 0x41
_ALIGNMENT = 16


@cache
def module() -> bytes:
    """Return the codec's bytes."""
    return files("flowc.produce").joinpath("codec.wasm").read_bytes()


@cache
def static_base() -> int:
    """Return the address that `boot` reserves its static area at, a multiple of 16."""
    return -(-address("__heap_base") // _ALIGNMENT) * _ALIGNMENT


@cache
def address(name: str) -> int:
    """Return the address that the codec exports under a name."""
    found = {kind: module()[start:end] for kind, start, end in sections.walk(module())}
    index = _exported_global(found[_EXPORTS], name.encode())
    return _constants(found[_GLOBALS])[index]


class _Reader:
    """A cursor over bytes whose form is known, as they are our own."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        """Return the next bytes."""
        self._at += count
        return self._data[self._at - count : self._at]

    def number(self) -> int:
        """Return the next LEB128 number, read as unsigned."""
        value, self._at = sections.read_leb128(self._data, self._at)
        return value


def _exported_global(section: bytes, name: bytes) -> int:
    reader = _Reader(section)
    for _ in range(reader.number()):
        exported = reader.take(reader.number())
        reader.take(1)
        index = reader.number()
        if exported == name:
            return index
    raise AssertionError(name)


def _constants(section: bytes) -> list[int]:
    """Return the initial values of globals that are all `i32.const`."""
    reader = _Reader(section)
    values = []
    for _ in range(reader.number()):
        reader.take(2)
        if reader.take(1)[0] != _I32_CONST:
            raise AssertionError(section)
        values.append(reader.number())
        reader.take(1)
    return values
