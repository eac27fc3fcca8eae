"""HTTP as uvicorn speaks it, but that a request which came whole may be answered at once.

uvicorn makes a task for each request, which is told of its body and tells of its answer in
messages. That costs more than most flows; so on a connection where nothing is under way, what comes
is looked at first. It is held for a moment until it is whole, since many clients send a body by
itself, and answered if it can be. All else is uvicorn's, which sees it as it came; except that no
request goes on in another protocol, as some clients offer with each: the parser leaves the body of
such a one unread.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from httptools import HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from flowrt.serve.arrival import Head, refusal, too_large
from flowrt.serve.errors import HeadTooLarge, NotHttp, TooSlow

if TYPE_CHECKING:
    import asyncio

    from flowrt.problems.report import Problem
    from flowrt.serve.at_once import Asked, AtOnce

MOMENT = 0.01
"""Seconds for which a request is held that has not come whole."""
_OWN = 2
"""What a request itself adds to what is under way: its end, and its answer."""


class Protocol(HttpToolsProtocol):
    """One connection. `at_once` and `read_seconds` are of the class that `protocol_of` makes."""

    at_once: AtOnce
    read_seconds: float
    _head: Head

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._under_way = 0
        """Ends and answers that are missing of the requests that uvicorn was given."""
        self._held = b""
        self._given = b""
        self._moment: asyncio.TimerHandle | None = None
        self._used = 0.0
        self._refused: Problem | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        super().connection_made(transport)  # type: ignore[arg-type]  # of a stream it is one
        self._head = Head(self.loop, self.read_seconds, self._is_late)

    def data_received(self, data: bytes) -> None:
        """Take what was read."""
        data = self._held + data
        asked = None if self._is_busy else self.at_once.read(data)
        if asked is None or len(data) > asked.whole:
            self._give(data)
        elif len(data) < asked.whole:
            self._hold(data)
        else:
            self._answer(asked, data)

    def on_message_begin(self) -> None:
        """Note that a request has begun, which has to end and to be answered."""
        self._under_way += _OWN
        self._head.begins()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Note that its head is whole."""
        try:
            self._head.ends(self.url, self.headers)
        except HeadTooLarge as problem:
            self._refused = problem
            raise
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Note that one has ended."""
        self._under_way -= 1
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Note that one was answered."""
        self._under_way -= 1
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """End what waits for the connection."""
        self._let_go()
        self._head.rest()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """End the connection, after what was begun."""
        self._give_up()
        super().shutdown()

    def timeout_keep_alive_handler(self) -> None:
        """End the connection, unless it was used since it began to rest."""
        left = self._used + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._wait(left)
        else:
            super().timeout_keep_alive_handler()

    @property
    def _is_busy(self) -> bool:
        """Whether a request is under way, or an answer is not taken yet."""
        return bool(self._under_way or self.transport.get_write_buffer_size())

    def _answer(self, asked: Asked, data: bytes) -> None:
        """Answer a request that is whole."""
        defaults = self.server_state.default_headers
        answer = self.at_once.answer(asked.entry, data[asked.start :], defaults)
        if answer is None:
            self._give(data)
            return
        self._let_go()
        self._head.rest()
        self.transport.write(answer)
        self._used = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._wait(self.timeout_keep_alive)

    def _hold(self, data: bytes) -> None:
        """Keep what has come of a request, for a moment from when it began."""
        self._held = data
        self._used = self.loop.time()
        if self._moment is None:
            self._moment = self.loop.call_later(MOMENT, self._give_up)

    def _give_up(self) -> None:
        """Hold no longer what is not whole."""
        if self._held:
            self._give(self._held)

    def _give(self, data: bytes) -> None:
        """Give uvicorn all that it has not seen."""
        self._let_go()
        self._given = data
        super().data_received(data)
        self._given = b""
        if self._head.goes_on(len(data)):
            self._refuse(too_large())

    def send_400_response(self, msg: str) -> None:
        """Refuse what the parser did not take; uvicorn's `msg` says no more of it."""
        del msg
        self._refuse(self._refused or NotHttp("", expected="HTTP/1.1", found="something else"))

    def _is_late(self) -> None:
        """Refuse a head that has not come; who has sent nothing is told nothing."""
        if self._under_way > _OWN:  # one before it is not answered yet
            self._head.wait()
        elif self._under_way:
            expected = f"all of it within {self.read_seconds:g} s"
            self._refuse(TooSlow("head", expected=expected, found="a part of it"))
        else:
            self.transport.close()

    def _refuse(self, problem: Problem) -> None:
        self._head.rest()
        self.transport.write(refusal(problem, self.server_state.default_headers))
        self.transport.close()

    def _should_upgrade(self) -> bool:
        """Leave to us what is done about a request that offers another protocol."""
        return True

    def handle_websocket_upgrade(self) -> None:
        """Read a request again as if it offered no other protocol, which need not be taken up.

        RFC 9110, 7.8. What follows its head is its body, or else another request.
        """
        upgrade, method = sys.exception(), self.parser.get_method()
        if not isinstance(upgrade, HttpParserUpgrade) or method == b"CONNECT":
            self.send_400_response("Invalid HTTP request received.")
            return
        rest = self._given[upgrade.args[0] :]
        version = self.parser.get_http_version().encode()
        lines = [b"%s %s HTTP/%s" % (method, self.url, version)]
        lines += [b"%s: %s" % one for one in self.headers if one[0] != b"upgrade"]
        self._under_way -= 1
        self.parser = HttpRequestParser(self)
        self._give(b"\r\n".join([*lines, b"", rest]))

    def _let_go(self) -> None:
        self._held = b""
        if self._moment is not None:
            self._moment.cancel()
            self._moment = None

    def _wait(self, seconds: float) -> None:
        """Have one timer look, later, whether the connection rests."""
        wake = self.timeout_keep_alive_handler
        self.timeout_keep_alive_task = self.loop.call_later(seconds, wake)


def protocol_of(at_once: AtOnce, read_seconds: float) -> type[Protocol]:
    """Return the protocol of a server whose application answers so, and waits so long."""
    return type("Protocol", (Protocol,), {"at_once": at_once, "read_seconds": read_seconds})
