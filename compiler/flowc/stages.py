"""The stages of `pipeline.compile_flow` by name, and who is shown what each of them gives."""

from typing import Protocol, TypeVar

T = TypeVar("T")
STAGES = ("check", "lower", "ir", "segments", "plan", "imports", "component")
"""What `compile_flow` goes through, in order."""


class Seen(Protocol):
    """Is shown what each stage gives, and gives it on; it may raise to stop there."""

    def __call__(self, stage: str, value: T, /) -> T:
        """Return the value."""
        ...


def unseen(_: str, value: T, /) -> T:
    """Let a value pass."""
    return value
