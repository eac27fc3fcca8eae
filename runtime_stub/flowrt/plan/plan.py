"""The static execution plan: which flows an archive exports, where they wait, what a trap means.

`encode_plan` gives the one msgpack encoding; `read_plan` takes bytes, refuses any other encoding
and any field that is missing, unknown, of the wrong type or out of range, and gives a `Plan`.
"""

from __future__ import annotations

from flowrt import problems
from flowrt.archive.names import is_kind_of_site, is_package, is_version, is_word
from flowrt.archive.strict import Reader, neighbours
from flowrt.plan.packed import MOST, pack, spells, unpack
from flowrt.plan.shapes import Shape, encode_shape, read_shape
from flowrt.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from flowrt.plan.cuts import Cut, Service
    from flowrt.plan.triggers import Route, Trigger


PLAN_VERSION = 3
MAX_ENTRIES = 4096
MAX_PARAMETERS = 1024
MAX_SITES = MOST
MAX_TEXT = 1 << 16

_PLAN = (
    "version", "package", "package_version", "interface", "door", "entries", "services", "cuts",
    "sites",
)  # fmt: skip
_ENTRY = ("name", "index", "doc", "params", "result", "waits", "routes", "triggers")
_PARAMETER = ("name", "type", "doc", "required", "default")
_SITE = ("offset", "kind", "flow", "component", "function", "place")
_READ = Reader(
    lambda place, expected, found: problems.BadPlanField(place, expected=expected, found=found)
)


class Parameter(Value):
    """A flow's parameter; `default` is JSON text, or None where there is none."""

    name: str
    type: Shape
    doc: str
    required: bool
    default: str | None


class Entry(Value):
    """An exported flow: its name, the number it has at the door, and its type.

    One that `waits` gives steps at the door, of which the last one holds its result. `routes` and
    `triggers` are what runs it where an archive is served or works.
    """

    name: str
    index: int
    doc: str
    params: tuple[Parameter, ...]
    result: Shape
    waits: bool = False
    routes: tuple[Route, ...] = ()
    triggers: tuple[Trigger, ...] = ()

    def __str__(self) -> str:
        params = ", ".join(f"{p.name}: {p.type}" for p in self.params)
        return f"{self.name}: func({params}) -> {self.result}"


class Site(Value):
    """What a trap at code offset `offset` (in bytes) means: where in which flow and component."""

    offset: int
    kind: str
    flow: str
    component: str
    function: str
    place: str


class Plan(Value):
    """What a stub needs to know to run an archive's component.

    `interface` is the id of the exported interface with the flows' own types, `door` the instance
    that takes and gives JSON text. Entries have distinct names and numbers, services distinct
    names; sites ascend. A step's case `cut-N` is the cut at N.
    """

    package: str
    package_version: str
    interface: str
    door: str
    entries: tuple[Entry, ...]
    sites: tuple[Site, ...] = ()
    services: tuple[Service, ...] = ()
    cuts: tuple[Cut, ...] = ()
    version: int = PLAN_VERSION

    def entry(self, name: str) -> Entry | None:
        """Return the exported flow of that name, if there is one."""
        return next((entry for entry in self.entries if entry.name == name), None)


def encode_plan(plan: Plan) -> bytes:
    """Return the plan's bytes; nothing is validated, `read_plan` does."""
    return pack(_fields(plan))


def _fields(plan: Plan) -> dict[str, object]:
    return {
        "version": plan.version,
        "package": plan.package,
        "package_version": plan.package_version,
        "interface": plan.interface,
        "door": plan.door,
        "entries": [_encode_entry(entry) for entry in plan.entries],
        "services": [service.encode() for service in plan.services],
        "cuts": [cut.encode() for cut in plan.cuts],
        "sites": [[getattr(site, name) for name in _SITE] for site in plan.sites],
    }


def _encode_entry(entry: Entry) -> dict[str, object]:
    return {
        "name": entry.name,
        "index": entry.index,
        "doc": entry.doc,
        "params": [
            {
                "name": p.name,
                "type": encode_shape(p.type),
                "doc": p.doc,
                "required": p.required,
                "default": p.default,
            }
            for p in entry.params
        ],
        "result": encode_shape(entry.result),
        "waits": entry.waits,
        "routes": [route.encode() for route in entry.routes],
        "triggers": [trigger.encode() for trigger in entry.triggers],
    }


def read_plan(data: bytes) -> Plan:
    """Return the plan that the bytes spell; raises R301 to R303 and R305; FORMAT 7."""
    fields = _READ.mapping(_unpack(data), "plan", _PLAN)
    version = _READ.integer(fields["version"], "plan.version")
    if version != PLAN_VERSION:
        raise problems.UnknownPlan("plan.version", expected=str(PLAN_VERSION), found=version)
    plan = Plan(
        _READ.name(fields["package"], "plan.package", is_package, "namespace:name"),
        _READ.name(fields["package_version"], "plan.package_version", is_version, "a version"),
        _READ.label(fields["interface"], "plan.interface"),
        _READ.label(fields["door"], "plan.door"),
        _READ.each(fields["entries"], "plan.entries", MAX_ENTRIES, _entry),
        _READ.each(fields["sites"], "plan.sites", MAX_SITES, _site),
        _services(fields["services"], "plan.services"),
        _cuts(fields["cuts"], "plan.cuts"),
        version,
    )
    _check(plan)
    if not spells(data, _fields(plan)):
        raise problems.BadPlan(
            "plan", expected="fields in order, each in its shortest form", found="others"
        )
    return plan


