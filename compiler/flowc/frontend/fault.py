"""`fault`: the type of what `try` gives where something could not be done."""

from typing import Final

from flowc.frontend.terms import STRING, Enum, Field, Record, Type, TypeName

KIND: Final = Enum(
    ("trap", "arithmetic", "limit", "timeout", "unreachable", "denied", "unkept"),
    TypeName("", "fault-kind", "the language"),
)
"""A component trapped; a number has no place; a limit or the time was used up; a service did not
answer; a capability was not granted; a value could not be kept where a flow waits."""

FAULT: Final = Record(
    (Field("kind", KIND), Field("message", STRING)), TypeName("", "fault", "the language")
)

BUILT_IN: Final[dict[str, Type]] = {"fault": FAULT, "fault-kind": KIND}
"""The types that are known by name without being declared."""
