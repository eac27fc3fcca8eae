"""What a plan says of flows that wait: the cuts by number, and the services that may be asked.

`encode` gives what the plan's msgpack holds, `read_cut` and `read_service` take it back strictly;
FORMAT 7.5.
"""

from __future__ import annotations

from flowrt.archive.names import is_word
from flowrt.archive.strict import Reader
from flowrt.plan.shapes import Shape, encode_shape, read_shape
from flowrt.problems.refusals.plans import BadPlanField
from flowrt.value import Value

KINDS = ("call", "flow", "service", "list", "tuple", "try", "sleep", "next")
MAX_CUTS = 1 << 16
MAX_SERVICES = 256
MAX_FUNCTIONS = 4096
MAX_TARGETS = 1024
MAX_RETRY = 100
MAX_CALLS = 1000
"""The most calls that a breaker counts, or lets through to see."""
MAX_SLEEP = 8784 * 3_600_000
"""The longest pause, in milliseconds: a leap year."""
_MOST = (1 << 31) - 1
_LONGEST = (1 << 53) - 1
_READ = Reader(lambda place, expected, found: BadPlanField(place, expected=expected, found=found))


class ServiceFunction(Value):
    """A function of a service; it may have no `interface`, and no `result`."""

    interface: str
    name: str
    params: tuple[tuple[str, Shape], ...]
    result: Shape | None

    def __str__(self) -> str:
        params = ", ".join(f"{name}: {shape}" for name, shape in self.params)
        result = "" if self.result is None else f" -> {self.result}"
        return f"{self.name}: func({params}){result}"

    def encode(self) -> dict[str, object]:
        """Return the function as plain values."""
        return {
            "interface": self.interface,
            "name": self.name,
            "params": [[name, encode_shape(shape)] for name, shape in self.params],
            "result": None if self.result is None else encode_shape(self.result),
        }


class Service(Value):
    """A service and those of its functions that the flows call."""

    name: str
    functions: tuple[ServiceFunction, ...]

    def function(self, interface: str, name: str) -> ServiceFunction | None:
        """Return a function by its names, if the flows call it."""
        found = (f for f in self.functions if (f.interface, f.name) == (interface, name))
        return next(found, None)

    def encode(self) -> dict[str, object]:
        """Return the service as plain values."""
        return {"name": self.name, "functions": [one.encode() for one in self.functions]}


class Breaker(Value):
    """When a service that fails is left alone: after so many `failures` in a row.

    With `of` they count among the last so many calls, with `within` in so many microseconds. For
    `open` microseconds nobody is asked; then `probes` calls are, and all have to go well.
    """

    failures: int
    of: int | None
    within: int | None
    open: int
    probes: int

    def __str__(self) -> str:
        many = f"{self.failures} {'failure' if self.failures == 1 else 'failures'}"
        of = f" of {self.of} calls" if self.of else " in a row" if self.failures > 1 else ""
        within = f" within {self.within / 1e6:g} s" if self.within else ""
        probes = f", until {self.probes} calls go well" if self.probes > 1 else ""
        return f"for {self.open / 1e6:g} s after {many}{of}{within}{probes}"


class Cut(Value):
    """A place where a flow waits; its number is that of the step's case.

    `kind` is one of `KINDS`. `resume` and `targets` are numbers at the door: who goes on, and who
    does what is asked for. Times are in microseconds. `component`, `interface` and `function` are
    what is called, or empty; `ms` is how long a cut of kind `sleep` takes, in milliseconds.
    """

    kind: str
    resume: int
    targets: tuple[int, ...]
    flow: str
    component: str
    interface: str
    function: str
    place: str
    timeout: int | None
    retry: int
    backoff: int | None
    isolate: bool
    fallback: bool
    leaves: bool
    ms: int | None = None
    breaker: Breaker | None = None

    @property
    def called(self) -> str:
        """What is called, as a person reads it."""
        return ".".join(filter(None, (self.component, self.function)))

    @property
    def names(self) -> dict[str, str]:
        """What a fault says of a call here: whose it is, of what, and where."""
        names = ("flow", "component", "function", "place")
        return {name: getattr(self, name) for name in names}

    def encode(self) -> dict[str, object]:
        """Return the cut as plain values."""
        fields = {**self.as_dict(), "targets": list(self.targets)}
        if self.breaker is None:
            del fields["breaker"]
        else:
            fields["breaker"] = self.breaker.as_dict()
        return fields


