"""`.wit` files to packages with all names resolved: the stages of the reader, one after another.

In come texts by path, laid out as WIT tools have them: `*.wit` of the folder are one package, and
`deps/` has a file or a folder of files for every other. Nothing is read from a disk.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from flowc.frontend import errors
from flowc.frontend.wit import tree
from flowc.frontend.wit.bodies import Body
from flowc.frontend.wit.names import Names
from flowc.frontend.wit.order import order
from flowc.frontend.wit.parse import parse
from flowc.frontend.wit.tables import Reading, Table, interface_of
from flowc.frontend.wit.units import Features, Scope, Unit, Units
from flowc.frontend.wit.values import Resolved, WitInterface, WitPackage, WitWorld
from flowc.frontend.wit.worlds import Worlds
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowc.text.span import Span

SUFFIX = ".wit"
DEPS = "deps"


def read(
    files: Mapping[str, str],
    report: Report,
    *,
    folder: str = "",
    owner: str = "",
    features: Features = Features(),  # noqa: B008 - frozen, so it can be shared
) -> Resolved:
    """Read a folder of `.wit` files; paths are relative to where messages start from.

    `folder` is the one whose files make the package asked for, `owner` what qualifies the names of
    its types in a source. What is `@unstable` is there only if its feature is among `features`.
    Reports F1xx and F28x, and raises `Stopped` if anything is wrong.
    """
    groups = layout(files, folder)
    sources = {path: SourceFile(path, files[path]) for group in groups for path in group}
    trees = {path: parse(source, report) for path, source in sources.items()}
    report.stop_if_errors()
    units = Units(features, report)
    roots = [units.add(made for path in group if (made := trees[path])) for group in groups]
    if not groups or not groups[0]:
        problem = f"there is no `{SUFFIX}` file in `{folder or '.'}`"
        report.add(errors.PackageUnclear(problem, span=Span(folder, 0, 0)))
    if any(isinstance(one, errors.PackageUnclear) for one in report.errors):
        report.stop_if_errors()
    packages = _packages(units, sources, owner, report)
    _check_packages(units, report)
    report.stop_if_errors()
    root = _root(roots[0], units)
    return Resolved(packages[root.id], tuple(packages.values()), sources)


def layout(files: Iterable[str], folder: str = "") -> tuple[tuple[str, ...], ...]:
    """Return the paths of the folder's own files, and then those of each dependency.

    What WIT tools do not look at is left out: other suffixes, folders elsewhere or deeper.
    """
    groups: dict[str, list[str]] = {"": []}
    for path in sorted(files):
        parts = _below(path, folder)
        if parts is None or not path.endswith(SUFFIX):
            continue
        match parts:
            case [_]:
                groups[""].append(path)
            case [start, name] | [start, name, _] if start == DEPS:
                groups.setdefault(name, []).append(path)
    return tuple(tuple(group) for group in groups.values())


def _below(path: str, folder: str) -> Sequence[str] | None:
    try:
        return PurePosixPath(path).relative_to(PurePosixPath(folder)).parts
    except ValueError:
        return None


def _root(named: Unit | None, units: Units) -> Unit:
    """Return the package asked for: the one with a package line, else the first nested one."""
    return named or next(iter(units.units.values()))


def _packages(
    units: Units, sources: Mapping[str, SourceFile], owner: str, report: Report
) -> dict[str, WitPackage]:
    interfaces: dict[str, tuple[tree.Interface, Scope]] = {}
    worlds: dict[str, tuple[tree.World, Scope]] = {}
    for unit in units.units.values():
        for item, scope in unit.items.values():
            if isinstance(item, tree.Interface):
                interfaces[unit.item_id(item.name.text)] = (item, scope)
            else:
                worlds[unit.item_id(item.name.text)] = (item, scope)
    units.check_shorthands()
    tables: dict[str, Table] = {}
    reading = Reading(units, tables, sources, owner, report)
    made = _interfaces(interfaces, reading, tables)
    return _assembled(units, made, Worlds(reading, made).read(worlds))


def _interfaces(
    interfaces: Mapping[str, tuple[tree.Interface, Scope]],
    reading: Reading,
    tables: dict[str, Table],
) -> dict[str, WitInterface]:
    units, report = reading.units, reading.report
    needs = {
        id_: tuple(_used(item.members, scope, units)) for id_, (item, scope) in interfaces.items()
    }

    def on_cycle(ids: Sequence[str]) -> None:
        names = tuple(interfaces[one][0].name.text for one in ids)
        span = interfaces[ids[0]][0].name.span
        report.add(errors.CycleInWit("interface", names, span=span))

    made = {}
    for id_ in order(needs, on_cycle):
        item, scope = interfaces[id_]
        body = Body(scope, f"the interface `{item.name.text}`", reading, Names(report), id_)
        body.read(item.members)
        tables[id_] = body.table
        made[id_] = interface_of(id_, item, body.table)
    return made


def _used(members: Iterable[tree.Member], scope: Scope, units: Units) -> Iterable[str]:
    for one in members:
        if isinstance(one, tree.Use) and units.shows(scope.unit, one.gates, ""):
            found = units.find(one.path, scope, "interface")
            if found is not None:
                yield found


def _assembled(
    units: Units, interfaces: Mapping[str, WitInterface], worlds: Mapping[str, WitWorld]
) -> dict[str, WitPackage]:
    packages = {}
    for unit in units.units.values():
        ids = [unit.item_id(name) for name in unit.items]
        packages[unit.id] = WitPackage(
            unit.id,
            tuple(interfaces[id_] for id_ in ids if id_ in interfaces),
            tuple(worlds[id_] for id_ in ids if id_ in worlds),
            unit.doc,
            unit.span,
        )
    return packages


def _check_packages(units: Units, report: Report) -> None:
    needs = {
        id_: [other for other in others if other != id_] for id_, others in units.edges.items()
    }

    def on_cycle(ids: Sequence[str]) -> None:
        span = units.edges[ids[0]][ids[1]]
        report.add(errors.CycleInWit("package", tuple(ids), span=span))

    order(needs, on_cycle)
