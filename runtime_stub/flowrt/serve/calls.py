"""`POST /v1/flows/NAME`: one JSON object in and a result out, or lines, or events.

The body's media type says whether it is one object or lines of them, the header `Accept` whether
the result is wanted with the events on the way to it.
"""

from flowrt.plan import Entry
from flowrt.run import Runner
from flowrt.serve import events
from flowrt.serve.errors import WrongMedia
from flowrt.serve.exchange import JSON, Answer, Exchange
from flowrt.serve.openapi import EVENTS, NDJSON
from flowrt.serve.paths import Endpoint
from flowrt.serve.settings import Settings
from flowrt.serve.streams import Streams
from flowrt.serve.transactions import Transactions

_EVENTS = EVENTS.encode()
_NDJSON = NDJSON.encode()


class Calls:
    """Makes the endpoint of each flow."""

    def __init__(self, runner: Runner, transactions: Transactions, settings: Settings) -> None:
        self._transactions = transactions
        self._most = min(settings.most_bytes, runner.limits.input_bytes or settings.most_bytes)
        self._seconds = settings.read_seconds
        self._streams = Streams(runner, transactions, self._most, self._seconds)

    def endpoint(self, entry: Entry) -> Endpoint:
        """Return what answers for a flow."""

        async def call(exchange: Exchange) -> Answer | None:
            media = exchange.headers.get(b"content-type", b"")
            if media != JSON and (media := kind_of(media)) == _NDJSON:
                await self._streams.run(exchange, entry)
                return None
            check_media(media)
            text = await exchange.body(self._most, self._seconds) or b"{}"
            if _EVENTS in exchange.headers.get(b"accept", b""):
                await events.tell(exchange, self._transactions, entry, text)
                return None
            return Answer(await self._transactions.run(entry, text, exchange.gone, None))

        return call


def kind_of(media: bytes) -> bytes:
    """Return a media type without its parameters."""
    return media.partition(b";")[0].strip().lower()


def check_media(kind: bytes) -> None:
    """Refuse a body that is not declared to be JSON."""
    if kind != JSON and not kind.endswith(b"+json"):
        found = kind.decode("latin-1") or "no media type"
        raise WrongMedia("header Content-Type", expected=JSON.decode(), found=found)
