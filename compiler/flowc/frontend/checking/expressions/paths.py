"""What a dotted path of names means: a field, a component's function, a package's flow, a case.

A binding hides everything else; then come what is used, flows, types and cases.
"""

from collections.abc import Mapping

from flowc.frontend import errors, terms, tree
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.expressions import cases, records
from flowc.frontend.checking.packages.exports import Exports, no_export, plain_name, short_name
from flowc.frontend.checking.packages.outside import Signature
from flowc.frontend.checking.want import Draft, Site, Want
from flowc.frontend.fault import BUILT_IN
from flowc.frontend.signature import Function
from flowc.frontend.terms import Type
from flowc.text.diagnostic import Error
from flowc.text.span import Span
from flowc.text.suggest import nearest

Path = tuple[tree.Name, ...]


def path_of(expr: tree.Expr) -> Path:
    """Return the names of `a`, `a.b` or `a.b.c`; nothing for any other expression."""
    names: list[tree.Name] = []
    while isinstance(expr, tree.Member):
        names.append(expr.name)
        expr = expr.base
    if not isinstance(expr, tree.NameRef):
        return ()
    names.append(expr.name)
    return tuple(reversed(names))


def is_top(ctx: Context, path: Path) -> bool:
    """Whether a path of several names starts at a component, or is a type and its case."""
    head = path[0].text if path else ""
    if head in ctx.names or head in ctx.package.flow_decls:
        return False
    if head in ctx.package.uses:
        return True
    return len(path) <= 2 and (head in ctx.package.type_decls or head in BUILT_IN)  # noqa: PLR2004 - a type and its case


def type_at(ctx: Context, path: Path) -> Type | None:
    """Return the type that a path names: `type`, or `alias.type`; None if it names none."""
    head = path[0].text
    if len(path) == 1:
        return BUILT_IN.get(head) or ctx.package.types.get(head)
    exports = ctx.package.exports.get(head)
    if len(path) != 2 or exports is None:  # noqa: PLR2004 - a component and its type
        return None
    found = exports.types.get(path[1].text, [])
    if not found:
        return None
    ctx.package.use(head)
    return found[0].type if len(found) == 1 else terms.UNKNOWN


def written(path: Path) -> str:
    """Return a path as it stands in a source."""
    return ".".join(name.text for name in path)


def flow_at(exports: Exports, rest: Path) -> Signature | None:
    """Return the exported flow of a package that `flow` means."""
    return exports.flows.get(rest[0].text) if len(rest) == 1 else None


def functions_at(exports: Exports, rest: Path) -> list[Function]:
    """Return the functions that `function` or `interface.function` may mean."""
    names = [name.text for name in rest]
    match names:
        case [name]:
            return _named(exports.functions, name)
        case [first, name]:
            inside = _named(exports.interfaces.get(first, {}), name)
            return inside or _of_resource(exports.functions, first, name)
        case [interface, resource, name]:
            return _of_resource(exports.interfaces.get(interface, {}), resource, name)
        case _:
            return []


def _named(functions: Mapping[str, list[Function]], name: str) -> list[Function]:
    """Return the functions of a name; that of a resource is its constructor's."""
    return functions.get(name) or functions.get(f"[constructor]{name}", [])


def _of_resource(
    functions: Mapping[str, list[Function]], resource: str, name: str
) -> list[Function]:
    """Return the method or static function that a resource has."""
    full = f"{resource}.{name}"
    return functions.get(f"[method]{full}") or functions.get(f"[static]{full}", [])


def ambiguous(path: Path, found: list[Function], span: Span) -> Error:
    """Return the error for a name that several interfaces export."""
    name, alias = path[-1].text, path[0].text
    full = tuple(_full(alias, one) for one in found)
    return errors.AmbiguousName(name, full, span=span)


def _full(alias: str, function: Function) -> str:
    interface = short_name(function.interface)
    name = plain_name(function.name)
    return f"{alias}.{interface}.{name}" if interface else f"{alias}.{name}"


