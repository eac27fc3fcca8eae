"""Mistakes about `try` and `sleep`."""

from dataclasses import dataclass

from flowc.text.diagnostic import Caution, Edit, Error, Help
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class SleepRange(Error):
    """The time of a `sleep` is too short or too long.

    ```flow
    export flow late() -> u32 {
      sleep(10us);
      0
    }
    ```

    It is whole milliseconds, from `1ms` to `8784h`, a year.
    """

    code = "F196"
    title = "this time is no time to sleep"

    @property
    def label(self) -> str:
        return "expected whole milliseconds, from `1ms` to `8784h`"


@dataclass(frozen=True, slots=True)
class IdleTry(Caution):
    """A `try` is before something that cannot fault.

    ```flow
    export flow f(n: u32) -> u32 { match try (n, 1) { ok((m, _)) => m, err(_) => 0 } }
    ```

    Calls and sleeps may fault, and so may arithmetic and conversions. Names and literals cannot.
    """

    code = "F197"
    title = "nothing here can fault"

    @property
    def label(self) -> str:
        return "this is `ok` at all times"

    @property
    def help(self) -> tuple[Help, ...]:
        start = Span(self.span.file, self.span.start, self.span.start + len("try "))
        return (Help("write `ok(..)`, or leave out the `try`", (Edit(start, ""),), "unsafe"),)
