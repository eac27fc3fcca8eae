"""F030-F049: tests that fail, and what `flowc test` was asked that cannot be done."""

from dataclasses import dataclass

from flowc.text.diagnostic import Error, Help, Label, Placeless
from flowc.text.span import Span
from flowc.text.suggest import nearest

LONGEST = 400
"""Characters of a value that a message shows; the report in JSON has all of them."""


def cut(text: str) -> str:
    """Return the beginning of a value's text that is short enough to be read."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}.. ({len(text):,} characters)"


@dataclass(frozen=True, slots=True)
class ExpectationFailed(Error):
    """An `expect` of a test does not hold.

    Where it is a comparison, both sides are shown as JSON, as `flowrt run` prints them, and where
    they first differ:

    ```flow
    test "an empty cart costs nothing" {
      expect total([]) == ok(0);
    }
    ```

    The test ends there; the other tests are run all the same.
    """

    code = "F030"
    title = "an expectation does not hold"
    test: str
    left: str
    right: str
    more: str

    @property
    def label(self) -> str:
        return f"in the test `{self.test}`"

    @property
    def notes(self) -> tuple[str, ...]:
        sides = (f"left:  {cut(self.left)}", f"right: {cut(self.right)}") if self.left else ()
        return (*sides, self.more) if self.more else sides


@dataclass(frozen=True, slots=True)
class NothingToTake(Error):
    """A `?` in a test found an `err` or a `none`.

    In a test `?` takes the value out of a `result` or an `option`, and where there is none, the
    test fails there and shows what there was instead:

    ```flow
    test "prices are found" {
      expect price("tea")? > 0;
    }
    ```

    To expect an error, compare with it: `expect price("x") == err("unknown");`.
    """

    code = "F031"
    title = "there is no value to take"
    test: str
    found: str

    @property
    def label(self) -> str:
        return f"in the test `{self.test}`"

    @property
    def notes(self) -> tuple[str, ...]:
        return (f"found: {cut(self.found)}",)


@dataclass(frozen=True, slots=True)
class TestFaulted(Error):
    """A test came to a fault: a component trapped, a number did not fit, or time ran out.

    A fault ends the transaction it happens in; it is no value, so no test can expect one:

    ```flow
    test "a sum too large" {
      expect add(255, 1) == 0;    // `add` faults: 256 is no u8
    }
    ```

    The message points at what could not be done. `flowc explain` knows the fault's own code, too.
    """

    code = "F032"
    title = "a test came to a fault"
    test: str
    test_span: Span
    what: str
    facts: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.what

    @property
    def secondary(self) -> tuple[Label, ...]:
        return () if self.span == self.test_span else (Label(self.test_span, "in this test"),)

    @property
    def notes(self) -> tuple[str, ...]:
        return self.facts


@dataclass(frozen=True, slots=True)
class UnansweredCall(Error):
    """A test came to a call of something that has no code, and none of its stubs answers.

    A service is bound when an archive is run; in a test there is nothing behind it. Say what it
    gives:

    ```flow
    test "a clear order" {
      given fraud.screen(_, "IE") = clear;
      expect checkout(cart) == ok(12);
    }
    ```

    A call that fits none of the patterns is not answered either; `_` fits anything.
    """

    code = "F033"
    title = "no stub answers this call"
    test: str
    test_span: Span
    function: str

    @property
    def label(self) -> str:
        return f"`{self.function}` has no code in a test"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return () if self.span == self.test_span else (Label(self.test_span, "in this test"),)

    @property
    def help(self) -> tuple[Help, ...]:
        package, _, rest = self.function.partition(".")
        if "." in rest:
            flow = f"what the flow of `{package}` gives that comes to it"
            return (Help(f"say in the test {flow}: `given {package}.FLOW(..) = ..;`"),)
        return (Help(f"say in the test what it gives: `given {self.function}(..) = ..;`"),)


@dataclass(frozen=True, slots=True)
class NoTestNamed(Placeless):
    """`--filter` was given, and no test has such a name.

    A text is looked for anywhere in the names; with `*`, `?` or `[..]` it is a pattern for the
    whole name:

    ```
    flowc test --filter 'an empty *'
    ```
    """

    code = "F034"
    title = "no test has such a name"
    wanted: str
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"no name has `{self.wanted}` in it, nor fits it"

    @property
    def help(self) -> tuple[Help, ...]:
        close = nearest(self.wanted, self.known) or self.known[:4]
        return (Help("there is " + ", ".join(f"`{one}`" for one in close)),) if close else ()


@dataclass(frozen=True, slots=True)
class TooLittleCovered(Placeless):
    """The tests reached less than `--threshold` asks for.

    ```
    flowc test shop.flow --threshold 90
    ```

    What counts are flows that are entered, calls that are made, arms of `match`, branches of `if`
    and handlers of `?`, each once. `--coverage` lists those that no test came to.
    """

    code = "F035"
    title = "the tests reach too little"
    reached: int
    points: int
    least: float

    @property
    def label(self) -> str:
        share = 100 * self.reached / max(1, self.points)
        reached = f"{self.reached} of {self.points} places, {share:.1f} %"
        return f"they reach {reached}, where {self.least:g} % are asked for"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("`--coverage` lists the places that no test came to"),)


@dataclass(frozen=True, slots=True)
class TestsNotCompiled(Placeless):
    """The engine refuses the code of a file's tests.

    One function may have some ten thousand steps, and a test is one function:

    ```flow
    test "everything" {
      expect total([1]) == 1;
      expect total([2]) == 2;    // and five thousand more
    }
    ```

    Make several of a very long test, or of a very long flow.
    """

    code = "F036"
    title = "the engine cannot compile these tests"
    path: str
    reason: str

    @property
    def label(self) -> str:
        return f"`{self.path}`: {self.reason}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("make several tests of a very long one"),)