def unknown_export(ctx: Context, exports: Exports, path: Path) -> Error:
    """Return the error for a path into a component or a package that leads nowhere."""
    interfaces = exports.interfaces
    known: tuple[str, ...] = (*exports.callable, *interfaces, *exports.types)
    name = path[1]
    if len(path) > 2:  # noqa: PLR2004 - a component, an interface and a name
        inside = interfaces.get(name.text)
        members = _members(exports, name.text)
        if members:
            name, known = path[2], members
        else:
            name, known = (name, tuple(interfaces)) if inside is None else (path[2], tuple(inside))
    used = ctx.package.uses[exports.alias].path_span
    return no_export(exports, name, known, used)


def _members(exports: Exports, resource: str) -> tuple[str, ...]:
    """Return the methods and static functions of a resource by their own names."""
    names = (plain_name(name) for name in exports.functions if name.startswith(("[m", "[s")))
    return tuple(
        name.removeprefix(f"{resource}.") for name in names if name.startswith(f"{resource}.")
    )


def name_ref(ctx: Context, expr: tree.NameRef, want: Want | None) -> Draft:
    """Check a name on its own."""
    name = expr.name.text
    binding = ctx.names.get(name)
    if binding is not None:
        binding.uses += 1
        return ctx.local(binding, want, expr.span)
    top = _top_level(ctx, name)
    if top is None and cases.is_case(ctx, name, want):
        return cases.case(ctx, expr.name, Site(None, want, expr.span))
    if top is not None:
        return ctx.fail(errors.NotAValue(name, *top, span=expr.span), want)
    return no_name(ctx, expr.name, Site(None, want, expr.span))


def _top_level(ctx: Context, name: str) -> tuple[str, str] | None:
    """Say what a name that is no value means, and what to do with it."""
    package = ctx.package
    if name in package.uses:
        package.use(name)
        use = package.uses[name]
        return use.what, f"call one of its {use.calls}: `{name}.{use.calls[:-1]}(..)`"
    if name in package.flow_decls:
        return "a flow", f"call it: `{name}(..)`"
    if name in package.type_decls and name not in package.cases:
        return "a type", ""
    return None


def no_name(ctx: Context, name: tree.Name, site: Site) -> Draft:
    """Report a name that means nothing; it may be a case where types could not be read."""
    if ctx.package.blind and ctx.lost(site.want):
        return ctx.unknown(site.want, site.span)
    return ctx.fail(_unknown_name(ctx, name), site.want)


def _unknown_name(ctx: Context, name: tree.Name) -> Error:
    package, text = ctx.package, name.text
    exported = tuple(
        f"{alias}.{text}" for alias, one in package.exports.items() if text in one.callable
    )
    if text in CONSTANTS:
        exported = (CONSTANTS[text],)
    known = (*ctx.names, *package.flow_decls, *package.uses, *package.cases)
    ahead = ctx.ahead.get(text)
    near = () if ahead else (*exported, *nearest(text, known))
    return errors.UnknownName(text, near, ahead, span=name.span)


CONSTANTS = {"null": "none", "nil": "none", "None": "none", "True": "true", "False": "false"}


def member(ctx: Context, expr: tree.Member, want: Want | None) -> Draft:
    """Check `base.name`: a field, or a case of a type that is written out."""
    path = path_of(expr)
    if not is_top(ctx, path):
        return records.field(ctx, expr, want)
    type_ = type_at(ctx, path[:-1])
    if type_ is not None and not isinstance(type_, terms.Resource):
        return cases.qualified(ctx, type_, path[-1], Site(None, want, expr.span))
    exports = ctx.package.use(path[0].text)
    if exports is None:
        return ctx.unknown(want, expr.span)
    text = written(path)
    if flow_at(exports, path[1:]) is not None:
        return ctx.fail(
            errors.NotAValue(text, "a flow", f"call it: `{text}(..)`", span=expr.span), want
        )
    if functions_at(exports, path[1:]):
        return ctx.fail(
            errors.NotAValue(text, "a function", f"call it: `{text}(..)`", span=expr.span), want
        )
    if type_at(ctx, path) is not None:
        return ctx.fail(errors.NotAValue(text, "a type", "", span=expr.span), want)
    return ctx.fail(unknown_export(ctx, exports, path), want)
