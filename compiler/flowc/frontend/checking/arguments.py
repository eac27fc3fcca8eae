"""Arguments to parameters: by position, then by name, then defaults."""

from collections.abc import Sequence

from flowc.frontend import terms, tree
from flowc.frontend.checking.context import Context, Finish
from flowc.frontend.checking.package import Formal
from flowc.frontend.checking.want import Want
from flowc.frontend.errors.calls import (
    ExtraArgument,
    LateArgument,
    MissingArguments,
    RepeatedArgument,
    UnknownArgument,
)
from flowc.text.span import Span
from flowc.text.suggest import nearest

Place = tuple[Span | None, str]
"""Where what is called was declared, or a note that says so."""


def arrange(  # noqa: PLR0913 - a call's parts, and where both sides of it stand
    ctx: Context,
    callee: str,
    formals: tuple[Formal, ...],
    args: Sequence[tree.Arg],
    span: Span,
    place: Place,
) -> tuple[Finish, ...]:
    """Check the arguments of a call; return what finishes each, in the parameters' order."""
    made: dict[str, Finish] = {}
    first: dict[str, Span] = {}
    named: Span | None = None
    for at, arg in enumerate(args):
        named = named or (None if arg.name is None else arg.span)
        if arg.name is None and named is not None:
            ctx.report.add(LateArgument(named, span=arg.span))
            ctx.check_all((arg,))
            return ()
        formal = _formal(ctx, callee, formals, at, arg, place)
        want = Want(terms.UNKNOWN) if formal is None else formal.want
        draft = ctx.check(arg.value, want)
        if formal is None:
            continue
        if formal.name in first:
            where = arg.span if arg.name is None else arg.name.span
            ctx.report.add(RepeatedArgument(formal.name, first[formal.name], span=where))
        first.setdefault(formal.name, arg.span)
        made.setdefault(formal.name, draft.finish)
    if _missing(ctx, callee, formals, made, span, place):
        return ()
    return tuple(_finish(formal, made) for formal in formals)


def _finish(formal: Formal, made: dict[str, Finish]) -> Finish:
    default = formal.default
    return made[formal.name] if default is None else made.get(formal.name, lambda: default)


def _formal(  # noqa: PLR0913 - the same
    ctx: Context,
    callee: str,
    formals: tuple[Formal, ...],
    at: int,
    arg: tree.Arg,
    place: Place,
) -> Formal | None:
    """Return the parameter that an argument is for; report it if there is none."""
    if arg.name is None:
        if at < len(formals):
            return formals[at]
        ctx.report.add(ExtraArgument(callee, len(formals), *place, span=arg.span))
        return None
    name = arg.name.text
    found = next((formal for formal in formals if formal.name == name), None)
    if found is None:
        known = tuple(formal.name for formal in formals)
        near = nearest(name, known)
        ctx.report.add(UnknownArgument(callee, name, near, known, span=arg.name.span))
        found = next((formal for formal in formals if formal.name in near[:1]), None)
    return found


def _missing(  # noqa: PLR0913 - the same
    ctx: Context,
    callee: str,
    formals: tuple[Formal, ...],
    made: dict[str, Finish],
    span: Span,
    place: Place,
) -> bool:
    names = tuple(one.name for one in formals if one.name not in made and one.default is None)
    if names:
        ctx.report.add(MissingArguments(callee, names, *place, span=span))
    return bool(names)
