"""What a module knows of its package: flows, cuts, services, what a trap means, where code lies."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from importlib import import_module

from flowc.cache import digest
from flowc.web.access import accesses, idle
from flowc.web.bindgen import Transpiled
from flowc.web.functions import functions
from flowrt.plan.cuts import Cut, Service
from flowrt.plan.plan import Entry, Plan, Site
from flowrt.plan.shapes import encode_shape
from flowrt.problems import MODULES
from flowrt.problems.every import every_problem
from flowrt.rights.limits import Limits

LARGE = 4_000_000
"""Bytes of a module from which some browsers refuse to start it while a page waits."""


def package(
    plan: Plan, transpiled: Transpiled, component: bytes, limits: Limits, script: str
) -> Mapping[str, object]:
    """Return what the runtime reads as `PACKAGE`; `script` is what instantiates its component."""
    core = transpiled.cores[transpiled.glue]
    glue, named = component.index(core), functions(core)
    return {
        "name": plan.package,
        "version": plan.package_version,
        "interface": plan.interface,
        "door": plan.door,
        "isLarge": any(len(core) >= LARGE for core in transpiled.cores.values()),
        "glue": glue,
        "glueName": transpiled.glue,
        "access": encoded(accesses(script)),
        "idle": encoded(idle()),
        "limits": limits.by_name,
        "component": digest(component),
        "cores": dict(_places(transpiled.cores, component)),
        "entries": [_entry(entry) for entry in plan.entries],
        "services": {service.name: _service(service) for service in plan.services},
        "cuts": [_cut(cut) for cut in plan.cuts],
        "sites": [
            [*_site(one), named.around(one.offset - glue) if one.offset < glue + len(core) else ""]
            for one in plan.sites
        ],
    }


def encoded(data: bytes) -> str:
    """Return bytes as the runtime reads them."""
    return b64encode(data).decode()


def _site(site: Site) -> tuple[int, str, str, str, str, str]:
    return site.offset, site.kind, site.flow, site.component, site.function, site.place


def _places(cores: Mapping[str, bytes], component: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield where core modules lie in the component: all but those that the transpiler wrote."""
    for name, core in cores.items():
        start = component.find(core)
        if start >= 0:
            yield name, (start, start + len(core))


def _entry(entry: Entry) -> Mapping[str, object]:
    return {
        "name": entry.name,
        "index": entry.index,
        "waits": entry.waits,
        "result": encode_shape(entry.result),
    }


def _service(service: Service) -> Mapping[str, object]:
    """Return what each function takes and gives."""
    return {
        one.name: {
            "params": [[name, encode_shape(shape)] for name, shape in one.params],
            "result": None if one.result is None else encode_shape(one.result),
        }
        for one in service.functions
    }


def _cut(cut: Cut) -> Mapping[str, object]:
    names = ("kind", "resume", "targets", "flow", "component", "function", "place", "timeout",
             "retry", "backoff", "fallback", "leaves", "ms")  # fmt: skip
    breaker = None if cut.breaker is None else cut.breaker.as_dict()
    return {**{name: getattr(cut, name) for name in names}, "breaker": breaker}


def titles() -> Mapping[str, Mapping[str, str]]:
    """Return what is said of each problem, by its code."""
    for module in MODULES:
        import_module(module)
    problems = (one for one in every_problem() if one.__module__ in MODULES)
    return {
        one.code: {"title": one.title, "help": one.help, "level": one.level} for one in problems
    }
