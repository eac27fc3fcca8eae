"""Instances from a pool: their memories and tables are made once and wiped for whoever is next.

That takes half of what an instance costs. The engine reserves addresses for the whole pool at
once, terabytes of them, and ends the process where it gets none (`ulimit -v`, `ulimit -d`);
`has_room` asks for them first, and more. What a transaction left behind is zero before another one
sees it.
"""

from __future__ import annotations

import sys
from ctypes import c_size_t, c_uint32

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ctypes

MEMORIES = 8
"""Memories, and tables, that an instance has at most; one that has more is not pooled."""
CORE_INSTANCES = 64
TABLE_ELEMENTS = 100_000
RESIDENT = 128 << 10
"""Bytes of a memory and of a table that stay with the process, and are wiped by it."""
MOST = 256
"""Instances that a pool has at most."""
INSTANCE_ROOM = MEMORIES * (5 << 30)
"""Bytes of addresses that suffice for an instance: a memory has four gigabytes, and guards."""
POOL_ROOM = 16 << 30
"""Those for what a pool has besides."""
WRITABLE = MEMORIES * TABLE_ELEMENTS * 10
"""Bytes that can be written from the start, for an instance: its tables, of eight an element."""
_SET = "wasmtime_pooling_allocation_config_{}_set"


def put_into(api: ctypes.CDLL, config: int, instances: int) -> None:
    """Have an engine's configuration make so many instances from a pool."""
    pool = api.wasmtime_pooling_allocation_config_new()
    counts = {
        "total_component_instances": instances,
        "total_core_instances": instances * CORE_INSTANCES,
        "total_memories": instances * MEMORIES,
        "total_tables": instances * MEMORIES,
        "total_stacks": 0,  # those are for code that is suspended; unasked there are 2 GB of them
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


def has_room(instances: int) -> bool:
    """Whether this process may have a pool of so many instances, and go on growing beside it."""
    if sys.platform != "linux" or instances > MOST:
        return False
    import mmap  # noqa: PLC0415 - for Linux, and for servers

    kind = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
    try:
        mmap.mmap(-1, POOL_ROOM + instances * INSTANCE_ROOM, kind, prot=0).close()
        mmap.mmap(-1, instances * WRITABLE, kind).close()
    except OSError:
        return False
    return True
