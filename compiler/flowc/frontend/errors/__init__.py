"""The mistakes that the front half reports, a module for each kind.

Whoever reports one names it `errors.TypeMismatch`, which imports it when there is something to
report: two hundred classes take a quarter of a short run.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowc.frontend.errors.annotations import *
    from flowc.frontend.errors.apart import *
    from flowc.frontend.errors.brackets import *
    from flowc.frontend.errors.breakers import *
    from flowc.frontend.errors.calls import *
    from flowc.frontend.errors.capabilities import *
    from flowc.frontend.errors.cases import *
    from flowc.frontend.errors.certain import *
    from flowc.frontend.errors.constructs import *
    from flowc.frontend.errors.cuts import *
    from flowc.frontend.errors.declarations import *
    from flowc.frontend.errors.durations import *
    from flowc.frontend.errors.foreign import *
    from flowc.frontend.errors.handles import *
    from flowc.frontend.errors.injection import *
    from flowc.frontend.errors.interfaces import *
    from flowc.frontend.errors.lexical import *
    from flowc.frontend.errors.matches import *
    from flowc.frontend.errors.names import *
    from flowc.frontend.errors.operators import *
    from flowc.frontend.errors.packages import *
    from flowc.frontend.errors.patterns import *
    from flowc.frontend.errors.refusals import *
    from flowc.frontend.errors.remotes import *
    from flowc.frontend.errors.routes import *
    from flowc.frontend.errors.schedules import *
    from flowc.frontend.errors.spelling import *
    from flowc.frontend.errors.suppliers import *
    from flowc.frontend.errors.syntax import *
    from flowc.frontend.errors.trials import *
    from flowc.frontend.errors.tries import *
    from flowc.frontend.errors.types import *
    from flowc.frontend.errors.uses import *
    from flowc.frontend.errors.values import *
    from flowc.frontend.errors.wholes import *
    from flowc.frontend.errors.wit import *
    from flowc.frontend.errors.wit_names import *
    from flowc.frontend.errors.written_types import *
else:

    def __getattr__(name: str) -> type:
        """Return a class of the modules beside this file, which are imported until one has it.

        It stays here by its name, so it is looked for once.
        """
        for path in sorted(Path(__file__).parent.glob("[a-z]*.py")) if name[0].isupper() else ():
            found = vars(import_module(f"{__name__}.{path.stem}")).get(name)
            if found is not None:
                globals()[name] = found
                return found
        raise AttributeError(f"module `{__name__}` has no `{name}`")
