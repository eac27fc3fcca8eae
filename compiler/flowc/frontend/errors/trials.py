"""F470-F489: mistakes in `test` blocks."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import kind
from flowc.text.diagnostic import Caution, Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class NotGivable(Error):
    """A `given` names nothing that is called.

    A test can be given what a function of a component or service returns, or a flow of the file:

    ```flow
    test "prices are looked up" {
      given pricing.price(_) = ok(5);
      given rate("IE") = 23;
      expect total("tea", "IE") == ok(6);
    }
    ```
    """

    code = "F470"
    title = "this is nothing that a test can be given"
    name: str
    close: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"no flow or component is named `{self.name.partition('.')[0]}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(", ".join(f"`{one}` exists" for one in self.close)),) if self.close else ()


@dataclass(frozen=True, slots=True)
class GivenPatterns(Error):
    """A `given` has more or fewer patterns than what it answers for has parameters.

    There is a pattern for each parameter, in their order; `_` fits anything:

    ```flow
    use shop from "shop.wasm";
    export flow known(sku: string) -> option<u64> { shop.find(sku) }
    test "nothing is known" {
      given shop.find("tea", _) = none;         // `find` takes one argument
      expect known("tea") == none;
    }
    ```
    """

    code = "F471"
    title = "this has another number of patterns than parameters"
    name: str
    found: int
    params: tuple[str, ...]

    @property
    def label(self) -> str:
        wanted = ", ".join(self.params)
        return f"`{self.name}({wanted})` takes {len(self.params)}, found {self.found}"


@dataclass(frozen=True, slots=True)
class UnreachedGiven(Error):
    """A `given` is never asked, since those before it answer all that it fits.

    Several for one function are tried in order, like the arms of a `match`:

    ```flow
    use shop from "shop.wasm";
    export flow known(sku: string) -> option<u64> { shop.find(sku) }
    test "tea is known" {
      given shop.find(_) = none;
      given shop.find("tea") = some(5);
      expect known("tea") == some(5);
    }
    ```

    Put the more special one first.
    """

    code = "F472"
    title = "this is never asked"
    takers: tuple[Span, ...]

    @property
    def label(self) -> str:
        return "what stands before it answers every call that this fits"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return tuple(Label(span, "asked first") for span in self.takers)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("put it before them, or remove it"),)


@dataclass(frozen=True, slots=True)
class UnusedGiven(Caution):
    """A test is given an answer to calls that it does not come to.

    Neither what the test calls, nor what that calls, comes to this function:

    ```flow
    use shop from "shop.wasm";
    export flow known(sku: string) -> option<u64> { shop.find(sku) }
    test "tea is known" {
      given shop.find(_) = some(5);
      given shop.probe() = ok;          // `known` does not call it
      expect known("tea") == some(5);
    }
    ```
    """

    code = "F473"
    title = "nothing in this test calls this"
    name: str

    @property
    def label(self) -> str:
        return f"this test does not come to `{self.name}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("remove it, or call what needs it"),)


@dataclass(frozen=True, slots=True)
class TryInGiven(Error):
    """A `?` stands in a `given`.

    `?` ends a flow early; what a test is given is a value. Write the `err` or `none` itself:

    ```flow
    use shop from "shop.wasm";
    export flow known(sku: string) -> option<u64> { shop.find(sku) }
    test "what is known of tea is known of all" {
      given shop.find(_) = some(known("tea")?);
      expect known("milk") == some(5);
    }
    ```
    """

    code = "F474"
    title = "there is nothing here that `?` could end"

    @property
    def label(self) -> str:
        return "a `given` is a value, not a flow"


@dataclass(frozen=True, slots=True)
class HandlerInTest(Error):
    """A `?` in a test has a handler.

    A handler gives the result that a flow ends with, and a test has none:

    ```flow
    use shop from "shop.wasm";
    export flow known(sku: string) -> option<u64> { shop.find(sku) }
    test "tea is known" {
      given shop.find(_) = some(5);
      expect (known("tea")? else => 0) == 5;
    }
    ```

    `?` alone takes the value out, and the test fails where there is none; an error is compared
    with: `expect known("x") == none;`.
    """

    code = "F475"
    title = "a test has no result that a handler could give"

    @property
    def label(self) -> str:
        return "this would be given instead of a result"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("leave the handler out: the test fails where there is no value"),)


@dataclass(frozen=True, slots=True)
class RepeatedTest(Error):
    """Two tests have one name.

    Reports and `flowc test --filter` know tests by their names:

    ```flow
    use shop from "shop.wasm";
    export flow known(sku: string) -> option<u64> { shop.find(sku) }
    test "tea" { given shop.find(_) = none; expect known("tea") == none; }
    test "tea" { given shop.find(_) = some(5); expect known("tea") == some(5); }
    ```
    """

    code = "F476"
    title = "two tests have one name"
    name: str
    first: Span

    @property
    def label(self) -> str:
        return f"there is a test of the name `{self.name}` already"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "the first is here"),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("say in the name what is special about it"),)


@dataclass(frozen=True, slots=True)
class GivenValue(Error):
    """A `given` has a value where the function gives none, or none where it gives one.

    What follows `=` is what the call gives. A function without result is answered without:
    `given audit.note(_);`.

    ```flow
    use shop from "shop.wasm";
    export flow known(sku: string) -> option<u64> { shop.find(sku) }
    test "tea is known" {
      given shop.find(_);               // `= some(5)`
      expect known("tea") == some(5);
    }
    ```
    """

    code = "F477"
    title = "this given and its function do not agree whether there is a value"
    name: str
    type: str
    missing: bool

    @property
    def label(self) -> str:
        if self.missing:
            return f"`{self.name}` gives {kind(self.type)}, and no value is given"
        return f"`{self.name}` gives nothing"

    @property
    def help(self) -> tuple[Help, ...]:
        text = "write what it gives after `=`" if self.missing else "end the `given` before the `=`"
        return (Help(text),)
