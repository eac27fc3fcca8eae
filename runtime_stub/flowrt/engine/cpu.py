"""What native code may ask of a CPU, so that it runs on all machines of its target."""

from __future__ import annotations

from flowrt.engine.traps import check
from flowrt.target import this_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ctypes

TRIPLES = {
    "x86_64-linux": "x86_64-unknown-linux-gnu",
    "aarch64-linux": "aarch64-unknown-linux-gnu",
    "x86_64-macos": "x86_64-apple-darwin",
    "aarch64-macos": "aarch64-apple-darwin",
    "x86_64-windows": "x86_64-pc-windows-msvc",
    "aarch64-windows": "aarch64-pc-windows-msvc",
}
_X86_64_V2 = ("sse3", "ssse3", "sse41", "sse42", "popcnt", "cmpxchg16b")


def make_portable(api: ctypes.CDLL, config: int) -> None:
    """Have an engine's configuration compile for any CPU of the target."""
    check(api, api.wasmtime_config_target_set(config, TRIPLES[this_target()].encode()))
    for name in _X86_64_V2 if this_target().startswith("x86_64") else ():
        api.wasmtime_config_cranelift_flag_enable(config, f"has_{name}".encode())
