"""What the stub asks for when a component is bound: an archive of it, and the key that signed it.

It is found as an entry point of the group `flowrt.wrap`, so that the stub need not import the
compiler. What was made is kept by component, service and this copy of flowc, under the user's
secret, as code is that was compiled; where it is found, nothing of the compiler is imported.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import flowrt
from flowc.cache import compiler, digest, state_of
from flowrt.engine.kept import Kept

if TYPE_CHECKING:
    from flowrt.plan.cuts import Service

KEY = 32
"""Bytes of a public key."""


def wrap(component: bytes, place: str, service: "Service") -> tuple[bytes, bytes]:
    """Return a public key, and an archive that answers for a service and that its key signed.

    The private key is forgotten. Raises a `Refused` that names the place.
    """
    stub = state_of(Path(flowrt.__file__).parent)
    asked = digest(repr(service.encode()).encode())
    kept = Kept(component, f"flowc wrap {compiler()} {stub} {asked}")
    made = kept.find()
    if made is None:
        from flowc.wrap.sealed import sealed  # noqa: PLC0415 - it imports the compiler

        made = b"".join(sealed(component, place, service))
        kept.keep(made)
    return made[:KEY], made[KEY:]
