"""What the stub asks for when a component is bound: an archive of it, signed with a key it gives.

It is found as an entry point of the group `flowrt.wrap`, so that the stub need not import the
compiler. There is no native code in the archive: the stub compiles it, and keeps that.
"""

from typing import TYPE_CHECKING

from flowc.origin import Request, whole
from flowc.seal import write
from flowc.seal.sign import SigningKey
from flowc.text.report import Report, Stopped
from flowc.wrap.choose import chosen
from flowc.wrap.compiled import Name, compiled
from flowc.wrap.offer import offer_of
from flowrt.bindings.errors import NotWrapped
from flowrt.engine import engine

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from flowrt.plan.cuts import Service


def wrap(component: bytes, place: str, service: "Service", secret: "Ed25519PrivateKey") -> bytes:
    """Return an archive that answers for a service; raises a `Refused` that names the place."""
    offer = offer_of(component, place, service.name.rpartition(".")[2])
    functions = chosen(offer, service)
    report = Report()
    try:
        made = compiled(offer, Name.of(offer), functions, offer.needs, report)
        one = whole(made, {}, engine.host().engine, Request(offer.label))
        keys = [SigningKey(secret)]
        return write(one.plan, one.component, {}, one.manifest, keys, documents=one.documents).data
    except Stopped as stopped:
        first = next(iter(stopped.report.diagnostics))
        raise NotWrapped(place, found=f"{first.title}: {first.label}") from None
