"""`@http`: which requests a flow answers, and whether they can carry its parameters."""

import re
from collections.abc import Iterator
from typing import Final

from flowc.frontend import errors, terms, tree
from flowc.frontend.annotation import BODILESS, METHODS, Route
from flowc.frontend.checking.flows.schedules import refuse
from flowc.frontend.checking.mistakes import Mistakes
from flowc.frontend.checking.packages.outside import Signature
from flowc.text.span import Span
from flowc.text.suggest import nearest

MOST_PATH: Final = 1024
_WORDS: Final = re.compile(r"[A-Za-z0-9._~/-]*")


def route(report: Mistakes, note: tree.Annotation, flow: Signature) -> Route | None:
    """Return the route that an `@http` says; None where that was a mistake."""
    match note.settings:
        case (tree.NameRef(name), tree.TextLit() as template):
            if name.text not in METHODS:
                near = nearest(name.text, METHODS)
                report.add(errors.UnknownMethod(name.text, near, span=name.span))
            path, named = _path(report, template)
            sound = path is not None and _names(report, named, flow)
            if name.text not in METHODS or path is None or not sound:
                return None
            _carried(report, note, name.text, {one.name.text for one in named}, flow)
            return Route(name.text, path)
        case _:
            refuse(report, note)
            return None


def _path(report: Mistakes, text: tree.TextLit) -> tuple[str | None, tuple[tree.NameRef, ...]]:
    """Return a path as it is kept, and the names in it; None if it is none."""
    named = tuple(part for part in text.parts if isinstance(part, tree.NameRef))
    wrong = next(_faults(text), None)
    if wrong is not None:
        report.add(errors.BadPath(wrong[0], span=wrong[1]))
        return None, named
    path = "".join(p if isinstance(p, str) else f"{{{p.name.text}}}" for p in _plain(text))
    if len(path) <= MOST_PATH:
        return path, named
    report.add(errors.BadPath(f"at most {MOST_PATH} characters", span=text.span))
    return None, named


def _plain(text: tree.TextLit) -> Iterator[str | tree.NameRef]:
    return (part for part in text.parts if isinstance(part, str | tree.NameRef))


def _faults(text: tree.TextLit) -> Iterator[tuple[str, Span]]:
    """Find what makes a text no path, and where."""
    for part in text.parts:
        if not isinstance(part, str | tree.NameRef):
            yield "the name of a parameter alone between `{` and `}`", part.span
    shown = "".join(part if isinstance(part, str) else "{}" for part in text.parts)
    words = "".join(part for part in text.parts if isinstance(part, str))
    if not _WORDS.fullmatch(words):
        yield "letters, digits and `-._~` between two `/`", text.span
    if not shown.startswith("/"):
        yield "a path that starts with `/`", text.span
    segments = shown.split("/")[1:]
    if shown != "/" and "" in segments:
        yield "something between two `/`, and none at the end", text.span
    if {".", ".."} & set(segments):
        yield "a path without `.` and `..`", text.span
    if any("{}" in one and one != "{}" for one in segments):
        yield "a parameter to stand alone between two `/`", text.span


def _names(report: Mistakes, named: tuple[tree.NameRef, ...], flow: Signature) -> bool:
    """Say whether all names of a path are parameters that can stand there; report the others."""
    types = {formal.name: formal.want for formal in flow.formals}
    seen: set[str] = set()
    sound = True
    for one in named:
        name = one.name.text
        want = types.get(name)
        if want is None or name in seen:
            twice, called = want is not None, flow.decl.name.text
            near = nearest(name, types)
            report.add(
                errors.UnknownPathParameter(name, called, near, tuple(types), twice, span=one.span)
            )
            sound = False
        elif not _is_word(want.type):
            place = want.span or one.span
            report.add(errors.PathType(name, str(want.type), place, span=one.span))
            sound = False
        seen.add(name)
    return sound


def _carried(
    report: Mistakes, note: tree.Annotation, method: str, inside: set[str], flow: Signature
) -> None:
    """Report the parameters that a request without a body cannot carry."""
    if method not in BODILESS:
        return
    for formal in flow.formals:
        if formal.name not in inside and not _is_query(formal.want.type):
            place = formal.want.span or note.span
            shown = str(formal.want.type)
            report.add(errors.QueryType(method, formal.name, shown, place, span=note.span))


def _is_word(type_: terms.Type) -> bool:
    return isinstance(type_, terms.Prim | terms.Enum | terms.Unknown)


def _is_query(type_: terms.Type) -> bool:
    match type_:
        case terms.List(inner) | terms.Option(inner):
            return _is_word(inner)
        case _:
            return _is_word(type_)
