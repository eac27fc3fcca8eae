"""Mistakes with `?`."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import around, kind
from flowc.text.diagnostic import Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class NothingToTry(Error):
    """`?` follows something that cannot fail.

    `?` takes the payload of `ok` or `some` and otherwise ends the flow, so it works on results and
    options alone:

    ```flow
    export flow same(n: u32) -> option<u32> { some(n?) }
    ```
    """

    code = "F270"
    title = "this cannot fail"
    found: str

    @property
    def label(self) -> str:
        return f"expected a result or an option, found {kind(self.found)}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("remove the `?`"),)


@dataclass(frozen=True, slots=True)
class CannotLeave(Error):
    """`?` cannot hand the failure on, as the flow's result cannot hold it.

    `value?` on a result needs a flow that gives a result with the same error type; on an option,
    a flow that gives an option. A handler turns one into the other:

    ```flow
    use shop from "shop.wasm";
    export flow cents(sku: string) -> u64 { shop.find(sku)? }       // `? else => 0`
    ```
    """

    code = "F271"
    title = "this flow cannot hand on the failure"
    value: str
    result: str
    declared: Span
    handler: str

    @property
    def label(self) -> str:
        return f"this is {kind(self.value)}, and the flow gives {kind(self.result)}"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.declared, "the flow's result is declared here"),)

    @property
    def help(self) -> tuple[Help, ...]:
        after = around(self.span, "", f" {self.handler}")[1]
        return (Help("say what the flow gives instead", (after,)),)


@dataclass(frozen=True, slots=True)
class NothingToBind(Error):
    """A name is bound to a payload that is not there.

    `none`, and an `err` of a result without error type, carry nothing: the handler is written
    `? else => ..`:

    ```flow
    export flow or-zero(known: option<u32>) -> u32 { known? else e => 0 }
    ```
    """

    code = "F272"
    title = "there is nothing to bind"
    found: str

    @property
    def label(self) -> str:
        return f"the failure of {kind(self.found)} carries no payload"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("remove the name: `? else => ..`"),)
