"""Words that mean something in one place only: capabilities, policies, annotations and the rest.

The first line of an entry is how it is written, the second what it means.
"""

from collections.abc import Mapping
from typing import Final

CAPABILITIES: Final[Mapping[str, tuple[str, str]]] = {
    "http": ('http("api.example.com")', "Calls web services: all of them, or these hosts alone."),
    "sockets": ('sockets("db.example.com:5432")', "Opens network connections, to these addresses."),
    "files": ('files("data", read)', "Reads files below a folder; `write` to change them, too."),
    "clock": ("clock", "Reads the time and waits."),
    "random": ("random", "Takes random numbers."),
    "env": ('env("HOME", "USER")', "Reads environment variables: all of them, or these alone."),
    "stdio": ("stdio", "Reads standard input, writes standard output and standard error."),
    "nothing": ("nothing", "Touches nothing outside; it stands alone."),
}
POLICIES: Final[Mapping[str, tuple[str, str]]] = {
    "timeout": ("timeout: 200ms", "Gives up on the call after so long."),
    "retry": ("retry: 3", "Calls again after a fault, so many times."),
    "backoff": (
        "backoff: 50ms",
        "Waits so long before the first `retry`, longer before each next.",
    ),
    "breaker": (
        "breaker(failures: 5, open: 30s)",
        "Leaves the service alone for a while after it failed again and again.",
    ),
    "fallback": ("fallback: value", "Is the value of the call where it fails for good."),
    "isolate": ("isolate", "Runs the call in an instance of its own."),
}
SETTINGS: Final[Mapping[str, tuple[str, str]]] = {
    "failures": ("failures: 5", "So many calls fail in a row before the service is left alone."),
    "of": ("of: 20", "Counts the `failures` among the last so many calls, not in a row."),
    "within": ("within: 1m", "Counts the calls of the last so long alone."),
    "open": ("open: 30s", "Leaves the service alone for so long."),
    "probes": ("probes: 1", "Lets so many calls through then, which all have to go well."),
}
"""What a `breaker` is given."""
ANNOTATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "http": (
        'http(get, "/orders/{id}")',
        "Runs the flow for each such request, where it is served.",
    ),
    "every": ("every(5m)", "Runs the flow again and again, so long apart."),
    "cron": ('cron("0 3 * * *")', "Runs the flow when a clock shows this: minute, hour, day, .."),
    "subject": ('subject("orders.new")', "Runs the flow for each message of this subject."),
}
METHODS: Final[Mapping[str, str]] = {
    "get": "to read; all is in the path and the query",
    "head": "to read no more than whether it is there",
    "post": "to add or do something; the parameters are the body",
    "put": "to replace something",
    "patch": "to change a part of something",
    "delete": "to remove something; all is in the path and the query",
}
"""What an `@http` may begin with."""
ALONE: Final = frozenset({"isolate"})
"""Policies without a value."""
DETAILED: Final = frozenset({"breaker"})
"""Policies with settings in parentheses."""
MODES: Final[Mapping[str, str]] = {"read": "to read", "write": "to read and to write"}
ROLES: Final[Mapping[str, str]] = {"service": "called over a wire; what answers is bound when run"}
"""What may stand after `as`."""
KINDS_OF_ITEMS: Final[Mapping[str, str]] = {"func": "a function"}
"""What may stand after the `:` of an interface's function."""
CONTEXTUAL: Final = frozenset({*ROLES, *KINDS_OF_ITEMS, "async"})
