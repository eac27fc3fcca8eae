"""Media types: what a body is declared to be, and what is taken.

Raises `WrongMedia`. A browser sends a form, a plain text or nothing for any page that asks it to,
but JSON only for a page of the server's own; so a flow is called by JSON alone.
"""

from flowrt.serve.errors import WrongMedia
from flowrt.serve.exchange import JSON, Exchange

NDJSON = b"application/x-ndjson"
EVENTS = b"text/event-stream"
__all__ = ["EVENTS", "JSON", "NDJSON", "check_media", "kind_of"]


def kind_of(media: bytes) -> bytes:
    """Return a media type without its parameters."""
    return media.partition(b";")[0].strip().lower()


def check_media(exchange: Exchange) -> None:
    """Refuse a body that is not declared to be JSON, and none that a page of some site sends."""
    media = exchange.headers.get(b"content-type", b"")
    if media == JSON:
        return
    kind = kind_of(media)
    if not kind and not exchange.has_body and b"origin" not in exchange.headers:
        return
    if kind != JSON and not kind.endswith(b"+json"):
        found = kind.decode("latin-1") or "no media type"
        raise WrongMedia("header Content-Type", expected=JSON.decode(), found=found)
