"""What a message has room for: as much as the server takes, less what goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrt.work.errors import OutcomeTooLarge

if TYPE_CHECKING:
    from nats.aio.client import Client

HEADERS = 512
"""Bytes that a message's headers may take, beside what is counted."""


def has_room(client: Client, size: int) -> bool:
    """Whether a message may have so many bytes."""
    return size + HEADERS <= client.max_payload


def need_room(client: Client, size: int, flow: str) -> None:
    """Raise `OutcomeTooLarge` where no message may have so many bytes of a flow's."""
    if not has_room(client, size):
        message = f"{size} bytes, where a message has {client.max_payload}"
        raise OutcomeTooLarge(flow=flow, message=message)
