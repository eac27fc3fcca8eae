"""Which interface of a component stands for a whole one that another imports."""

from flowc.frontend import errors, tree, versions
from flowc.frontend.checking.injection.link import Whole, key_of
from flowc.frontend.checking.packages.exports import Exports, short_name
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.signature import Import
from flowc.text.span import Span
from flowc.text.suggest import nearest


def whole(
    package: Package, exports: Exports, asked: Import, supplier: tree.Supplier
) -> Whole | None:
    """Return the interface that a supplier means; None where it was reported that none fits."""
    head, *rest = supplier.path
    text = ".".join(one.text for one in supplier.path)
    if head.text in package.flow_decls:
        example = f"{{ {_first(asked)}: {text} }}"
        problem = f"is a flow; name the function that it stands for: `{example}`"
        package.report.add(errors.NoSupplier(text, problem, span=supplier.span))
        return None
    use = package.uses.get(head.text)
    if use is None:
        near = nearest(head.text, (*package.uses, *package.flow_decls))
        package.report.add(errors.NoSupplier(text, "is nothing here", near, span=supplier.span))
        return None
    problem = _unable(package, exports, use, asked)
    if problem:
        package.report.add(errors.NoSupplier(text, problem, span=supplier.span))
        return None
    offering = package.use(head.text)
    if offering is None:
        return None
    interface = _chosen(package, offering, asked, rest, supplier.span)
    return None if interface is None else Whole(head.text, interface, supplier.span)


def _first(asked: Import) -> str:
    """Return a function of an import, for an example."""
    return asked.functions[0].name if asked.functions else "function"


def _unable(package: Package, exports: Exports, use: tree.Use, asked: Import) -> str:
    """Say why a `use` cannot satisfy an interface; empty if it can."""
    if use.alias.text == exports.alias:
        return "is the component itself"
    if use.is_package:
        example = f"{{ {_first(asked)}: {use.alias.text}.FLOW }}"
        return f"is a package; name a flow of it for each function: `{example}`"
    what = package.kind_of(use)
    return "" if what in ("a component", "known by its types alone") else f"is {what}"


def _chosen(
    package: Package, offering: Exports, asked: Import, rest: list[tree.Name], span: Span
) -> str | None:
    """Return the interface that stands for an import: the one named, or the one that fits."""
    offered = list(dict.fromkeys(one.interface for one in offering.component.functions))
    if rest:
        same = _of_short_name(offered, rest[0].text)
        if not same or rest[1:]:
            _no_interface(package, offering, rest)
            return None
    else:
        same = [one for one in offered if versions.base(one) == versions.base(asked.name)]
        same = same or _of_short_name(offered, short_name(asked.name))
    of_one_name = [one for one in same if versions.base(one) == versions.base(asked.name)]
    fitting = [one for one in of_one_name if versions.fits(asked.name, one)]
    if fitting:
        return asked.name if asked.name in fitting else versions.newest(fitting)
    if of_one_name:
        other = versions.newest(of_one_name)
        package.report.add(errors.OtherVersion(offering.alias, asked.name, other, span=span))
        return None
    return _only(package, offering, asked, same or offered, span)


def _of_short_name(offered: list[str], name: str) -> list[str]:
    return [one for one in offered if one and short_name(one) == name]


def _only(
    package: Package, offering: Exports, asked: Import, candidates: list[str], span: Span
) -> str | None:
    """Return the one candidate; report that there is none, or that they are several."""
    if len(candidates) == 1:
        return candidates[0]
    names = tuple(short_name(one) for one in candidates if one)
    if not candidates:
        problem = "exports no functions"
        package.report.add(errors.NoSupplier(offering.alias, problem, span=span))
    else:
        package.report.add(
            errors.SeveralInterfaces(offering.alias, key_of(asked), names, span=span)
        )
    return None


def _no_interface(package: Package, offering: Exports, rest: list[tree.Name]) -> None:
    known = tuple(offering.interfaces)
    name = rest[1] if rest[1:] and rest[0].text in known else rest[0]
    near = nearest(name.text, known)
    used = package.uses[offering.alias].path_span
    package.report.add(
        errors.UnknownExport(offering.alias, name.text, near, known, used, span=name.span)
    )
