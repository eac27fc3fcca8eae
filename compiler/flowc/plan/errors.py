"""F5xx: a flow that is well typed and cannot be planned."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import listed, short
from flowc.text.diagnostic import Error, Help, Label, Placeless
from flowc.text.span import Span
from flowc.text.suggest import nearest


@dataclass(frozen=True, slots=True)
class NoImplementation(Error):
    """A flow uses something of which only the types are known.

    A `.wit` file says what functions there are, not what they do. Such a flow can be checked:

    ```flow
    use fraud from "wit/fraud.wit";
    ```

    To build it, use a component that implements the same functions.
    """

    code = "F501"
    title = "there is no code for this"
    alias: str
    path: str

    @property
    def label(self) -> str:
        return f"`{self.alias}` is known by its types alone"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"use a component instead of `{self.path}`"),)


@dataclass(frozen=True, slots=True)
class UncalledCut(Placeless):
    """`--cut` names something that the package calls nowhere.

    ```
    flowc build shop.flow --key flowc.key --cut pricing --cut tax.vat
    ```

    It takes the alias of a component, or one function as `ALIAS.FUNCTION`; in a package that the
    flow uses, with the package's own alias before it.
    """

    code = "F505"
    title = "there is nothing to cut"
    name: str
    called: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"no flow calls `{self.name}`"

    @property
    def help(self) -> tuple[Help, ...]:
        if not self.called:
            return (Help("leave `--cut` out: this package calls no component"),)
        near = nearest(self.name, self.called)
        return (Help(f"it calls {listed(near or self.called)}"),)


@dataclass(frozen=True, slots=True)
class WaitingSupplier(Error):
    """`--cut` would have a flow wait that satisfies an import of a component.

    ```
    flowc build shop.flow --key flowc.key --cut pricing
    ```

    A component cannot be left in the midst of a call, and gone on with later. So what is called by
    a flow that it calls is not cut; where the source asks for that, `flowc check` says so: F424.
    """

    code = "F504"
    title = "a component calls a flow that has to wait"
    flow: str

    @property
    def label(self) -> str:
        return f"`{self.flow}` waits, and a component's import is satisfied by it"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("call what it waits for before the component, and give the component values"),)


@dataclass(frozen=True, slots=True)
class HandleCut(Error):
    """`--cut` would send a handle out of the component that it belongs to.

    ```
    flowc build shop.flow --key flowc.key --cut pages
    ```

    At a cut what a flow knows is kept as text, and it may go on elsewhere. So a function that takes
    or gives handles is called where it is, and no handle is had across the call of another; in the
    source that is F434 and F436.
    """

    code = "F506"
    title = "a handle cannot go across a cut"
    type: str

    @property
    def label(self) -> str:
        return f"`{self.type}` would go across this cut"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("do not cut here, or get from the handle before what is wanted after"),)


@dataclass(frozen=True, slots=True)
class ImportsDisagree(Error):
    """Two components import one interface and disagree about what is in it.

    Components of one flow share what they import: `wasi:io/streams@0.2.3` and
    `wasi:io/streams@0.2.9` become one import. That is possible only where both mean the same types.
    Build one of the components against the other's version of the interface.
    """

    code = "F520"
    title = "two components disagree about an interface that both import"
    item: str
    one: tuple[str, str, str]
    other: tuple[str, str, str]
    first: Span

    @property
    def label(self) -> str:
        alias, interface, type_ = self.other
        return f"`{alias}` imports `{interface}` with `{self.item}` as `{short(type_)}`"

    @property
    def secondary(self) -> tuple[Label, ...]:
        alias, interface, type_ = self.one
        text = f"`{alias}` imports `{interface}` with `{self.item}` as `{short(type_)}`"
        return (Label(self.first, text),)

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("build both components against one version of the interface"),)
