"""How a server is to behave: what its operator chose, in one frozen value."""

from __future__ import annotations

from ipaddress import ip_address

from flowrt.value import Value

MEBIBYTE = 1 << 20


class Settings(Value):
    """Where a server listens, what it takes at once and at most, and whom it answers.

    Times are in seconds, `most_bytes` bounds a request's body and a line of a stream. Without a
    `token` everybody is answered; `certificate` and `key` are files,
    `traces` is the address of a collector, `origins` are those whose pages may read answers.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    processes: int = 1
    concurrency: int = 64
    read_seconds: float = 30.0
    most_bytes: int = 16 * MEBIBYTE
    grace_seconds: float = 30.0
    token: str | None = None
    certificate: str | None = None
    key: str | None = None
    metrics: bool = False
    traces: str | None = None
    origins: tuple[str, ...] = ()

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches the server."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Return whether a host's name or address is this machine's own."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() in ("localhost", "localhost.")