*_CUT, _ALSO = Cut.__match_args__
_BREAKER = Breaker.__match_args__
_SERVICE = ("name", "functions")
_FUNCTION = ("interface", "name", "params", "result")


def read_cut(value: object, place: str) -> Cut:
    """Return the cut that plain values spell; raises R302."""
    held = _READ.mapping(value, place, _CUT, (_ALSO,))
    kind = held["kind"]
    if kind not in KINDS:
        raise BadPlanField(f"{place}.kind", expected=" or ".join(KINDS), found=kind)

    def name(field: str) -> str:
        return _READ.label(held[field], f"{place}.{field}", 1024)

    def flag(field: str) -> bool:
        return _READ.boolean(held[field], f"{place}.{field}")

    cut = Cut(
        str(kind),
        _READ.integer(held["resume"], f"{place}.resume", 0, _MOST),
        _READ.each(held["targets"], f"{place}.targets", MAX_TARGETS, _door),
        *(name("flow"), name("component"), name("interface"), name("function"), name("place")),
        timeout=_length(held["timeout"], f"{place}.timeout"),
        retry=_READ.integer(held["retry"], f"{place}.retry", 0, MAX_RETRY),
        backoff=_length(held["backoff"], f"{place}.backoff"),
        isolate=flag("isolate"),
        fallback=flag("fallback"),
        leaves=flag("leaves"),
        ms=None if held["ms"] is None else _READ.integer(held["ms"], f"{place}.ms", 1, MAX_SLEEP),
        breaker=_breaker(held["breaker"], f"{place}.breaker") if "breaker" in held else None,
    )
    _check(cut, place)
    return cut


def _door(value: object, place: str) -> int:
    return _READ.integer(value, place, 0, _MOST)


def _length(value: object, place: str) -> int | None:
    return None if value is None else _READ.integer(value, place, 1, _LONGEST)


def _breaker(value: object, place: str) -> Breaker:
    held = _READ.mapping(value, place, _BREAKER)

    def count(field: str, least: int = 1) -> int:
        return _READ.integer(held[field], f"{place}.{field}", least, MAX_CALLS)

    failures = count("failures")
    open_ = _READ.integer(held["open"], f"{place}.open", 1, _LONGEST)
    of = None if held["of"] is None else count("of", failures)
    return Breaker(failures, of, _length(held["within"], f"{place}.within"), open_, count("probes"))


def _check(cut: Cut, place: str) -> None:
    counts = {"call": 1, "flow": 1, "service": 0, "list": 1, "try": 1, "sleep": 0, "next": 0}
    expected = counts.get(cut.kind, max(2, len(cut.targets)))
    if len(cut.targets) != expected:
        raise BadPlanField(f"{place}.targets", expected=str(expected), found=len(cut.targets))
    if cut.fallback and cut.kind not in ("call", "service"):
        raise BadPlanField(f"{place}.fallback", expected="false", found="true")
    if cut.leaves and cut.kind not in ("list", "tuple", "try"):
        raise BadPlanField(f"{place}.leaves", expected="false", found="true")
    if cut.breaker is not None and cut.kind != "service":
        raise BadPlanField(f"{place}.breaker", expected="none but for `service`", found=cut.kind)
    if (cut.kind == "sleep") != (cut.ms is not None):
        raise BadPlanField(f"{place}.ms", expected="a time for `sleep` alone", found=cut.ms)


def read_service(value: object, place: str) -> Service:
    """Return the service that plain values spell; raises R302 or R305."""
    held = _READ.mapping(value, place, _SERVICE)
    name = _READ.label(held["name"], f"{place}.name")
    functions = _READ.each(held["functions"], f"{place}.functions", MAX_FUNCTIONS, _function)
    return Service(name, functions)


def _function(value: object, place: str) -> ServiceFunction:
    held = _READ.mapping(value, place, _FUNCTION)
    result = held["result"]
    return ServiceFunction(
        _READ.label(held["interface"], f"{place}.interface"),
        _READ.label(held["name"], f"{place}.name"),
        _READ.each(held["params"], f"{place}.params", 1024, _param),
        None if result is None else read_shape(result, f"{place}.result"),
    )


def _param(value: object, place: str) -> tuple[str, Shape]:
    pair = _READ.sequence(value, place, 2)
    if len(pair) != 2:  # noqa: PLR2004 - a pair
        raise BadPlanField(place, expected="a name and a type", found=len(pair))
    name = _READ.name(pair[0], f"{place}[0]", is_word, "a parameter's name")
    return name, read_shape(pair[1], f"{place}[1]")
