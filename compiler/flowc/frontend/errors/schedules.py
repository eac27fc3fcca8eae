"""Mistakes about `@every`, `@cron` and `@subject`: when a worker runs a flow."""

from dataclasses import dataclass

from flowc.text.diagnostic import Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class TimedParameter(Error):
    """A flow that a clock runs has a parameter without a default.

    ```flow
    @cron("0 3 * * *")
    export flow tidy(days: u32) -> u32 { days }
    ```

    When the time comes, nobody is there to say what it should be.
    """

    code = "F498"
    title = "a flow that a clock runs is given nothing"
    annotation: str
    name: str
    place: Span

    @property
    def label(self) -> str:
        return f"`@{self.annotation}` has no value for `{self.name}`"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.place, "this parameter has no default"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"give `{self.name}` a default"),)


@dataclass(frozen=True, slots=True)
class BadCronText(Error):
    """The text of a `@cron` is no cron expression, or names no minute at all.

    ```flow
    @cron("0 25 * * *")
    export flow tidy() -> u32 { 0 }
    ```

    There are five fields: minute (0 to 59), hour (0 to 23), day of the month (1 to 31), month (1 to
    12, or `jan` to `dec`) and day of the week (0 to 7, or `sun` to `sat`). Each is `*`, a value, a
    range `a-b`, steps `*/n` or `a-b/n`, or several of these with `,` between them. Times are UTC.
    """

    code = "F499"
    title = "this is no cron expression"
    expected: str
    found: str

    @property
    def label(self) -> str:
        return f"expected {self.expected}, found {self.found}"


@dataclass(frozen=True, slots=True)
class BadSubject(Error):
    """The text of a `@subject` is no subject that messages have.

    ```flow
    @subject("orders.*")
    export flow order(id: u64) -> u64 { id }
    ```

    A subject is words with dots between them, at most 255 characters of ASCII, without spaces and
    without the wildcards `*` and `>`; those that start with `$` belong to the system.
    """

    code = "F191"
    title = "this is no subject"
    wanted: str

    @property
    def label(self) -> str:
        return f"expected {self.wanted}"


@dataclass(frozen=True, slots=True)
class EveryRange(Error):
    """The time of an `@every` is too short or too long.

    ```flow
    @every(10us)
    export flow tidy() -> u32 { 0 }
    ```

    It is whole milliseconds, from `1ms` to `8784h`, a year.
    """

    code = "F192"
    title = "this time is out of its range"

    @property
    def label(self) -> str:
        return "expected whole milliseconds, from `1ms` to `8784h`"


@dataclass(frozen=True, slots=True)
class RepeatedTrigger(Error):
    """A flow would be run twice by one thing, or two flows by one message.

    ```flow
    @subject("orders.new")
    export flow order(id: u64) -> u64 { id }

    @subject("orders.new")
    export flow again(id: u64) -> u64 { id }
    ```

    Each message is work for one flow. Let a third flow call both.
    """

    code = "F194"
    title = "this runs a flow already"
    first: Span

    @property
    def label(self) -> str:
        return "it stands here again"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "it is given here first"),)
