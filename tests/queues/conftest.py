"""One NATS server for the tests of a process; each test has a package, so queues, of its own."""

import asyncio
import inspect
from collections.abc import Iterator

import pytest
from tests.queues.server import Server

LONGEST, LONGEST_SLOW = 120.0, 1800.0


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(tmp_path_factory.mktemp("nats"))
    yield started
    started.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine in an event loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    test = pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})
    slow = pyfuncitem.get_closest_marker("slow")
    asyncio.run(asyncio.wait_for(test, LONGEST_SLOW if slow else LONGEST))
    return True
