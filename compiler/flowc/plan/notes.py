"""What a trap means, before it is known where in the code it would happen."""

from dataclasses import dataclass

from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class SiteNote:
    """What a trap at one site means.

    `kind` is "call" where a component was called, "unanswered" where a call has nothing to answer
    it in a test, else what the flow itself could not do: "overflow", "division", "conversion" or
    "length".
    """

    kind: str
    flow: str
    component: str
    function: str
    span: Span
