"""`@every`, `@cron` and `@subject`: when a flow is run, read and held to their rules."""

import re
from typing import Final

from flowc.frontend import errors, tree
from flowc.frontend.annotation import Trigger
from flowc.frontend.checking.durations import MILLI, in_range
from flowc.frontend.checking.mistakes import Mistakes
from flowc.text.span import Span
from flowrt.plan import cron

MOST_SUBJECT: Final = 255
_SUBJECT_WORD: Final = re.compile(r"[!-~]+")
_WILD: Final = frozenset("*>")

EXAMPLES: Final = {
    "http": ("a method and a path", 'get, "/orders/{id}"'),
    "every": ("a duration", "5m"),
    "cron": ("a text with five fields", '"0 3 * * *"'),
    "subject": ("a text", '"orders.new"'),
}
"""What each annotation takes, in words and by example."""


def trigger(report: Mistakes, note: tree.Annotation) -> Trigger | None:
    """Return what `@every`, `@cron` or `@subject` says; None where that was a mistake."""
    match note.name.text, note.settings:
        case "every", (tree.Duration(micros),):
            if in_range(micros):
                return Trigger("every", "", micros // MILLI)
            report.add(errors.EveryRange(span=note.settings[0].span))
        case "cron", (tree.TextLit(parts, span),) if _is_fixed(parts):
            return _cron(report, "".join(map(str, parts)), span)
        case "subject", (tree.TextLit(parts, span),) if _is_fixed(parts):
            return _subject(report, "".join(map(str, parts)), span)
        case _:
            refuse(report, note)
    return None


def refuse(report: Mistakes, note: tree.Annotation) -> None:
    """Report that an annotation does not have what it takes."""
    wanted, example = EXAMPLES[note.name.text]
    report.add(errors.AnnotationSettings(note.name.text, wanted, example, span=note.span))


def _is_fixed(parts: tuple[str | tree.Expr, ...]) -> bool:
    return all(isinstance(part, str) for part in parts)


def _subject(report: Mistakes, text: str, span: Span) -> Trigger | None:
    wanted = _missed(text)
    if not wanted:
        return Trigger("subject", text, 0)
    report.add(errors.BadSubject(wanted, span=span))
    return None


def _cron(report: Mistakes, text: str, span: Span) -> Trigger | None:
    try:
        cron.parse(text)
    except cron.BadCron as bad:
        plain = span.end - span.start == len(text) + len('""')
        first = span.start + 1
        place = Span(span.file, first + bad.start, first + bad.end)
        exact = plain and bad.start < bad.end
        report.add(errors.BadCronText(bad.expected, bad.found, span=place if exact else span))
        return None
    return Trigger("cron", " ".join(text.split()), 0)


def _missed(subject: str) -> str:
    """Say what a subject should be that it is not; empty if nothing."""
    if len(subject) > MOST_SUBJECT:
        return f"at most {MOST_SUBJECT} characters"
    if not all(_SUBJECT_WORD.fullmatch(word) for word in subject.split(".")):
        return "words of ASCII without spaces, with one `.` between them"
    if not _WILD.isdisjoint(subject):
        return "a subject without the wildcards `*` and `>`"
    return "a subject that does not start with `$`" if subject.startswith("$") else ""
