"""Where the processes of one server share what they count: a folder that lives as long as it.

It is made before `flowrt.serve.metrics` is imported, since the Prometheus client looks for it then.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


@contextmanager
def shared(processes: int) -> Iterator[None]:
    """Share a folder among processes that are forked within the block, if there are several."""
    if processes == 1 or VARIABLE in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="flowrt-serve-") as folder:
        os.environ[VARIABLE] = folder
        try:
            yield
        finally:
            del os.environ[VARIABLE]


def forget(pid: int) -> None:
    """Drop what a process that ended said of its present; what it counted stays."""
    folder = os.environ.get(VARIABLE)
    for file in Path(folder).glob(f"gauge_live*_{pid}.db") if folder else ():
        file.unlink(missing_ok=True)
