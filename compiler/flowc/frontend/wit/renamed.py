"""What a world has, as another world has it that includes it under other names (`with`).

A resource that is renamed is so in the names of its functions and in all handles as well.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from flowc.frontend.resources import Swap
from flowc.frontend.terms import Resource
from flowc.frontend.wit.values import WitExtern, WitFunction, WitInterface, WitType

_METHOD: Final = re.compile(r"(?<=\])[^.]+")


@dataclass(frozen=True, slots=True)
class Renamed:
    """New names by old ones."""

    names: Mapping[str, str]
    swap: Swap = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "swap", Swap(self._resource))

    def extern(self, one: WitExtern) -> WitExtern:
        """Return an import or export under its new name."""
        if not self.names:
            return one
        name = self._name(one.name)
        match one.item:
            case WitInterface() as item:
                return replace(one, name=name, item=item)
            case WitFunction(type=type_) as item:
                made = replace(item, name=name, type=self.swap.function(type_))
                return replace(one, name=name, item=made)
            case WitType(type=type_) as item:
                return replace(
                    one, name=name, item=replace(item, name=name, type=self.swap.type(type_))
                )

    def _name(self, name: str) -> str:
        if not name.startswith("["):
            return self.names.get(name, name)
        return _METHOD.sub(lambda found: self.names.get(found[0], found[0]), name, count=1)

    def _resource(self, one: Resource) -> Resource:
        """Rename a resource; what it was declared under says where that was."""
        if one.declared is None:
            return one
        shown = replace(one.declared, name=self._name(one.declared.name))
        name = one.name if one.interface else self._name(one.name)
        return replace(one, name=name, declared=shown)
