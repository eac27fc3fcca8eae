"""Services bound at start: whatever answers a function's call with JSON.

A `Binding` takes a function, its arguments as a JSON object and the scope of the call, and gives
the result as JSON, or raises a `Fault`. Python functions and other opened archives are bindings;
`bound` makes them such, and refuses what is missing or does not fit before anything runs.
"""

import json
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from flowrt.plan.cuts import Breaker, Service, ServiceFunction
from flowrt.plan.shapes import OptionOf, Shape, encode_shape
from flowrt.problems.faults import DeadlinePassed, ServiceFailed
from flowrt.problems.kinds import raised
from flowrt.problems.members import is_well, status_of
from flowrt.problems.refusals.rights import NotBound, Unfit
from flowrt.problems.report import Fault, Problem
from flowrt.run.caught import told
from flowrt.run.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from flowrt.plan.plan import Entry, Plan


class Flows(Protocol):
    """Whatever runs the flows of an archive: a `Runner`."""

    @property
    def plan(self) -> "Plan":
        """What flows there are."""

    def entry(self, flow: str) -> "Entry":
        """Return an exported flow; raises `UnknownFlow`."""

    def call(self, entry: "Entry", text: bytes, *, scope: Scope) -> bytes:
        """Run a flow on JSON; raises `BadInput` or `Fault`."""


@runtime_checkable
class Opened(Protocol):
    """An opened archive: an `App`."""

    @property
    def runner(self) -> Flows:
        """What runs its flows."""


class Binding(Protocol):
    """Whatever answers for a service."""

    def check(self, service: Service) -> None:
        """Raise `Unfit` where it cannot answer for a service."""

    def call(self, function: ServiceFunction, arguments: bytes, scope: Scope) -> bytes:
        """Return a function's result; raises a `Fault`."""


Answer: TypeAlias = "Callable[[str, dict[str, object]], object]"
"""Takes a function's name and its arguments by name, gives its result, as `json` has values."""
Given: TypeAlias = "Answer | Opened | Binding"
"""What may answer for a service."""


class Governed:
    """A binding of which whoever runs the flow says when it is left alone, whatever that says.

    Without a `breaker` it never is.
    """

    def __init__(self, binding: Binding, breaker: Breaker | None) -> None:
        self.breaker = breaker
        self._binding = binding

    def check(self, service: Service) -> None:
        """Refuse what the binding refuses."""
        self._binding.check(service)

    def call(self, function: ServiceFunction, arguments: bytes, scope: Scope) -> bytes:
        """Call as the binding does."""
        return self._binding.call(function, arguments, scope)


def bound(services: tuple[Service, ...], given: "Mapping[str, Given]") -> dict[str, Binding]:
    """Return who answers for each service; raises `NotBound` or `Unfit`."""
    known = {service.name for service in services}
    for name in given:
        if name not in known:
            expected = f"one of {', '.join(sorted(known))}" if known else "no service"
            to_do = "bind the services that its flows call, and no others"
            raise Unfit(name, expected=expected, found=f"a binding of {name}", help=to_do)
    found: dict[str, Binding] = {}
    for service in services:
        if service.name not in given:
            functions = ", ".join(map(str, service.functions))
            raise NotBound(service.name, expected=functions, found="no binding")
        binding = found[service.name] = binding_of(given[service.name])
        binding.check(service)
    return found


def binding_of(given: "Given") -> Binding:
    """Return a binding of what a caller gives as one."""
    if isinstance(given, Opened):
        return Local(given.runner)
    if hasattr(given, "call") and hasattr(given, "check"):
        return given
    return Python(given)


class Python:
    """A service that a Python function answers for."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def check(self, service: Service) -> None:
        """Accept every service; the function has no types to compare."""

    def call(self, function: ServiceFunction, arguments: bytes, scope: Scope) -> bytes:
        """Ask the function; whatever it raises is a fault of the service."""
        del scope  # Python code cannot be interrupted
        try:
            result = self._answer(function.name, json.loads(arguments))
            return json.dumps(result, allow_nan=False, separators=(",", ":")).encode()
        except Exception as error:
            message = raised(error)
            raise ServiceFailed(function=function.name, message=message) from error


class Local:
    """A service whose functions are flows of another archive, run in this process.

    It fails as one that runs elsewhere does: whatever ends its flow is a failure of the service.
    """

    def __init__(self, flows: Flows) -> None:
        self._flows = flows

    def check(self, service: Service) -> None:
        """Refuse an archive without a flow of the type of each function."""
        compare(service, self._flows.plan.entries)

    def call(self, function: ServiceFunction, arguments: bytes, scope: Scope) -> bytes:
        """Run the flow, no longer than the caller has time."""
        entry = self._flows.entry(function.name)
        try:
            return self._flows.call(entry, arguments, scope=scope)
        except Problem as problem:
            if isinstance(problem, DeadlinePassed) and scope.is_over:
                raise
            well = is_well(status_of(problem))
            raise ServiceFailed(
                function=function.name, message=_said(problem), is_well=well
            ) from problem


def _said(problem: Problem) -> str:
    """Return what ended a service's flow in one line."""
    said = told(problem) if isinstance(problem, Fault) else f"{problem.title}: {problem.place}"
    return f"{problem.code}: {said}"


def compare(service: Service, entries: "Iterable[Entry]") -> None:
    """Raise `Unfit` where there is a function that none of the flows answers for."""
    flows = {entry.name: entry for entry in entries}
    for function in service.functions:
        entry = flows.get(function.name)
        if entry is None:
            found = f"the flows {', '.join(flows)}" if flows else "no flows"
            raise Unfit(service.name, expected=str(function), found=found)
        if not _fits(function, entry):
            raise Unfit(service.name, expected=str(function), found=str(entry))


def _fits(function: ServiceFunction, entry: "Entry") -> bool:
    """Whether a flow takes and gives what a function does; names of types do not matter."""
    given = {name: _bare(shape) for name, shape in function.params}
    taken = {param.name: _bare(param.type) for param in entry.params}
    missing = [
        param.name
        for param in entry.params
        if param.name not in given and param.required and not isinstance(param.type, OptionOf)
    ]
    result = function.result is None or _bare(function.result) == _bare(entry.result)
    return result and not missing and all(taken.get(name) == one for name, one in given.items())


def _bare(shape: Shape) -> object:
    """Return what a type is made of, without the names that it was declared under."""
    return _without_names(encode_shape(shape))


def _without_names(value: object) -> object:
    match value:
        case ["record" | "variant" | "enum" | "flags" as kind, _, [*parts]]:
            return [kind, *map(_without_names, parts)]
        case [*parts]:
            return [*map(_without_names, parts)]
        case _:
            return value
