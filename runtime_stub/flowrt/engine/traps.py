"""What the engine says when it does not do something: a refusal, or a trap with its frames.

Takes the engine's error object, gives an exception and frees the object.
"""

from __future__ import annotations

import ctypes
from ctypes import byref
from types import MappingProxyType

from flowrt.engine import capi
from flowrt.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NOWHERE: Mapping[str, int] = MappingProxyType({})
MAX_FRAMES = 20
"""As many frames, the innermost, the engine tells of a trap."""


_FRAMES = "error while executing at wasm backtrace:"
_LIMITS = (
    ("instance count", "instances"),
    ("memory count", "memories"),
    ("memory minimum", "memory_bytes"),
    ("table minimum", "table_elements"),
)
"""What the engine says of limits that an instance cannot be made within, and their names."""


class Frame(Value):
    """One call in progress: its code offset in the component file, in bytes, and its names."""

    offset: int
    module: str
    function: str


class Spent(Value):
    """A bound that more memory was refused by: its name, empty for the system's own; and bytes."""

    limit: str
    bound: int
    wanted: int

    def __str__(self) -> str:
        if not self.limit:
            return f"the system has no {self.wanted:,} bytes of memory"
        what = "all memories together" if self.limit.startswith("total") else "a memory"
        return f"{what} would have {self.wanted:,} bytes; `{self.limit}` allows {self.bound:,}"


class EngineError(Exception):
    """The engine refused something: bytes that are no component, an import, a limit."""


class StartError(EngineError):
    """The engine made no instance."""


class Trapped(Exception):  # noqa: N818 - the engine's word for it
    """Code trapped: the cause in the engine's words and the frames, innermost first.

    `spent` is the bound that it was refused more memory by before, in the same transaction. Where
    memory is not counted, that is not known; `bound` then is what each memory may have, in bytes.
    """

    def __init__(self, cause: str, frames: tuple[Frame, ...]) -> None:
        super().__init__(cause)
        self.cause = cause
        self.frames = frames
        self.spent: Spent | None = None
        self.bound: int | None = None


def check(api: ctypes.CDLL, error: int | None) -> None:
    """Raise the engine's error, if there is one, and free it."""
    if error:
        raise taken(api, error)


def taken(api: ctypes.CDLL, error: int, starts: Mapping[str, int] = NOWHERE) -> Exception:
    """Return the engine's error as an exception, and free it.

    `starts` says of modules that were compiled apart where in the component they begin.
    """
    try:
        message = _message(api, error)
        cause = _cause(message)
        if cause:
            return Trapped(cause, _frames(api, error, starts))
        return EngineError(_with_limit(_one_line(message)))
    finally:
        api.wasmtime_error_delete(error)


def _one_line(message: str) -> str:
    lines = (line.strip() for line in message.splitlines())
    return ": ".join(line for line in lines if line and line != "Caused by:")


def _cause(message: str) -> str:
    """Return why code was stopped; empty where that is not what the engine says.

    Besides the traps of instructions there are those of calls between components: handles that
    are not known, texts outside of memory. These are told behind the frames alone.
    """
    _, trapped, cause = message.rpartition("wasm trap: ")
    if trapped:
        return cause.splitlines()[0]
    return message.strip().rpartition("\n")[2].strip() if message.startswith(_FRAMES) else ""


def _with_limit(message: str) -> str:
    """Return what the engine says, with the name of the limit that it is about, if it is one."""
    name = next((name for words, name in _LIMITS if words in message), None)
    return f"{message} (`{name}`)" if name else message


def _message(api: ctypes.CDLL, error: int) -> str:
    data = capi.Bytes()
    api.wasmtime_error_message(error, byref(data))
    message = capi.text_of(data)
    api.wasm_byte_vec_delete(byref(data))
    return message


def _frames(api: ctypes.CDLL, error: int, starts: Mapping[str, int]) -> tuple[Frame, ...]:
    from flowrt.engine.capi_rare import Pointers  # noqa: PLC0415 - most flows do well

    trace = Pointers()
    api.wasmtime_error_wasm_trace(error, byref(trace))
    frames = tuple(_frame(api, trace.data[i], starts) for i in range(trace.size))
    api.wasm_frame_vec_delete(byref(trace))
    return frames


def _frame(api: ctypes.CDLL, frame: int, starts: Mapping[str, int]) -> Frame:
    names = (api.wasmtime_frame_module_name(frame), api.wasmtime_frame_func_name(frame))
    module, function = (capi.text_of(name.contents) if name else "" for name in names)
    offset = api.wasm_frame_module_offset(frame) + starts.get(module, 0)
    return Frame(offset, module, function)
