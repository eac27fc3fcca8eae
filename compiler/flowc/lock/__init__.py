"""What a package uses of registries: pinned by digest in `flow.lock`, kept in the user's cache.

Everything here is offline: `file` reads and writes the lock, `store` has the bytes, `remotes` loads
a `use` from both. `flowc.oci` is what fetches.
"""

from flowc.lock.file import HEAD, NAME, Lock, Pin, encode_lock
from flowc.lock.remotes import Remotes
from flowc.lock.store import Store

__all__ = ["HEAD", "NAME", "Lock", "Pin", "Remotes", "Store", "encode_lock"]
