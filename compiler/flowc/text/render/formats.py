"""The formats that `--format` names, each a fold over the same diagnostics."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from flowc.text.diagnostic import Diagnostic
from flowc.text.form import Format
from flowc.text.render import github, jsonl, sarif, short, terminal
from flowc.text.source import SourceFile


def render(
    diagnostics: Sequence[Diagnostic],
    sources: Mapping[str, SourceFile],
    form: Format,
    *,
    version: str,
    colour: bool = False,
) -> str:
    """Return `diagnostics`, ordered as `Report.diagnostics` is, in one format.

    Only `human` ends with the summary line; for the others it belongs on stderr.
    """
    match form:
        case "human":
            return terminal.render(diagnostics, sources, colour=colour)
        case "short":
            return short.render(diagnostics, sources)
        case "json":
            return jsonl.render(diagnostics, sources)
        case "github":
            return github.render(diagnostics, sources)
        case "sarif":
            return sarif.render(diagnostics, sources, version=version)
        case _:
            assert_never(form)
