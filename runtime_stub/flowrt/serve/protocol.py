"""HTTP as uvicorn speaks it, but that a request which came whole may be answered at once.

uvicorn makes a task for each request, which is told of its body and tells of its answer in
messages. That costs more than most flows; so a request for a flow is held for a moment until it is
whole, since many clients send its body by itself, and answered if it can be. Else, and for all
that is not plain, it is given back to uvicorn, which has not seen it before. One request of each
read goes this way, so that who sends many at once keeps nobody waiting.

What uvicorn makes for each request beforehand is made when it is given one, and a connection that
rests has one timer, which looks when it fires whether there was a request since.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from flowrt.serve.at_once import lines_of
from flowrt.serve.exchange import CLOSE, JSON, Answer

if TYPE_CHECKING:
    import asyncio

    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

    from flowrt.plan.plan import Entry
    from flowrt.serve.at_once import AtOnce

MOMENT = 0.01
"""Seconds for which a request is held that has not come whole."""


class Protocol(HttpToolsProtocol):
    """One connection. `at_once` is of the class that `protocol_of` makes."""

    at_once: AtOnce

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._is_first = False
        self._held: Entry | None = None
        self._parts: list[bytes] = []
        self._size = 0
        self._moment: asyncio.TimerHandle | None = None
        self._rests_since = math.inf
        self._timer: asyncio.TimerHandle | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        """End what waits for the connection."""
        self._let_go()
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """End the connection, after what was begun."""
        if self._held is not None:
            self._give_back()
        super().shutdown()

    def data_received(self, data: bytes) -> None:
        """Take what was read."""
        self._is_first = True
        self._rests_since = math.inf
        super().data_received(data)
        if self._held is not None and self._moment is None:
            self._moment = self.loop.call_later(MOMENT, self._give_back)

    def on_message_begin(self) -> None:
        """Begin a request, which nobody has seen yet."""
        self.url, self.headers, self.expect_100_continue = b"", [], False

    def on_headers_complete(self) -> None:
        """Hold a request that may be answered at once."""
        entry = self.at_once.flows.get(self.url) if self._is_first else None
        self._is_first = False
        if entry is None or not self._is_plain():
            self._begin()
        else:
            self._held = entry

    def on_body(self, body: bytes) -> None:
        """Keep the body of a request that is held."""
        if self._held is None:
            super().on_body(body)
        else:
            self._parts.append(body)
            self._size += len(body)
            if self._size > HIGH_WATER_LIMIT:
                self._give_back()

    def on_message_complete(self) -> None:
        """Answer a request that is held, now that it is whole."""
        if self._held is not None:
            parts = self._parts
            body = parts[0] if len(parts) == 1 else b"".join(parts)
            answer = self.at_once.answer(self._held, self.headers, body)
            if answer is not None:
                self._let_go()
                self._send(answer)
                return
            self._give_back()
        super().on_message_complete()

    def _is_plain(self) -> bool:
        """Whether nothing but the request itself is to be thought of."""
        parser = self.parser
        before: RequestResponseCycle | None = self.cycle
        return (
            parser.get_method() == b"POST"
            and parser.get_http_version() == "1.1"
            and parser.should_keep_alive()
            and not parser.should_upgrade()
            and not self.expect_100_continue
            and (before is None or before.response_complete)
            and not (self.pipeline or self.flow.write_paused or self.transport.is_closing())
        )

    def _begin(self) -> None:
        """Have uvicorn begin the request."""
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers.extend(headers)
        super().on_headers_complete()

    def _give_back(self) -> None:
        parts = self._parts
        self._let_go()
        self._begin()
        for part in parts:
            super().on_body(part)

    def _let_go(self) -> None:
        self._held, self._parts, self._size = None, [], 0
        if self._moment is not None:
            self._moment.cancel()
            self._moment = None

    def _send(self, answer: bytes | Answer) -> None:
        status, media, headers = 200, JSON, b""
        if isinstance(answer, Answer):
            status, media, headers = answer.status, answer.media, lines_of(answer.headers)
        body = answer if isinstance(answer, bytes) else answer.body
        lines = self.at_once.lines(self.server_state.default_headers)
        head = b"%b%bcontent-type: %b\r\ncontent-length: %d\r\n%b\r\n"
        self.transport.write(head % (STATUS_LINE[status], lines, media, len(body), headers) + body)
        if isinstance(answer, Answer) and answer.headers == CLOSE:
            self.transport.close()
        self.server_state.total_requests += 1
        self._rest()

    def _rest(self) -> None:
        """End the connection when nothing comes for a while."""
        self._rests_since = self.loop.time()
        if self._timer is None:
            self._timer = self.loop.call_later(self.timeout_keep_alive, self._look)

    def _look(self) -> None:
        self._timer = None
        left = self._rests_since + self.timeout_keep_alive - self.loop.time()
        if left <= 0:
            self.transport.close()
        elif left < math.inf:  # else it is in use, and rests again when that ends
            self._timer = self.loop.call_later(left, self._look)


def protocol_of(at_once: AtOnce) -> type[Protocol]:
    """Return the protocol of a server whose application answers so."""
    return type("Protocol", (Protocol,), {"at_once": at_once})
