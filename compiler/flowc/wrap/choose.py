"""Which of a component's functions answer for a service's, compared by WIT's rules.

A function answers for one of its name. The interface that the service names decides, in a version
that fits; where the component exports no such interface, the name alone does, as it does for the
flows of an archive. Parameters are the same by name, order and type, and so is the result; types
are the same where their structure is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flowc.frontend import versions
from flowc.frontend.checking.injection.difference import difference
from flowc.frontend.checking.packages.exports import handle_in
from flowc.frontend.errors.wording import short
from flowc.frontend.signature import Function
from flowc.frontend.terms import FuncType, Param
from flowc.plan.build import DOOR
from flowc.wrap.offer import Offer
from flowc.wrap.shapes import type_of
from flowrt.bindings.errors import LacksFunction, OtherTypes
from flowrt.plan.cuts import Service, ServiceFunction
from flowrt.problems.report import Refused


@dataclass(frozen=True, slots=True)
class Left:
    """A function that no flow can pass on, and why."""

    name: str
    why: str


def chosen(offer: Offer, service: Service) -> tuple[Function, ...]:
    """Return who answers for each function of a service; raises `LacksFunction` or `OtherTypes`."""
    named = _by_name(offer.functions)
    found = {one.name: _answering(offer, named, one) for one in service.functions}
    if len(found) < len(service.functions):
        names = ", ".join(str(one) for one in service.functions)
        raise LacksFunction(offer.place, expected="a service whose functions differ", found=names)
    return tuple(found.values())


def everything(offer: Offer) -> tuple[tuple[Function, ...], tuple[Left, ...]]:
    """Return all that can be passed on, and what is left; raises `LacksFunction`."""
    own = [one for one in offer.functions if one.interface != DOOR]
    sound = tuple(one for one in own if not refusal(one.type))
    left = tuple(Left(one.name, why) for one in own if (why := refusal(one.type)))
    for name, same in _by_name(sound).items():
        if len(same) > 1:
            raise _several(offer.place, name, same)
    if not sound:
        raise LacksFunction(offer.place, expected="a function", found=_listed(offer.functions))
    return sound, left


def refusal(type_: FuncType) -> str:
    """Say why a function cannot be called from outside with JSON; empty where it can."""
    if type_.is_async:
        return "it is async"
    types = [one.type for one in type_.params]
    types += [] if type_.result is None else [type_.result]
    held = next((found for one in types if (found := handle_in(one, set())) is not None), None)
    return "" if held is None else f"`{held}` has no form outside its component"


def _by_name(functions: Iterable[Function]) -> dict[str, list[Function]]:
    found: dict[str, list[Function]] = {}
    for one in functions:
        found.setdefault(one.name, []).append(one)
    return found


def _answering(
    offer: Offer, named: Mapping[str, list[Function]], asked: ServiceFunction
) -> Function:
    found = _meant(offer, named.get(asked.name, []), asked)
    if why := refusal(found.type):
        raise OtherTypes(offer.place, expected=str(asked), found=f"{_shown(found)}: {why}")
    _compare(offer, asked, found)
    return found


def _meant(offer: Offer, same: list[Function], asked: ServiceFunction) -> Function:
    """Return the one that is meant of those that have the name, whatever its types are."""
    ours = [one for one in same if versions.base(one.interface) == versions.base(asked.interface)]
    fit = [one for one in ours if versions.fits(asked.interface, one.interface)]
    exact = next((one for one in fit if one.interface == asked.interface), None)
    if exact is not None:
        return exact
    if fit:
        newest = versions.newest([one.interface for one in fit])
        return next(one for one in fit if one.interface == newest)
    if ours:
        found = ", ".join(one.interface for one in ours)
        raise LacksFunction(offer.place, expected=f"{asked.interface} with {asked}", found=found)
    if len(same) > 1:
        raise _several(offer.place, asked.name, same)
    if not same:
        raise LacksFunction(offer.place, expected=_wanted(asked), found=_listed(offer.functions))
    return same[0]


def _compare(offer: Offer, asked: ServiceFunction, found: Function) -> None:
    params = tuple(Param(name, type_of(shape)) for name, shape in asked.params)
    result = None if asked.result is None else type_of(asked.result)
    clash = difference(FuncType(params, result), found.type)
    if clash is not None:
        where, one = clash
        place = f"in {where}" + (f", at {one.path.removeprefix('.')}" if one.path else "")
        expected = f"{short(one.expected)} {place}, of {asked}"
        had = f"{short(one.found)}, of {_shown(found)}"
        raise OtherTypes(offer.place, expected=expected, found=had)
    if [one.name for one in params] != [one.name for one in found.type.params]:
        raise OtherTypes(offer.place, expected=str(asked), found=_shown(found))


def _wanted(asked: ServiceFunction) -> str:
    return f"{asked}, in {asked.interface}" if asked.interface else str(asked)


def _several(place: str, name: str, found: list[Function]) -> Refused:
    homes = ", ".join(one.interface or "the component itself" for one in found)
    return LacksFunction(place, expected=f"one function {name}", found=f"one in each of {homes}")


def _shown(function: Function) -> str:
    return f"{function.name}: {function.type}"


def _listed(functions: tuple[Function, ...]) -> str:
    names = [f"{one.interface}.{one.name}".removeprefix(".") for one in functions]
    return f"the functions {', '.join(names)}" if names else "no functions"
