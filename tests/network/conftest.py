"""Servers on the loopback that tests share, and puts the repository's root on the path."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.network.peers import Peer, listening, receiving
from tests.network.servers import Server, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Return the server that components are granted."""
    with serving() as one:
        yield one


@pytest.fixture
def stranger() -> Iterator[Server]:
    """Return a server that no component is granted; it says how often it was connected to."""
    with serving() as one:
        yield one


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    """Return who listens, and sends back what comes."""
    with listening() as one:
        yield one


@pytest.fixture(scope="module")
def post() -> Iterator[Peer]:
    """Return who receives datagrams."""
    with receiving() as one:
        yield one
