"""All that the stub can say to a person or a program, one class a mistake.

Modules on the way to a result name them `problems.Changed`, which imports them when there is
something to say: to make eighty classes of exceptions takes two milliseconds of a start.
"""

import sys

MODULES = (
    "flowrt.problems.refusals.files",
    "flowrt.problems.refusals.trust",
    "flowrt.problems.refusals.rights",
    "flowrt.problems.refusals.plans",
    "flowrt.problems.errors",
    "flowrt.problems.faults",
)
"""Those that hold what may be said before a run and in one."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from flowrt.problems.errors import *  # noqa: F403 - type checkers know what it has
    from flowrt.problems.faults import *  # noqa: F403 - type checkers know what it has
    from flowrt.problems.refusals.files import *  # noqa: F403 - type checkers know what it has
    from flowrt.problems.refusals.plans import *  # noqa: F403 - type checkers know what it has
    from flowrt.problems.refusals.rights import *  # noqa: F403 - type checkers know what it has
    from flowrt.problems.refusals.trust import *  # noqa: F403 - type checkers know what it has
else:

    def __getattr__(name: str) -> type[Exception]:
        """Return a class of the modules that hold them."""
        for module in MODULES if name[0].isupper() else ():
            __import__(module)
            found = vars(sys.modules[module]).get(name)
            if found is not None:
                return found
        raise AttributeError(f"module `{__name__}` has no `{name}`")
