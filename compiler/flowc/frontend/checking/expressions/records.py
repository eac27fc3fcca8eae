"""Records and flags: written out, and read by `.name` and `.0`."""

from collections.abc import Mapping

from flowc.frontend import errors, terms, tree, typed
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.want import Draft, Site, Want
from flowc.frontend.terms import Type
from flowc.text.span import Span
from flowc.text.suggest import nearest


def record(ctx: Context, expr: tree.RecordLit, want: Want | None) -> Draft:
    """Check `{ a: 1, b }`: a record, or flags where those are wanted."""
    wanted = None if want is None else ctx.solver.shallow(want.type)
    match wanted:
        case terms.Flags():
            return _flags(ctx, expr, wanted)
        case terms.Record():
            return _record(ctx, expr, wanted)
    names = frozenset(one.name.text for one in expr.fields)
    candidates = ctx.package.records.get(names, [])
    if len(candidates) == 1:
        ctx.package.mark_used(candidates[0])
        draft = _record(ctx, expr, candidates[0])
        return ctx.settle(draft.type, draft.finish, want, expr.span)
    lost = ctx.lost(want) or (ctx.package.blind and not candidates)
    for one in expr.fields:
        if not lost or one.value is not None or one.name.text in ctx.names:
            _value(ctx, one, Want(terms.UNKNOWN))
    if lost:
        return ctx.unknown(want, expr.span)
    if isinstance(wanted, terms.Unknown | None):
        return ctx.fail(_which(ctx, expr, candidates), want)
    shown = f"{{ {', '.join(one.name.text for one in expr.fields)} }}"
    ctx.settle(
        terms.Opaque(shown), lambda: typed.Make((), terms.UNKNOWN, expr.span), want, expr.span
    )
    return ctx.unknown(want, expr.span)


def _which(
    ctx: Context, expr: tree.RecordLit, candidates: list[terms.Record]
) -> "errors.WhichRecord":
    written = tuple(dict.fromkeys(one.name.text for one in expr.fields))
    if candidates:
        return errors.WhichRecord(written, tuple(map(str, candidates)), exact=True, span=expr.span)
    wrong = {names: len(names ^ set(written)) for names in ctx.package.records}
    close = sorted(
        (names for names in wrong if wrong[names] <= len(written)), key=wrong.__getitem__
    )
    shown = tuple(
        f"{one} {{ {', '.join(field.name for field in one.fields)} }}"
        for names in close
        for one in ctx.package.records[names]
    )
    return errors.WhichRecord(written, shown[:3], exact=False, span=expr.span)


def _value(ctx: Context, init: tree.FieldInit, want: Want | None) -> Draft:
    value = tree.NameRef(init.name, init.name.span) if init.value is None else init.value
    return ctx.check(value, want)


def _record(ctx: Context, expr: tree.RecordLit, type_: terms.Record) -> Draft:
    fields = {field.name: field.type for field in type_.fields}
    place, note = ctx.package.declared(type_)
    made: dict[str, Draft] = {}
    first: dict[str, tree.Name] = {}
    for init in expr.fields:
        name = init.name.text
        field_type = fields.get(name, terms.UNKNOWN)
        text = note or f"`{name}` is {{type}}"
        draft = _value(ctx, init, Want(field_type, text, place))
        if name in first:
            ctx.report.add(errors.RepeatedField(name, first[name].span, span=init.name.span))
        elif name not in fields:
            error = no_field(type_, init.name, "field", tuple(fields))
            ctx.report.add(error)
            made.update((near, draft) for near in error.near[:1] if near not in made)
        first.setdefault(name, init.name)
        made.setdefault(name, draft)
    missing = tuple(name for name in fields if name not in made)
    if missing:
        last = expr.fields[-1].span if expr.fields else None
        ctx.report.add(errors.MissingFields(str(type_), missing, place, note, last, span=expr.span))
    return _made(type_, made, expr.span)


