"""Instances from a pool: their memories and tables are made once and wiped for whoever is next.

That takes half of what an instance costs. The engine reserves addresses for the whole pool at
once, terabytes of them, and ends the process where it gets none (`ulimit -v`); `is_safe` finds that
out in a process of its own. What a transaction left behind is zero before another one sees it.
"""

from __future__ import annotations

import os
import sys
from ctypes import c_size_t, c_uint32

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ctypes
    from collections.abc import Callable

MEMORIES = 8
"""Memories, and tables, that an instance has at most; one that has more is not pooled."""
CORE_INSTANCES = 64
TABLE_ELEMENTS = 100_000
RESIDENT = 128 << 10
"""Bytes of a memory and of a table that stay with the process, and are wiped by it."""
MOST = 256
"""Instances that a pool has at most."""
_SET = "wasmtime_pooling_allocation_config_{}_set"


def put_into(api: ctypes.CDLL, config: int, instances: int) -> None:
    """Have an engine's configuration make so many instances from a pool."""
    pool = api.wasmtime_pooling_allocation_config_new()
    counts = {
        "total_component_instances": instances,
        "total_core_instances": instances * CORE_INSTANCES,
        "total_memories": instances * MEMORIES,
        "total_tables": instances * MEMORIES,
        "max_core_instances_per_component": CORE_INSTANCES,
        "max_memories_per_component": MEMORIES,
        "max_tables_per_component": MEMORIES,
    }
    for name, count in counts.items():
        getattr(api, _SET.format(name))(pool, c_uint32(count))
    sizes = {
        "table_elements": TABLE_ELEMENTS,
        "linear_memory_keep_resident": RESIDENT,
        "table_keep_resident": RESIDENT,
    }
    for name, size in sizes.items():
        getattr(api, _SET.format(name))(pool, c_size_t(size))
    api.wasmtime_pooling_allocation_strategy_set(config, pool)
    api.wasmtime_pooling_allocation_config_delete(pool)


def is_safe(attempt: Callable[[], object]) -> bool:
    """Whether an attempt goes well, made in a process of its own, which it may bring down."""
    if not (sys.platform == "linux" and hasattr(os, "fork")):
        return False
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        _try(attempt)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def _try(attempt: Callable[[], object]) -> None:
    """End this process, with 0 where the attempt goes well; whatever it says is not shown."""
    code = 1
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        attempt()
        code = 0
    finally:
        os._exit(code)
