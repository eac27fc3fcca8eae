"""Annotations of flows: what each says, and what they say together."""

import re
from typing import Final

from flowc.frontend import errors, tree
from flowc.frontend.annotation import Annotation, Route, Trigger
from flowc.frontend.checking.flows.routes import route
from flowc.frontend.checking.flows.schedules import EXAMPLES, trigger
from flowc.frontend.checking.packages.outside import Signature
from flowc.frontend.checking.packages.package import Package
from flowc.text.span import Span
from flowc.text.suggest import nearest

ANNOTATIONS: Final = tuple(EXAMPLES)
MOST: Final = 16
"""So many annotations may one flow have."""

_PARAMETER: Final = re.compile(r"\{[^}]*\}")


def check_annotations(package: Package) -> dict[str, tuple[Annotation, ...]]:
    """Return what runs each flow that has annotations; report what cannot."""
    found: dict[str, tuple[Annotation, ...]] = {}
    seen: dict[tuple[str, ...], Span] = {}
    for name, flow in package.flows.items():
        if len(flow.decl.annotations) > MOST:
            beyond = flow.decl.annotations[MOST]
            package.report.add(errors.ManyAnnotations(MOST, span=beyond.span))
            continue
        read = ((note, _read(package, note, flow)) for note in flow.decl.annotations)
        known = tuple((note, one) for note, one in read if one is not None)
        for note, one in known:
            _once(package, seen, note, one, name)
        if known:
            found[name] = tuple(one for _, one in known)
    return found


def _read(package: Package, note: tree.Annotation, flow: Signature) -> Annotation | None:
    name, decl = note.name.text, flow.decl
    if name not in ANNOTATIONS:
        near = nearest(name, ANNOTATIONS)
        package.report.add(errors.UnknownAnnotation(name, near, ANNOTATIONS, span=note.name.span))
        return None
    if not decl.exported:
        place = Span(decl.name.span.file, decl.name.span.start - len("flow "), decl.name.span.end)
        package.report.add(errors.AnnotationUnexported(decl.name.text, place, span=note.span))
        return None
    if name == "http":
        return route(package.report, note, flow)
    if name != "subject":
        _timed(package, note, flow)
    return trigger(package.report, note)


def _timed(package: Package, note: tree.Annotation, flow: Signature) -> None:
    """Report parameters of a flow that a clock runs, where nothing gives them a value."""
    for param in flow.decl.params:
        if param.default is None:
            name = note.name.text
            package.report.add(
                errors.TimedParameter(name, param.name.text, param.span, span=note.span)
            )


def _once(
    package: Package,
    seen: dict[tuple[str, ...], Span],
    note: tree.Annotation,
    one: Annotation,
    flow: str,
) -> None:
    """Report what was said before: a route or subject in the package, a time of one flow."""
    key = _key(one, flow)
    first = seen.setdefault(key, note.span)
    if first == note.span:
        return
    match one:
        case Route(method, path):
            package.report.add(errors.RepeatedRoute(method, path, first, span=note.span))
        case Trigger():
            package.report.add(errors.RepeatedTrigger(first, span=note.span))


def _key(one: Annotation, flow: str) -> tuple[str, ...]:
    match one:
        case Route(method, path):
            return method, _PARAMETER.sub("{}", path)
        case Trigger("subject", text):
            return "subject", text
        case Trigger(kind, text, ms):
            return kind, text, str(ms), flow
