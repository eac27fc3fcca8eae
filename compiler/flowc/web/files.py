"""The files of `flowc build --target web`, by name: all that a page or a program needs."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping

from flowc.text.report import stop
from flowc.web.bindgen import Transpiled, transpile
from flowc.web.declarations import declarations
from flowc.web.errors import NotKept
from flowc.web.html import page
from flowc.web.script import script
from flowrt.plan.plan import Plan
from flowrt.rights.limits import Limits

NO_LIMITS = Limits()
KEPT = ("input_bytes", "memory_bytes", "output_bytes", "table_elements", "wall_ms")
"""The limits that a page can keep."""


def files(  # noqa: PLR0913, PLR0917 - what an archive is, and its name
    plan: Plan,
    component: bytes,
    archive: bytes,
    stem: str,
    drawings: bytes = b"",
    limits: Limits = NO_LIMITS,
) -> Mapping[str, bytes]:
    """Return what is written for a package whose signed archive, drawings and limits are given.

    `STEM.integrity.json` has the digest of each other file, as SHA-256 in hexadecimal and as a page
    gives it for subresource integrity. Raises `Stopped` (F640, F641, F642, F643).
    """
    if unkept := [name for name in limits.by_name if name not in KEPT]:
        raise stop(NotKept(unkept[0]))
    transpiled = transpile(component, stem)
    module = script(plan, transpiled, component, limits)
    made = {
        f"{stem}.mjs": module.encode(),
        f"{stem}.d.mts": declarations(plan, stem).encode(),
        f"{stem}.component.d.mts": typed(plan, transpiled).encode(),
        f"{stem}.html": page(plan, module, drawings).encode(),
        f"{stem}.flowpack": archive,
    }
    return {**made, f"{stem}.integrity.json": integrity(plan, made)}


def typed(plan: Plan, transpiled: Transpiled) -> str:
    """Return the types of the flows as the component exports them, with values as WIT has them.

    Flows that wait are not in it.
    """
    name = re.sub(r"[:/]", "-", plan.interface.partition("@")[0])
    return transpiled.types.get(f"interfaces/{name}.d.ts", "export {};\n")


def integrity(plan: Plan, made: Mapping[str, bytes]) -> bytes:
    """Return the digests of files as JSON; W3C Subresource Integrity, section 3."""
    told = {
        "package": plan.package,
        "version": plan.package_version,
        "files": {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "integrity": _sri(data)}
            for name, data in made.items()
        },
    }
    return (json.dumps(told, indent=2) + "\n").encode()


def _sri(data: bytes) -> str:
    return f"sha384-{base64.b64encode(hashlib.sha384(data).digest()).decode()}"
