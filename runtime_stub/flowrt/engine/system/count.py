"""What is used of the system while flows run, counted for an audit; shared by threads."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from flowrt.engine import capi_rare
from flowrt.engine.system.printing import printed

MOST_FILES = 10_000
OTHER_FILES = "..."
"""What stands for files of which there are too many."""


@dataclass(slots=True)
class Count:
    """How often each function was called, by interface; may be shared by threads."""

    calls: dict[str, dict[str, int]] = field(default_factory=dict)
    reached: dict[str, int] = field(default_factory=dict)
    """How many requests went where a rule allows it, by the rule."""
    refused: dict[str, int] = field(default_factory=dict)
    """How many requests went nowhere, by the capability; their hosts may be made of input."""
    files: dict[str, dict[str, int]] = field(default_factory=dict)
    """What was done with each file."""
    missed: dict[str, dict[str, int]] = field(default_factory=dict)
    """Why files were not used, by their names where they are there, else by the granted folder."""
    variables: set[str] = field(default_factory=set)
    """The names of those that were given."""
    seen: set[str] = field(default_factory=set)
    """The interfaces of which every call is counted."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def writer(self, name: str) -> object:
        """Return what counts the writes to stdout or stderr, and prints them to stderr."""
        interface = f"wasi:cli/{name}"

        def write(data: object, start: int, size: int) -> int:
            self.add(interface, "write")
            return printed(data, start, size)

        return capi_rare.WRITER(write)

    def add(self, interface: str, function: str) -> None:
        """Count a call."""
        with self.lock:
            of = self.calls.setdefault(interface, {})
            of[function] = of.get(function, 0) + 1

    def met(self, capability: str, rule: str | None) -> None:
        """Count a request that a rule covers, or none does."""
        with self.lock:
            of, name = (self.refused, capability) if rule is None else (self.reached, rule)
            of[name] = of.get(name, 0) + 1

    def used(self, files: dict[str, dict[str, int]], name: str, uses: Iterable[str]) -> None:
        """Count uses of a file, or misses; the files beyond `MOST_FILES` are not told apart."""
        with self.lock:
            is_known = name in files or len(files) < MOST_FILES
            of = files.setdefault(name if is_known else OTHER_FILES, {})
            for use in uses:
                of[use] = of.get(use, 0) + 1
