"""Arguments to parameters: by position, then by name, then defaults."""

from dataclasses import dataclass

from flowc.frontend import terms, tree
from flowc.frontend.checking.context import Context, Finish
from flowc.frontend.checking.package import Formal
from flowc.frontend.checking.want import Site, Want
from flowc.frontend.errors.calls import (
    ExtraArgument,
    MissingArguments,
    RepeatedArgument,
    UnknownArgument,
)
from flowc.text.span import Span
from flowc.text.suggest import nearest


@dataclass(frozen=True, slots=True)
class Callee:
    """What is called: its parameters, and where it was declared or a note that says so."""

    name: str
    formals: tuple[Formal, ...]
    place: Span | None
    note: str = ""

    def formal(self, name: str) -> Formal | None:
        """Return the parameter of that name."""
        return next((one for one in self.formals if one.name == name), None)


def arrange(ctx: Context, callee: Callee, site: Site) -> tuple[Finish, ...]:
    """Check the arguments of a call; return what finishes each, in the parameters' order."""
    made: dict[str, Finish] = {}
    first: dict[str, Span] = {}
    for at, arg in enumerate(site.args or ()):
        name = arg.name
        formal = _positional(ctx, callee, at, arg) if name is None else _named(ctx, callee, name)
        draft = ctx.check(arg.value, Want(terms.UNKNOWN) if formal is None else formal.want)
        if formal is None:
            continue
        if formal.name in first:
            where = arg.span if name is None else name.span
            ctx.report.add(RepeatedArgument(formal.name, first[formal.name], span=where))
        first.setdefault(formal.name, arg.span)
        made.setdefault(formal.name, draft.finish)
    formals = callee.formals
    missing = tuple(one.name for one in formals if one.name not in made and one.default is None)
    if missing:
        error = MissingArguments(callee.name, missing, callee.place, callee.note, span=site.span)
        ctx.report.add(error)
        return ()
    return tuple(_finish(formal, made) for formal in formals)


def _finish(formal: Formal, made: dict[str, Finish]) -> Finish:
    default = formal.default
    return made[formal.name] if default is None else made.get(formal.name, lambda: default)


def _positional(ctx: Context, callee: Callee, at: int, arg: tree.Arg) -> Formal | None:
    formals = callee.formals
    if at < len(formals):
        return formals[at]
    error = ExtraArgument(callee.name, len(formals), callee.place, callee.note, span=arg.span)
    ctx.report.add(error)
    return None


def _named(ctx: Context, callee: Callee, name: tree.Name) -> Formal | None:
    """Return the parameter that is named; for a slip, report it and take the nearest one."""
    found = callee.formal(name.text)
    if found is not None:
        return found
    known = tuple(formal.name for formal in callee.formals)
    near = nearest(name.text, known)
    ctx.report.add(UnknownArgument(callee.name, name.text, near, known, span=name.span))
    return callee.formal(near[0]) if near else None
