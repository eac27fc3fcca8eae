"""Room for values: the codec's bump allocator, as far as the glue works it itself.

Small values are allocated in line, by moving the heap's top; what does not fit, and what is not
small, goes through the codec's `alloc`. What a loop's body allocates is freed where nothing of it
can outlive an iteration.
"""

from flowc.frontend import terms as t
from flowc.ir.graph import Region
from flowc.produce import codec
from flowc.produce.code import Code, is_scalar

ALIGNMENT = 8
SMALL = 48
"""Bytes; less than the codec keeps free behind the heap, so that no address can wrap."""

_BUILDING = (
    "make", "list", "case", "call", "text", "for", "par", "append", "portions", "joined",
)  # fmt: skip


def alloc(code: Code, size: int) -> str:
    """Make room for `size` bytes and return the local that holds the address."""
    if size > SMALL:
        code.emit(f"i32.const {size}", f"i32.const {ALIGNMENT}", "call $alloc")
        return code.keep("i32")
    end = code.local("i32")
    push_top(code)
    code.emit(f"i32.const {ALIGNMENT - 1}", "i32.add", f"i32.const {-ALIGNMENT}", "i32.and")
    base = code.keep("i32")
    code.emit(f"local.get {base}", f"i32.const {size}", "i32.add", f"local.tee {end}")
    code.emit("i32.const 0", f"i32.load offset={codec.address('heap_limit')}", "i32.gt_u")
    with code.nested("if"):
        code.emit(f"i32.const {size}", f"i32.const {ALIGNMENT}", "call $alloc", f"local.set {base}")
        code.otherwise()
        free(code, end)
    return base


def push_top(code: Code) -> None:
    """Push the address behind all that is allocated."""
    code.emit("i32.const 0", f"i32.load offset={codec.address('heap_top')}")


def free(code: Code, top: str) -> None:
    """Make the address in local `top` the heap's top: what lies behind it is gone."""
    code.emit("i32.const 0", f"local.get {top}", f"i32.store offset={codec.address('heap_top')}")


def allocates(region: Region) -> bool:
    """Whether a region may make something in memory, as far as it is worth knowing."""
    return any(
        operation.name == "flow"
        or (operation.name in _BUILDING and not is_scalar(operation.result.type))
        or (operation.name == "call" and isinstance(operation.result.type, t.Handle))
        or any(map(allocates, operation.regions))
        for operation in region.operations
    )
