"""F60x, F610: edits of a trust file that would not do what was meant."""

from dataclasses import dataclass

from flowc.text.diagnostic import Help, Placeless
from flowc.text.suggest import nearest


@dataclass(frozen=True, slots=True)
class NoSuchPublisher(Placeless):
    """A publisher was to be removed from a trust file that does not name it.

    ```
    flowc trust remove acmee
    ```

    `flowc trust list` shows the names.
    """

    code = "F607"
    title = "the trust file names no such publisher"
    path: str
    wanted: str
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        """Name the file and what was wanted."""
        return f"`{self.path}` has no publisher `{self.wanted}`"

    @property
    def help(self) -> tuple[Help, ...]:
        """Say which there are."""
        close = nearest(self.wanted, self.known) or self.known
        names = ", ".join(f"`{one}`" for one in close)
        return (Help(f"there is {names}" if names else "nobody is trusted yet"),)


@dataclass(frozen=True, slots=True)
class PublisherExists(Placeless):
    """A publisher was to be added to a trust file that has one of that name.

    ```
    flowc trust add acme acme.pub
    flowc trust add acme another.pub
    ```

    Adding a key to a publisher changes who may sign in its name, so it is not done by the way.
    """

    code = "F608"
    title = "the trust file names this publisher already"
    path: str
    name: str

    @property
    def label(self) -> str:
        """Name the file and the publisher."""
        return f"`{self.path}` has a publisher `{self.name}`"

    @property
    def help(self) -> tuple[Help, ...]:
        """Say what to do."""
        return (Help("remove it first, or give the new one another name"),)


@dataclass(frozen=True, slots=True)
class ThresholdTooHigh(Placeless):
    """More keys are asked for than the publisher has.

    ```
    flowc trust add acme one.pub two.pub --threshold 3
    ```

    Then nothing of the publisher's would ever run.
    """

    code = "F610"
    title = "the threshold is higher than the number of keys"
    threshold: int
    count: int

    @property
    def label(self) -> str:
        """Count the keys."""
        return f"{self.threshold} of {self.count} keys"

    @property
    def help(self) -> tuple[Help, ...]:
        """Say what to do."""
        return (Help("give more keys, or a lower threshold"),)
