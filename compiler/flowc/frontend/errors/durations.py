"""F112 and F113: lengths of time that are none, or stand where none can."""

from dataclasses import dataclass

from flowc.frontend.parsing.literals import UNITS
from flowc.text.diagnostic import Edit, Error, Help

_UNITS = ", ".join(f"`{unit}`" for unit in UNITS)


@dataclass(frozen=True, slots=True)
class BadDuration(Error):
    """A length of time is not spelled as one, or longer than any.

    ```
    rates.get(day) with { timeout: 1.5s }
    ```

    A duration is a whole number directly followed by its unit, `us`, `ms`, `s`, `m` or `h`:
    `200ms`, `2s`. The longest is a little over 292 000 years.
    """

    code = "F112"
    title = "this is not a duration"
    found: str
    meant: str = ""

    @property
    def label(self) -> str:
        return f"expected a whole number and its unit as in `200ms`, found `{self.found}`"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.meant:
            return (Help(f"write `{self.meant}`", (Edit(self.span, self.meant),), "unsafe"),)
        return (Help(f"the units are {_UNITS}"),)


@dataclass(frozen=True, slots=True)
class DurationHere(Error):
    """A duration stands where none is taken.

    ```
    let limit = 200ms;
    ```

    Durations are no values. They stand in what is asked of a call, `with { timeout: 200ms }`, and
    in `@every(5m)` and in `sleep(5m)`. A number has no unit.
    """

    code = "F113"
    title = "a duration stands only where one is asked for"
    found: str
    braces: bool = False
    """Whether it stands in braces that should be parentheses."""

    @property
    def label(self) -> str:
        return f"`{self.found}` is no value"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.braces:
            example = "`breaker(failures: 5, open: 30s)`"
            return (Help(f"the settings of a policy stand in parentheses: {example}"),)
        return (Help("durations are for policies, `sleep(..)` and `@every(..)`"),)
