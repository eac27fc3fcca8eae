"""The instances that segments run in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from flowrt.run.scope import Scope
    from flowrt.run.stream import Origin, Texts


class Instances:
    """Runs entries in instances: a fresh one for each, or `keep` ones, none used by two at once."""

    def __init__(self, start: Callable[[], Texts], *, keep: bool) -> None:
        self._start = start
        self._keep = keep
        self._idle: list[Texts] = []

    def run(
        self, number: int, flow: str, text: bytes, scope: Scope, origin: Origin | None = None
    ) -> bytes:
        """Run an entry on one text."""
        try:
            stream = self._idle.pop()
        except IndexError:
            stream = self._start()
        try:
            return stream.step(number, flow, text, scope, origin)
        finally:
            if self._keep:
                self._idle.append(stream)
            else:
                stream.close()
