"""What a component offers to whoever would call it from outside: its functions, and what it needs.

Takes its bytes; raises `NotAComponent` where they are something else, and `NotSatisfied` where it
imports what no host provides.
"""

from dataclasses import dataclass

from flowc.frontend import signatures, wasi
from flowc.frontend.capability import Capabilities
from flowc.frontend.signature import Component, Function
from flowrt.archive.names import is_word
from flowrt.bindings.errors import NotAComponent, NotSatisfied

UNNAMED = "component"
"""What one is called whose name cannot be part of a package's."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A component with its bytes.

    `place` is the file as a person knows it, `label` what an archive calls it; calls of it are said
    to be of the `alias`.
    """

    place: str
    label: str
    alias: str
    data: bytes
    component: Component

    @property
    def functions(self) -> tuple[Function, ...]:
        """The functions that stand alone: no methods or constructors of resources."""
        return tuple(one for one in self.component.functions if not one.name.startswith("["))

    @property
    def needs(self) -> Capabilities:
        """What it asks its host for."""
        return wasi.capabilities_of(self.component)


def offer_of(data: bytes, place: str, name: str) -> Offer:
    """Return what a component of some name offers."""
    alias = name if is_word(name) else UNNAMED
    label = f"{alias}.wasm"
    try:
        component = signatures.read(data, alias, label)
    except signatures.BadComponent as bad:
        expected = f"{bad.expected} at byte {bad.offset}"
        raise NotAComponent(place, expected=expected, found=bad.found) from None
    imports = [one for one in component.imports if one.needed]
    unmet = [one.name for one in imports if wasi.provided(one.name) is None]
    if unmet:
        expected = "no imports but those of WASI 0.2"
        raise NotSatisfied(place, expected=expected, found=", ".join(unmet))
    return Offer(place, label, alias, data, component)
