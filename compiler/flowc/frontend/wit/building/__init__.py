"""Makes the nodes of `wit.tree` from what the parser reduces; each method is named for its rule.

In come a rule's children: tokens, nodes made before, and None where an optional part is absent.
A node's span reaches from its first token, gates included, to its last. What follows the grammar
and still cannot be meant raises `Refused`.
"""

from flowc.frontend.parsing.building.children import Refused
from flowc.frontend.wit.building.compounds import Compounds
from flowc.frontend.wit.building.file import Files
from flowc.frontend.wit.building.gates import Gates
from flowc.frontend.wit.building.members import Members
from flowc.frontend.wit.building.paths import Paths
from flowc.frontend.wit.building.types import Types
from flowc.frontend.wit.building.worlds import Worlds

__all__ = ["Build", "Refused"]


class Build(Files, Worlds, Gates, Members, Compounds, Paths, Types):
    """A method for every rule of `wit.lark` that makes a node."""