def _unpack(data: bytes) -> object:
    try:
        return unpack(data)
    except (ValueError, RecursionError) as error:
        found = str(error) or type(error).__name__
        raise problems.BadPlan("plan", expected="one msgpack value", found=found) from None


def _services(value: object, place: str) -> tuple[Service, ...]:
    """Return the services; what reads them is imported where there are some, as the three below."""
    if value == []:
        return ()
    from flowrt.plan.cuts import MAX_SERVICES, read_service  # noqa: PLC0415 - few plans have some

    return _READ.each(value, place, MAX_SERVICES, read_service)


def _cuts(value: object, place: str) -> tuple[Cut, ...]:
    if value == []:
        return ()
    from flowrt.plan.cuts import MAX_CUTS, read_cut  # noqa: PLC0415 - the same

    return _READ.each(value, place, MAX_CUTS, read_cut)


def _routes(value: object, place: str) -> tuple[Route, ...]:
    if value == []:
        return ()
    from flowrt.plan.triggers import MAX_ROUTES, read_route  # noqa: PLC0415 - the same

    return _READ.each(value, place, MAX_ROUTES, read_route)


def _triggers(value: object, place: str) -> tuple[Trigger, ...]:
    if value == []:
        return ()
    from flowrt.plan.triggers import MAX_TRIGGERS, read_trigger  # noqa: PLC0415 - the same

    return _READ.each(value, place, MAX_TRIGGERS, read_trigger)


def _entry(value: object, place: str) -> Entry:
    fields = _READ.mapping(value, place, _ENTRY)
    return Entry(
        _READ.name(fields["name"], f"{place}.name", is_word, "a flow's name"),
        _READ.integer(fields["index"], f"{place}.index", 0, (1 << 32) - 1),
        _READ.text(fields["doc"], f"{place}.doc", MAX_TEXT),
        _READ.each(fields["params"], f"{place}.params", MAX_PARAMETERS, _parameter),
        read_shape(fields["result"], f"{place}.result"),
        _READ.boolean(fields["waits"], f"{place}.waits"),
        _routes(fields["routes"], f"{place}.routes"),
        _triggers(fields["triggers"], f"{place}.triggers"),
    )


def _parameter(value: object, place: str) -> Parameter:
    fields = _READ.mapping(value, place, _PARAMETER)
    default = fields["default"]
    parameter = Parameter(
        _READ.name(fields["name"], f"{place}.name", is_word, "a parameter's name"),
        read_shape(fields["type"], f"{place}.type"),
        _READ.text(fields["doc"], f"{place}.doc", MAX_TEXT),
        _READ.boolean(fields["required"], f"{place}.required"),
        None if default is None else _READ.text(default, f"{place}.default", MAX_TEXT),
    )
    if parameter.required and default is not None:
        raise problems.BadPlanField(
            f"{place}.default", expected="none, it is required", found=default
        )
    return parameter


def _site(value: object, place: str) -> Site:
    items = _READ.sequence(value, place, len(_SITE))
    if len(items) != len(_SITE):
        raise problems.BadPlanField(place, expected=f"{len(_SITE)} items", found=len(items))
    offset, kind, *names = items
    return Site(
        _READ.integer(offset, f"{place}.offset", 0, (1 << 32) - 1),
        _READ.name(kind, f"{place}.kind", is_kind_of_site, "a kind of site"),
        *(_READ.label(name, f"{place}.{_SITE[i + 2]}", 1024) for i, name in enumerate(names)),
    )


def _check(plan: Plan) -> None:
    _once([entry.name for entry in plan.entries], "plan.entries", "name")
    _once([str(entry.index) for entry in plan.entries], "plan.entries", "index")
    for i, entry in enumerate(plan.entries):
        names = [p.name for p in entry.params]
        _once(names, f"plan.entries[{i}].params", "name")
        for route in entry.routes:
            route.check(names, f"plan.entries[{i}].routes")
    routes = [route.shape for entry in plan.entries for route in entry.routes]
    _once(routes, "plan.entries", "route")
    triggers = (one for entry in plan.entries for one in entry.triggers)
    _once([one.text for one in triggers if one.kind == "subject"], "plan.entries", "subject")
    _once([service.name for service in plan.services], "plan.services", "name")
    _check_asked(plan)
    for before, after in neighbours(plan.sites):
        if before.offset >= after.offset:
            found = f"{after.offset} after {before.offset}"
            raise problems.BadPlanField("plan.sites", expected="ascending offsets", found=found)


def _check_asked(plan: Plan) -> None:
    """Refuse a cut that asks for a function of which nothing is said."""
    services = {service.name: service for service in plan.services}
    for i, cut in enumerate(plan.cuts):
        if cut.kind == "service":
            service = services.get(cut.component)
            if service is None or service.function(cut.interface, cut.function) is None:
                expected = "a function of a service"
                raise problems.BadPlanField(
                    f"plan.cuts[{i}].function", expected=expected, found=cut.called
                )


def _once(names: list[str], place: str, what: str) -> None:
    if len(set(names)) != len(names):
        raise problems.BadPlanField(place, expected=f"each {what} once", found=", ".join(names))
