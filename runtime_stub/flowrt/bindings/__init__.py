"""Who answers for a service, as `--bind NAME=TARGET` says it: one table, by the target's scheme.

A module of the table has `binding(target, opening)`, which gives a `Binding` or raises what is
wrong with the target. It is imported when a target of its scheme is bound, so that nobody pays
for what is not used.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType

from flowrt.rights.capabilities import NOTHING, Allowed
from flowrt.rights.limits import Limits
from flowrt.value import Value
from flowrt.work.errors import NotInstalled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flowrt.run.services import Binding

LOCAL = ("flowrt.bindings.local", "")
SCHEMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "http": ("flowrt.bindings.http", "serve"),
        "https": ("flowrt.bindings.http", "serve"),
        "local": LOCAL,
        "map": ("flowrt.bindings.mapped", "serve"),
        "nats": ("flowrt.bindings.nats", "work"),
        "queue": ("flowrt.bindings.queues", "work"),
    }
)
"""The module of each scheme, and the extra that it needs; a target without a scheme is a path."""


class Opening(Value):
    """On what terms a service is bound: the trust, limits and state file of who calls it.

    An archive that answers for it, the `service`, may do what is `allowed`, and what the file of
    `rules` says of its package. The file `login` says who connects to NATS servers.
    """

    trust: str | None = None
    limits: Limits = Limits()
    state: str | Path | None = None
    allowed: Allowed = NOTHING
    rules: str | None = None
    service: str = ""
    login: str | None = None


def binding_to(target: str, opening: Opening) -> Binding:
    """Return who answers at a target; raises a `Problem`, or `ValueError` for another scheme."""
    scheme, colon, rest = target.partition(":")
    if scheme not in SCHEMES and colon and rest.startswith("//"):
        raise ValueError(f"one of {', '.join(f'{name}:' for name in SCHEMES)}")
    name, extra = SCHEMES.get(scheme, LOCAL)
    try:
        module = import_module(name)
    except ModuleNotFoundError as missing:
        raise NotInstalled(missing.name or name, extra) from None
    binding: Binding = module.binding(target, opening)
    return binding
