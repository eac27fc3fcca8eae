"""An archive of a component that answers for a service, signed with a key that is forgotten.

There is no native code in it: whoever runs it compiles it, and keeps that.
"""

from typing import TYPE_CHECKING

from flowc.origin import Request, whole
from flowc.seal import generate, write
from flowc.text.report import Report, Stopped
from flowc.wrap.choose import chosen
from flowc.wrap.compiled import Name, compiled
from flowc.wrap.offer import offer_of
from flowrt.bindings.errors import NotWrapped
from flowrt.engine import engine

if TYPE_CHECKING:
    from flowrt.plan.cuts import Service


def sealed(component: bytes, place: str, service: "Service") -> tuple[bytes, bytes]:
    """Return the public key and the archive; raises a `Refused` that names the place."""
    offer = offer_of(component, place, service.name.rpartition(".")[2])
    functions = chosen(offer, service)
    report, key = Report(), generate()
    try:
        made = compiled(offer, Name.of(offer), functions, offer.needs, report)
        one = whole(made, {}, engine.host().engine, Request(offer.label))
        archive = write(one.plan, one.component, {}, one.manifest, [key], documents=one.documents)
    except Stopped as stopped:
        first = next(iter(stopped.report.diagnostics))
        raise NotWrapped(place, found=f"{first.title}: {first.label}") from None
    return key.public.raw, archive.data
