"""A service that another archive answers for, in this process: `fraud.flowpack`.

It is verified on the same terms as the archive that calls it, and given nothing outside.
"""

from typing import TYPE_CHECKING

from flowrt.load import Terms, load
from flowrt.run import Runner
from flowrt.services import Local

if TYPE_CHECKING:
    from flowrt.bindings import Opening
    from flowrt.services import Binding


def binding(target: str, opening: "Opening") -> "Binding":
    """Return a binding to the archive at a path; raises what it is refused for."""
    path = target.removeprefix("local:")
    verified = load(path, opening.trust, Terms(state=opening.state))
    return Local(Runner(verified, opening.limits))