def _made(type_: terms.Record, made: Mapping[str, Draft], span: Span) -> Draft:
    """Return a record of its fields; they are finished in the order in which they were written."""

    def finish() -> typed.Expr:
        done = {name: draft.finish() for name, draft in made.items()}
        parts = tuple(done[field.name] for field in type_.fields if field.name in done)
        return typed.Make(parts, type_, span)

    return Draft(type_, finish)


def _flags(ctx: Context, expr: tree.RecordLit, type_: terms.Flags) -> Draft:
    first: dict[str, tree.Name] = {}
    for init in expr.fields:
        name = init.name.text
        if init.value is not None:
            ctx.report.add(errors.FlagWithValue(name, str(type_), span=init.span))
        if name in first:
            ctx.report.add(errors.RepeatedField(name, first[name].span, span=init.name.span))
        elif name not in type_.labels:
            ctx.report.add(no_field(type_, init.name, "label", type_.labels))
        first.setdefault(name, init.name)
    bits = sum(1 << at for at, label in enumerate(type_.labels) if label in first)
    return Draft(type_, lambda: typed.MakeFlags(bits, type_, expr.span))


def no_field(
    type_: Type, name: tree.Name, part: str, known: tuple[str, ...]
) -> "errors.NoSuchField":
    """Return the error for a field or label that a type does not have."""
    near = nearest(name.text, known)
    return errors.NoSuchField(str(type_), name.text, part, near, known, span=name.span)


def field(ctx: Context, expr: tree.Member, want: Want | None) -> Draft:
    """Check `base.name` where `base` is a value."""
    base = ctx.check(expr.base)
    type_, name = ctx.solver.shallow(base.type), expr.name.text
    site = Site(None, want, expr.span)
    match type_:
        case terms.Record(fields):
            for index, one in enumerate(fields):
                if one.name == name:
                    return _part(ctx, base, index, one.type, site)
            known = tuple(one.name for one in fields)
            return ctx.fail(no_field(type_, expr.name, "field", known), want)
        case terms.Flags(labels) if name in labels:
            at = labels.index(name)
            finish = lambda: typed.HasFlag(base.finish(), at, terms.BOOL, expr.span)  # noqa: E731 - one use
            return ctx.settle(terms.BOOL, finish, want, expr.span)
        case terms.Flags(labels):
            return ctx.fail(no_field(type_, expr.name, "label", labels), want)
        case terms.Unknown() if ctx.solver.is_lost(type_):
            return ctx.unknown(want, expr.span)
        case _:
            error = errors.NoFields(
                ctx.solver.show(type_), _advice(type_, name), span=expr.name.span
            )
            ctx.solver.give_up(type_)
            return ctx.fail(error, want)


def _advice(type_: Type, name: str) -> str:
    match type_:
        case terms.Option() | terms.Result():
            return "take the value out with `?` or `match`"
        case terms.List() if name in ("length", "len", "size", "count"):
            return "write `length(list)`"
        case terms.List():
            return "reach the elements with `for` or `fold`"
        case terms.Tuple(items) if items:
            return f"a tuple's items are `.0` to `.{len(items) - 1}`"
        case terms.Variant() | terms.Enum():
            return "tell the cases apart with `match`"
        case _:
            return ""


def item(ctx: Context, expr: tree.Item, want: Want | None) -> Draft:
    """Check `base.0`."""
    base = ctx.check(expr.base)
    type_ = ctx.solver.shallow(base.type)
    if ctx.solver.is_lost(type_):
        return ctx.unknown(want, expr.span)
    items = type_.items if isinstance(type_, terms.Tuple) else ()
    if expr.index < len(items):
        return _part(ctx, base, expr.index, items[expr.index], Site(None, want, expr.span))
    ctx.solver.give_up(type_)
    shown = ctx.solver.show(type_)
    return ctx.fail(errors.NoSuchItem(expr.index, shown, len(items), span=expr.span), want)


def _part(ctx: Context, base: Draft, index: int, type_: Type, site: Site) -> Draft:
    def finish() -> typed.Expr:
        return typed.Part(base.finish(), index, ctx.solver.close(type_), site.span)

    return ctx.settle(type_, finish, site.want, site.span)
