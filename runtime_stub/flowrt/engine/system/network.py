"""The engine's network, opened for one store: names, and sockets of TCP and UDP.

Of the three, the C interface allows names alone: since version 48 the engine makes no socket unless
it is told to, and no function tells it. What would be set are two bytes beside the one that is set
for names. `VERSION` is pinned, and its libraries for all machines have that byte at the same place;
that it does lie there is seen each time, by having it set and taken back.
"""

from __future__ import annotations

import ctypes

from flowrt.engine.capi import VERSION
from flowrt.problems.faults import EngineUnusable

NAMES_AT = 264
"""Where the configuration holds whether names may be looked up; UDP and TCP come after it."""
_SEEN = (b"\1\0\0", b"\0\0\0")


def opened(api: ctypes.CDLL, config: int) -> None:
    """Let a store that is configured use the network; raises `EngineUnusable`."""
    api.wasi_config_inherit_network(config)
    flags = (ctypes.c_uint8 * 3).from_address(config + NAMES_AT)
    seen = []
    for is_allowed in (True, False):
        api.wasi_config_allow_ip_name_lookup(config, is_allowed)
        seen.append(bytes(flags))
    if tuple(seen) != _SEEN:
        raise EngineUnusable(f"wasmtime {VERSION}", "an engine whose sockets cannot be opened")
    flags[:] = [1, 1, 1]
