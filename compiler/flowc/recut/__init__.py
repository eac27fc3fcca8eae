"""Archives cut otherwise: from one that is verified to what is sealed anew, without the sources.

`opened` takes an archive's graph and the components inside of it; `with_cuts` says what is to be
cut; `flowc.pipeline.compile_graph` and `flowc.origin.whole` do the rest, as for a build.
"""

from flowc.recut.names import with_cuts
from flowc.recut.opened import Opened, opened

__all__ = ["Opened", "opened", "with_cuts"]
