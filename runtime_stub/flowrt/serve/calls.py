"""`POST /v1/flows/NAME`: one JSON object in and a result out, or lines, or events.

The body's media type says whether it is one object or lines of them, the header `Accept` whether
the result is wanted with the events on the way to it.
"""

from flowrt.plan.plan import Entry
from flowrt.run.runner import Runner
from flowrt.run.stream import NOWHERE, Origin
from flowrt.serve import events
from flowrt.serve.exchange import Answer, Exchange
from flowrt.serve.media import EVENTS, JSON, NDJSON, check_media, kind_of
from flowrt.serve.paths import Endpoint
from flowrt.serve.settings import Settings
from flowrt.serve.streams import Streams
from flowrt.serve.transactions import Transactions
from flowrt.serve.watch import Watch


class Calls:
    """Makes the endpoint of each flow."""

    def __init__(
        self, runner: Runner, transactions: Transactions, settings: Settings, watch: Watch
    ) -> None:
        self._transactions = transactions
        self._watch = watch
        self.most = min(settings.most_bytes, runner.limits.input_bytes or settings.most_bytes)
        self.seconds = settings.read_seconds
        self._streams = Streams(runner, transactions, self.most, self.seconds)

    def endpoint(self, entry: Entry) -> Endpoint:
        """Return what answers for a flow."""

        async def call(exchange: Exchange) -> Answer | None:
            media = exchange.headers.get(b"content-type", b"")
            if media != JSON and kind_of(media) == NDJSON:
                await self._streams.run(exchange, entry, self._watch.observer(exchange))
                return None
            check_media(exchange)
            text = await exchange.body(self.most, self.seconds) or b"{}"
            return await self.run(exchange, entry, text, NOWHERE)

        return call

    async def run(
        self, exchange: Exchange, entry: Entry, text: bytes, origin: Origin
    ) -> Answer | None:
        """Run a flow; return its result, or None where it was sent as events."""
        observer = self._watch.observer(exchange)
        if EVENTS in exchange.headers.get(b"accept", b""):
            await events.tell(exchange, self._transactions, entry, text, origin, observer)
            return None
        return Answer(await self._transactions.run(entry, text, origin, exchange.gone, observer))
