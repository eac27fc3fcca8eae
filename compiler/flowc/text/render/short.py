"""Diagnostics one to a line, `path:line:column: error[F203] title: label`, for editors and grep."""

from collections.abc import Mapping, Sequence

from flowc.text.diagnostic import Diagnostic, Placed
from flowc.text.render.snippet import heading
from flowc.text.render.summary import most_telling
from flowc.text.source import SourceFile
from flowc.text.width import safe_line


def render(diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile]) -> str:
    """Return the first twenty diagnostics, and how many more there are."""
    shown = most_telling(diagnostics)
    lines = [_line(one, sources) for one in shown]
    if len(shown) < len(diagnostics):
        lines.append(f"flowc: and {len(diagnostics) - len(shown)} more")
    return "".join(f"{line}\n" for line in lines)


def one_line(one: Diagnostic) -> str:
    """Return the title and the label."""
    label = safe_line(one.label)
    return f"{one.title}: {label}" if label else one.title


def _line(one: Diagnostic, sources: Mapping[str, SourceFile]) -> str:
    place = heading(one.span, sources) if isinstance(one, Placed) else "flowc"
    return f"{place}: {one.level}[{one.code}] {one_line(one)}"
