"""What an operator wants of a deployment, beside the archive itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping


class Wanted(Value):
    """Where the archive is pulled from, by which image it is run, how much of it there is.

    `files` is what the trust file is and stands on, by name; `rights` are words for whatever runs
    the archive. With `nats` there are workers; the Secret `login` has their `nats.toml`, and the
    files that it names.
    """

    name: str
    image: str
    source: str
    digest: str
    files: Mapping[str, str]
    namespace: str = ""
    replicas: int = 2
    concurrency: int = 16
    nats: str = ""
    login: str = ""
    monitor: str = ""
    workers: tuple[int, int] = (1, 12)
    lag: int = 32
    flows: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    token: str = ""
    pull: str = ""
