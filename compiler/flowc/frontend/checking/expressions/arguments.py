"""Arguments to parameters: by position, then by name, then defaults."""

from dataclasses import dataclass

from flowc.frontend import errors, terms, tree
from flowc.frontend.checking.context import Context, Finish
from flowc.frontend.checking.packages.outside import Formal
from flowc.frontend.checking.want import Site, Want
from flowc.frontend.errors.wording import without
from flowc.text.diagnostic import Edit
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
        formal = _positional(ctx, callee, at, site) if name is None else _named(ctx, callee, name)
        draft = ctx.check(arg.value, Want(terms.UNKNOWN) if formal is None else formal.want)
        if formal is None:
            continue
        if formal.name in first:
            where = arg.span if name is None else name.span
            ctx.report.add(errors.RepeatedArgument(formal.name, first[formal.name], span=where))
        first.setdefault(formal.name, arg.span)
        made.setdefault(formal.name, draft.finish)
    formals = callee.formals
    missing = tuple(one.name for one in formals if one.name not in made and one.default is None)
    if missing:
        ctx.report.add(_missing(callee, missing, site))
        return ()
    return tuple(_finish(formal, made) for formal in formals)


def _finish(formal: Formal, made: dict[str, Finish]) -> Finish:
    default = formal.default
    return made[formal.name] if default is None else made.get(formal.name, lambda: default)


def _missing(callee: Callee, names: tuple[str, ...], site: Site) -> "errors.MissingArguments":
    given = _in_brackets(site)
    last = given[-1].span if given else None
    return errors.MissingArguments(
        callee.name, names, callee.place, callee.note, last, span=site.span
    )


def _in_brackets(site: Site) -> tuple[tree.Arg, ...]:
    """Return the arguments but the value of a pipe, which stands before the call."""
    args = site.args or ()
    return args[1:] if args and args[0].span.start == site.span.start else args


def _positional(ctx: Context, callee: Callee, at: int, site: Site) -> Formal | None:
    formals = callee.formals
    if at < len(formals):
        return formals[at]
    ctx.report.add(extra(callee.name, len(formals), site, at, callee))
    return None


def extra(
    name: str, count: int, site: Site, at: int, callee: Callee | None = None
) -> "errors.ExtraArgument":
    """Return the error for argument `at`, where there are `count` parameters."""
    span, args = (site.args or ())[at].span, _in_brackets(site)
    here = next((i for i, one in enumerate(args) if one.span == span), None)
    if here is None:  # the value of a pipe: there is nothing to take out of the brackets
        removal = Edit(span, "")
    else:
        before = args[here - 1].span if here else None
        after = args[here + 1].span if here + 1 < len(args) else None
        removal = without(span, before, after)
    place, note = (None, "") if callee is None else (callee.place, callee.note)
    return errors.ExtraArgument(name, count, place, note, removal, span=span)


def _named(ctx: Context, callee: Callee, name: tree.Name) -> Formal | None:
    """Return the parameter that is named; for a slip, report it and take the nearest one."""
    found = callee.formal(name.text)
    if found is not None:
        return found
    known = tuple(formal.name for formal in callee.formals)
    near = nearest(name.text, known)
    ctx.report.add(errors.UnknownArgument(callee.name, name.text, near, known, span=name.span))
    return callee.formal(near[0]) if near else None
