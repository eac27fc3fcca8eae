"""What changed of the flows that two plans export: their types, and what runs them.

Callers by text give parameters by name, so that their order is nothing; hosts that link the flows
by their types, as the engines of components compare them, need all of a function's type the same.
"""

from collections.abc import Iterator

from flowc.diff.changes import Change, Level
from flowc.diff.fitting import misfits
from flowrt.plan.plan import Entry, Parameter, Plan
from flowrt.plan.shapes import Shape, spelled
from flowrt.plan.triggers import Route


def flows(old: Plan, new: Plan) -> Iterator[Change]:
    """Give each change of an exported flow, in the new plan's order, then those that are gone."""
    for entry in new.entries:
        before = old.entry(entry.name)
        if before is None:
            yield Change("compatible", "flow", entry.name, "it is new", new=str(entry))
        else:
            yield from _flow(before, entry)
    for entry in old.entries:
        if new.entry(entry.name) is None:
            yield Change("breaking", "flow", entry.name, "it is gone", old=str(entry))


def _flow(old: Entry, new: Entry) -> Iterator[Change]:
    yield from _parameters(old, new)
    yield from _result(old, new)
    yield from _typed(old, new)
    yield from _routes(old, new)
    yield from _triggers(old, new)
    if old.doc != new.doc:
        yield Change("note", "flow", new.name, "its text is another", old.doc, new.doc)


def _parameters(old: Entry, new: Entry) -> Iterator[Change]:
    before = {one.name: one for one in old.params}
    for parameter in new.params:
        name = f"{new.name}({parameter.name})"
        if parameter.name in before:
            yield from _parameter(name, before[parameter.name], parameter)
        else:
            level: Level = "breaking" if parameter.required else "compatible"
            what = "it is new, and needed" if parameter.required else "it is new"
            yield Change(level, "parameter", name, what, new=_written(parameter))
    after = {one.name for one in new.params}
    for parameter in old.params:
        if parameter.name not in after:
            name = f"{new.name}({parameter.name})"
            yield Change("breaking", "parameter", name, "it is gone", old=_written(parameter))


def _parameter(name: str, old: Parameter, new: Parameter) -> Iterator[Change]:
    both = _told(old.type, new.type, _written(old), _written(new))
    found = [str(one) for one in misfits(old.type, new.type, "door")]
    yield from (Change("breaking", "parameter", name, why, *both) for why in found)
    if not found and old.type != new.type:
        yield Change("compatible", "parameter", name, "it takes all that it took", *both)
    if new.required and not old.required:
        yield Change("breaking", "parameter", name, "it is needed now", *both)
    elif old.required and not new.required:
        yield Change("compatible", "parameter", name, "it may be left out now", *both)
    elif old.default != new.default:
        yield Change("note", "parameter", name, "it has another default", *both)
    if old.doc != new.doc:
        yield Change("note", "parameter", name, "its text is another", old.doc, new.doc)


def _told(old: Shape, new: Shape, one: str, other: str) -> tuple[str, str]:
    """Return how both were written; types that are called the same and are not, are spelled out."""
    if one == other and old != new:
        return spelled(old), spelled(new)
    return one, other


def _written(parameter: Parameter) -> str:
    default = "" if parameter.default is None else f" = {parameter.default}"
    return f"{parameter.type}{default}"


def _result(old: Entry, new: Entry) -> Iterator[Change]:
    both = _told(old.result, new.result, str(old.result), str(new.result))
    found = [str(one) for one in misfits(new.result, old.result, "caller")]
    yield from (Change("breaking", "result", new.name, why, *both) for why in found)
    if not found and old.result != new.result:
        what = "it gives nothing that callers do not know"
        yield Change("compatible", "result", new.name, what, *both)


def _typed(old: Entry, new: Entry) -> Iterator[Change]:
    """Say what breaks hosts that link the flow by its type, as flows that wait are not there."""
    if not old.waits and new.waits:
        yield Change("typed", "flow", new.name, "it waits now, and so is no function any more")
    elif old.waits and not new.waits:
        yield Change("compatible", "flow", new.name, "it waits no longer, and is a function now")
    elif not new.waits and _function(old) != _function(new):
        both = (str(old), str(new)) if str(old) != str(new) else ("", "")
        yield Change("typed", "flow", new.name, "its type is another", *both)


def _function(entry: Entry) -> object:
    return [(one.name, one.type) for one in entry.params], entry.result


def _routes(old: Entry, new: Entry) -> Iterator[Change]:
    before, after = _by_shape(old), _by_shape(new)
    for shape, route in before.items():
        if shape not in after:
            yield Change("breaking", "route", new.name, "it is gone", old=str(route))
    for shape, route in after.items():
        if shape not in before:
            yield Change("compatible", "route", new.name, "it is new", new=str(route))


def _by_shape(entry: Entry) -> dict[str, Route]:
    return {route.shape: route for route in entry.routes}


def _triggers(old: Entry, new: Entry) -> Iterator[Change]:
    for trigger in old.triggers:
        if trigger not in new.triggers:
            level: Level = "breaking" if trigger.kind == "subject" else "note"
            yield Change(level, "trigger", new.name, "it is gone", old=str(trigger))
    for trigger in new.triggers:
        if trigger not in old.triggers:
            yield Change("note", "trigger", new.name, "it is new", new=str(trigger))
