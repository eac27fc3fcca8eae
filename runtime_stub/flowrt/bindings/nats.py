"""A service behind NATS, asked and answered: `nats://HOST:PORT/acme:fraud`.

Any number of instances may answer; the server chooses one. What they publish about themselves, as
the NATS micro services protocol has it, is compared with what is called before the first call.
"""

import json
import os
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from nats.errors import Error, NoRespondersError

from flowrt.bindings.breaker import Breaker
from flowrt.bindings.line import Line, line
from flowrt.bindings.told import told
from flowrt.catalogue import read_published
from flowrt.problems.faults import DeadlinePassed, ServiceFailed
from flowrt.problems.refusals import Unfit
from flowrt.problems.report import Problem
from flowrt.run.scope import Scope
from flowrt.run.services import compare
from flowrt.work.connect import DEFAULT
from flowrt.work.names import DEADLINE, ID, Names, service_of

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg

    from flowrt.bindings import Opening
    from flowrt.plan.cuts import Service, ServiceFunction
    from flowrt.plan.plan import Entry
    from flowrt.run.services import Binding

AT_START = 2.0
"""Seconds in which a service has to say what it is, when it is bound."""
LONGEST = 3600.0
"""Seconds that an answer may take where nothing is said."""


def binding(target: str, opening: "Opening") -> "Binding":
    """Return a binding to a package's service; raises `Unfit` for a target that names none."""
    del opening
    url, package = place_of(target)
    return Nats(url, package)


def place_of(target: str) -> tuple[str, str]:
    """Return the server and the package that a target names; raises `Unfit`.

    Without a server it is that of `$NATS_URL`.
    """
    scheme, _, rest = target.partition(":")
    parts = urlsplit(target) if rest.startswith("//") else None
    package = rest if parts is None else parts.path.removeprefix("/")
    if not _is_package(package):
        expected = f"{scheme}://HOST:PORT/PACKAGE, such as {scheme}://127.0.0.1:4222/acme:fraud"
        raise Unfit(target, expected=expected, found=f"the package {package or 'none'}")
    if parts is None or not parts.netloc:
        return os.environ.get("NATS_URL") or DEFAULT, package
    return f"nats://{parts.netloc}", package


def _is_package(text: str) -> bool:
    parts = text.split(":")
    return len(parts) > 1 and all(part.replace("-", "").isalnum() for part in parts)


class Remote:
    """A service of a package on a NATS server; its signature is compared once it is there."""

    def __init__(self, url: str, package: str) -> None:
        self._url = url
        self.package = package
        self._service: Service | None = None
        self._lock = threading.Lock()

    @property
    def _line(self) -> Line:
        """The line of this process, which may have been forked since the service was bound."""
        return line(self._url)

    def check(self, service: "Service") -> None:
        """Compare what is published; one that is not there yet is compared at its first call."""
        self._service = service
        try:
            self._compare(Scope().within(AT_START))
        except ServiceFailed:
            return

    def ready(self, scope: Scope) -> None:
        """See that the signature was compared; raises `Unfit` or `ServiceFailed`."""
        with self._lock:
            if self._service is not None:
                self._compare(scope)

    def _compare(self, scope: Scope) -> None:
        service = self._service
        if service is None:
            return
        compare(service, self.published(service, scope))
        self._service = None

    def published(self, service: "Service", scope: Scope) -> "tuple[Entry, ...]":
        """Return the flows that the other side says it has; raises `ServiceFailed` or `Unfit`."""
        raise NotImplementedError

    def names(self, function: "ServiceFunction") -> Names:
        """Return the names of the flow that answers for a function."""
        return Names(self.package, function.name)


class Nats(Remote):
    """A service that is asked by requests."""

    def __init__(self, url: str, package: str) -> None:
        super().__init__(url, package)
        self._breaker = Breaker()

    def published(self, service: "Service", scope: Scope) -> "tuple[Entry, ...]":
        """Ask any instance what it has."""
        subject = f"$SRV.INFO.{service_of(self.package)}"
        answer = self._ask(subject, b"", scope.within(AT_START), {})
        try:
            metadata = json.loads(answer.data)["metadata"]
            return read_published(metadata["signature"].encode()).entries
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unfit(service.name, expected="a signature", found=f"{error}") from None

    def call(self, function: "ServiceFunction", arguments: bytes, scope: Scope) -> bytes:
        """Ask for a function's result; raises `ServiceFailed` or `DeadlinePassed`."""
        try:
            self.ready(scope)
        except Unfit as unfit:
            message = f"expected {unfit.expected}, found {unfit.found}"
            raise ServiceFailed(function=function.name, message=message) from None
        headers = {} if scope.journal is None else {ID: scope.journal.name}
        if scope.left is not None:
            headers[DEADLINE] = f"{scope.left * 1000:.0f}"
        answer = self._ask_unless_down(self.names(function), arguments, scope, headers)
        if "Nats-Service-Error-Code" in (answer.headers or {}):
            message = told(answer.data, "it answered with an error")
            raise ServiceFailed(function=function.name, message=message)
        return answer.data

    def _ask_unless_down(
        self, names: Names, data: bytes, scope: Scope, headers: dict[str, str]
    ) -> "Msg":
        """Ask, but leave alone for a while who did not answer several times in a row."""
        pause = self._breaker.closed_for()
        if pause:
            message = f"{names} did not answer again and again; it is asked in {pause:.1f} s"
            raise ServiceFailed(function=names.flow, message=message)
        try:
            answer = self._ask(names.subject, data, scope, headers)
        except (ServiceFailed, DeadlinePassed):
            self._breaker.failed()
            raise
        self._breaker.went_well()
        return answer

    def _ask(self, subject: str, data: bytes, scope: Scope, headers: dict[str, str]) -> "Msg":
        async def asking(client: "Client") -> "Msg":
            return await client.request(subject, data, scope.left or LONGEST, headers=headers)

        try:
            return self._line.ask(asking, scope)
        except NoRespondersError:
            raise ServiceFailed(message=f"nobody answers at {subject}") from None
        except (Error, OSError) as error:
            raise ServiceFailed(message=f"{error}" or type(error).__name__) from None
        except Problem as problem:
            if isinstance(problem, ServiceFailed) or problem.exit_code != 1:
                raise
            raise ServiceFailed(message=f"{problem.title}: {problem.place}") from None
