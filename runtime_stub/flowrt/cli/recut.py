"""`flowrt recut`: hands an archive to flowc, which compiles, where that is installed beside it.

The stub compiles nothing and knows of no compiler; `flowc recut` takes the same words.
"""

import sys

from flowrt.problems.errors import LacksCompiler

_COMPILER = "flowc"


def recut(argv: list[str]) -> int:
    """Run `flowc recut` on the same words; return its exit code, or raise `LacksCompiler`."""
    from importlib.util import find_spec  # noqa: PLC0415 - this command alone looks for one

    if find_spec(_COMPILER) is None or find_spec("lark") is None:
        raise LacksCompiler(" ".join(("recut", *argv)))
    import subprocess  # noqa: PLC0415 - the same

    return subprocess.call([sys.executable, "-m", _COMPILER, "recut", *argv])  # noqa: S603 - its own
