"""The server as an ASGI application: finds what is asked for, runs it, answers.

Takes the `Runner` of a verified archive, the flows that are served and the `Settings`. Every
`Problem` becomes a problem document; anything else is a mistake of ours, whose text goes to stderr
and to nobody else.
"""

import asyncio
import json
import math
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from flowrt.catalogue import catalogue, published
from flowrt.plan.plan import Entry
from flowrt.problems.errors import UnknownFlow
from flowrt.problems.faults import LeftAlone
from flowrt.problems.members import MEDIA, Internal, document, status_of
from flowrt.problems.mishaps import logged
from flowrt.problems.report import Problem
from flowrt.run.runner import Runner
from flowrt.serve.access import Access
from flowrt.serve.at_once import AtOnce
from flowrt.serve.calls import Calls
from flowrt.serve.errors import Busy, Ending, NoSuchPath, NoToken, WrongMethod
from flowrt.serve.exchange import CLOSE, Answer, Exchange, Gone, Headers, Message, Receive, Send
from flowrt.serve.openapi import openapi
from flowrt.serve.page import add_page
from flowrt.serve.paths import Endpoint, Paths
from flowrt.serve.routes import Declared, declared, parameters
from flowrt.serve.settings import Settings
from flowrt.serve.transactions import Transactions
from flowrt.serve.watch import Watch
from flowrt.serve.wellformed import check

if TYPE_CHECKING:
    from flowrt.serve.metrics import Metrics

FLOWS = "/v1/flows/"
_PROBLEM = MEDIA.encode()
_LAST_WORDS = 1.0
"""Seconds within which a request that the server does not finish is told so."""


class Application:
    """Answers requests; one for each process."""

    def __init__(
        self,
        runner: Runner,
        entries: tuple[Entry, ...],
        settings: Settings,
        drawings: Mapping[str, object],
    ) -> None:
        self._names = ", ".join(entry.name for entry in entries)
        self._access = Access(settings)
        self._grace = settings.grace_seconds
        self.transactions = Transactions(runner, settings.concurrency)
        self.paths = Paths()
        add_page(self.paths)  # first: a flow may have `/` instead
        self._open = frozenset({"/healthz", "/readyz", *self.paths.exact})
        self.paths.add("GET", "/healthz", self._health)
        self.paths.add("GET", "/readyz", self._ready)
        self._watch = watch = Watch(runner.plan, settings)
        if watch.metrics is not None:
            self.paths.add("GET", "/metrics", _counted(watch.metrics))
        calls = Calls(runner, self.transactions, settings, watch)
        self._add_flows(entries, calls)
        self._add_documents(runner, entries, drawings, has_token=settings.token is not None)
        self.at_once = AtOnce(
            {} if watch.traces else {f"{FLOWS}{one.name}".encode(): one for one in entries},
            self.transactions.quick,
            self._access,
            calls.most,
            bool(settings.origins),
            watch.metrics,
        )

    def _add_flows(self, entries: tuple[Entry, ...], calls: Calls) -> None:
        """Add each flow by its name, and by the routes that it declares."""
        for entry in entries:
            self.paths.add("POST", FLOWS + entry.name, calls.endpoint(entry))
        for one in declared(entries):
            self.paths.add(one.route.method.upper(), one.route.path, _declared(calls, one))

    def _add_documents(
        self,
        runner: Runner,
        entries: tuple[Entry, ...],
        drawings: Mapping[str, object],
        *,
        has_token: bool,
    ) -> None:
        """Add what the server says of itself and of its flows."""
        documents = {
            "/openapi.json": openapi(runner.plan, entries, has_token=has_token),
            "/v1/flows": catalogue(runner.plan, entries, drawings),
            "/v1/signature": published(runner.plan, entries),
        }
        for path, value in documents.items():
            self.paths.add("GET", path, _constant(value))

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, as ASGI has it."""
        metrics = self._watch.metrics
        if metrics is None:
            await self._serve(Exchange(scope, receive, send))
        else:
            with metrics.counted(send) as sends:
                await self._serve(Exchange(scope, receive, sends))

    async def _serve(self, exchange: Exchange) -> None:
        try:
            answer = await self._answer(exchange)
        except Problem as problem:
            allowed = self.paths.allowed(exchange) if isinstance(problem, WrongMethod) else ""
            await exchange.fail(problem, lambda one: self._told(one, allowed))
        except Gone:
            return
        except asyncio.CancelledError:  # which is how the server says that it waits no longer
            await self._end(exchange)
        except Exception as error:  # noqa: BLE001 - the last resort: no traceback reaches a client
            await exchange.fail(logged(error), self._told)
        else:
            if answer is not None:
                await exchange.answer(answer)

    async def _end(self, exchange: Exchange) -> None:
        """Tell whoever still waits that the server ends; who takes nothing is not waited for."""
        exchange.is_read = True
        expected = f"an end within {self._grace:g} s"
        problem = Ending("", expected=expected, found="a request that takes longer")
        with suppress(TimeoutError, asyncio.CancelledError):
            async with asyncio.timeout(_LAST_WORDS):
                await exchange.fail(problem, self._told)

    def close(self) -> bool:
        """Free what it has, once nothing is asked any more; whether nothing goes on either."""
        has_ended = self.transactions.close()
        self._watch.close()
        return has_ended

    async def _answer(self, exchange: Exchange) -> Answer | None:
        check(exchange)
        if exchange.path not in self._open:
            self._access.check(exchange.headers)
        try:
            endpoint = self.paths.find(exchange)
        except NoSuchPath:
            raise self._unknown(exchange.path) from None
        return await endpoint(exchange)

    def _unknown(self, path: str) -> Problem:
        name = path.removeprefix(FLOWS)
        if name == path or "/" in name:
            return NoSuchPath("", expected="a path that is served", found="another one")
        return UnknownFlow("", expected=self._names, found=name)

    def _told(self, problem: Problem, allowed: str = "") -> Answer:
        """Return the answer that tells of a problem; `allowed` are methods, where one was not."""
        headers = self._headers(problem, allowed)
        return Answer(document(problem), status_of(problem), _PROBLEM, headers)

    def _headers(self, problem: Problem, allowed: str) -> Headers:
        match problem:
            case WrongMethod():
                return ((b"allow", allowed.encode()),)
            case Busy():
                return ((b"retry-after", b"%d" % _seconds_to_wait(self.transactions.running)),)
            case LeftAlone(seconds=seconds):
                return ((b"retry-after", b"%d" % max(1, math.ceil(seconds))),)
            case NoToken():
                return ((b"www-authenticate", b"Bearer"),)
            case Internal() | Ending():
                return CLOSE
            case _:
                return ()

    async def _health(self, _: Exchange) -> Answer:
        return Answer(b'{"status":"ok"}')

    async def _ready(self, _: Exchange) -> Answer:
        return Answer(b'{"status":"ready"}')


def _seconds_to_wait(running: int) -> int:
    return max(1, math.ceil(math.log2(1 + running) / 4))


def _counted(metrics: "Metrics") -> Endpoint:
    async def give(_: Exchange) -> Answer:
        return Answer(metrics.text(), media=b"text/plain; version=0.0.4; charset=utf-8")

    return give


def _declared(calls: Calls, one: Declared) -> Endpoint:
    async def answer(exchange: Exchange) -> Answer | None:
        text, origin = await parameters(exchange, one, calls.most, calls.seconds)
        return await calls.run(exchange, one.entry, text, origin)

    return answer


def _constant(value: object) -> Endpoint:
    answer = Answer(json.dumps(value, ensure_ascii=False).encode())

    async def give(_: Exchange) -> Answer:
        return answer

    return give
