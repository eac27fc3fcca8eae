"""Diagnostics as GitHub workflow commands, which become annotations on the lines of a change.

Columns are given only for a span within one line, as GitHub asks; text is escaped so that no
value can end a property or start a command.
"""

from collections.abc import Iterator, Mapping, Sequence

from flowc.text.diagnostic import Diagnostic, Placed
from flowc.text.render.short import one_line
from flowc.text.render.snippet import heading
from flowc.text.source import SourceFile
from flowc.text.width import safe_line, safe_lines


def render(diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile]) -> str:
    """Return all diagnostics, one command to a line."""
    return "".join(f"{_command(one, sources)}\n" for one in diagnostics)


def _command(one: Diagnostic, sources: Mapping[str, SourceFile]) -> str:
    properties = {"title": f"flowc ({one.code})", **_place(one, sources)}
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    text = "\n".join(_text(one, sources))
    return f"::{one.level} {listed}::{_data(text)}"


def _place(one: Diagnostic, sources: Mapping[str, SourceFile]) -> dict[str, str]:
    if not isinstance(one, Placed):
        return {}
    source = sources.get(one.span.file)
    if source is None:
        return {"file": one.span.file}
    first, last = source.ends(one.span)
    lines = {"file": one.span.file, "line": str(first.line), "endLine": str(last.line)}
    if first.line != last.line:
        return lines
    return {**lines, "col": str(first.column), "endColumn": str(last.column)}


def _text(one: Diagnostic, sources: Mapping[str, SourceFile]) -> Iterator[str]:
    yield one_line(one)
    for label in one.secondary if isinstance(one, Placed) else ():
        yield f"{heading(label.span, sources)}: {safe_line(label.text)}"
    yield from (f"note: {_lines(note)}" for note in one.notes)
    yield from (f"help: {_lines(each.text)}" for each in one.help)


def _lines(text: str) -> str:
    return "\n".join(safe_lines(text))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(safe_line(text)).replace(":", "%3A").replace(",", "%2C")
