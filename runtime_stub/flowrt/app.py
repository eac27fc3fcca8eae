"""An opened archive as a Python object: values in, values out.

Values are what `json` makes of them: a record is a dict, an option a value or None, a result
`{"ok": ..}` or `{"err": ..}`. Everything is checked by the flow's own types inside the sandbox.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType

from flowrt.plan.plan import Entry
from flowrt.problems.errors import NotJson
from flowrt.run.lines import Failed, Lines
from flowrt.run.runner import Runner

_ROWS = 512


class App:
    """The flows of a verified archive; may be shared by threads."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        entries = {entry.name: entry for entry in runner.plan.entries}
        self._flows = MappingProxyType(entries)

    @property
    def runner(self) -> Runner:
        """What runs the flows: texts in, texts out."""
        return self._runner

    @property
    def flows(self) -> Mapping[str, Entry]:
        """The flows by name, each with its parameters, types and documentation."""
        return self._flows

    @property
    def compiled_because(self) -> str:
        """Why the component was compiled here, or empty where native code was loaded."""
        return self._runner.compiled_because

    def call(self, flow: str, parameters: Mapping[str, object] | None = None) -> object:
        """Return a flow's result; raises `BadInput` or `Fault`."""
        return json.loads(self.call_json(flow, _text(parameters or {})))

    def call_json(self, flow: str, parameters: str) -> str:
        """Return a flow's result as JSON text, given its parameters as a JSON object."""
        return self._runner.call_json(flow, parameters)

    def lines(self, flow: str, rows: Iterable[Mapping[str, object]]) -> Iterator[object]:
        """Yield a flow's result for each row of parameters, in order.

        Rows are taken some hundreds at a time. Raises `BadInput` or `Fault` at the first row that
        fails, named by its number, counted from 1.
        """
        lines = Lines(self._runner, self._runner.entry(flow), source="rows")
        for outcome in lines.outcomes(_groups(rows)):
            if isinstance(outcome, Failed):
                raise outcome.problem
            yield from map(json.loads, outcome.split(b"\n")[:-1])


def _groups(rows: Iterable[Mapping[str, object]]) -> Iterator[list[bytes]]:
    remaining = iter(rows)
    while group := [_text(row).encode() for row in islice(remaining, _ROWS)]:
        yield group


def _text(value: Mapping[str, object]) -> str:
    try:
        return json.dumps(value, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise NotJson("", expected="values that JSON can express", found=str(error)) from None
