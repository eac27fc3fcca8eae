"""Components made archives of: a flow for each function, which passes its call on.

`offer` reads what a component exports, `choose` compares it with the service that is asked for,
`compiled` makes the package, from which everything goes as it does for a build. What a component is
refused for is the stub's `Refused`, since the stub asks for this when a component is bound.
"""

from flowc.wrap.choose import chosen, everything
from flowc.wrap.compiled import Name, compiled
from flowc.wrap.offer import Offer, offer_of

__all__ = ["Name", "Offer", "chosen", "compiled", "everything", "offer_of"]
