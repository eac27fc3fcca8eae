"""The audit of a run: one JSON line that says who ran what, with which rights, and how it ended.

It never holds parameters, results, or values of the environment. What was used is counted where the
stub is asked: clock, randomness, printing, variables by their names, requests and connections by
the right that allows them, files by the granted folder and their paths. A host that was refused,
and a file that is not there, may be made of input: they are counted, and not named. Of waiting the
engine does not say how often there was some; a right with no import behind it was not used.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Self

from flowrt.problems.refusals.files import NotMoved, Unwritable
from flowrt.problems.report import Problem
from flowrt.rights.capabilities import needed_by

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from flowrt.run.runner import Runner
    from flowrt.verify import VerifiedArchive


ESCAPED = "backslashreplace"
"""How what is no text stands in a line, of an archive's path: as JSON has it."""
PRINTS = "stdio"
"""The right whose use is counted where it is written to."""


class Audit:
    """Appends its line to a file when it is left, whatever happened.

    The file is opened at once, so that nothing runs that could not be audited: `Unwritable`.
    """

    def __init__(self, path: str, archive: str) -> None:
        try:
            self._file = open(path, "a", encoding="utf-8", errors=ESCAPED)  # noqa: PTH123, SIM115 - __exit__ closes
        except OSError as error:
            raise Unwritable(path, error.strerror or str(error)) from None
        self._path = path
        self._facts: dict[str, object] = {"schema": 1, "time": int(time.time()), "archive": archive}
        self._runner: Runner | None = None
        self.code = 0

    def verified(self, verified: VerifiedArchive, flow: str) -> None:
        """Say which archive it is, and which of its flows is run."""
        manifest = verified.header.manifest
        self._facts |= {
            "package": manifest.package,
            "version": manifest.version,
            "build": manifest.build,
            "digest": f"sha256:{verified.digest}",
            "publisher": verified.publisher.name,
            "flow": flow,
            "needs": list(manifest.capabilities),
        }

    def ready(self, runner: Runner) -> None:
        """Say what was granted, and what of it the component can use."""
        reached = {needed_by(name) for name in runner.imports}
        self._facts |= {
            "granted": [str(one) for one in runner.grants],
            "fixed": list(runner.fixed),
            "imports": list(runner.imports),
            "unused": [str(one) for one in runner.grants if one.name not in reached],
        }
        self._runner = runner

    def _used(self) -> dict[str, object]:
        """Return which functions were called how often, and of which rights that is not known."""
        runner = self._runner
        if runner is None or runner.count is None:
            return {}
        count = runner.count
        unseen = {needed_by(name) for name in runner.imports if name not in count.seen}
        return {
            "used": _sorted(count.calls),
            "variables": sorted(count.variables),
            "files": _sorted(count.files),
            "missed": _sorted(count.missed),
            "reached": dict(sorted(count.reached.items())),
            "refused": dict(sorted(count.refused.items())),
            "unseen": sorted(name for name in unseen if name and name != PRINTS),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        code, problem = self._ended(error)
        ended = {"exit": code, "problem": problem}
        line = json.dumps(self._facts | self._used() | ended, ensure_ascii=False)
        try:
            with self._file as file:
                file.write(f"{line}\n")
        except OSError as refused:
            refused.filename = self._path
            raise refused from error

    def _ended(self, error: BaseException | None) -> tuple[int | None, str | None]:
        """Return the exit code and what is told, as `flowrt.__main__` makes them of an error."""
        match error:
            case None:
                return self.code, None
            case Problem():
                return error.exit_code, error.code
            case BrokenPipeError():
                return 0, None
            case OSError():
                return NotMoved.exit_code, NotMoved.code
            case _:
                return None, type(error).__name__


def _sorted(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    return {name: dict(sorted(of.items())) for name, of in sorted(counts.items())}
